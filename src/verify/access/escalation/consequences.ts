/** From powers to what they lead to: each consequence stands here once, with its reason. */
import { masters } from '../../../model/access.ts'
import type { PodLike } from '../pod-templates.ts'
import type { Graph, Kind, Place } from './graph.ts'
import { type Halves, insideOf, leads } from './hold.ts'
import { type NamespacePower, namespacePowers, type Power } from './powers.ts'
import type { Surroundings } from './surroundings.ts'

/** Adds what follows from what anybody holds; powers that nobody holds are left out. */
export function addConsequences(graph: Graph, around: Surroundings, halves: Halves): void {
	pair(graph, power('makeSecrets'), power('readSecrets'), power('token'))
	spread(graph, around)
	for (const namespace of around.namespaces) inNamespace(graph, namespace, around, halves)
	inCluster(graph)
	onNodes(graph, around)
}

function isHeld(graph: Graph, place: Place): boolean {
	return graph.find(place) !== undefined
}

function power(name: Power, namespace?: string): Place {
	return { type: 'power', power: name, ...(namespace === undefined ? {} : { namespace }) }
}

/** What two rights make together, where somebody has the one and somebody the other: one person may be both. */
function pair(graph: Graph, a: Place, b: Place, to: Place): void {
	if (isHeld(graph, a) && isHeld(graph, b)) graph.pair(graph.at(a), graph.at(b), graph.at(to))
}

/** What holds in the whole cluster holds in each namespace. */
function spread(graph: Graph, { namespaces }: Surroundings): void {
	const homes = Array.from(namespaces, (namespace) => graph.home(namespace))
	const everywhere = (from: Place, kind: Kind): void => {
		const place = graph.find(from)
		if (place !== undefined) for (const home of homes) graph.edge(place, home.at(kind))
	}
	for (const each of namespacePowers) everywhere(power(each), each)
	everywhere({ type: 'write-anywhere' }, 'write')
	everywhere({ type: 'admin-anywhere' }, 'admin')
}

function inNamespace(graph: Graph, namespace: string, around: Surroundings, halves: Halves): void {
	const home = graph.home(namespace)
	const admin = home.find('admin')
	if (admin !== undefined) {
		for (const each of namespacePowers) graph.edge(admin, home.at(each))
		graph.edge(admin, home.at('write'))
		// The namespace's own label says whether its pods may take hold of their node.
		graph.edge(admin, graph.at({ type: 'node' }))
	}
	if (halves.relabel.has(namespace)) pair(graph, power('relabel', namespace), power('run', namespace), { type: 'node' })
	if (halves.makeSecrets.has(namespace))
		pair(graph, power('makeSecrets', namespace), power('readSecrets', namespace), power('token', namespace))
	const after = (held: NamespacePower, ...to: readonly Place[]): void => {
		const place = home.find(held)
		if (place !== undefined) for (const each of to) graph.edge(place, graph.at(each))
	}
	const accounts: Place = { type: 'accounts', namespace }
	const secrets: Place = { type: 'secrets', namespace }
	// Whoever chooses a pod's template chooses its account, and mounts any Secret.
	after('run', accounts, secrets, { type: 'run-somewhere' })
	// Pod Security does not stop a pod from taking hold of its node, and whoever makes pods chooses their node.
	if (around.open.has(namespace)) after('run', { type: 'node' })
	after('token', accounts)
	after('impersonate', accounts)
	after('readSecrets', secrets)
	after('dropSecrets', secrets)
	for (const { account } of around.tokens.get(namespace) ?? []) after('readSecrets', insideOf({ namespace, account }))
	for (const pod of around.podsIn.get(namespace) ?? [])
		for (const each of ['inside', 'reshape'] as const) after(each, insideOf(pod), ...nodesOf(pod))
}

/** Whoever is inside of a pod that is not kept from its node is on the node. */
function nodesOf({ breaksOut, node }: PodLike): readonly Place[] {
	return breaksOut === undefined ? [] : [{ type: 'node', ...(node === undefined ? {} : { name: node }) }]
}

function inCluster(graph: Graph): void {
	const node: Place = { type: 'node' }
	if (isHeld(graph, power('nodesProxy'))) leads(graph, power('nodesProxy'), node)
	// Without its label a namespace lets pods take hold of their node.
	pair(graph, power('relabel'), { type: 'run-somewhere' }, node)
	// A PersistentVolume may be a directory of a node, and Pod Security does not look into volumes that are claimed.
	pair(graph, power('volumes'), { type: 'run-somewhere' }, node)
	pair(graph, { type: 'sign-clients' }, power('requestCertificates'), { type: 'certificate' })
	pair(graph, { type: 'sign-kubelets' }, power('requestCertificates'), node)
	const certificate: Place = { type: 'certificate' }
	const anyone: Place = { type: 'anyone' }
	if (isHeld(graph, certificate)) {
		// Of any name: of a user, a service account, a kubelet; and in any group but system:masters, which the signer refuses.
		for (const place of graph.places.filter(({ type }) => type === 'user' || type === 'group'))
			if (!(place.type === 'group' && place.name === masters)) leads(graph, certificate, place)
		leads(graph, certificate, node)
	}
	if (isHeld(graph, anyone))
		for (const place of graph.places)
			if (place.type === 'user' && !place.name.startsWith('system:serviceaccount:')) leads(graph, anyone, place)
}

/** Whoever is root on a node has what its pods have; and on a node of the control plane, the cluster. */
function onNodes(graph: Graph, { nodes, podsIn }: Surroundings): void {
	const any: Place = { type: 'node' }
	if (isHeld(graph, any)) {
		for (const { name } of nodes) leads(graph, any, { type: 'node', name })
		for (const pods of podsIn.values()) for (const pod of pods) leads(graph, any, insideOf(pod))
	}
	for (const { name, isControlPlane } of nodes)
		if (isControlPlane && isHeld(graph, { type: 'node', name }))
			leads(graph, { type: 'node', name }, { type: 'everything' })
	for (const pods of podsIn.values())
		for (const pod of pods)
			if (pod.node !== undefined && isHeld(graph, { type: 'node', name: pod.node }))
				leads(graph, { type: 'node', name: pod.node }, insideOf(pod))
}
