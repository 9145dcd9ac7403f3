/**
 * A stage's budget, divided over its namespaces. A ResourceQuota counts in one namespace only, so what a stage may use in
 * all can be held to only by parts that sum to it.
 */
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { divide, formatOfGrain, formatQuantity, grainOf, type Quantity } from '../model/quantity.ts'
import type { Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { nameOf, namespacedObject, sorted } from './meta.ts'

/**
 * Divides the budget of a stage once, and gives each of its namespaces its quota.
 *
 * @returns for a namespace of the stage, its quota; nothing where the stage has no budget
 */
export function quotas(tenancy: Tenancy, stage: Stage): (namespace: StageNamespace) => readonly KubeObject[] {
	const { budget } = stage
	if (budget === undefined) return () => []
	const members = tenancy.namespaces.filter((namespace) => namespace.stage === stage.name)
	const shares = members.map(({ share }) => share)
	const parts = Object.entries(budget).map(([key, whole]) => ({
		key,
		amounts: divided(key, whole, shares, stage.name),
	}))
	const positions = new Map(members.map(({ name }, position) => [name, position]))
	return (namespace) => {
		const position = positions.get(namespace.name) ?? 0
		const hard = parts.map(({ key, amounts }) => [key, amounts[position]] as const)
		return [
			namespacedObject(
				tenancy,
				namespace,
				kinds.ResourceQuota,
				{ name: nameOf() },
				// Written as `null`, these are fields of ours: a scope would let pods out of the quota.
				{ spec: { hard: sorted(Object.fromEntries(hard)), scopes: null, scopeSelector: null } },
			),
		]
	}
}

/** The parts of one amount in the order of the shares, as the API server writes them. */
function divided(key: string, whole: Quantity, shares: readonly number[], stage: string): readonly string[] {
	const grain = grainOf(key)
	const amounts = divide(whole, shares, grain)
	if (amounts === undefined)
		throw new Error(`the budget of ${stage} cannot be divided: ${key} is no whole number of ${grain}`)
	return amounts.map((amount) => formatQuantity(amount, formatOfGrain[grain]))
}
