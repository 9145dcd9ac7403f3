/** What the changes of a plan will do to those who are in the cluster already. */
import type { Desired } from './compile/index.ts'
import type { AccessRadius, CapacityRadius, ClusterPlan, NetworkRadius, PlacementRadius } from './model/change.ts'
import type { Facts, Want } from './model/facts.ts'
import { type Kind, kindKey, kinds } from './model/kinds.ts'
import { refOf } from './model/kube-object.ts'
import { writtenKinds } from './model/written-kinds.ts'
import { nodeChanges } from './reconcile/index.ts'
import { observe, type Session, type Target } from './targets.ts'
import { accessRadius, accessWants, ofCluster, touchesAccess } from './verify/access/index.ts'
import { capacityRadius, namespacesTouched, namespaceWants } from './verify/capacity/index.ts'
import { networkRadius, networkWants, touchesNetwork } from './verify/network/index.ts'
import { type NodeChange, placementRadius, placementWants } from './verify/placement/index.ts'

/**
 * The connections that a plan opens and closes. Pods are looked at only where a change can matter to them, and what was seen for
 * the plan is not read again.
 *
 * @param facts - what the plan was made of: every written kind, whole
 * @returns `undefined` where no change touches the network
 */
export async function foreseeConnections(
	target: Target,
	session: Session,
	{ changes }: ClusterPlan,
	facts: Facts,
): Promise<NetworkRadius | undefined> {
	if (!changes.some(touchesNetwork)) return undefined
	const { objects, unseen } = await seeBesides(target, session, networkWants(await target.cluster.describe()), facts)
	const { namespaces } = target.tenancy
	const stages = new Map(
		namespaces.filter(({ cluster }) => cluster === target.source.name).map(({ name, stage }) => [name, stage]),
	)
	return {
		...networkRadius(objects, changes, (name) => stages.get(name) ?? name),
		unseen,
	}
}

/**
 * The rights that a plan gives and takes.
 *
 * @param facts - what the plan was made of: every written kind, whole
 * @returns `undefined` where no change touches rights
 */
export async function foreseeAccess(
	target: Target,
	session: Session,
	{ changes }: ClusterPlan,
	facts: Facts,
): Promise<AccessRadius | undefined> {
	if (!changes.some(touchesAccess)) return undefined
	const { objects, unseen } = await seeBesides(target, session, accessWants(), facts)
	const tenancy = ofCluster({ tenancy: target.tenancy, cluster: target.source.name })
	return { changes: accessRadius(objects, changes, tenancy), unseen }
}

/** What the labels and taints of a plan's nodes do to pods; those to come are placed by what the plan itself brings along. */
export function foreseeNodes(
	target: Target,
	session: Session,
	{ pools, objects }: Desired,
	facts: Facts,
): Promise<PlacementRadius | undefined> {
	const marks = nodeChanges(pools, facts.objects).map(({ observed, labels, taints }) => ({
		node: observed.metadata.name,
		labels,
		taints,
	}))
	const placing = objects.filter(({ kind }) => kind === kinds.MutatingAdmissionPolicy.kind)
	return foreseePlacement(target, session, marks, { ...facts, objects: [...facts.objects, ...placing] })
}

/**
 * The pods that labels and taints of nodes would evict, and those that no node would be left for.
 *
 * @param nodeChanges - the labels and taints that nodes are to get
 * @param facts - what the plan was made of: every written kind, whole
 * @returns `undefined` where no node is to get any
 */
export async function foreseePlacement(
	target: Target,
	session: Session,
	nodeChanges: readonly NodeChange[],
	facts: Facts,
): Promise<PlacementRadius | undefined> {
	if (nodeChanges.length === 0) return undefined
	const { cluster, source, tenancy } = target
	const seen = await seeBesides(target, session, placementWants(await cluster.describe(), true), facts)
	return { ...placementRadius({ tenancy, facts: { ...seen, cluster: source.name } }, nodeChanges), unseen: seen.unseen }
}

/**
 * What a plan's quotas and limit ranges keep from starting. Only namespaces that exist are looked at: in a new one nothing runs yet.
 *
 * @param facts - what the plan was made of: every written kind, whole
 * @returns `undefined` where none of theirs changes
 */
export async function foreseeCapacity(
	target: Target,
	session: Session,
	{ changes }: ClusterPlan,
	facts: Facts,
): Promise<CapacityRadius | undefined> {
	const touched = namespacesTouched(changes, facts.objects)
	if (touched.length === 0) return undefined
	const wants = namespaceWants(await target.cluster.describe(), touched)
	const { objects, unseen } = await seeBesides(target, session, wants, facts)
	return { ...capacityRadius(objects, changes, touched, unseen), unseen }
}

/** Reads what was not seen for the plan, and puts it to what was. */
async function seeBesides(
	target: Target,
	session: Session,
	wants: readonly Want[],
	facts: Facts,
): Promise<Pick<Facts, 'objects' | 'unseen'>> {
	const isPlanned = (kind: Pick<Kind, 'group' | 'kind'>): boolean => planKinds.has(kindKey(kind))
	const more = await observe(
		target,
		session,
		wants.filter(({ kind }) => !isPlanned(kind)),
	)
	const seen = facts.unseen.filter(
		({ kind }) => kind !== undefined && isPlanned(kind) && wants.some((want) => kindKey(want.kind) === kindKey(kind)),
	)
	return {
		objects: [...facts.objects.filter((object) => isPlanned(refOf(object))), ...more.objects],
		unseen: [...seen, ...more.unseen],
	}
}

const planKinds = new Set(writtenKinds.map(kindKey))
