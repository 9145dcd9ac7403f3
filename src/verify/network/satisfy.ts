/**
 * Whether any labels at all could satisfy some selectors and none of some others. Requirements on different keys do not touch each
 * other, and a label may have any value, so selectors alone are decided key by key; each one that must not match adds a choice
 * of the requirement that fails.
 */
import type { Requirement, Selector } from '../reading/selector.ts'

/** What is demanded of one key. */
interface Demand {
	/** `true`: the key is there, `false`: it is not, `undefined`: either. */
	readonly present: boolean | undefined
	/** The values it may have; `undefined` for any. */
	readonly among: ReadonlySet<string> | undefined
	readonly not: ReadonlySet<string>
}

const nothing: Demand = { present: undefined, among: undefined, not: new Set() }

/** So many choices are tried; beyond, labels are taken to exist, which claims less and never too much. */
const patience = 20_000

/**
 * Whether there are labels that every one of `wanted` matches and none of `unwanted`.
 *
 * @returns `true` also where the answer would take more than twenty thousand steps
 */
export function satisfiable(wanted: readonly Selector[], unwanted: readonly Selector[] = []): boolean {
	const demands = new Map<string, Demand>()
	for (const requirement of wanted.flat()) if (!demand(demands, requirement)) return false
	let steps = 0
	const refuse = (index: number, before: ReadonlyMap<string, Demand>): boolean => {
		const selector = unwanted[index]
		if (selector === undefined || ++steps > patience) return true
		return selector.some((requirement) => {
			const after = new Map(before)
			return demand(after, opposite(requirement)) && refuse(index + 1, after)
		})
	}
	return refuse(0, demands)
}

function opposite({ key, operator, values }: Requirement): Requirement {
	const opposites = { In: 'NotIn', NotIn: 'In', Exists: 'DoesNotExist', DoesNotExist: 'Exists' } as const
	return { key, operator: opposites[operator], values }
}

/** Adds a requirement; `false` where no label can satisfy it any more. */
function demand(demands: Map<string, Demand>, requirement: Requirement): boolean {
	const joined = join(demands.get(requirement.key) ?? nothing, requirement)
	if (joined === undefined) return false
	demands.set(requirement.key, joined)
	return true
}

function join({ present, among, not }: Demand, { operator, values }: Requirement): Demand | undefined {
	switch (operator) {
		case 'Exists':
			return present === false ? undefined : possible({ present: true, among, not })
		case 'DoesNotExist':
			return present === true ? undefined : { present: false, among, not }
		case 'In': {
			if (present === false) return undefined
			const allowed = among === undefined ? values : values.filter((value) => among.has(value))
			return possible({ present: true, among: new Set(allowed), not })
		}
		case 'NotIn':
			return possible({ present, among, not: new Set([...not, ...values]) })
	}
}

/** A key that has to be there needs a value that is left. */
function possible(demanded: Demand): Demand | undefined {
	const { present, among, not } = demanded
	if (present !== true || among === undefined) return demanded
	return [...among].some((value) => !not.has(value)) ? demanded : undefined
}
