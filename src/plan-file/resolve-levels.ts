/** Access levels of the user's own: what they extend is resolved, and wildcards are refused. */
import { curatedLevels } from '../model/access-levels.ts'
import type { AccessLevel, PolicyRule } from '../model/tenancy.ts'
import type { WholeSpec } from './merge.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'

type Levels = WholeSpec['levels']
type RuleInput = Levels[string]['rules'][number]

/** How many levels may stand on each other. */
const mostSteps = 16

/** The names of all levels, curated ones first. */
export function levelNames({ levels }: WholeSpec, { places }: Report): ReadonlySet<string> {
	return new Set([...curatedLevels.map(({ name }) => name), ...places.keysOf(levels)])
}

/** The plan's own levels, each with the rules of those that it extends before its own. */
export function resolveLevels(
	{ levels }: WholeSpec,
	known: ReadonlySet<string>,
	report: Report,
): readonly AccessLevel[] {
	const { places } = report
	return places.keysOf(levels).flatMap((name) => {
		if (curated(name) !== undefined)
			report.error(
				'plan/curated-level',
				places.key(levels, name),
				`the level ${quote(name)} is a curated one, and stays as it is documented`,
				'Choose another name.',
			)
		const input = levels[name]
		if (input === undefined) return []
		if (input.extends !== undefined) refers('level', input.extends, known, places.value(input, 'extends'), report)
		refuseWildcards(input.rules, report)
		const rules = chainOf(name, levels, report)
			.toReversed()
			.flatMap((each) => levels[each]?.rules.map(ruleOf) ?? curated(each)?.rules ?? [])
		return [{ name, description: input.description ?? `The level ${name} of the plan.`, rules }]
	})
}

function curated(name: string): AccessLevel | undefined {
	return curatedLevels.find((level) => level.name === name)
}

/** The level and those that it extends, directly and through others. */
function chainOf(name: string, levels: Levels, report: Report): readonly string[] {
	const chain = [name]
	const spot = () => report.places.value(levels[name] ?? {}, 'extends')
	for (let next = levels[name]?.extends; next !== undefined; next = levels[next]?.extends) {
		if (next === name) {
			// Each level of a circle is on it; it is reported at the one that the file names first.
			if (report.places.keysOf(levels).find((each) => chain.includes(each)) === name)
				report.error(
					'plan/level-cycle',
					spot(),
					`levels extend each other in a circle: ${[...chain, name].join(' → ')}`,
					'One of them has to stand on its own.',
				)
			break
		}
		if (chain.includes(next)) break
		if (chain.length === mostSteps) {
			report.error(
				'plan/level-chain',
				spot(),
				`more than ${mostSteps} levels extend each other`,
				'Repeat a few rules instead.',
			)
			break
		}
		chain.push(next)
	}
	return chain
}

function ruleOf({ apiGroups, resources, verbs, resourceNames }: RuleInput): PolicyRule {
	return { apiGroups, resources, verbs, ...(resourceNames === undefined ? {} : { resourceNames }) }
}

/**
 * A wildcard grants what the next version of the API adds, and in a namespace it grants `escalate`, `bind` and the walls
 * themselves. `pods/*` is one as well.
 */
function refuseWildcards(rules: readonly RuleInput[], report: Report): void {
	for (const rule of rules) {
		for (const field of ['apiGroups', 'resources', 'verbs'] as const) {
			for (const [index, word] of rule[field].entries()) {
				if (!word.includes('*')) continue
				report.error(
					'plan/wildcard',
					report.places.value(rule[field], index),
					`${quote(word)} would also grant what nobody thought of: quotas, policies, and rights that lead to more rights`,
					`Write out the ${field} that are needed.`,
				)
			}
		}
	}
}
