/** What a container gets that declares no resources: the stage's word, else the plan's, else the built-in default. */
import type { Quantity } from '../model/quantity.ts'
import type { ContainerRule } from '../model/tenancy.ts'
import { defaultContainers } from './defaults.ts'
import type { Spot } from './places.ts'
import type { Report } from './report.ts'
import { amountIn, show } from './resolve-amount.ts'
import type { StageInput } from './schema.ts'

type ContainersInput = StageInput['containers']
type Layer = Exclude<NonNullable<ContainersInput>, 'declared'>
type Kind = 'request' | 'limit' | 'max'

/** An amount and where it was written; nowhere where it is built in. */
interface Amount {
	readonly amount: Quantity
	readonly spot?: Spot | undefined
}

const resources = [
	{ field: 'cpu', resource: 'cpu' },
	{ field: 'memory', resource: 'memory' },
	{ field: 'ephemeralStorage', resource: 'ephemeral-storage' },
] as const

/** What each of the three may not exceed. */
const order = [
	{ less: 'request', more: 'limit' },
	{ less: 'limit', more: 'max' },
	{ less: 'request', more: 'max' },
] as const

/** The rule of a stage; `defaults` is what the plan says for all stages. */
export function resolveContainers(stage: ContainersInput, defaults: ContainersInput, report: Report): ContainerRule {
	if ((stage ?? defaults) === 'declared') return { type: 'declared' }
	const layers = [stage, defaults].filter((layer): layer is Layer => layer !== undefined && layer !== 'declared')
	const request = amountsOf('request', layers, report)
	const limit = amountsOf('limit', layers, report)
	const max = amountsOf('max', layers, report)
	checkOrder({ request, limit, max }, report)
	return { type: 'defaults', request: plain(request), limit: plain(limit), max: plain(max) }
}

function amountsOf(kind: Kind, layers: readonly Layer[], report: Report): ReadonlyMap<string, Amount> {
	const builtIn = kind === 'max' ? {} : defaultContainers[kind]
	const amounts = new Map(Object.entries(builtIn).map(([resource, amount]): [string, Amount] => [resource, { amount }]))
	for (const layer of layers.toReversed()) {
		const input = layer[kind]
		if (input === undefined) continue
		for (const { field, resource } of resources) {
			const amount = amountIn(input, field, resource, report)
			if (amount !== undefined) amounts.set(resource, { amount, spot: report.places.value(input, field) })
		}
	}
	return amounts
}

function checkOrder(amounts: Readonly<Record<Kind, ReadonlyMap<string, Amount>>>, report: Report): void {
	for (const { field, resource } of resources) {
		for (const { less, more } of order) {
			const low = amounts[less].get(resource)
			const high = amounts[more].get(resource)
			if (low === undefined || high === undefined || low.amount <= high.amount) continue
			// One of the two was written: the built-in ones are in order.
			const builtIn = low.spot === undefined ? less : more
			report.error(
				'plan/container-order',
				low.spot ?? high.spot,
				`the ${less} of ${field} (${shown(resource, low)}) is more than its ${more} (${shown(resource, high)})`,
				low.spot === undefined || high.spot === undefined ? `Write the ${builtIn} of ${field} as well.` : undefined,
			)
			break
		}
	}
}

function shown(resource: string, { amount, spot }: Amount): string {
	return `${show(resource, amount)}${spot === undefined ? ', the default' : ''}`
}

function plain(amounts: ReadonlyMap<string, Amount>): Readonly<Record<string, Quantity>> {
	return Object.fromEntries([...amounts].map(([resource, { amount }]) => [resource, amount]))
}
