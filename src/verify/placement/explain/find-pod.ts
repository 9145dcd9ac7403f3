/** The pod, or the workload, that a person names. */
import { KnownError } from '../../../model/errors.ts'
import { type ObjectRef, refOf, showRef } from '../../../model/kube-object.ts'
import { nearest } from '../../../model/nearest.ts'
import type { Scene } from '../scene.ts'
import type { MadePod, RunningPod, Workload } from '../workloads.ts'

/** What was named. */
export interface NamedPod {
	readonly object: ObjectRef
	readonly workload: Workload
	/** One of the two is there: a pod that runs, or one that would be made. */
	readonly runs: RunningPod | undefined
	readonly made: MadePod | undefined
}

/** How pods are written. */
const podForms = 'NAMESPACE/POD or NAMESPACE/KIND/NAME'

/**
 * Finds `NAMESPACE/NAME`, the pod of that name or else the workload, or `NAMESPACE/KIND/NAME`.
 *
 * @returns an error with the code `usage/unknown-pod` and a hint where nothing is called that
 */
export function findPod({ workloads }: Pick<Scene, 'workloads'>, text: string): NamedPod | KnownError {
	const parts = text.split('/')
	const [namespace = '', second = '', third] = parts
	if (parts.length < 2 || parts.length > 3 || parts.includes(''))
		return new KnownError('usage/pod', `"${text}" names no pod`, { exit: 'usage', hint: `Write ${podForms}.` })
	const name = third ?? second
	const kind = third === undefined ? undefined : second.toLowerCase()
	const all = workloads.flatMap(namedIn)
	const here = all.filter(({ object }) => object.namespace === namespace)
	const found = here.filter(
		({ object }) => object.name === name && (kind ?? object.kind.toLowerCase()) === object.kind.toLowerCase(),
	)
	const pods = found.filter(({ object }) => object.kind === 'Pod')
	const [only, other] = pods.length > 0 ? pods : found
	if (only === undefined) return notThere(all, here, namespace, name, kind)
	if (other === undefined) return only
	const ways = found.map(({ object }) => `${namespace}/${object.kind}/${name}`).sort()
	return unknown(`${namespace}/${name} may be ${ways.length} workloads`, `Say which one: ${ways.join(', ')}.`)
}

/** Everything in a workload that has a name: itself where it makes pods, and its pods. */
function namedIn(workload: Workload): readonly NamedPod[] {
	const { owner, makes, runs } = workload
	const [first] = makes.filter(({ type }) => type !== 'waiting')
	const itself = first === undefined ? [] : [{ object: owner, workload, runs: undefined, made: first }]
	const waiting = makes
		.filter(({ type }) => type === 'waiting')
		.map((made) => ({ object: refOf(made.object), workload, runs: undefined, made }))
	return [
		...itself,
		...waiting,
		...runs.map((pod) => ({ object: refOf(pod.object), workload, runs: pod, made: undefined })),
	]
}

function notThere(
	all: readonly NamedPod[],
	here: readonly NamedPod[],
	namespace: string,
	name: string,
	kind: string | undefined,
): KnownError {
	if (here.length === 0) {
		const known = [...new Set(all.flatMap(({ object }) => object.namespace ?? []))]
		const meant = nearest(namespace, known)
		return unknown(
			`there is no pod and no workload in the namespace ${namespace}`,
			meant === undefined ? `Write ${podForms}.` : `Did you mean ${meant}/${name}?`,
		)
	}
	const alike = kind === undefined ? here : here.filter(({ object }) => object.kind.toLowerCase() === kind)
	const names = [...new Set((alike.length === 0 ? here : alike).map(({ object }) => object.name))].sort()
	const meant = nearest(name, names)
	const shown = (alike.length === 0 ? here : alike).slice(0, 8).map(({ object }) => showRef(object))
	return unknown(
		`there is no ${kind ?? 'pod or workload'} "${name}" in the namespace ${namespace}`,
		meant === undefined
			? `There ${shown.length === 1 ? 'is' : 'are'}: ${shown.join(', ')}${here.length > 8 ? ' …' : ''}.`
			: `Did you mean ${namespace}/${meant}?`,
	)
}

function unknown(message: string, hint: string): KnownError {
	return new KnownError('usage/unknown-pod', message, { exit: 'usage', hint })
}
