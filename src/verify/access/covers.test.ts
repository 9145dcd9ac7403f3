/** Whether some rules cover others, case by case (Kubernetes, component-helpers/auth/rbac/validation/policy_comparator.go). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showRequest } from '../../model/access.ts'
import { seed, times } from '../repeatable.suite.ts'
import { rules } from './access.suite.ts'
import { anyRequest, anyRule, requestNear } from './random-rules.suite.ts'
import { type Rule, ruleAllows, uncovered } from './rule.ts'

const pods = '{verbs: [get], apiGroups: [""], resources: [pods]}'

const covered: readonly [owner: string, asked: string][] = [
	[pods, pods],
	['', ''],
	[pods, ''],
	['{verbs: [get, list], apiGroups: ["", apps], resources: [pods, nodes]}', pods],
	['{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}', pods],
	['{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}', '{verbs: ["*"], apiGroups: ["*"], resources: ["*", pods/*]}'],
	['{verbs: [get], apiGroups: [""], resources: ["*"]}', '{verbs: [get], apiGroups: [""], resources: [pods/exec]}'],
	['{verbs: [get], apiGroups: [""], resources: ["*/log"]}', '{verbs: [get], apiGroups: [""], resources: [pods/log]}'],
	['{verbs: [get], apiGroups: [""], resources: ["*/a/b"]}', '{verbs: [get], apiGroups: [""], resources: [pods/a/b]}'],
	['{verbs: [get], apiGroups: [""], resources: ["*/*"]}', '{verbs: [get], apiGroups: [""], resources: [pods/*]}'],
	// Parts are covered each by another rule.
	[
		`${pods}, {verbs: [list], apiGroups: [""], resources: [pods]}`,
		'{verbs: [get, list], apiGroups: [""], resources: [pods]}',
	],
	[
		`${pods}, {verbs: [get], apiGroups: [""], resources: [nodes]}`,
		'{verbs: [get], apiGroups: [""], resources: [pods, nodes]}',
	],
	[pods, '{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [web, db]}'],
	[
		'{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [web]}, {verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [db]}',
		'{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [web, db]}',
	],
	['{verbs: [get], nonResourceURLs: ["*"]}', '{verbs: [get], nonResourceURLs: [/metrics, /a/*, "*"]}'],
	['{verbs: [get], nonResourceURLs: [/a/*]}', '{verbs: [get], nonResourceURLs: [/a/*, /a/b/*, /a/b]}'],
	['{verbs: [get], nonResourceURLs: [/a, /b]}', '{verbs: [get], nonResourceURLs: [/a]}'],
	[
		'{verbs: [get], nonResourceURLs: [/a]}, {verbs: [get], nonResourceURLs: [/b]}',
		'{verbs: [get], nonResourceURLs: [/a, /b]}',
	],
	['{verbs: [get], apiGroups: [""], resources: ["*/log"]}', '{verbs: [get], apiGroups: [""], resources: [/log]}'],
	// A rule that allows nothing is covered by nothing.
	['', '{verbs: [], apiGroups: [""], resources: [pods]}'],
	['', '{verbs: [get], apiGroups: [], resources: [pods]}'],
]

/** With what is left over, as parts of one verb on one resource. */
const open: readonly [owner: string, asked: string, left: string][] = [
	['', pods, pods],
	['{verbs: [list], apiGroups: [""], resources: [pods]}', pods, pods],
	['{verbs: [get], apiGroups: [apps], resources: [pods]}', pods, pods],
	['{verbs: [get], apiGroups: [""], resources: [nodes]}', pods, pods],
	['{verbs: [Get], apiGroups: [""], resources: [pods]}', pods, pods],
	[
		pods,
		'{verbs: [get, list], apiGroups: [""], resources: [pods]}',
		'{verbs: [list], apiGroups: [""], resources: [pods]}',
	],
	// A wildcard is covered by a wildcard only, whatever else adds up to all there is.
	[pods, '{verbs: ["*"], apiGroups: [""], resources: [pods]}', '{verbs: ["*"], apiGroups: [""], resources: [pods]}'],
	[pods, '{verbs: [get], apiGroups: ["*"], resources: [pods]}', '{verbs: [get], apiGroups: ["*"], resources: [pods]}'],
	[pods, '{verbs: [get], apiGroups: [""], resources: ["*"]}', '{verbs: [get], apiGroups: [""], resources: ["*"]}'],
	[
		pods,
		'{verbs: [get], apiGroups: [""], resources: [pods/log]}',
		'{verbs: [get], apiGroups: [""], resources: [pods/log]}',
	],
	[
		'{verbs: [get], apiGroups: [""], resources: [pods/log]}',
		'{verbs: [get], apiGroups: [""], resources: [pods, pods/log]}',
		pods,
	],
	// Nor does a star stand for the beginning of a name.
	['{verbs: [get], apiGroups: [""], resources: ["*s"]}', pods, pods],
	// `pods/*` covers nothing but its own letters.
	[
		'{verbs: [get], apiGroups: [""], resources: [pods/*]}',
		'{verbs: [get], apiGroups: [""], resources: [pods/*, pods/log]}',
		'{verbs: [get], apiGroups: [""], resources: [pods/log]}',
	],
	[
		'{verbs: [get], apiGroups: [""], resources: [pods/scale]}',
		'{verbs: [get], apiGroups: [""], resources: ["*/scale"]}',
		'{verbs: [get], apiGroups: [""], resources: ["*/scale"]}',
	],
	['{verbs: [get], apiGroups: [""], resources: ["*/pods"]}', pods, pods],
	['{verbs: [get], apiGroups: [""], resources: ["*pods"]}', pods, pods],
	[
		'{verbs: [get], apiGroups: [""], resources: ["*/a"]}',
		'{verbs: [get], apiGroups: [""], resources: [pods/a/b]}',
		'{verbs: [get], apiGroups: [""], resources: [pods/a/b]}',
	],
	// Rights on one object are no rights on all.
	['{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [web]}', pods, pods],
	[
		'{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [web]}',
		'{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [web, db]}',
		'{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [db]}',
	],
	// One rule has to cover the whole part: verbs of one do not go with resources of another.
	[
		'{verbs: [list], apiGroups: [""], resources: [pods]}, {verbs: [get], apiGroups: [""], resources: [nodes]}',
		pods,
		pods,
	],
	[
		'{verbs: [get], apiGroups: [""], resources: [pods]}, {verbs: [list], apiGroups: [""], resources: [nodes]}',
		'{verbs: [get, list], apiGroups: [""], resources: [pods, nodes]}',
		'{verbs: [list], apiGroups: [""], resources: [pods]}, {verbs: [get], apiGroups: [""], resources: [nodes]}',
	],
	[
		'{verbs: [get], nonResourceURLs: [/a/*]}',
		'{verbs: [get], nonResourceURLs: [/a, /a/b, "*"]}',
		'{verbs: [get], nonResourceURLs: [/a]}, {verbs: [get], nonResourceURLs: ["*"]}',
	],
	[
		'{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}',
		'{verbs: [get], nonResourceURLs: [/metrics]}',
		'{verbs: [get], nonResourceURLs: [/metrics]}',
	],
	['{verbs: ["*"], nonResourceURLs: ["*"]}', pods, pods],
	[
		'{verbs: [get], nonResourceURLs: [/a]}',
		'{verbs: [get, post], nonResourceURLs: [/a]}',
		'{verbs: [post], nonResourceURLs: [/a]}',
	],
]

const read = (text: string): readonly Rule[] => rules(`[${text}]`)

describe('uncovered', () => {
	test.each(covered)('nothing: [%s] covers [%s]', (owner, asked) => {
		expect(uncovered(read(owner), read(asked))).toEqual([])
	})
	test.each(open)('[%s] does not cover all of [%s]', (owner, asked, left) => {
		expect(uncovered(read(owner), read(asked))).toEqual(read(left))
	})
})

describe(`random rules (seed ${seed})`, { timeout: 60_000 * times }, () => {
	const some = fc.array(anyRule, { maxLength: 4 })
	const options = { seed, numRuns: 2000 * times }

	test('who covers what is asked may do everything that it allows', () => {
		let met = 0
		// Asked is often a part of what the owner has: else hardly anything would be covered.
		const pair = fc.tuple(some, some, fc.boolean()).map(([owner, asked, isPart]) => ({
			owner: isPart ? [...owner, ...asked.map((rule) => ({ ...rule, verbs: ['*'] }))] : owner,
			asked,
		}))
		const near = pair.chain(({ owner, asked }) =>
			fc.record({
				owner: fc.constant(owner),
				asked: fc.constant(asked),
				request: asked.length === 0 ? anyRequest : fc.oneof(anyRequest, ...asked.map(requestNear)),
			}),
		)
		fc.assert(
			fc.property(near, ({ owner, asked, request }) => {
				if (uncovered(owner, asked).length > 0 || !asked.some((rule) => ruleAllows(rule, request))) return
				met++
				expect(
					owner.some((rule) => ruleAllows(rule, request)),
					showRequest(request),
				).toBe(true)
			}),
			options,
		)
		expect(met).toBeGreaterThan(options.numRuns / 20)
	})

	test('rules cover themselves', () => {
		fc.assert(
			fc.property(some, (asked) => {
				expect(uncovered(asked, asked)).toEqual([])
			}),
			options,
		)
	})

	test('more rules never cover less, and what is left over is what has to be added', () => {
		fc.assert(
			fc.property(some, some, some, (owner, more, asked) => {
				const left = uncovered(owner, asked)
				const seen = new Set(left.map((part) => JSON.stringify(part)))
				expect(uncovered([...owner, ...more], asked).filter((part) => !seen.has(JSON.stringify(part)))).toEqual([])
				expect(uncovered([...owner, ...left], asked)).toEqual([])
			}),
			options,
		)
	})

	test('covering goes on from one to the next', () => {
		fc.assert(
			fc.property(some, some, some, (a, b, c) => {
				if (uncovered(a, b).length === 0 && uncovered(b, c).length === 0) expect(uncovered(a, c)).toEqual([])
			}),
			options,
		)
	})
})
