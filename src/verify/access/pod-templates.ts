/** The pods of a cluster and what would become pods: as whom they run, where, and what they may do to their node. */
import { groupOf, homeOf, type KubeObject, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { isMapping, type Mapping } from '../reading/notes.ts'
import { at, elements, text } from '../reading/raw.ts'
import { templatePath } from '../reading/workloads.ts'

/** A pod, or the template of a workload's pods. */
export interface PodLike {
	readonly ref: ObjectRef
	readonly namespace: string
	/** The service account whose token it has; the token may be left out (`automountServiceAccountToken`), but whoever is on its node can ask for one. */
	readonly account: string
	/** Whether it is there, or would be made. */
	readonly isPod: boolean
	readonly node: string | undefined
	/** Why whoever is inside of it is on its node as well, e.g. `privileged`; `undefined` where it is not. */
	readonly breaksOut: string | undefined
}

/** The pods in an object; none where it has no template of pods, or has ended. */
export function podTemplatesOf(object: KubeObject): readonly PodLike[] {
	// Most objects that rights are read from are roles and bindings.
	if (object['spec'] === undefined) return []
	const isPod = object.kind === 'Pod' && groupOf(object) === ''
	const spec = at(object, ...(isPod ? ['spec'] : [...templatePath(object), 'spec']))
	if (!isMapping(spec) || !Array.isArray(spec['containers'])) return []
	const phase = isPod ? at(object, 'status', 'phase') : undefined
	if (phase === 'Succeeded' || phase === 'Failed') return []
	return [
		{
			ref: refOf(object),
			namespace: homeOf(object),
			account: text(spec['serviceAccountName']) ?? text(spec['serviceAccount']) ?? 'default',
			isPod,
			node: text(spec['nodeName']),
			breaksOut: wayOut(spec),
		},
	]
}

/** Pod Security's level baseline forbids each of these (KEP-2579). */
function wayOut(spec: Mapping): string | undefined {
	const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
		elements(spec[list], `spec.${list}`),
	)
	const privileged = containers.find(({ value }) => at(value, 'securityContext', 'privileged') === true)
	if (privileged !== undefined) return `${privileged.field}.securityContext.privileged`
	if (spec['hostPID'] === true) return 'spec.hostPID'
	return elements(spec['volumes'], 'spec.volumes').find(({ value }) => isMapping(value['hostPath']))?.field
}
