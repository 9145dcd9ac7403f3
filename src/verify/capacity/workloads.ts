/** Who makes pods in a namespace: how many there should be, which are there, and what the next one would be. */
import { addTo } from '../../model/collect.ts'
import { homeOf, type KubeObject, keyOf, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { hasEnded } from '../../model/pod-resources.ts'
import type { Mapping } from '../reading/notes.ts'
import { at, elements, labelsAt, text } from '../reading/raw.ts'
import { controllerIn, hasTemplate, makesPods, ownerOfPod, templatePath } from '../reading/workloads.ts'

/** A workload, or a pod that nobody controls. */
export interface Workload {
	readonly ref: ObjectRef
	/** Its pods that have not ended. */
	readonly pods: readonly KubeObject[]
	/** How many there should be; `undefined` where that is not known, or not one number. */
	readonly wanted: number | undefined
	/** The next pod, and the claims that it brings along; `undefined` where it will make no more, or was not seen. */
	readonly next: { readonly pod: KubeObject; readonly claims: readonly KubeObject[] } | undefined
}

/** The workloads of a namespace, those that were seen first. */
export function workloadsIn(objects: readonly KubeObject[]): readonly Workload[] {
	const makers = new Map(objects.filter(hasTemplate).map((object) => [keyOf(refOf(object)), object] as const))
	const controllerOf = (ref: ObjectRef): ObjectRef | undefined => {
		const maker = makers.get(keyOf(ref))
		const controller = maker === undefined ? undefined : controllerIn(maker, maker.metadata.namespace)
		return controller !== undefined && makers.has(keyOf(controller)) ? controller : undefined
	}
	const refs = new Map<string, ObjectRef>()
	const pods = new Map<string, KubeObject[]>()
	for (const [key, maker] of makers) if (controllerOf(refOf(maker)) === undefined) refs.set(key, refOf(maker))
	for (const object of objects) {
		if (object.kind !== 'Pod' || object.apiVersion !== 'v1' || hasEnded(object)) continue
		const owner = ownerOfPod(object, controllerOf)
		refs.set(keyOf(owner), owner)
		addTo(pods, keyOf(owner), object)
	}
	return [...refs].map(([key, ref]) => {
		const maker = makers.get(key)
		return {
			ref,
			pods: pods.get(key) ?? [],
			wanted: maker === undefined ? undefined : wantedBy(maker),
			next: maker === undefined || !makesPods(maker) ? undefined : nextOf(maker),
		}
	})
}

function wantedBy({ kind, spec, status }: KubeObject): number | undefined {
	const number = (from: unknown, field: string): number | undefined => {
		const value = at(from, field)
		return typeof value === 'number' ? value : undefined
	}
	switch (kind) {
		case 'CronJob':
			return undefined
		case 'DaemonSet':
			return number(status, 'desiredNumberScheduled')
		case 'Job': {
			const left = (number(spec, 'completions') ?? Number.POSITIVE_INFINITY) - (number(status, 'succeeded') ?? 0)
			return at(spec, 'suspend') === true ? 0 : Math.min(number(spec, 'parallelism') ?? 1, left)
		}
		case 'Deployment':
		case 'StatefulSet':
		case 'ReplicaSet':
		case 'ReplicationController':
			return number(spec, 'replicas') ?? 1
		default:
			return number(spec, 'replicas')
	}
}

function nextOf(maker: KubeObject): NonNullable<Workload['next']> {
	const template = at(maker, ...templatePath(maker))
	const namespace = homeOf(maker)
	const { name } = maker.metadata
	return {
		pod: {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: { name, namespace, labels: labelsAt(at(template, 'metadata', 'labels')) },
			spec: at(template, 'spec'),
		},
		claims: elements(at(maker, 'spec', 'volumeClaimTemplates'), '').map(({ value }) => claimOf(value, name, namespace)),
	}
}

function claimOf(template: Mapping, workload: string, namespace: string): KubeObject {
	const metadata = at(template, 'metadata')
	return {
		apiVersion: 'v1',
		kind: 'PersistentVolumeClaim',
		metadata: {
			name: `${text(at(metadata, 'name')) ?? 'claim'}-${workload}`,
			namespace,
			annotations: labelsAt(at(metadata, 'annotations')),
		},
		spec: template['spec'],
	}
}
