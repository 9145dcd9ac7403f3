/** From subjects to the powers that they hold. */
import { accountOf, accountUser, masters } from '../../../model/access.ts'
import type { Graph, Place } from './graph.ts'
import { alsoOf, type Holder, type Holding } from './holdings.ts'
import { namespacePowers, type Power } from './powers.ts'
import type { Surroundings } from './surroundings.ts'

/** Powers that a right in the whole cluster gives in each namespace as well. */
const inEachNamespace = new Set<Power>(namespacePowers)

/** Signers by whose certificates the API server knows clients and kubelets. */
const clientSigner = 'kubernetes.io/kube-apiserver-client'
const kubeletSigner = 'kubernetes.io/kube-apiserver-client-kubelet'
const anySigner = 'kubernetes.io/*'

/** Adds what a user or a group holds. */
export function addHolder(
	graph: Graph,
	holder: Holder,
	holders: ReadonlyMap<string, Holder>,
	around: Surroundings,
): void {
	const self: Place = { type: holder.type, name: holder.name }
	const also = alsoOf(holder)
	for (const each of also) leads(graph, self, each)
	if (holder.type === 'group' && holder.name === masters) leads(graph, self, { type: 'everything' })
	const others = also.flatMap(({ type, name }) => holders.get(`${type === 'user' ? 'User' : 'Group'}:${name}`) ?? [])
	for (const [namespace, own] of holder.holdings) {
		for (const power of own.powers) addPower(graph, self, power, namespace)
		for (const [power, names] of own.named) addNamed(graph, self, power, names, namespace, around)
		if (own.writes) leads(graph, self, namespace === '' ? { type: 'write-anywhere' } : { type: 'write', namespace })
		const all = together([holder, ...others], namespace)
		for (const place of namespace === '' ? clusterPairs(all) : namespacePairs(all, namespace)) leads(graph, self, place)
	}
}

/** Whoever has the one has the other. */
export function leads(graph: Graph, from: Place, to: Place): void {
	graph.edge(graph.at(from), graph.at(to))
}

function addPower(graph: Graph, self: Place, power: Power, namespace: string): void {
	if (power === 'everything')
		leads(graph, self, namespace === '' ? { type: 'everything' } : { type: 'admin', namespace })
	else if (namespace === '') leads(graph, self, { type: 'power', power })
	else if (inEachNamespace.has(power)) leads(graph, self, { type: 'power', power, namespace })
}

/** Namespaces where two identities may have one half each of what takes two rights. */
export interface Halves {
	/** Somebody may relabel just this namespace. */
	readonly relabel: ReadonlySet<string>
	/** Somebody may make Secrets there that he cannot read. */
	readonly makeSecrets: ReadonlySet<string>
}

/** Finds them; where one identity has both, `addHolder` says what that makes. */
export function halvesOf(holders: ReadonlyMap<string, Holder>): Halves {
	const relabel = new Set<string>()
	const makeSecrets = new Set<string>()
	for (const holder of holders.values())
		for (const [namespace, { powers, named }] of holder.holdings) {
			if (namespace === '') for (const name of named.get('relabel') ?? []) relabel.add(name)
			else if (powers.has('relabel') || named.get('relabel')?.has(namespace) === true) relabel.add(namespace)
			if (namespace !== '' && powers.has('makeSecrets') && !powers.has('readSecrets')) makeSecrets.add(namespace)
		}
	return { relabel, makeSecrets }
}

/** All that somebody has in a namespace, through groups and from the whole cluster too: one request may rest on several bindings. */
function together(holders: readonly Holder[], namespace: string): Holding {
	const parts = holders.flatMap(({ holdings }) =>
		[...new Set([namespace, ''])].flatMap((each) => holdings.get(each) ?? []),
	)
	const named = new Map<Power, Set<string>>()
	for (const part of parts)
		for (const [power, names] of part.named) named.set(power, new Set([...(named.get(power) ?? []), ...names]))
	return {
		powers: new Set(parts.flatMap(({ powers }) => [...powers])),
		named,
		writes: parts.some(({ writes }) => writes),
		rewritable: parts.some(({ rewritable }) => rewritable),
	}
}

/** What two rights of one identity in a namespace make together. */
function namespacePairs({ powers, rewritable }: Holding, namespace: string): readonly Place[] {
	const has = (...all: readonly Power[]): boolean => all.every((power) => powers.has(power))
	return [
		// Binding oneself to any role; or rewriting one's own role past the check against handing on more than one has.
		...(has('writeBindings', 'bindRoles') || (has('writeRoles', 'escalateRoles') && rewritable)
			? [{ type: 'admin', namespace } as const]
			: []),
		// A Secret of the type service-account-token is filled with one by the control plane.
		...(has('makeSecrets', 'readSecrets') ? [{ type: 'power', power: 'token', namespace } as const] : []),
	]
}

/** The same in the whole cluster. */
function clusterPairs({ powers, named, rewritable }: Holding): readonly Place[] {
	const has = (...all: readonly Power[]): boolean => all.every((power) => powers.has(power))
	const some = (power: Power): boolean => powers.has(power) || named.has(power)
	const signs = (signer: string): boolean =>
		has('approveCertificates') &&
		(has('approveClients') || [signer, anySigner].some((name) => named.get('approveClients')?.has(name) === true))
	const everything =
		has('writeClusterBindings', 'bindClusterRoles') ||
		(has('writeClusterRoles', 'escalateClusterRoles') && rewritable) ||
		has('mutateByWebhook') ||
		has('mutateByPolicy', 'bindMutation') ||
		// A group is impersonated along with a user; system:masters is one.
		(has('impersonateGroups') && (some('impersonateUsers') || some('impersonate')))
	return [
		...(everything ? [{ type: 'everything' } as const] : []),
		...(has('writeBindings', 'bindRoles') ? [{ type: 'admin-anywhere' } as const] : []),
		...(has('makeSecrets', 'readSecrets') ? [{ type: 'power', power: 'token' } as const] : []),
		...(has('impersonateUsers') ? [{ type: 'anyone' } as const] : []),
		...(some('impersonateUsers') || some('impersonate')
			? [...(named.get('impersonateGroups') ?? [])].map((name) => ({ type: 'group', name }) as const)
			: []),
		...(signs(clientSigner) ? [{ type: 'sign-clients' } as const] : []),
		...(signs(kubeletSigner) ? [{ type: 'sign-kubelets' } as const] : []),
	]
}

/** Rights over single objects by name. */
function addNamed(
	graph: Graph,
	self: Place,
	power: Power,
	names: ReadonlySet<string>,
	namespace: string,
	{ namespaces, tokens, podsIn }: Surroundings,
): void {
	const homes = namespace === '' ? namespaces : [namespace]
	if (namespace === '')
		for (const name of names) {
			// A service account is asked about as what it is, whatever users may be impersonated.
			if (power === 'impersonateUsers' && accountOf(name) === undefined) leads(graph, self, { type: 'user', name })
			if (power === 'nodesProxy') leads(graph, self, { type: 'node', name })
		}
	if (power === 'relabel')
		for (const home of homes) if (names.has(home)) leads(graph, self, { type: 'power', power, namespace: home })
	for (const home of homes) {
		if (power === 'token' || power === 'impersonate')
			for (const name of names) leads(graph, self, { type: 'user', name: accountUser(home, name) })
		if (power === 'readSecrets')
			for (const { secret, account } of tokens.get(home) ?? [])
				if (names.has(secret)) leads(graph, self, { type: 'user', name: accountUser(home, account) })
		if (power === 'readSecrets') leads(graph, self, { type: 'secrets', namespace: home })
		if (power === 'inside' || power === 'reshape')
			for (const pod of podsIn.get(home) ?? [])
				if (pod.isPod && names.has(pod.ref.name)) leads(graph, self, insideOf(pod))
	}
}

/** Who somebody is inside of a pod. */
export function insideOf({ namespace, account }: { readonly namespace: string; readonly account: string }): Place {
	return { type: 'user', name: accountUser(namespace, account) }
}
