/** What a stage may use: the budget as it is written → amounts by quota key. */
import { divide, grainOf, type Quantity } from '../model/quantity.ts'
import type { Budget } from '../model/tenancy.ts'
import { defaultCounts } from './defaults.ts'
import { smallestDividable } from './dividable.ts'
import type { Spot } from './places.ts'
import { list, type Report } from './report.ts'
import { amountIn, show } from './resolve-amount.ts'
import type { StageInput } from './schema.ts'

type BudgetInput = NonNullable<StageInput['budget']>

/** A namespace that gets a part of the budget. */
export interface Member {
	readonly name: string
	readonly share: number
}

/** An amount that somebody wrote, under one of the quota keys that it stands for. */
interface Written {
	readonly field: string
	readonly key: string
	readonly amount: Quantity
	readonly spot: Spot | undefined
}

/** The plan's words for quota keys. `zero`: whether none at all makes sense. */
const fields = [
	{ field: 'cpu', keys: ['requests.cpu', 'limits.cpu'], zero: false },
	{ field: 'memory', keys: ['requests.memory', 'limits.memory'], zero: false },
	{ field: 'ephemeralStorage', keys: ['requests.ephemeral-storage', 'limits.ephemeral-storage'], zero: false },
	{ field: 'storage', keys: ['requests.storage'], zero: false },
	{ field: 'pods', keys: ['pods'], zero: true },
	{ field: 'persistentVolumeClaims', keys: ['persistentvolumeclaims'], zero: true },
	{ field: 'services', keys: ['services'], zero: true },
	{ field: 'loadBalancers', keys: ['services.loadbalancers'], zero: true },
	{ field: 'nodePorts', keys: ['services.nodeports'], zero: true },
] as const

const limitFields = [
	{ field: 'cpu', resource: 'cpu' },
	{ field: 'memory', resource: 'memory' },
	{ field: 'ephemeralStorage', resource: 'ephemeral-storage' },
] as const

/**
 * The amounts of a stage. Counts that are not given are the default for each of its namespaces, so that a budget bounds
 * everything that can fill up a cluster.
 *
 * @param members - the namespaces of the stage, each of which has to get something
 */
export function resolveBudget(input: BudgetInput, members: readonly Member[], report: Report): Budget {
	const amounts = new Map<string, Quantity>()
	for (const { field, key, amount, spot } of written(input, report)) {
		amounts.set(key, amount)
		checkDividable(field, key, amount, members, spot, report)
	}
	checkLimits(input, amounts, report)
	for (const [key, each] of Object.entries(defaultCounts)) {
		if (amounts.has(key)) continue
		const count = each * BigInt(members.length)
		amounts.set(key, each === 0n ? count : smallestDividable(key, count, members))
	}
	return Object.fromEntries(amounts)
}

function written(input: BudgetInput, report: Report): readonly Written[] {
	const one = <Field extends string>(
		map: { readonly [name in Field]?: string | number | undefined },
		field: Field,
		key: string,
		zero: boolean,
	): readonly Written[] => {
		const amount = amountIn(map, field, key, report, zero)
		return amount === undefined ? [] : [{ field, key, amount, spot: report.places.value(map, field) }]
	}
	const { limits = {}, objects = {}, extended = {} } = input
	return [
		...fields.flatMap(({ field, keys, zero }) => keys.flatMap((key) => one(input, field, key, zero))),
		...limitFields.flatMap(({ field, resource }) => one(limits, field, `limits.${resource}`, false)),
		...report.places.keysOf(objects).flatMap((resource) => one(objects, resource, `count/${resource}`, true)),
		...report.places.keysOf(extended).flatMap((resource) => one(extended, resource, `requests.${resource}`, true)),
	]
}

function checkLimits({ limits = {} }: BudgetInput, amounts: ReadonlyMap<string, Quantity>, report: Report): void {
	for (const { field, resource } of limitFields) {
		const request = amounts.get(`requests.${resource}`)
		const limit = amounts.get(`limits.${resource}`)
		if (limits[field] === undefined || request === undefined || limit === undefined || limit >= request) continue
		report.error(
			'plan/limits-below-requests',
			report.places.value(limits, field),
			`the limits of ${field} (${show(resource, limit)}) are below its requests (${show(resource, request)})`,
			"A container's limit is never below its request, so the rest of the requests could not be used.",
		)
	}
}

function checkDividable(
	field: string,
	key: string,
	amount: Quantity,
	members: readonly Member[],
	spot: Spot | undefined,
	report: Report,
): void {
	const parts = amount === 0n ? [] : (divide(amount, sharesOf(members), grainOf(key)) ?? [])
	const poor = members.filter((_, index) => parts[index] === 0n).map(({ name }) => name)
	if (poor.length === 0) return
	report.error(
		'plan/cannot-divide',
		spot,
		`${field}: ${show(key, amount)} cannot be divided over ${members.length} namespaces: ${list(poor)} would get nothing`,
		`${show(key, smallestDividable(key, amount, members))} would be enough.`,
	)
}

function sharesOf(members: readonly Member[]): readonly number[] {
	return members.map(({ share }) => share)
}
