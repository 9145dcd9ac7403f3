/** Whether a namespace's part of the budget is enough for one container that declares nothing. */
import { divide, grainOf } from '../model/quantity.ts'
import type { Budget, ContainerRule } from '../model/tenancy.ts'
import { list, type Report } from './report.ts'
import { show } from './resolve-amount.ts'
import type { Member } from './resolve-budget.ts'
import type { StageInput } from './schema.ts'

type Defaults = Extract<ContainerRule, { type: 'defaults' }>

const checks = [
	{ field: 'cpu', resource: 'cpu' },
	{ field: 'memory', resource: 'memory' },
	{ field: 'ephemeralStorage', resource: 'ephemeral-storage' },
] as const

/** Warns where even a single container with the stage's defaults would not fit. */
export function checkContainerShares(
	input: NonNullable<StageInput['budget']>,
	budget: Budget,
	{ request, limit }: Defaults,
	members: readonly Member[],
	report: Report,
): void {
	for (const { field, resource } of checks) {
		for (const [key, least] of [
			[`requests.${resource}`, request[resource]],
			[`limits.${resource}`, limit[resource]],
		] as const) {
			const whole = budget[key]
			if (whole === undefined || least === undefined) continue
			const parts =
				divide(
					whole,
					members.map(({ share }) => share),
					grainOf(key),
				) ?? []
			const poor = members.filter((_, index) => (parts[index] ?? least) < least)
			if (poor.length === 0) continue
			report.warning(
				'plan/small-share',
				report.places.value(input, field),
				`of ${key}, ${list(poor.map(({ name }) => name))} would get less than one container by default (${show(resource, least)})`,
				'No pod that declares nothing could run there: give the stage more, or its containers lower defaults.',
			)
		}
	}
}
