/** Ends of connections as a person names them: a pod, a workload, a namespace, a stage, addresses, or the cluster's services. */
import { type Cidr, type CidrMistake, readCidr, showCidr } from '../../model/cidr.ts'
import { KnownError } from '../../model/errors.ts'
import { type ObjectRef, showRef } from '../../model/kube-object.ts'
import { nearest } from '../../model/nearest.ts'
import { dnsPresets, ingressPresets } from '../../model/presets.ts'
import type { OutsidePeer, Tenancy } from '../../model/tenancy.ts'
import { matches } from '../reading/selector.ts'
import type { KnownEnd } from './connections/classes.ts'
import { outsideRanges } from './connections/regions.ts'
import { selectorOf } from './isolation/zones-of-plan.ts'
import { namespaceLabels } from './match.ts'
import type { Block, Endpoint, Network } from './network.ts'

/** The ends that a text means. */
export interface Ends {
	/** Empty where a namespace or a stage has no pods. Each range of addresses is one that no rule's block cuts through. */
	readonly ends: readonly KnownEnd[]
	/** What they are, for a person, e.g. `Deployment shop-dev/web` or `stage dev`. */
	readonly words: string
}

/** How ends are written, for help texts and hints. */
export const endForms =
	'NAMESPACE/POD, NAMESPACE/KIND/NAME, ns:NAMESPACE, stage:STAGE, an address or a range such as 10.0.0.0/8, ingress, dns, or outside'

/**
 * Finds the ends that a text means.
 *
 * `NAMESPACE/NAME` is the pod of that name, or else the workload. An address of a pod means the pod; any other address, and each
 * range, means those addresses outside of the cluster.
 *
 * @param tenancy - with the namespaces of the network's cluster alone; its `ingress` and `dns` are used where it has them, else
 *   the known ones that run in the cluster
 * @returns an error with the code `usage/unknown-end` and a hint where nothing is called that
 */
export function findEnds(network: Network, tenancy: Tenancy, text: string): Ends | KnownError {
	const [prefix, ...behind] = text.split(':')
	if (prefix === 'ns') return inNamespace(network, behind.join(':'))
	if (prefix === 'stage') return inStage(network, tenancy, behind.join(':'))
	if (isAddress(text)) return atAddress(network, text)
	const parts = text.split('/')
	if (parts.some((part) => part === '')) return unknown(`"${text}" names no end of a connection`, howToWrite)
	const [first = '', second = '', third = ''] = parts
	if (parts.length === 2) return named(network, first, undefined, second)
	if (parts.length === 3) return named(network, first, second, third)
	return parts.length === 1 ? service(network, tenancy, text) : unknown(`"${text}" has too many parts`, howToWrite)
}

const howToWrite = `Write ${endForms}.`

function unknown(message: string, hint: string): KnownError {
	return new KnownError('usage/unknown-end', message, { exit: 'usage', hint })
}

/** The nearest of what exists, or all of it where nothing is near. */
function instead(word: string, known: Iterable<string>, write: (name: string) => string = (name) => name): string {
	const names = [...new Set(known)].sort()
	const meant = nearest(word, names)
	if (meant !== undefined) return `Did you mean ${write(meant)}?`
	if (names.length === 0) return 'There is none.'
	const shown = names.slice(0, 10).map(write).join(', ')
	return `There ${names.length === 1 ? 'is' : 'are'}: ${shown}${names.length > 10 ? ` and ${names.length - 10} more` : ''}.`
}

function inNamespace(network: Network, name: string): Ends | KnownError {
	if (!network.namespaces.has(name)) return noNamespace(network, name, (each) => `ns:${each}`)
	return { ends: network.endpointsIn(name), words: `namespace ${name}` }
}

function noNamespace({ namespaces }: Network, name: string, write: (name: string) => string): KnownError {
	return unknown(`there is no namespace "${name}"`, instead(name, namespaces.keys(), write))
}

function inStage(network: Network, { stages, namespaces }: Tenancy, name: string): Ends | KnownError {
	const write = (each: string): string => `stage:${each}`
	const stage = stages.find((each) => each.name === name)
	if (stage === undefined) {
		const known = stages.map((each) => each.name)
		return unknown(`there is no stage "${name}"`, instead(name, known, write))
	}
	const own = namespaces.filter((each) => each.stage === name)
	if (own.length === 0) return unknown(`the stage ${name} is not in this cluster`, `It is in ${stage.cluster}.`)
	return { ends: own.flatMap((each) => network.endpointsIn(each.name)), words: `stage ${name}` }
}

/** Names of namespaces have no dots and no colons. */
function isAddress(text: string): boolean {
	const [address = ''] = text.split('/')
	return /[.:]/.test(address) && /^[0-9a-fA-F.:]+$/.test(address)
}

function atAddress(network: Network, text: string): Ends | KnownError {
	const isSingle = !text.includes('/')
	const range = readCidr(isSingle ? `${text}/${text.includes(':') ? 128 : 32}` : text)
	if ('mistake' in range) {
		const meant = range.suggestion === undefined ? '' : `Did you mean ${range.suggestion}?`
		return unknown(`"${text}" is no range of addresses: ${range.mistake}`, meant === '' ? howToWrite : meant)
	}
	const pods = isSingle ? podsAt(network, range) : []
	if (pods.length > 0) return { ends: pods, words: `${text}, ${pods.map(({ ref }) => showRef(ref)).join(', ')}` }
	return {
		ends: outsideRanges(network, [{ cidr: range, except: [] }]),
		words: `${isSingle ? 'address' : 'addresses'} ${text}`,
	}
}

/** Pods in the network of their node share its address, which is therefore nobody's alone. */
function podsAt(network: Network, address: Cidr): readonly Endpoint[] {
	const wanted = showCidr(address)
	return network
		.endpoints()
		.filter(({ addresses = [], hostNetwork }) => !hostNetwork && addresses.some((own) => showCidr(own) === wanted))
}

/** The pod of a name, or the pods of the workloads that are called so. */
function named(network: Network, namespace: string, kind: string | undefined, name: string): Ends | KnownError {
	if (!network.namespaces.has(namespace))
		return noNamespace(network, namespace, (each) => [each, ...(kind === undefined ? [] : [kind]), name].join('/'))
	const here = network.endpointsIn(namespace)
	const isKind = (ref: ObjectRef): boolean => kind === undefined || ref.kind.toLowerCase() === kind.toLowerCase()
	const pods = here.filter(({ ref }) => ref.name === name && isPod(ref) && isKind(ref))
	const found = pods.length > 0 ? pods : here.filter(({ owner }) => owner.name === name && isKind(owner))
	const refs = new Map(found.map(({ ref, owner }) => (pods.length > 0 ? ref : owner)).map((ref) => [showRef(ref), ref]))
	if (refs.size === 1) return { ends: found, words: [...refs.keys()].join() }
	if (refs.size > 1) {
		const ways = [...refs.values()].map((ref) => `${namespace}/${ref.kind}/${name}`).sort()
		return unknown(`${namespace}/${name} may be ${ways.length} workloads`, `Say which one: ${ways.join(', ')}.`)
	}
	return notThere(here, namespace, kind, name)
}

function isPod({ group, kind }: ObjectRef): boolean {
	return group === '' && kind === 'Pod'
}

function notThere(here: readonly Endpoint[], namespace: string, kind: string | undefined, name: string): KnownError {
	const what = kind === undefined ? 'pod or workload' : kind
	const message = `there is no ${what} "${name}" in the namespace ${namespace}`
	const refs = here.flatMap(({ ref, owner }) => [ref, owner])
	if (kind === undefined)
		return unknown(
			message,
			instead(
				name,
				refs.map((ref) => ref.name),
				(each) => `${namespace}/${each}`,
			),
		)
	const alike = refs.filter((ref) => ref.kind.toLowerCase() === kind.toLowerCase())
	if (alike.length > 0)
		return unknown(
			message,
			instead(
				name,
				alike.map((ref) => ref.name),
				(each) => `${namespace}/${kind}/${each}`,
			),
		)
	return unknown(
		message,
		instead(`${kind}/${name}`, refs.map(kindAndName), (each) => `${namespace}/${each}`),
	)
}

function kindAndName({ kind, name }: ObjectRef): string {
	return `${kind}/${name}`
}

function service(network: Network, tenancy: Tenancy, word: string): Ends | KnownError {
	if (word === 'outside') return { ends: outsideRanges(network), words: 'addresses outside of the cluster' }
	if (word === 'ingress') return ingress(network, tenancy)
	if (word === 'dns') return dns(network, tenancy)
	if (network.namespaces.has(word)) return unknown(`"${word}" names no end of a connection`, `Did you mean ns:${word}?`)
	if (tenancy.stages.some(({ name }) => name === word))
		return unknown(`"${word}" names no end of a connection`, `Did you mean stage:${word}?`)
	const meant = nearest(word, ['ingress', 'dns', 'outside'])
	return unknown(`"${word}" names no end of a connection`, meant === undefined ? howToWrite : `Did you mean ${meant}?`)
}

function ingress(network: Network, tenancy: Tenancy): Ends | KnownError {
	const known = Object.values(ingressPresets).flatMap(({ controller }) => controller ?? [])
	const given = tenancy.network.ingress
	return (
		running(network, given === undefined ? known : [given], 'ingress controller', given !== undefined) ??
		unknown(
			given === undefined ? 'no known ingress controller runs in the cluster' : `no pod of ${given.name} is there`,
			'Name its pods instead: NAMESPACE/KIND/NAME.',
		)
	)
}

function dns(network: Network, tenancy: Tenancy): Ends | KnownError {
	const given = tenancy.network.dns
	return (
		running(network, given === 'auto' ? Object.values(dnsPresets) : [given], 'DNS', given !== 'auto') ??
		unknown(
			given === 'auto' ? 'no known DNS runs in the cluster' : `no pod of ${given.name} is there`,
			'Name its pods instead: NAMESPACE/KIND/NAME.',
		)
	)
}

/** @param isGiven - whether addresses count as well: those of a service that is only guessed may belong to anybody */
function running(
	network: Network,
	services: readonly { readonly name: string; readonly peers: readonly OutsidePeer[] }[],
	what: string,
	isGiven: boolean,
): Ends | undefined {
	const ends = new Set<KnownEnd>()
	const names: string[] = []
	for (const { name, peers } of services) {
		const before = ends.size
		for (const end of peers.flatMap((peer) => endsOf(network, peer, isGiven))) ends.add(end)
		// Several known services select the same pods: the plainest comes first.
		if (ends.size > before) names.push(name)
	}
	return ends.size === 0 ? undefined : { ends: [...ends], words: `${what} (${names.join(', ')})` }
}

function endsOf(network: Network, peer: OutsidePeer, isGiven: boolean): readonly KnownEnd[] {
	if (peer.type === 'cidr') {
		return isGiven ? outsideRanges(network, blockOf(peer)) : []
	}
	const { namespace } = peer
	const homes =
		typeof namespace === 'string'
			? [namespace]
			: [...network.namespaces.keys()].filter((name) => matches(selectorOf(namespace), namespaceLabels(network, name)))
	const pods = selectorOf(peer.pods)
	return homes.flatMap((home) => network.endpointsIn(home).filter(({ labels }) => matches(pods, labels)))
}

function blockOf({ cidr, except }: Extract<OutsidePeer, { type: 'cidr' }>): readonly Block[] {
	const range = readCidr(cidr)
	const isRange = (read: Cidr | CidrMistake): read is Cidr => !('mistake' in read)
	return isRange(range) ? [{ cidr: range, except: except.map(readCidr).filter(isRange) }] : []
}
