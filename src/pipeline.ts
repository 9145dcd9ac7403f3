/**
 * The table of contents of the program: load → compile → observe → plan → apply → verify.
 *
 * Each function is one command's work on every cluster that it concerns. Reading flags comes before (cli/), showing results
 * after (report/).
 */
import { compile, type Desired, type Surroundings, surroundingsOf, surroundingsWants } from './compile/index.ts'
import { foreseeAccess, foreseeCapacity, foreseeConnections, foreseeNodes } from './foresight.ts'
import { withGuardsSeen } from './in-force.ts'
import { type Looked, type LookingSession, look } from './looking.ts'
import type { ClusterPlan, ClusterResult, Notice } from './model/change.ts'
import { type ClusterInfo, type Facts, mergeWants, type Want } from './model/facts.ts'
import type { Proof } from './model/finding.ts'
import { kinds } from './model/kinds.ts'
import type { Tenancy } from './model/tenancy.ts'
import { asServed, writtenKinds } from './model/written-kinds.ts'
import { type LoadedPlan, loadPlan } from './plan-file/index.ts'
import { carryOut, planCluster, type Removals } from './reconcile/index.ts'
import { withReviews } from './reviews.ts'
import { chosenClusters, concurrency, observe, oneByOne, type Session, type Target, withClusters } from './targets.ts'
import { type Access, accessWants, becomingWants, readAccess } from './verify/access/index.ts'
import { namespaceWants } from './verify/capacity/index.ts'
import { type ClusterVersions, verify, verifyVersions, versionsOf, wantsOf } from './verify/index.ts'
import { type Network, networkOf, networkWants } from './verify/network/index.ts'
import { placementWants } from './verify/placement/index.ts'
import type { FoundStages } from './verify/stages/index.ts'

export { type GrantRequest, grant, type RevokeRequest, revoke } from './break-glass.ts'
export { type KubeconfigRequest, kubeconfig, type MadeKubeconfig } from './ci-kubeconfig.ts'
export type { Looked, LookingSession } from './looking.ts'
export type { Session } from './targets.ts'

/** How to plan and apply. */
export interface ChangeOptions extends Removals {
	readonly force: boolean
	/** Label and taint the nodes that the plan gives to stages. */
	readonly nodes: boolean
	/** `false` shows the local difference alone, without asking the server what it would make of it. */
	readonly dryRun: boolean
}

/** The plan, checked. Throws a KnownError with every problem of the file. */
export function check(file: string): Promise<LoadedPlan> {
	return loadPlan(file)
}

/**
 * The objects of each cluster, compiled without looking at any: `dns: auto` is taken as kube-dns.
 *
 * @param cluster - only this one
 */
export function render(tenancy: Tenancy, cluster?: string): readonly Desired[] {
	return chosenClusters(tenancy, cluster).map(({ name }) => compile(tenancy, name, surroundingsOf(tenancy, undefined)))
}

/** What an apply would change, cluster by cluster. */
export function plan(session: Session, options: ChangeOptions): Promise<readonly ClusterPlan[]> {
	return withClusters(session, async (targets) => (await planEach(targets, session, options)).map(({ plan }) => plan))
}

/**
 * Plans, asks, and carries out.
 *
 * @param decide - is shown the plans before anything is changed; `false` ends it there
 * @returns what was done in each cluster; `undefined` where it was decided against
 */
export function apply(
	session: Session,
	options: ChangeOptions,
	decide: (plans: readonly ClusterPlan[]) => Promise<boolean>,
): Promise<readonly ClusterResult[] | undefined> {
	return withClusters(session, async (targets) => {
		const plans = await planEach(targets, session, options)
		if (!(await decide(plans.map(({ plan }) => plan)))) return undefined
		return oneByOne(targets, async (target, index) => {
			const { plan, surroundings } = plans[index] as Planned
			const result = await carryOut(plan, target.cluster, { ...session, ...options, concurrency })
			return withGuardsSeen(result, target, surroundings, session)
		})
	})
}

/** When it is: for what ends. */
export interface Moment {
	/** The day where the user is, as `YYYY-MM-DD`. */
	readonly today: string
	/** An ISO 8601 timestamp. */
	readonly now: string
}

/** Observes and proves, cluster by cluster; what is about all of them comes last. */
export function prove(session: Session, { today, now }: Moment): Promise<readonly ClusterReport[]> {
	return withClusters(session, async (targets) => {
		const fleet: ClusterVersions[] = []
		const reports = await oneByOne(targets, async (target): Promise<ClusterReport> => {
			const info = await target.cluster.describe()
			const { facts: seen, desired } = await observeAndCompile(target, session, wantsOf(target.tenancy, info))
			const facts = await withReviews(target.cluster, seen, target.tenancy, session)
			fleet.push(versionsOf(info, facts))
			const proofs = verify({ tenancy: target.tenancy, desired: desired.objects, facts, now }, today)
			return { cluster: target.source.name, info, proofs }
		})
		return reports.map((report, index) => {
			const { tenancy } = targets[index] as Target
			const versions = verifyVersions(tenancy, fleet, report.cluster, today)
			return versions === undefined ? report : { ...report, proofs: [...report.proofs, versions] }
		})
	})
}

/** The proofs of one cluster. */
export interface ClusterReport {
	/** Name of the cluster in the plan file. */
	readonly cluster: string
	readonly info: ClusterInfo
	/** By what the stages were found, where no plan says them. */
	readonly found?: FoundStages
	readonly proofs: readonly Proof[]
}

/** Observes and proves where no plan is: the stages that a cluster seems to have, and whether they are isolated. */
export async function proveFound(session: LookingSession, { today, now }: Moment): Promise<readonly ClusterReport[]> {
	const looked = await look(session, (info) => wantsOf(undefined, info), withReviews)
	return looked.map(({ cluster, info, facts, tenancy, found }) => ({
		cluster,
		info,
		...(found === undefined ? {} : { found }),
		proofs: verify({ tenancy, desired: [], facts, now }, today),
	}))
}

/** The network of each cluster, for questions about connections. */
export async function networks(session: LookingSession): Promise<readonly (Looked & { readonly network: Network })[]> {
	const looked = await look(session, networkWants)
	return looked.map((each) => ({ ...each, network: networkOf(each.facts) }))
}

/**
 * The rights in each cluster, for questions about who may do what.
 *
 * @param about - `becoming`: also what decides whom somebody could become
 */
export async function rights(
	session: LookingSession,
	about: 'rights' | 'becoming' = 'rights',
): Promise<readonly (Looked & { readonly access: Access })[]> {
	const looked = await look(session, about === 'rights' ? accessWants : becomingWants)
	return looked.map((each) => ({ ...each, access: readAccess(each.facts) }))
}

/** The nodes and pods of each cluster, for questions about where pods may run. */
export function placements(session: LookingSession): Promise<readonly Looked[]> {
	return look(session, (info) => placementWants(info, true))
}

/** What a namespace may use and uses, in each cluster that may have it. */
export function amounts(session: LookingSession, namespace: string): Promise<readonly Looked[]> {
	return look(session, (info) => namespaceWants(info, [namespace]))
}

/** Everything that the proofs would read, to be proved elsewhere. */
export function snapshot(session: Session): Promise<readonly Recording[]> {
	return withClusters(session, (targets) =>
		oneByOne(targets, async (target): Promise<Recording> => {
			const info = await target.cluster.describe()
			const wants = mergeWants([...wantsOf(target.tenancy, info), ...surroundingsWants])
			const facts = await observe(target, session, wants)
			return { info, wants, facts: await withReviews(target.cluster, facts, target.tenancy, session) }
		}),
	)
}

/** One cluster, recorded. */
export interface Recording {
	readonly info: ClusterInfo
	readonly wants: readonly Want[]
	readonly facts: Facts
}

/** A plan, and what it was made for. */
interface Planned {
	readonly plan: ClusterPlan
	readonly surroundings: Surroundings
}

function planEach(targets: readonly Target[], session: Session, options: ChangeOptions): Promise<readonly Planned[]> {
	return oneByOne(targets, async (target) => {
		const wants = planWants(target, await target.cluster.describe())
		const { facts, desired, notices, surroundings } = await observeAndCompile(target, session, wants)
		const nodes = { pools: desired.pools, change: options.nodes }
		const settings = { ...session, ...options, nodes, concurrency }
		const planned = await planCluster(target.tenancy.name, desired.objects, target.cluster, facts, settings)
		const network = await foreseeConnections(target, session, planned, facts)
		const access = await foreseeAccess(target, session, planned, facts)
		const placement = options.nodes ? await foreseeNodes(target, session, desired, facts) : undefined
		const capacity = await foreseeCapacity(target, session, planned, facts)
		const plan = {
			...planned,
			notices: [...notices, ...planned.notices],
			...(network === undefined ? {} : { network }),
			...(access === undefined ? {} : { access }),
			...(placement === undefined ? {} : { nodes: placement }),
			...(capacity === undefined ? {} : { capacity }),
		}
		return { plan, surroundings }
	})
}

/** Nodes matter where a stage has its own. */
function planWants({ tenancy, source }: Target, info: ClusterInfo): readonly Want[] {
	const hasPools = tenancy.stages.some(({ cluster, nodes }) => cluster === source.name && nodes.type !== 'shared')
	return [...asServed(writtenKinds, info), ...(hasPools ? [kinds.Node] : [])].map((kind) => ({ kind, detail: 'whole' }))
}

async function observeAndCompile(
	target: Target,
	session: Session,
	wants: readonly Want[],
): Promise<{ facts: Facts; desired: Desired; notices: readonly Notice[]; surroundings: Surroundings }> {
	const { tenancy, source } = target
	const detection = tenancy.network.dns === 'auto' ? surroundingsWants : []
	const facts = await observe(target, session, mergeWants([...wants, ...detection]))
	const surroundings = surroundingsOf(tenancy, facts, await target.cluster.describe())
	const notices = surroundings.detected === 'assumed' ? [dnsAssumed] : []
	return { facts, desired: compile(tenancy, source.name, surroundings), notices, surroundings }
}

const dnsAssumed: Notice = {
	code: 'plan/dns-assumed',
	ref: undefined,
	message: 'no DNS of the cluster was seen, kube-dns is assumed',
	hint: 'Where that is wrong, pods cannot resolve names: say which it is with spec.network.dns.',
}
