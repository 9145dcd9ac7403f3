/** `explain quota`: one namespace, key by key and workload by workload. */
import { showAmount } from '../../model/capacity.ts'
import { grouped } from '../../model/collect.ts'
import { KnownError } from '../../model/errors.ts'
import { type Facts, isUnseen, showUnseen, type Unseen } from '../../model/facts.ts'
import { kindKey, kinds } from '../../model/kinds.ts'
import { type KubeObject, keyOf, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { nearest } from '../../model/nearest.ts'
import type { Doubt } from '../../model/network-explanation.ts'
import { type Amounts, sumOfAmounts } from '../../model/pod-resources.ts'
import type { Quantity } from '../../model/quantity.ts'
import type {
	ExplainedKey,
	ExplainedQuota,
	ExplainedWorkload,
	QuotaExplanation,
} from '../../model/quota-explanation.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { chargedBy } from './admission/quota.ts'
import { showScope } from './admission/scopes.ts'
import { quotaUseOf } from './admission/use.ts'
import { refusalsOfNext } from './fit.ts'
import { type Home, type HomeQuota, homesOf } from './home.ts'
import { kindsOfNamespace } from './wants.ts'
import type { Workload } from './workloads.ts'

/** A cluster that was looked at. */
export interface SeenCluster {
	readonly cluster: string
	readonly facts: Facts
	readonly tenancy: Tenancy
}

/**
 * Explains the use of a namespace.
 *
 * @param now - an ISO 8601 timestamp, for pods that are stuck in deletion
 * @throws KnownError `usage/unknown-namespace` where no cluster has it
 */
export function explainQuota(clusters: readonly SeenCluster[], namespace: string, now: string): QuotaExplanation {
	const found = clusters.find(({ facts }) => hasNamespace(facts, namespace))
	if (found === undefined) throw unknownNamespace(clusters, namespace)
	const { cluster, facts, tenancy } = found
	const home = homesOf({ objects: facts.objects, unseen: facts.unseen, now, kinds: kindsOfNamespace })(namespace)
	const member = tenancy.namespaces.find((each) => each.name === namespace && each.cluster === cluster)
	const stage = tenancy.stages.find(({ name }) => name === member?.stage)
	const users = usersOf(home)
	return {
		cluster,
		namespace,
		...(stage === undefined ? {} : { stage: stage.name }),
		doubts: doubtsAbout(facts.unseen, namespace),
		quotas: home.quotas.map((quota) => explainedQuota(quota, stage?.budget ?? {}, users)),
		limitRanges: home.limitRanges.map(({ ref }) => ref),
		workloads: home.workloads.map((workload) => explainedWorkload(workload, home, now)).toSorted(mostFirst(home, now)),
	}
}

/** A file may hold a namespace's objects without the namespace. */
function hasNamespace({ objects }: Facts, name: string): boolean {
	return objects.some(
		({ kind, metadata }) => (kind === 'Namespace' && metadata.name === name) || metadata.namespace === name,
	)
}

function unknownNamespace(clusters: readonly SeenCluster[], wanted: string): KnownError {
	const known = clusters.flatMap(({ facts }) =>
		facts.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
	)
	const meant = nearest(wanted, known)
	return new KnownError('usage/unknown-namespace', `there is no namespace "${wanted}"`, {
		exit: 'usage',
		hint: meant === undefined ? `There are: ${known.join(', ')}` : `Did you mean ${meant}?`,
	})
}

const decisive = new Set(
	[
		kinds.ResourceQuota,
		kinds.LimitRange,
		kinds.Pod,
		kinds.Service,
		kinds.PersistentVolumeClaim,
		kinds.Deployment,
		kinds.StatefulSet,
		kinds.DaemonSet,
		kinds.ReplicaSet,
		kinds.Job,
		kinds.CronJob,
	].map(kindKey),
)

function doubtsAbout(unseen: readonly Unseen[], namespace: string): readonly Doubt[] {
	return unseen.flatMap((each): readonly Doubt[] => {
		const { kind, file, message } = each
		const matters =
			kind === undefined
				? file !== undefined
				: decisive.has(kindKey(kind)) && isUnseen([each], { group: kind.group, kind: kind.kind, namespace, name: '' })
		return matters ? [{ type: 'unread', message: `${showUnseen(each)} could not be read: ${message}` }] : []
	})
}

/** Something that uses a part of a quota: a workload with all its pods, or any other object. */
interface User {
	readonly ref: ObjectRef
	readonly objects: readonly KubeObject[]
}

function usersOf({ objects, workloads }: Home): readonly User[] {
	const owners = new Map(workloads.flatMap(({ ref, pods }) => pods.map((pod) => [keyOf(refOf(pod)), ref] as const)))
	const byOwner = grouped(objects, (object) => keyOf(owners.get(keyOf(refOf(object))) ?? refOf(object)))
	return [...byOwner.values()].map((own) => {
		const [first] = own as readonly [KubeObject]
		return { ref: owners.get(keyOf(refOf(first))) ?? refOf(first), objects: own }
	})
}

function explainedQuota(
	quota: HomeQuota,
	budget: Readonly<Record<string, Quantity>>,
	users: readonly User[],
): ExplainedQuota {
	const charges = users.map(({ ref, objects }) => ({
		ref,
		charge: sumOfAmounts(objects.map((object) => chargedBy(quota, object))),
	}))
	return {
		object: quota.ref,
		scopes: quota.scopes.map(showScope),
		keys: [...quota.hard].map(([key, hard]): ExplainedKey => {
			const [used, reported, counted] = [quota.used.get(key), quota.reported?.get(key), quota.counted.get(key)]
			const whole = budget[key]
			return {
				key,
				hard: showAmount(key, hard),
				...(used === undefined ? {} : { used: showAmount(key, used), free: showAmount(key, hard - used) }),
				...(used === undefined || hard === 0n ? {} : { percent: percentOf(used, hard) }),
				...(reported === undefined ? {} : { reported: showAmount(key, reported) }),
				...(counted === undefined ? {} : { counted: showAmount(key, counted) }),
				...(whole === undefined || whole === 0n
					? {}
					: { budget: { whole: showAmount(key, whole), percent: percentOf(hard, whole) } }),
				most: mostOf(key, charges),
			}
		}),
	}
}

function percentOf(part: Quantity, whole: Quantity): number {
	return Number((part * 100n) / whole)
}

/** So many are named. */
const shownUsers = 3

function mostOf(
	key: string,
	charges: readonly { readonly ref: ObjectRef; readonly charge: Amounts }[],
): ExplainedKey['most'] {
	return charges
		.flatMap(({ ref, charge }) => {
			const amount = charge.get(key) ?? 0n
			return amount === 0n ? [] : [{ ref, amount }]
		})
		.toSorted((a, b) => (a.amount === b.amount ? 0 : a.amount < b.amount ? 1 : -1))
		.slice(0, shownUsers)
		.map(({ ref, amount }) => ({ object: ref, amount: showAmount(key, amount) }))
}

function useOf({ pods }: Workload, now: string): Amounts {
	return sumOfAmounts(pods.map((pod) => quotaUseOf(pod, now)))
}

function explainedWorkload(workload: Workload, home: Home, now: string): ExplainedWorkload {
	const { ref, pods, wanted, next } = workload
	const refusals = refusalsOfNext(workload, home)
	const uses = [...useOf(workload, now)].filter(([key, amount]) => amount !== 0n && !/^(count\/)?pods$/.test(key))
	return {
		object: ref,
		pods: pods.length,
		...(wanted === undefined ? {} : { wanted }),
		uses: Object.fromEntries(uses.map(([key, amount]) => [key, showAmount(key, amount)])),
		next: next === undefined ? 'none' : refusals.length === 0 ? 'fits' : 'refused',
		refusals,
	}
}

/** By cpu, then memory; names decide where both are the same. */
function mostFirst({ workloads }: Home, now: string): (a: ExplainedWorkload, b: ExplainedWorkload) => number {
	const uses = new Map(workloads.map((workload) => [keyOf(workload.ref), useOf(workload, now)]))
	const rank = ({ object }: ExplainedWorkload): readonly (bigint | string)[] => {
		const use = uses.get(keyOf(object))
		return [-(use?.get('requests.cpu') ?? 0n), -(use?.get('requests.memory') ?? 0n), `${object.kind} ${object.name}`]
	}
	return (a, b) => {
		const [first, second] = [rank(a), rank(b)]
		const index = first.findIndex((value, at) => value !== second[at])
		return index < 0 ? 0 : (first[index] as bigint) < (second[index] as bigint) ? -1 : 1
	}
}
