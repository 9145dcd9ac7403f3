/** What a container gets that declares no resources, and the most that any container may ask for. */
import { kinds } from '../model/kinds.ts'
import type { JsonObject, KubeObject } from '../model/kube-object.ts'
import { formatOfGrain, formatQuantity, grainOf, type Quantity } from '../model/quantity.ts'
import type { ContainerRule, Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { nameOf, namespacedObject, sorted } from './meta.ts'

/**
 * The LimitRange of a namespace: exactly one, as the order in which several would apply is undefined. None where containers
 * have to declare their resources: the quota then refuses those that do not.
 */
export function limits(tenancy: Tenancy, stage: Stage, namespace: StageNamespace): readonly KubeObject[] {
	if (stage.containers.type === 'declared') return []
	return [
		namespacedObject(
			tenancy,
			namespace,
			kinds.LimitRange,
			{ name: nameOf() },
			{
				spec: { limits: [containerLimits(stage.containers)] },
			},
		),
	]
}

/**
 * Written out as the API server would complete it: without a default limit `max` becomes it, and without a default request
 * the default limit becomes it (SetDefaults_LimitRangeItem).
 */
function containerLimits({ request, limit, max }: Extract<ContainerRule, { type: 'defaults' }>): JsonObject {
	const defaults = { ...max, ...limit }
	return {
		...amounts('default', defaults),
		...amounts('defaultRequest', { ...defaults, ...request }),
		...amounts('max', max),
		type: 'Container',
	}
}

function amounts(field: string, byResource: Readonly<Record<string, Quantity>>): JsonObject {
	const entries = Object.entries(byResource).map(([resource, amount]) => [
		resource,
		formatQuantity(amount, formatOfGrain[grainOf(resource)]),
	])
	return entries.length === 0 ? {} : { [field]: sorted(Object.fromEntries(entries)) }
}
