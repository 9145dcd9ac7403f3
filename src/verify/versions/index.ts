/**
 * Proof `versions`: updates of Kubernetes are seen on an earlier stage first. A later stage runs on no newer API server and on no newer
 * kubelets than an earlier one; and no kubelet is newer than its API server, or older than it supports.
 *
 * It is about all clusters of a plan at once, so it comes after they were observed.
 */
import type { ClusterInfo, Facts } from '../../model/facts.ts'
import { type Finding, type Proof, resultOf } from '../../model/finding.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { claimOf } from '../../model/stage-nodes.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { isNewer, type KubeVersion, newest, parseVersion } from '../../model/versions.ts'
import { at, elements, text } from '../reading/raw.ts'
import { showSome } from '../words.ts'

/** How many minor versions a kubelet may be behind its API server (version skew policy, from 1.28 on). */
const supported = 3

/** The versions that a cluster says of itself. */
export interface ClusterVersions {
	readonly cluster: string
	readonly server: KubeVersion | undefined
	readonly nodes: readonly NodeVersion[]
	/** Whether all nodes were seen. */
	readonly isWhole: boolean
}

interface NodeVersion {
	readonly node: KubeObject
	readonly kubelet: KubeVersion
}

/** Reads them; nodes count as far as they were observed. */
export function versionsOf(info: ClusterInfo, facts: Facts): ClusterVersions {
	const nodes = facts.objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Node')
	return {
		cluster: facts.cluster,
		server: parseVersion(info.serverVersion),
		nodes: nodes.flatMap((node) => {
			const kubelet = parseVersion(text(at(node, 'status', 'nodeInfo', 'kubeletVersion')))
			return kubelet === undefined ? [] : [{ node, kubelet }]
		}),
		isWhole: !facts.unseen.some(({ kind }) => kind?.kind === 'Node'),
	}
}

/** The proof for one of the clusters; `undefined` for files, which have no version. */
export function proveVersions(tenancy: Tenancy, fleet: readonly ClusterVersions[], cluster: string): Proof | undefined {
	const own = fleet.find((each) => each.cluster === cluster)
	if (own === undefined || (own.server === undefined && own.nodes.length === 0)) return undefined
	const findings = [...skews(own), ...later(tenancy, fleet, own), ...hidden(own)]
	return {
		name: 'versions',
		cluster,
		claim: `in the cluster ${cluster} no stage runs a newer Kubernetes than an earlier one, and its kubelets fit its API server`,
		result: resultOf(findings),
		scope: { nodes: own.nodes.length, clusters: fleet.length },
		method: 'the versions of API servers and kubelets are compared along the order of promotion',
		assumptions: [
			`Of the plan's clusters, ${fleet.map((each) => each.cluster).join(', ')} ${fleet.length === 1 ? 'was' : 'were'} looked at.`,
			'What vendors append to a version does not count.',
		],
		findings,
	}
}

function skews({ server, nodes, cluster }: ClusterVersions): readonly Finding[] {
	if (server === undefined) return []
	const ahead = nodes.filter(({ kubelet }) => kubelet.minor > server.minor)
	const behind = nodes.filter(({ kubelet }) => kubelet.minor < server.minor - supported)
	return [
		...skew(
			'kubelet-newer',
			'high',
			ahead,
			server,
			cluster,
			'newer than their API server',
			'Update the control plane first: a kubelet may never be newer.',
		),
		...skew(
			'kubelet-older',
			'medium',
			behind,
			server,
			cluster,
			`more than ${supported} minor versions behind their API server`,
			'Update the nodes.',
		),
	]
}

function skew(
	code: string,
	severity: 'high' | 'medium',
	nodes: readonly NodeVersion[],
	server: KubeVersion,
	cluster: string,
	how: string,
	remedy: string,
): readonly Finding[] {
	if (nodes.length === 0) return []
	const names = nodes.map(({ node }) => node.metadata.name)
	return [
		{
			code: `versions/${code}`,
			result: 'violated',
			severity,
			cluster,
			subject: undefined,
			message: `the kubelets of ${showSome(names)} are ${how}, which Kubernetes does not support`,
			witness: [
				{ field: 'API server', observed: server.text },
				...nodes.slice(0, 3).map(({ node, kubelet }) => evidence(node, kubelet)),
			],
			remedy,
		},
	]
}

/** A stage of this cluster that is ahead of an earlier one, wherever that is. */
function later(tenancy: Tenancy, fleet: readonly ClusterVersions[], own: ClusterVersions): readonly Finding[] {
	return tenancy.stages.flatMap((stage, position) => {
		if (stage.cluster !== own.cluster) return []
		const earlier = tenancy.stages.slice(0, position).flatMap((each) => {
			const home = fleet.find(({ cluster }) => cluster === each.cluster)
			return home === undefined ? [] : [{ stage: each, home }]
		})
		return earlier.flatMap(({ stage: before, home }) => [
			...ahead(stage, before, own.server, home.server, 'API server', own.cluster),
			...ahead(
				stage,
				before,
				newestOf(nodesOf(stage, tenancy, own)),
				newestOf(nodesOf(before, tenancy, home)),
				'kubelet',
				own.cluster,
			),
		])
	})
}

function newestOf(nodes: readonly NodeVersion[]): KubeVersion | undefined {
	return newest(nodes.map(({ kubelet }) => kubelet))
}

function ahead(
	stage: Stage,
	before: Stage,
	own: KubeVersion | undefined,
	earlier: KubeVersion | undefined,
	what: 'API server' | 'kubelet',
	cluster: string,
): readonly Finding[] {
	if (own === undefined || earlier === undefined || !isNewer(own, earlier)) return []
	return [
		{
			code: 'versions/later-stage-newer',
			result: 'violated',
			severity: own.minor > earlier.minor ? 'medium' : 'low',
			cluster,
			stage: stage.name,
			subject: undefined,
			message: `${stage.name} runs a newer ${what} (${own.text}) than ${before.name} (${earlier.text}), which comes before it: the update was not seen there first`,
			witness: [
				{ field: `${what} of ${stage.name}`, observed: own.text },
				{ field: `${what} of ${before.name}`, observed: earlier.text },
			],
			remedy: `Update ${before.name} too, and the next time first.`,
		},
	]
}

/** The nodes that a stage has for itself, or those that no stage has. */
function nodesOf(stage: Stage, { stages }: Tenancy, { cluster, nodes }: ClusterVersions): readonly NodeVersion[] {
	const here = stages.filter((each) => each.cluster === cluster)
	if (stage.nodes.type !== 'shared') return nodes.filter(({ node }) => isOf(stage, node))
	return nodes.filter(({ node }) => !here.some((each) => each.nodes.type !== 'shared' && isOf(each, node)))
}

function isOf({ nodes: rule }: Stage, node: KubeObject): boolean {
	if (rule.type === 'shared') return false
	const { name, labels = {} } = node.metadata
	const taints = elements(at(node, 'spec', 'taints'), 'spec.taints').map(({ value }) => ({
		key: text(value['key']) ?? '',
		value: text(value['value']) ?? '',
	}))
	return claimOf(rule, { name, labels, taints }) !== undefined
}

function hidden({ cluster, isWhole }: ClusterVersions): readonly Finding[] {
	return isWhole
		? []
		: [
				{
					code: 'versions/not-visible',
					result: 'not-visible',
					severity: 'low',
					cluster,
					subject: undefined,
					message: 'nodes could not be read, and their kubelets are of no known version',
					witness: [],
					remedy: 'Grant "list" on nodes to whoever runs Stagewall.',
				},
			]
}

function evidence({ metadata }: KubeObject, kubelet: KubeVersion): Finding['witness'][number] {
	return {
		object: { group: '', kind: 'Node', name: metadata.name },
		field: 'status.nodeInfo.kubeletVersion',
		observed: kubelet.text,
	}
}
