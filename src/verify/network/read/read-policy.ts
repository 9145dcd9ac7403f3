/** NetworkPolicies of networking.k8s.io as they are written, with the defaults that the API server would fill in. */
import { homeOf, type KubeObject, refOf } from '../../../model/kube-object.ts'
import { describe, isMapping, type Notes, notesFor, type Problem } from '../../reading/notes.ts'
import { readSelector } from '../../reading/read-selector.ts'
import type { NetworkPolicy, Peer, PortMatch, Rule } from '../network.ts'
import { everyPort, onePort, portRange, protocols } from '../ports.ts'
import { readBlock } from './read-block.ts'

const policyTypes = ['Ingress', 'Egress'] as const

/** A policy, and what about it is not certain. */
export interface ReadPolicy<Policy> {
	/** `undefined` where nothing of it can be used. */
	readonly policy: Policy | undefined
	readonly problems: readonly Problem[]
}

/**
 * A reader of NetworkPolicies. The walls of a stage are written the same in each of its namespaces: what says the same is read
 * once.
 */
export function policyReader(): (object: KubeObject) => ReadPolicy<NetworkPolicy> {
	const byText = new Map<string, ReadPolicy<NetworkPolicy>>()
	return (object) => {
		const text = JSON.stringify(object['spec']) ?? ''
		const known = byText.get(text)
		if (known?.policy !== undefined && known.problems.length === 0)
			return { ...known, policy: { ...known.policy, ref: refOf(object), namespace: homeOf(object) } }
		const read = readPolicy(object, known?.policy?.shape ?? byText.size)
		if (known === undefined) byText.set(text, read)
		return read
	}
}

function readPolicy(object: KubeObject, shape: number): ReadPolicy<NetworkPolicy> {
	const namespace = homeOf(object)
	const notes = notesFor(object, { namespace })
	const spec = readSpec(notes, object['spec'])
	if (spec === undefined) return { policy: undefined, problems: notes.problems }
	const ingress = readRules(notes, spec['ingress'], 'spec.ingress', 'from')
	const egress = readRules(notes, spec['egress'], 'spec.egress', 'to')
	const isolates = isolatedDirections(notes, spec['policyTypes'], egress.length > 0)
	return {
		policy: {
			ref: refOf(object),
			namespace,
			shape,
			pods: readSelector(notes, spec['podSelector'], 'spec.podSelector'),
			ingress: isolates.has('Ingress') ? ingress : undefined,
			egress: isolates.has('Egress') ? egress : undefined,
		},
		problems: notes.problems,
	}
}

function readSpec(notes: Notes, value: unknown): Readonly<Record<string, unknown>> | undefined {
	if (value === undefined || value === null) return notes.wrong('spec', 'is missing')
	return notes.mapping(value, 'spec', ['podSelector', 'policyTypes', 'ingress', 'egress'])
}

/** Without `policyTypes` ingress is isolated, and egress where there are egress rules (networking/v1 defaults). */
function isolatedDirections(notes: Notes, value: unknown, hasEgress: boolean): ReadonlySet<'Ingress' | 'Egress'> {
	const written = notes.list(value, 'spec.policyTypes')
	if (written.length === 0) return new Set(hasEgress ? policyTypes : ['Ingress'])
	return new Set(
		written.flatMap((type, index) => {
			const field = `spec.policyTypes[${index}]`
			if (type === null) notes.wrong(field, 'is null')
			const word = notes.word(type, field, policyTypes)
			return word === undefined ? [] : [word]
		}),
	)
}

function readRules(notes: Notes, value: unknown, field: string, ends: 'from' | 'to'): readonly Rule[] {
	return notes.list(value, field).flatMap((rule, index): readonly Rule[] => {
		const place = `${field}[${index}]`
		const written = notes.mapping(rule, place, ['ports', ends])
		if (written === undefined) {
			notes.wrong(place, `is ${describe(rule ?? null)} instead of a rule`)
			// Null is an empty rule to the API server: it allows everything.
			return (rule ?? null) === null ? [{ field: place, peers: 'anyone', ports: 'all' }] : []
		}
		const peers = notes.list(written[ends], `${place}.${ends}`)
		const ports = notes.list(written['ports'], `${place}.ports`)
		return [
			{
				field: place,
				peers:
					peers.length === 0 ? 'anyone' : peers.flatMap((peer, at) => readPeer(notes, peer, `${place}.${ends}[${at}]`)),
				ports: ports.length === 0 ? 'all' : ports.flatMap((port, at) => readPort(notes, port, `${place}.ports[${at}]`)),
			},
		]
	})
}

function readPeer(notes: Notes, value: unknown, field: string): readonly Peer[] {
	const written = notes.mapping(value, field, ['podSelector', 'namespaceSelector', 'ipBlock'])
	if (written === undefined) {
		notes.wrong(field, `is ${describe(value ?? null)} instead of a peer`)
		return []
	}
	const [pods, namespaces, block] = ['podSelector', 'namespaceSelector', 'ipBlock'].map(
		(key) => written[key] ?? undefined,
	)
	if (pods === undefined && namespaces === undefined && block === undefined) {
		notes.wrong(field, 'selects nobody: it has neither podSelector, namespaceSelector nor ipBlock')
		return []
	}
	if (block !== undefined && (pods !== undefined || namespaces !== undefined)) {
		notes.wrong(field, 'has an ipBlock beside a selector, which the API refuses')
		return []
	}
	if (block !== undefined) {
		const read = readBlock(notes, block, `${field}.ipBlock`)
		return read === undefined ? [] : [{ type: 'blocks', field: `${field}.ipBlock`, blocks: [read] }]
	}
	return [
		{
			type: 'pods',
			field,
			namespaces: namespaces === undefined ? undefined : readSelector(notes, namespaces, `${field}.namespaceSelector`),
			pods: readSelector(notes, pods, `${field}.podSelector`),
		},
	]
}

function readPort(notes: Notes, value: unknown, field: string): readonly PortMatch[] {
	const written = isMapping(value) ? notes.mapping(value, field, ['protocol', 'port', 'endPort']) : undefined
	if (written === undefined) {
		notes.wrong(field, `is ${describe(value)} instead of a port`)
		return []
	}
	const isProtocolGiven = (written['protocol'] ?? null) !== null
	const protocol = isProtocolGiven ? notes.word(written['protocol'], `${field}.protocol`, protocols) : 'TCP'
	if (protocol === undefined) return []
	const { port, endPort } = written
	if (port === undefined || port === null) {
		if ((endPort ?? null) === null) return [{ type: 'numbers', ports: everyPort(protocol) }]
		notes.wrong(`${field}.endPort`, 'needs a port to begin at')
		return []
	}
	if (typeof port === 'string') {
		if ((endPort ?? null) !== null) notes.wrong(`${field}.endPort`, 'cannot follow a named port')
		if (!isPortName(port)) notes.wrong(`${field}.port`, `${describe(port)} cannot be the name of a port`)
		return [{ type: 'name', name: port, protocol }]
	}
	const first = notes.number(port, `${field}.port`, [1, 65_535])
	if (first === undefined) return []
	if ((endPort ?? null) === null) return [{ type: 'numbers', ports: onePort(protocol, first) }]
	const last = notes.number(endPort, `${field}.endPort`, [first, 65_535])
	return last === undefined ? [] : [{ type: 'numbers', ports: portRange(protocol, first, last) }]
}

/** IANA service names, as container ports carry them. */
export function isPortName(name: string): boolean {
	return /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/.test(name)
}
