/** Amounts that do not go together: the API server refuses such a pod as invalid, often for a default that nobody thought of. */
import { type Contradiction, showAmount } from '../../../model/capacity.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { isHugePages, podResources } from '../../../model/pod-resources.ts'
import type { Mapping } from '../../reading/notes.ts'
import { at, elements, text } from '../../reading/raw.ts'
import type { CompletedPod } from './complete.ts'
import { declaredIn } from './limit-range.ts'
import { hasWholeAmounts } from './scopes.ts'

/** Of its containers and of the pod as a whole (ValidateResourceRequirements, validatePodResourceConsistency). */
export function contradictionsIn({ pod, filledIn }: CompletedPod): readonly Contradiction[] {
	const spec = at(pod, 'spec') as Mapping
	const containers = ['containers', 'initContainers'].flatMap((list) => elements(spec[list], ''))
	return [
		...containers.flatMap(({ value }) => {
			const container = text(value['name']) ?? ''
			return within(declaredIn(value), { container }).map((found): Contradiction => {
				const { resource } = found
				const object =
					filledIn.get(`${container} limits ${resource}`) ?? filledIn.get(`${container} requests ${resource}`)
				return object === undefined ? found : { ...found, object }
			})
		}),
		...(hasWholeAmounts(spec['resources']) ? againstWhole(pod, spec) : []),
	]
}

/** What cannot be shared out beyond what is there: devices, huge pages. */
function isExact(name: string): boolean {
	return isHugePages(name) || (name.includes('/') && !name.includes('kubernetes.io/'))
}

function within(
	{ requests, limits }: ReturnType<typeof declaredIn>,
	whose: Pick<Contradiction, 'container'>,
): readonly Contradiction[] {
	return [...requests].flatMap(([resource, request]): readonly Contradiction[] => {
		const limit = limits.get(resource)
		const base = { type: 'contradiction', ...whose, resource, found: showAmount(resource, request) } as const
		const bound = limit === undefined ? {} : { bound: showAmount(resource, limit) }
		if (isExact(resource)) return limit === request ? [] : [{ ...base, rule: 'not-limit', ...bound }]
		return limit !== undefined && request > limit ? [{ ...base, rule: 'above-limit', ...bound }] : []
	})
}

function againstWhole(pod: KubeObject, spec: Mapping): readonly Contradiction[] {
	const whole = declaredIn(spec)
	const together = podResources({ ...pod, spec: { ...spec, resources: undefined, overhead: undefined } })
	const above = (
		resource: string,
		found: bigint,
		bound: bigint | undefined,
		container?: string,
	): readonly Contradiction[] =>
		bound === undefined || found <= bound
			? []
			: [
					{
						type: 'contradiction',
						rule: 'above-pod',
						...(container === undefined ? {} : { container }),
						resource,
						found: showAmount(resource, found),
						bound: showAmount(resource, bound),
					},
				]
	return [
		...within(whole, {}),
		...[...together.requests].flatMap(([name, found]) => above(name, found, whole.requests.get(name))),
		...[...together.limits].flatMap(([name, found]) =>
			isHugePages(name) ? above(name, found, whole.limits.get(name)) : [],
		),
		...elements(spec['containers'], '').flatMap(({ value }) =>
			[...declaredIn(value).limits].flatMap(([name, found]) =>
				above(name, found, whole.limits.get(name), text(value['name']) ?? ''),
			),
		),
	]
}
