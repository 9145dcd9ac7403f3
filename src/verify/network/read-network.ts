/** Kubernetes objects as they are listed or written → a cluster's network. */
import { type Cidr, readCidr } from '../../model/cidr.ts'
import { grouped, once } from '../../model/collect.ts'
import type { Facts } from '../../model/facts.ts'
import { groupOf, homeOf, type KubeObject, keyOf, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { isMapping, type Problem } from '../reading/notes.ts'
import type { Selector } from '../reading/selector.ts'
import { controllerIn, hasTemplate, ownerOfPod } from '../reading/workloads.ts'
import { readAddress } from './addresses.ts'
import type { Endpoint, Network, NetworkNamespace, NetworkNode, NetworkPolicy, Rule, TierPolicy } from './network.ts'
import { foreignPolicy } from './read/foreign-policies.ts'
import { readPod, readTemplate, templateProblems } from './read/read-endpoint.ts'
import { policyReader } from './read/read-policy.ts'
import { readTierPolicy } from './read/read-tier-policy.ts'

/** Set by the API server on every namespace, to its name. */
const nameLabel = 'kubernetes.io/metadata.name'

/**
 * Reads a network. What cannot be understood is a problem of the result, never an error. Pods are read only once somebody asks
 * for them: what holds for whatever pods there may be needs none.
 */
export function readNetwork(facts: Pick<Facts, 'objects'>): Network {
	const sorted = sortOut(facts.objects)
	const problems: Problem[] = []
	const policies: NetworkPolicy[] = []
	const readPolicy = policyReader()
	for (const object of sorted.policies) {
		const { policy, problems: found } = readPolicy(object)
		if (policy !== undefined) policies.push(policy)
		problems.push(...found)
	}
	const tierPolicies: TierPolicy[] = []
	for (const object of sorted.tierPolicies) {
		const { policy, problems: found } = readTierPolicy(object) ?? { policy: undefined, problems: [notKnown(object)] }
		if (policy !== undefined) tierPolicies.push(policy)
		problems.push(...found)
	}
	problems.push(...sorted.foreign)
	for (const workload of sorted.workloads) problems.push(...templateProblems(workload))
	const pods = grouped(sorted.pods, homeOf)
	const workloads = grouped(sorted.workloads, homeOf)
	const namespaces = readNamespaces(sorted.namespaces, { pods, workloads }, policies, tierPolicies, problems)
	const endpointsIn = endpointReader({ pods, workloads })
	const policiesByNamespace = grouped(policies, ({ namespace }) => namespace)
	return {
		namespaces,
		nodes: new Map(sorted.nodes.map((node) => [node.metadata.name, readNode(node)])),
		policies,
		policiesIn: (namespace) => policiesByNamespace.get(namespace) ?? [],
		tierPolicies: tierPolicies.toSorted(
			(a, b) => tierOrder.indexOf(a.tier) - tierOrder.indexOf(b.tier) || a.priority - b.priority,
		),
		endpoints: once(() => [...namespaces.keys()].flatMap(endpointsIn)),
		endpointsIn,
		problems,
	}
}

const tierOrder = ['admin', 'baseline']

/** Objects by what they are to a network. */
interface Sorted {
	readonly namespaces: KubeObject[]
	readonly nodes: KubeObject[]
	readonly policies: KubeObject[]
	readonly tierPolicies: KubeObject[]
	readonly foreign: Problem[]
	readonly pods: KubeObject[]
	/** Whatever has a spec and may have a template of pods. */
	readonly workloads: KubeObject[]
}

/** Who lives in each namespace. */
interface Living {
	readonly pods: ReadonlyMap<string, readonly KubeObject[]>
	readonly workloads: ReadonlyMap<string, readonly KubeObject[]>
}

/** One pass over everything that was observed. */
function sortOut(objects: readonly KubeObject[]): Sorted {
	const sorted: Sorted = {
		namespaces: [],
		nodes: [],
		policies: [],
		tierPolicies: [],
		foreign: [],
		pods: [],
		workloads: [],
	}
	for (const object of objects) {
		const group = groupOf(object)
		if (group === '' && object.kind === 'Pod') sorted.pods.push(object)
		else if (group === '' && object.kind === 'Namespace') sorted.namespaces.push(object)
		else if (group === '' && object.kind === 'Node') sorted.nodes.push(object)
		else if (group === 'networking.k8s.io' && object.kind === 'NetworkPolicy') sorted.policies.push(object)
		else if (group === 'policy.networking.k8s.io') sorted.tierPolicies.push(object)
		else {
			const problem = foreignPolicy(object, group)
			if (problem !== undefined) sorted.foreign.push(problem)
			else if (isMapping(object['spec'])) sorted.workloads.push(object)
		}
	}
	return sorted
}

function notKnown(object: KubeObject): Problem {
	return {
		ref: refOf(object),
		field: 'apiVersion',
		message: `is ${object.apiVersion}, a version that is not understood: what this policy opens or closes is not known`,
		remedy:
			'Understood are ClusterNetworkPolicy v1alpha2 and v1beta1, AdminNetworkPolicy and BaselineAdminNetworkPolicy v1alpha1.',
		affects: 'everybody',
	}
}

/** Declared namespaces, and those that something lives in: where files are read, often nobody wrote a Namespace. */
function readNamespaces(
	declared: readonly KubeObject[],
	{ pods, workloads }: Living,
	policies: readonly NetworkPolicy[],
	tierPolicies: readonly TierPolicy[],
	problems: Problem[],
): ReadonlyMap<string, NetworkNamespace> {
	const namespaces = new Map<string, NetworkNamespace>()
	for (const { metadata } of declared) {
		const labels = { ...metadata.labels, [nameLabel]: metadata.name }
		namespaces.set(metadata.name, { name: metadata.name, labels, declared: true })
	}
	const isAsked = asksForLabels(policies, tierPolicies)
	const use = (name: string, ref: () => ObjectRef): void => {
		if (namespaces.has(name)) return
		namespaces.set(name, { name, labels: { [nameLabel]: name }, declared: false })
		if (!isAsked) return
		problems.push({
			ref: ref(),
			field: 'metadata.namespace',
			message: `is ${name}, and there is no such Namespace: its labels are not known, so selectors of namespaces may or may not match it`,
			remedy: `Add the Namespace ${name} with its labels.`,
			affects: { namespace: name },
		})
	}
	for (const { namespace, ref } of policies) use(namespace, () => ref)
	for (const [name, [pod]] of pods) if (pod !== undefined) use(name, () => refOf(pod))
	for (const [name, homes] of workloads) {
		// What has neither a namespace nor pods to make is an object of the whole cluster.
		const living = homes.find((object) => object.metadata.namespace !== undefined || readTemplate(object) !== undefined)
		if (living !== undefined) use(name, () => refOf(living))
	}
	return namespaces
}

/** Whether any selector of namespaces looks at a label other than the name, which is known even where nobody wrote it. */
function asksForLabels(policies: readonly NetworkPolicy[], tierPolicies: readonly TierPolicy[]): boolean {
	const asks = (selector: Selector = []): boolean => selector.some(({ key }) => key !== nameLabel)
	const rulesAsk = (rules: readonly Rule[] = []): boolean =>
		rules.some(({ peers }) => peers !== 'anyone' && peers.some((peer) => peer.type === 'pods' && asks(peer.namespaces)))
	return (
		policies.some(({ ingress, egress }) => rulesAsk(ingress) || rulesAsk(egress)) ||
		tierPolicies.some(
			({ subject, ingress, egress }) => asks(subject.namespaces) || rulesAsk(ingress) || rulesAsk(egress),
		)
	)
}

function readNode(node: KubeObject): NetworkNode {
	const [spec, status] = [node['spec'], node['status']].map((value) => (isMapping(value) ? value : {}))
	const addresses = Array.isArray(status?.['addresses']) ? status['addresses'].filter(isMapping) : []
	const ranges = Array.isArray(spec?.['podCIDRs']) ? spec['podCIDRs'] : [spec?.['podCIDR']]
	return {
		name: node.metadata.name,
		labels: node.metadata.labels ?? {},
		addresses: addresses.flatMap(({ address }) => (typeof address === 'string' ? (readAddress(address) ?? []) : [])),
		podRanges: ranges.flatMap((range): readonly Cidr[] => {
			const read = typeof range === 'string' ? readCidr(range) : undefined
			return read === undefined || 'mistake' in read ? [] : [read]
		}),
	}
}

/**
 * The endpoints of one namespace; a template counts where no running pod stands for it. Pods and their owners are of the same
 * namespace, so a namespace that nobody asks about is not read.
 */
function readEndpoints(pods: readonly KubeObject[], workloads: readonly KubeObject[]): readonly Endpoint[] {
	const templates = new Map(
		workloads.filter(hasTemplate).map((workload) => [keyOf(refOf(workload)), workload] as const),
	)
	// Whoever controls a workload without a template of its own (an operator's object) is no workload that makes pods.
	const controllerOf = (ref: ObjectRef): ObjectRef | undefined => {
		const workload = templates.get(keyOf(ref))
		const controller = workload === undefined ? undefined : controllerIn(workload, workload.metadata.namespace)
		return controller !== undefined && templates.has(keyOf(controller)) ? controller : undefined
	}
	const endpoints: Endpoint[] = []
	const standIns = new Set<string>()
	for (const pod of pods) {
		const endpoint = readPod(pod, ownerOfPod(pod, controllerOf))
		if (endpoint === undefined) continue
		endpoints.push(endpoint)
		standIns.add(keyOf(endpoint.owner))
	}
	for (const [key, workload] of templates) {
		if (standIns.has(key) || controllerOf(refOf(workload)) !== undefined) continue
		const endpoint = readTemplate(workload)
		if (endpoint !== undefined) endpoints.push(endpoint)
	}
	return endpoints
}

/** Reads the endpoints of a namespace when somebody first asks for them. */
function endpointReader({ pods, workloads }: Living): (namespace: string) => readonly Endpoint[] {
	const known = new Map<string, readonly Endpoint[]>()
	return (namespace) => {
		let endpoints = known.get(namespace)
		if (endpoints === undefined) {
			endpoints = readEndpoints(pods.get(namespace) ?? [], workloads.get(namespace) ?? [])
			known.set(namespace, endpoints)
		}
		return endpoints
	}
}

const networks = new WeakMap<readonly KubeObject[], Network>()

/** The network of some facts, read once however many proofs ask for it. */
export function networkOf({ objects }: Pick<Facts, 'objects'>): Network {
	let network = networks.get(objects)
	if (network === undefined) {
		network = readNetwork({ objects })
		networks.set(objects, network)
	}
	return network
}
