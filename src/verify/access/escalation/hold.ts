/** From subjects to the powers that they hold. */
import { accountOf, accountUser, masters } from '../../../model/access.ts'
import type { Role } from '../access.ts'
import type { Graph, Home, Place } from './graph.ts'
import { type Holder, type Holders, holdsOver, type Sum } from './holdings.ts'
import { namespacePowers, type Power } from './powers.ts'
import type { Profile } from './profiles.ts'
import type { Surroundings } from './surroundings.ts'

/** Powers that a right in the whole cluster gives in each namespace as well. */
const inEachNamespace = new Set<Power>(namespacePowers)

/** Signers by whose certificates the API server knows clients and kubelets. */
const clientSigner = 'kubernetes.io/kube-apiserver-client'
const kubeletSigner = 'kubernetes.io/kube-apiserver-client-kubelet'
const anySigner = 'kubernetes.io/*'

/** Adds what a user or a group holds. */
export function addHolder(graph: Graph, holder: Holder, holders: Holders, around: Surroundings): void {
	const self = graph.at({ type: holder.type, name: holder.name })
	// Service accounts are in their groups already, bound or not (build.ts).
	if (!holder.isAccount) for (const each of holder.also) graph.edge(self, graph.at(each))
	if (holder.type === 'group' && holder.name === masters) graph.edge(self, graph.at({ type: 'everything' }))
	const everybody = holders.withGroups(holder)
	const wide = holders.together(everybody, '')
	for (const [namespace, holding] of holder.holdings) {
		const own = holders.profiles.join(holding.profiles)
		const home = namespace === '' ? undefined : graph.home(namespace)
		if (home === undefined) addWide(graph, self, own)
		else addHome(graph, self, own, home)
		for (const [power, names] of own.named) addNamed(graph, self, power, names, namespace, around)
		if (own.writes) graph.edge(self, home?.at('write') ?? graph.at({ type: 'write-anywhere' }))
		if (home === undefined) addWidePairs(graph, self, wide)
		else addHomePairs(graph, self, holders.together(everybody, namespace), wide, home)
	}
}

/** Whoever has the one has the other. */
export function leads(graph: Graph, from: Place, to: Place): void {
	graph.edge(graph.at(from), graph.at(to))
}

function addWide(graph: Graph, self: number, { powers }: Profile): void {
	for (const power of powers)
		graph.edge(self, graph.at(power === 'everything' ? { type: 'everything' } : { type: 'power', power }))
}

function addHome(graph: Graph, self: number, { powers }: Profile, home: Home): void {
	for (const power of powers)
		if (power === 'everything') graph.edge(self, home.at('admin'))
		else if (inEachNamespace.has(power)) graph.edge(self, home.at(power))
}

/** Namespaces where two identities may have one half each of what takes two rights. */
export interface Halves {
	/** Somebody may relabel just this namespace. */
	readonly relabel: ReadonlySet<string>
	/** Somebody may make Secrets there that he cannot read. */
	readonly makeSecrets: ReadonlySet<string>
}

/** Finds them; where one identity has both, `addHolder` says what that makes. */
export function halvesOf({ all, profiles }: Holders): Halves {
	const relabel = new Set<string>()
	const makeSecrets = new Set<string>()
	for (const { holdings } of all)
		for (const [namespace, holding] of holdings) {
			const { powers, named } = profiles.join(holding.profiles)
			if (namespace === '') for (const name of named.get('relabel') ?? []) relabel.add(name)
			else if (powers.has('relabel') || named.get('relabel')?.has(namespace) === true) relabel.add(namespace)
			if (namespace !== '' && powers.has('makeSecrets') && !powers.has('readSecrets')) makeSecrets.add(namespace)
		}
	return { relabel, makeSecrets }
}

/** What two rights of one identity in a namespace make together, perhaps with some that it has in the whole cluster. */
function addHomePairs(graph: Graph, self: number, own: Sum, wide: Sum, home: Home): void {
	const { powers, named } = own
	// Binding oneself to cluster-admin, which is always there; or filling a role that one is in.
	if ((powers.has('makeBindings') && powers.has('bindClusterRoles')) || fills(own, wide))
		graph.edge(self, home.at('admin'))
	// A Secret of the type service-account-token is filled with one by the control plane.
	if (overOne(own, 'makeSecrets', 'readSecrets')) graph.edge(self, home.at('token'))
	// A group is impersonated along with somebody.
	if (powers.has('impersonate') || named.has('impersonate'))
		for (const place of joinable(wide)) graph.edge(self, graph.at(place))
}

/** Whether two powers are held over one object. */
function overOne({ powers, named }: Profile, a: Power, b: Power): boolean {
	if (powers.has(a)) return powers.has(b) || named.has(b)
	return powers.has(b) ? named.has(a) : [...(named.get(a) ?? [])].some((name) => named.get(b)?.has(name) === true)
}

/**
 * Whether one of somebody's roles can be filled with every right: rewritten past the check against handing on more than one has, or,
 * where it is made of others, by one more of these.
 */
function fills(own: Sum, wide: Sum): boolean {
	const adds = wide.powers.has('makeClusterRoles') && wide.powers.has('escalateClusterRoles')
	return own.holdings.some(({ roles }) => roles.some((role) => rewrites(own, wide, role) || (role.aggregates && adds)))
}

function rewrites(own: Sum, wide: Sum, { ref: { kind, name } }: Role): boolean {
	return kind === 'Role'
		? holdsOver(own, 'writeRoles', name) && holdsOver(own, 'escalateRoles', name)
		: holdsOver(wide, 'writeClusterRoles', name) && holdsOver(wide, 'escalateClusterRoles', name)
}

/** The groups that somebody may say to be in, where there is somebody to say to be as well; system:masters is one. */
function joinable({ powers, named }: Profile): readonly Place[] {
	if (powers.has('impersonateGroups')) return [{ type: 'everything' }]
	return [...(named.get('impersonateGroups') ?? [])].map((name) => ({ type: 'group', name }) as const)
}

/** The same in the whole cluster. */
function addWidePairs(graph: Graph, self: number, own: Sum): void {
	for (const place of widePairs(own)) graph.edge(self, graph.at(place))
}

function widePairs(own: Sum): readonly Place[] {
	const { powers, named } = own
	const has = (...all: readonly Power[]): boolean => all.every((power) => powers.has(power))
	const some = (power: Power): boolean => powers.has(power) || named.has(power)
	const signs = (signer: string): boolean =>
		has('approveCertificates') &&
		(has('approveClients') || [signer, anySigner].some((name) => named.get('approveClients')?.has(name) === true))
	const everything =
		has('makeClusterBindings', 'bindClusterRoles') ||
		fills(own, own) ||
		has('mutateByWebhook') ||
		has('changeMutation') ||
		has('mutateByPolicy', 'bindMutation')
	return [
		...(everything ? [{ type: 'everything' } as const] : []),
		...(has('makeBindings', 'bindClusterRoles') ? [{ type: 'admin-anywhere' } as const] : []),
		...(overOne(own, 'makeSecrets', 'readSecrets') ? [{ type: 'power', power: 'token' } as const] : []),
		...(has('impersonateUsers') ? [{ type: 'anyone' } as const] : []),
		...(some('impersonateUsers') || some('impersonate') ? joinable(own) : []),
		...(holdsOver(own, 'impersonateGroups', nodesGroup) ? nodesToBe(own) : []),
		...(signs(clientSigner) ? [{ type: 'sign-clients' } as const] : []),
		...(signs(kubeletSigner) ? [{ type: 'sign-kubelets' } as const] : []),
		...(has('requestCertificates', 'joinNodes') ? [{ type: 'node' } as const] : []),
	]
}

/** The group of kubelets, whom the API server tells what the pods on their node are told. */
const nodesGroup = 'system:nodes'

/** Nodes that somebody may say to be. */
function nodesToBe({ powers, named }: Profile): readonly Place[] {
	if (powers.has('impersonateUsers')) return [{ type: 'node' }]
	const prefix = 'system:node:'
	const users = [...(named.get('impersonateUsers') ?? [])].filter((name) => name.startsWith(prefix))
	return users.map((name) => ({ type: 'node', name: name.slice(prefix.length) }) as const)
}

/** Rights over single objects by name. */
function addNamed(
	graph: Graph,
	self: number,
	power: Power,
	names: ReadonlySet<string>,
	namespace: string,
	{ namespaces, tokens, podsIn }: Surroundings,
): void {
	const homes = namespace === '' ? namespaces : [namespace]
	if (namespace === '')
		for (const name of names) {
			// A service account is asked about as what it is, whatever users may be impersonated.
			if (power === 'impersonateUsers' && accountOf(name) === undefined)
				graph.edge(self, graph.at({ type: 'user', name }))
			if (power === 'nodesProxy') graph.edge(self, graph.at({ type: 'node', name }))
		}
	if (power === 'relabel')
		for (const home of homes) if (names.has(home)) graph.edge(self, graph.at({ type: 'power', power, namespace: home }))
	for (const home of homes) {
		if (power === 'token' || power === 'impersonate')
			for (const name of names) graph.edge(self, graph.at({ type: 'user', name: accountUser(home, name) }))
		if (power === 'readSecrets')
			for (const { secret, account } of tokens.get(home) ?? [])
				if (names.has(secret)) graph.edge(self, graph.at({ type: 'user', name: accountUser(home, account) }))
		if (power === 'readSecrets') graph.edge(self, graph.at({ type: 'secrets', namespace: home }))
		if (power === 'inside' || power === 'reshape')
			for (const pod of podsIn.get(home) ?? [])
				if (pod.isPod && names.has(pod.ref.name)) graph.edge(self, graph.at(insideOf(pod)))
	}
}

/** Who somebody is inside of a pod. */
export function insideOf({ namespace, account }: { readonly namespace: string; readonly account: string }): Place {
	return { type: 'user', name: accountUser(namespace, account) }
}
