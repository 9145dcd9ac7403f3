/** A namespace as far as amounts matter: what its quotas allow and count, its limit ranges, and who uses what. */
import { addTo } from '../../model/collect.ts'
import { isUnseen, type Unseen } from '../../model/facts.ts'
import { type Kind, kindKey, kinds } from '../../model/kinds.ts'
import { homeOf, type KubeObject, refOf } from '../../model/kube-object.ts'
import type { Amounts } from '../../model/pod-resources.ts'
import type { Rules } from './admission/admit.ts'
import { type Classes, noClasses, readClasses } from './admission/complete.ts'
import { countedBy } from './admission/keys.ts'
import { type LimitRange, readLimitRange } from './admission/limit-range.ts'
import { countedUse, type QuotaState, readQuota } from './admission/quota.ts'
import { capacityKinds } from './wants.ts'
import { type Workload, workloadsIn } from './workloads.ts'

/** A namespace. */
export interface Home extends Rules {
	readonly name: string
	readonly objects: readonly KubeObject[]
	readonly quotas: readonly HomeQuota[]
	readonly limitRanges: readonly LimitRange[]
	readonly workloads: readonly Workload[]
}

/** A quota with both answers to how much of it is used; {@link QuotaState.used} is the controller's where there is one. */
export interface HomeQuota extends QuotaState {
	/** Of keys whose objects were all seen. */
	readonly counted: Amounts
}

/** What was seen of a cluster. */
export interface Seen {
	readonly objects: readonly KubeObject[]
	readonly unseen: readonly Unseen[]
	/** An ISO 8601 timestamp, for pods that are stuck in deletion. */
	readonly now?: string
	/** Kinds of which every object was asked for; by default those of {@link capacityKinds}. */
	readonly kinds?: readonly Kind[]
	/** Whether the quota controller's word goes before our own count; by default so. */
	readonly trustsStatus?: boolean
}

/** The namespaces of a cluster, each made when it is first asked for. One that has nothing is empty. */
export function homesOf(seen: Seen): (namespace: string) => Home {
	const byNamespace = new Map<string, KubeObject[]>()
	const ofCluster: KubeObject[] = []
	const clusterKinds = new Set(['RuntimeClass', 'PriorityClass', 'StorageClass'])
	for (const object of seen.objects)
		if (clusterKinds.has(object.kind)) ofCluster.push(object)
		else if (object.kind !== 'Namespace') addTo(byNamespace, homeOf(object), object)
	const classes = ofCluster.length === 0 ? noClasses : readClasses(ofCluster)
	const homes = new Map<string, Home>()
	return (namespace) => {
		const home = homes.get(namespace) ?? makeHome(namespace, byNamespace.get(namespace) ?? [], classes, seen)
		homes.set(namespace, home)
		return home
	}
}

function makeHome(
	name: string,
	objects: readonly KubeObject[],
	classes: Classes,
	{ unseen, now, kinds: asked = capacityKinds, trustsStatus = true }: Seen,
): Home {
	const ofKind = ({ kind }: Kind): readonly KubeObject[] =>
		objects
			.filter((object) => object.kind === kind && object.apiVersion === 'v1')
			.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
	const isKnown = knownKeys(objects, asked, unseen, name)
	const quotas = ofKind(kinds.ResourceQuota).map((object): HomeQuota => {
		const quota = readQuota(object)
		const counted = countedUse(quota, objects, isKnown, now)
		return { ...quota, counted, used: trustsStatus ? new Map([...counted, ...(quota.reported ?? [])]) : counted }
	})
	return {
		name,
		objects,
		quotas,
		limitRanges: ofKind(kinds.LimitRange).map(readLimitRange),
		workloads: workloadsIn(objects),
		classes,
	}
}

/** Whether all objects that a key counts were seen. Of kinds that nobody asked for, none is no answer. */
function knownKeys(
	objects: readonly KubeObject[],
	asked: readonly Kind[],
	unseen: readonly Unseen[],
	namespace: string,
): (key: string) => boolean {
	const there = new Set([...asked.map(kindKey), ...objects.map((object) => kindKey(refOf(object)))])
	return (key) => {
		const kind = kindOfKey(key)
		return (
			kind !== undefined &&
			there.has(kindKey(kind)) &&
			!isUnseen(unseen, { group: kind.group, kind: kind.kind, namespace, name: '' })
		)
	}
}

function kindOfKey(key: string): Kind | undefined {
	const counted = { Pod: kinds.Pod, Service: kinds.Service, PersistentVolumeClaim: kinds.PersistentVolumeClaim }
	const by = countedBy(key)
	return by === 'other' ? kindsByKey.get(key) : counted[by]
}

const kindsByKey = new Map<string, Kind>(
	Object.values(kinds).flatMap((kind): readonly [string, Kind][] =>
		kind.group === ''
			? [
					[`count/${kind.plural}`, kind],
					[kind.plural, kind],
				]
			: [[`count/${kind.plural}.${kind.group}`, kind]],
	),
)
