/** What holds for what rights lead to in every cluster. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccessRequest, identityOf, type Subject, showRequest, showSubject } from '../../../model/access.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { patience, seed, times } from '../../repeatable.suite.ts'
import { asked, subject } from '../access.suite.ts'
import type { Access } from '../access.ts'
import { allowing, decide } from '../authority.ts'
import { readAccess } from '../read-access.ts'
import { deeds, type Escalation, escalationIn, type Target } from './escalation.ts'
import { type Power, requestsOf } from './powers.ts'
import {
	objectsOf,
	type RandomRights,
	randomHomes,
	randomLine,
	randomRights,
	randomZones,
	somebody,
} from './random-rights.suite.ts'

const targets: readonly Target[] = [
	...[...new Set(randomZones.values())].flatMap((zone) => deeds.map((deed) => ({ zone, deed }))),
	{ zone: undefined, deed: 'guards' },
	{ zone: undefined, deed: 'everything' },
]
const everybody = somebody.map(subject)

function escalations(objects: readonly KubeObject[], zones = randomZones): Escalation {
	return escalationIn(readAccess({ objects }), objects, (name) => zones.get(name))
}

/** What anybody can do, a line for each. */
function abilities({ can }: Escalation, who: readonly Subject[] = everybody): readonly string[] {
	return who.flatMap((each) =>
		targets.filter((target) => can(each, target)).map(({ zone = '', deed }) => `${showSubject(each)}: ${deed} ${zone}`),
	)
}

function check<Extra>(
	runs: number,
	extra: fc.Arbitrary<Extra>,
	holds: (its: RandomRights, extra: Extra) => void,
): void {
	fc.assert(fc.property(randomRights, extra, holds), { seed, numRuns: Math.ceil(runs * times) })
}
const nothing = fc.constant(undefined)

describe(`random rights (seed ${seed})`, () => {
	test('there is a way to what somebody can do, and to nothing else', patience, () => {
		check(150, nothing, (its) => {
			const found = escalations(objectsOf(its))
			for (const who of everybody)
				for (const target of targets) {
					const way = found.way(who, target)
					expect(way !== undefined).toBe(found.can(who, target))
					if (way !== undefined) expect(way.steps[0]?.what).toBe(showSubject(who))
				}
		})
	})

	test('each right on a way is one that whoever is there has', patience, () => {
		check(150, nothing, (its) => {
			const objects = objectsOf(its)
			const [access, found] = [readAccess({ objects }), escalations(objects)]
			for (const who of everybody)
				for (const target of targets) {
					let holder = who
					for (const { what, evidence } of found.way(who, target)?.steps ?? []) {
						for (const { observed, object } of evidence)
							if (!mayForSome(access, holder, observed, object?.namespace))
								expect.fail(`${showSubject(holder)} ${observed} is not true`)
						if (/^(User|Group|ServiceAccount) /.test(what)) holder = subject(what)
					}
				}
		})
	})

	test('one more binding takes nothing away', patience, () => {
		check(150, randomLine, ({ lines, around }, line) => {
			const before = abilities(escalations(objectsOf({ lines, around })))
			const after = abilities(escalations(objectsOf({ lines: [...lines, line], around })))
			expect(after).toEqual(expect.arrayContaining([...before]))
		})
	})

	test('the order of bindings changes nothing', patience, () => {
		check(150, fc.nat(), (its, turn) => {
			const objects = objectsOf(its)
			const at = turn % objects.length
			const turned = [...objects.slice(at), ...objects.slice(0, at)].toReversed()
			expect(abilities(escalations(turned))).toEqual(abilities(escalations(objects)))
		})
	})

	test('other names of users, namespaces and stages change nothing but names', patience, () => {
		check(150, nothing, (its) => {
			const objects = objectsOf(its)
			const zones = new Map([...randomZones].map(([name, zone]) => [renamed(name), renamed(zone)] as const))
			const [before, after] = [escalations(objects), escalations(renamedAll(objects), zones)]
			for (const who of everybody)
				for (const target of targets)
					expect(after.way(renamedAll(who), renamedAll(target))).toEqual(renamedAll(before.way(who, target)))
		})
	})

	test('who is bound nowhere can do nothing', patience, () => {
		check(150, nothing, (its) => {
			const nobody = ['User nobody', 'Group nobody', 'ServiceAccount ns-elsewhere/nobody'].map(subject)
			expect(abilities(escalations(objectsOf(its)), nobody)).toEqual([])
		})
	})

	test('what somebody is let do directly is among what can be done', patience, () => {
		check(150, nothing, (its) => {
			const objects = objectsOf(its)
			const [access, found] = [readAccess({ objects }), escalations(objects)]
			const bound = new Set(
				access.bindings.flatMap(({ subjects }) => subjects.map((each) => showSubject(each.subject))),
			)
			for (const who of everybody.filter((each) => bound.has(showSubject(each))))
				for (const [request, target] of direct)
					if (decide(access, identityOf(who), request).allowed)
						expect(found.can(who, target), `${showSubject(who)}: ${showRequest(request)}`).toBe(true)
		})
	})
})

/** Requests, each with what it does by itself. */
const direct: readonly (readonly [AccessRequest, Target])[] = [
	...[...randomZones].flatMap(([namespace, zone]) => [
		...all('walls', ['relabel'], zone, { namespace, name: namespace }),
		...all('walls', ['policies', 'budgets', 'steer', 'writeBindings'], zone, { namespace }),
		...all('run', ['run', 'inside', 'reshape'], zone, { namespace }),
		...all('secrets', ['readSecrets', 'run'], zone, { namespace }),
		...all('write', ['run', 'inside', 'policies', 'makeSecrets', 'token', 'writeRoles'], zone, { namespace }),
		[
			{ ...asked('patch configmaps'), namespace },
			{ zone, deed: 'write' },
		] as const,
	]),
	...(['guards', 'nodes', 'tiers'] as const).flatMap((power) =>
		requestsOf(power).map((request) => [asRequest(request), { zone: undefined, deed: 'guards' }] as const),
	),
	...(['everything', 'mutateByWebhook'] as const).flatMap((power) =>
		requestsOf(power).map((request) => [asRequest(request), { zone: undefined, deed: 'everything' }] as const),
	),
]

function all(
	deed: (typeof deeds)[number],
	powers: readonly Power[],
	zone: string,
	more: object,
): readonly (readonly [AccessRequest, Target])[] {
	return powers.flatMap((power) =>
		requestsOf(power).map(
			(request) =>
				[
					{ ...asRequest(request), ...more },
					{ zone, deed },
				] as const,
		),
	)
}

function asRequest({ verb, group, resource }: ReturnType<typeof requestsOf>[number]): AccessRequest {
	const [plural = '', subresource] = resource.split('/')
	return { verb, group, resource: plural, ...(subresource === undefined ? {} : { subresource }) }
}

/** Whether somebody may do what a way says, on any object or on one of some name. */
function mayForSome(
	access: Access,
	who: Subject,
	observed: string | undefined,
	namespace: string | undefined,
): boolean {
	const [, words = ''] = /^may (.*) by /.exec(observed ?? '') ?? []
	const request = asked(words === '* everything' ? '* *.*' : words)
	const names = [...access.roles.values()].flatMap(({ rules }) => rules.flatMap(({ resourceNames }) => resourceNames))
	return [undefined, ...names].some((name) => {
		const its = {
			...request,
			...(name === undefined ? {} : { name }),
			...(namespace === undefined ? {} : { namespace }),
		}
		return [...allowing(access, identityOf(who), its as AccessRequest)].length > 0
	})
}

/** Names that are nobody's but theirs, and what they are called then. */
const newNames: Readonly<Record<string, string>> = {
	...Object.fromEntries(randomHomes.map((name, index) => [name, `x${9 - index}`])),
	erin: 'zoe',
	tim: 'ada',
	qa: 'crew',
	'stage-dev': 'two',
	'stage-prod': 'one',
}

function renamed(text: string): string {
	const words = Object.keys(newNames).toSorted((a, b) => b.length - a.length)
	return text.replaceAll(new RegExp(`(?<![\\w-])(${words.join('|')})(?![\\w-])`, 'g'), (word) => newNames[word] ?? word)
}

function renamedAll<Value>(value: Value): Value {
	return value === undefined ? value : JSON.parse(renamed(JSON.stringify(value)))
}
