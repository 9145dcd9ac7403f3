/** Proof `quotas`: what the namespaces of a stage may use together never exceeds the stage's budget. */

import { isUnseen } from '../../model/facts.ts'
import { type Finding, type Proof, resultOf } from '../../model/finding.ts'
import { kindKey, kinds } from '../../model/kinds.ts'
import { type KubeObject, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { formatOfGrain, formatQuantity, grainOf, parseQuantity, type Quantity } from '../../model/quantity.ts'
import type { Stage } from '../../model/tenancy.ts'
import { type Case, hiddenFrom, namespacesIn, type Prover, stagesIn } from '../prover.ts'

/** The proof. */
export const quotas: Prover = {
	name: 'quotas',
	wants: () => [kinds.Namespace, kinds.ResourceQuota].map((kind) => ({ kind, detail: 'whole' })),
	prove,
}

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	const stages = stagesIn(input).filter(({ budget }) => budget !== undefined)
	const limits = limitsByNamespace(facts.objects)
	const findings = [
		...stages.flatMap((stage) => overBudget(stage, limits, input)),
		...hiddenFrom('quotas', input, new Set([kindKey(kinds.ResourceQuota), kindKey(kinds.Namespace)])),
	]
	return {
		name: 'quotas',
		cluster: facts.cluster,
		claim: `the namespaces of each stage of "${tenancy.name}" may use no more than the stage's budget together`,
		result: resultOf(findings),
		scope: { stages: stages.length, namespaces: namespacesIn(input).length },
		method: 'for each resource, the smallest quota of each namespace is added up over the stage',
		assumptions: ['The quota controller runs: a quota is enforced once its status is filled.'],
		findings,
	}
}

function overBudget(stage: Stage, limits: ReadonlyMap<string, Limits>, input: Case): readonly Finding[] {
	const { facts } = input
	const existing = new Set(
		facts.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
	)
	// A namespace that is not there uses nothing; that it is missing is said by the proof `objects`.
	const homes = namespacesIn(input).filter(
		({ name, stage: of }) =>
			of === stage.name && existing.has(name) && !isUnseen(facts.unseen, { ...quotaKind, namespace: name }),
	)
	return Object.entries(stage.budget ?? {}).flatMap(([key, budget]): readonly Finding[] => {
		const unlimited = homes.filter(({ name }) => limits.get(name)?.get(key) === undefined)
		const sum = homes.reduce((total, { name }) => total + (limits.get(name)?.get(key)?.amount ?? 0n), 0n)
		const format = formatOfGrain[grainOf(key)]
		const base = { result: 'violated', cluster: facts.cluster, stage: stage.name } as const
		return [
			...unlimited.map(
				({ name }): Finding => ({
					...base,
					code: 'quotas/unlimited',
					severity: 'high',
					subject: { group: '', kind: 'Namespace', name },
					message: `no quota limits ${key} in ${name}: it may use more than the whole stage ${stage.name}`,
					witness: [{ object: { group: '', kind: 'Namespace', name }, field: key, observed: '(no quota)' }],
					remedy: 'stagewall apply',
				}),
			),
			...(sum > budget
				? [
						{
							...base,
							code: 'quotas/over-budget',
							severity: 'medium',
							subject: undefined,
							message: `the quotas of the stage ${stage.name} add up to ${formatQuantity(sum, format)} ${key}; its budget is ${formatQuantity(budget, format)}`,
							witness: homes.flatMap(({ name }) => {
								const limit = limits.get(name)?.get(key)
								return limit === undefined
									? []
									: [
											{
												object: limit.quota,
												field: `spec.hard["${key}"]`,
												observed: formatQuantity(limit.amount, format),
											},
										]
							}),
							remedy: 'stagewall apply, or raise the budget in stages.yaml',
						} satisfies Finding,
					]
				: []),
		]
	})
}

const quotaKind = { group: '', kind: 'ResourceQuota', name: '' }

/** By ResourceQuota key, the amount and the quota that sets it. */
type Limits = Map<string, { readonly amount: Quantity; readonly quota: ObjectRef }>

/** The smallest amount that any quota of a namespace allows: all of them must hold (admission of ResourceQuota). */
function limitsByNamespace(objects: readonly KubeObject[]): ReadonlyMap<string, Limits> {
	const namespaces = new Map<string, Limits>()
	for (const object of objects) {
		const { namespace } = object.metadata
		if (object.kind !== 'ResourceQuota' || namespace === undefined || isScoped(object)) continue
		const limits: Limits = namespaces.get(namespace) ?? new Map()
		namespaces.set(namespace, limits)
		for (const [name, text] of Object.entries(specOf(object).hard ?? {})) {
			const key = name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' ? `requests.${name}` : name
			const amount = parseQuantity(text)
			const known = limits.get(key)
			if (amount !== undefined && (known === undefined || amount < known.amount))
				limits.set(key, { amount, quota: refOf(object) })
		}
	}
	return namespaces
}

/** A scoped quota leaves the pods outside its scope unlimited. */
function isScoped(quota: KubeObject): boolean {
	const { scopes, scopeSelector } = specOf(quota)
	return (scopes ?? []).length > 0 || (scopeSelector ?? undefined) !== undefined
}

function specOf(quota: KubeObject): {
	readonly hard?: Readonly<Record<string, string>>
	readonly scopes?: readonly string[] | null
	readonly scopeSelector?: unknown
} {
	return (quota['spec'] ?? {}) as ReturnType<typeof specOf>
}
