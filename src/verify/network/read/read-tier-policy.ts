/**
 * ClusterNetworkPolicy (v1alpha2 and later), AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1) of
 * policy.networking.k8s.io. They differ in the names of fields and actions, not in what they mean.
 */
import { type KubeObject, refOf } from '../../../model/kube-object.ts'
import { describe, isMapping, type Mapping, type Notes, notesFor } from '../../reading/notes.ts'
import { readSelector } from '../../reading/read-selector.ts'
import type { Peer, PortMatch, Tier, TierPolicy, TierRule } from '../network.ts'
import { everyPort, onePort, portRange, protocols } from '../ports.ts'
import { readRange } from './read-block.ts'
import { isPortName, type ReadPolicy } from './read-policy.ts'

/** How one kind spells what all of them have. */
interface Dialect {
	readonly tier: Tier | 'written'
	readonly hasPriority: boolean
	readonly actions: Readonly<Record<string, TierRule['action']>>
	/** How many rules a list may have, and how many peers a rule. */
	readonly most: number
	readonly ports: 'ports' | 'protocols'
	readonly readPort: (notes: Notes, value: unknown, field: string) => readonly PortMatch[]
}

const cluster: Dialect = {
	tier: 'written',
	hasPriority: true,
	actions: { Accept: 'accept', Deny: 'deny', Pass: 'pass' },
	most: 25,
	ports: 'protocols',
	readPort: readProtocol,
}

const admin: Dialect = {
	tier: 'admin',
	hasPriority: true,
	actions: { Allow: 'accept', Deny: 'deny', Pass: 'pass' },
	most: 100,
	ports: 'ports',
	readPort: readAdminPort,
}

const baseline: Dialect = {
	...admin,
	tier: 'baseline',
	hasPriority: false,
	actions: { Allow: 'accept', Deny: 'deny' },
}

/** The kinds of policy.networking.k8s.io that are understood, by `version/kind`. */
const dialects: Readonly<Record<string, Dialect>> = {
	'v1alpha2/ClusterNetworkPolicy': cluster,
	'v1beta1/ClusterNetworkPolicy': cluster,
	'v1alpha1/AdminNetworkPolicy': admin,
	'v1alpha1/BaselineAdminNetworkPolicy': baseline,
}

/** Reads a policy of policy.networking.k8s.io; `undefined` for kinds and versions that are not known. */
export function readTierPolicy(object: KubeObject): ReadPolicy<TierPolicy> | undefined {
	const dialect = dialects[`${object.apiVersion.split('/')[1]}/${object.kind}`]
	if (dialect === undefined) return undefined
	const notes = notesFor(object, 'everybody')
	const spec = notes.mapping(object['spec'], 'spec', [
		'subject',
		'ingress',
		'egress',
		...(dialect.tier === 'written' ? ['tier'] : []),
		...(dialect.hasPriority ? ['priority'] : []),
	])
	if (spec === undefined && notes.problems.length === 0) notes.wrong('spec', 'is missing')
	return { policy: spec === undefined ? undefined : readSpec(notes, object, spec, dialect), problems: notes.problems }
}

function readSpec(notes: Notes, object: KubeObject, spec: Mapping, dialect: Dialect): TierPolicy | undefined {
	const tier = dialect.tier === 'written' ? readTier(notes, spec['tier']) : dialect.tier
	const priority = dialect.hasPriority ? notes.number(spec['priority'], 'spec.priority', [0, 1000]) : 0
	if (priority === undefined && (spec['priority'] ?? null) === null) notes.wrong('spec.priority', 'is missing')
	if (object.kind === 'BaselineAdminNetworkPolicy' && object.metadata.name !== 'default')
		notes.wrong('metadata.name', `is ${describe(object.metadata.name)}, the API takes only default`)
	const subject = readSubject(notes, spec['subject'])
	if (tier === undefined || priority === undefined || subject === undefined) return undefined
	return {
		ref: refOf(object),
		tier,
		priority,
		subject,
		ingress: readRules(notes, spec['ingress'], 'spec.ingress', 'from', dialect),
		egress: readRules(notes, spec['egress'], 'spec.egress', 'to', dialect),
	}
}

function readTier(notes: Notes, value: unknown): Tier | undefined {
	if ((value ?? null) === null) return notes.wrong('spec.tier', 'is missing')
	const tier = notes.word(value, 'spec.tier', ['Admin', 'Baseline'])
	return tier === undefined ? undefined : tier === 'Admin' ? 'admin' : 'baseline'
}

function readSubject(notes: Notes, value: unknown): TierPolicy['subject'] | undefined {
	const written = notes.mapping(value, 'spec.subject', ['namespaces', 'pods'])
	const [namespaces, pods] = [written?.['namespaces'] ?? undefined, written?.['pods'] ?? undefined]
	if ((namespaces === undefined) === (pods === undefined))
		return notes.wrong('spec.subject', 'has to have one of namespaces and pods')
	return namespaces === undefined
		? readPods(notes, pods, 'spec.subject.pods')
		: { namespaces: readSelector(notes, namespaces, 'spec.subject.namespaces'), pods: [] }
}

function readPods(notes: Notes, value: unknown, field: string): TierPolicy['subject'] {
	const written = notes.mapping(value, field, ['namespaceSelector', 'podSelector'])
	return {
		namespaces: readSelector(notes, written?.['namespaceSelector'], `${field}.namespaceSelector`),
		pods: readSelector(notes, written?.['podSelector'], `${field}.podSelector`),
	}
}

function readRules(
	notes: Notes,
	value: unknown,
	field: string,
	ends: 'from' | 'to',
	dialect: Dialect,
): readonly TierRule[] {
	return notes.list(value, field, dialect.most).flatMap((rule, index): readonly TierRule[] => {
		const place = `${field}[${index}]`
		const written = notes.mapping(rule, place, ['name', 'action', ends, dialect.ports])
		const action = written === undefined ? undefined : readAction(notes, written['action'], place, dialect)
		if (written === undefined || action === undefined) {
			if (written === undefined) notes.wrong(place, `is ${describe(rule ?? null)} instead of a rule`)
			return []
		}
		const listed = notes.list(written[ends], `${place}.${ends}`, dialect.most)
		if (listed.length === 0) notes.wrong(`${place}.${ends}`, 'has to name at least one peer')
		const ports = notes.filled(written[dialect.ports], `${place}.${dialect.ports}`, dialect.most)
		const peers = listed.map((peer, at) => readPeer(notes, peer, `${place}.${ends}[${at}]`, ends))
		checkTogether(notes, action, peers, ports, place, dialect)
		return [
			{
				field: place,
				action,
				name: readName(notes, written['name'], `${place}.name`),
				peers,
				ports:
					ports.length === 0
						? 'all'
						: ports.flatMap((port, at) => dialect.readPort(notes, port, `${place}.${dialect.ports}[${at}]`)),
			},
		]
	})
}

function readName(notes: Notes, value: unknown, field: string): string | undefined {
	if (typeof value === 'string' || value === undefined || value === null) return value ?? undefined
	return notes.wrong(field, `is ${describe(value)} instead of a text`)
}

/** Peers that are no pods have no named ports, and nobody can be sure to keep a domain name out. */
function checkTogether(
	notes: Notes,
	action: TierRule['action'],
	peers: readonly Peer[],
	ports: readonly unknown[],
	place: string,
	dialect: Dialect,
): void {
	for (const { type, field } of peers)
		if (type === 'domains' && action !== 'accept') notes.wrong(field, 'can stand in Accept rules only')
	const nameless = peers.find(({ type }) => type === 'blocks' || type === 'nodes' || type === 'domains')
	if (nameless === undefined) return
	const what = nameless.field.slice(nameless.field.lastIndexOf('.') + 1)
	for (const [at, port] of ports.entries())
		for (const key of ['namedPort', 'destinationNamedPort'])
			if (isMapping(port) && (port[key] ?? null) !== null)
				notes.wrong(
					`${place}.${dialect.ports}[${at}].${key}`,
					`means nothing beside ${what}, which have no named ports`,
				)
}

function readAction(notes: Notes, value: unknown, place: string, { actions }: Dialect): TierRule['action'] | undefined {
	if ((value ?? null) === null) return notes.wrong(`${place}.action`, 'is missing')
	const word = notes.word(value, `${place}.action`, Object.keys(actions))
	return word === undefined ? undefined : actions[word]
}

/** A peer of a kind that is not known stays one: its rule has to fail closed, which differs by the rule's action. */
function readPeer(notes: Notes, value: unknown, field: string, ends: 'from' | 'to'): Peer {
	const known = ends === 'to' ? ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'] : ['namespaces', 'pods']
	const written = notes.mapping(value, field, known) ?? {}
	const given = known.filter((key) => (written[key] ?? null) !== null)
	const [only] = given
	if (only === undefined || given.length > 1) {
		notes.wrong(field, `has to have exactly one of ${known.join(', ')}`)
		return { type: 'unknown', field }
	}
	const place = `${field}.${only}`
	switch (only) {
		case 'namespaces':
			return { type: 'pods', field: place, namespaces: readSelector(notes, written[only], place), pods: [] }
		case 'pods':
			return { type: 'pods', field: place, ...readPods(notes, written[only], place) }
		case 'nodes':
			return { type: 'nodes', field: place, nodes: readSelector(notes, written[only], place) }
		case 'networks':
			return { type: 'blocks', field: place, blocks: readNetworks(notes, written[only], place) }
		default:
			return { type: 'domains', field: place, domains: readDomains(notes, written[only], place) }
	}
}

function readNetworks(notes: Notes, value: unknown, field: string): Extract<Peer, { type: 'blocks' }>['blocks'] {
	return notes.filled(value, field, 25).flatMap((network, index) => {
		const cidr = readRange(notes, network, `${field}[${index}]`)
		return cidr === undefined ? [] : [{ cidr, except: [] }]
	})
}

function readDomains(notes: Notes, value: unknown, field: string): readonly string[] {
	return notes.filled(value, field, 25).flatMap((domain, index) => {
		if (typeof domain === 'string' && domainName.test(domain)) return [domain]
		notes.wrong(`${field}[${index}]`, `${describe(domain)} is no domain name`)
		return []
	})
}

/** Labels with dots between them, the first of which may be a star. */
const domainName = /^(\*\.)?([a-zA-Z0-9]([-\w]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([-\w]*[a-zA-Z0-9])?\.?$/

/** An element of `protocols` (ClusterNetworkPolicy). */
function readProtocol(notes: Notes, value: unknown, field: string): readonly PortMatch[] {
	const written = notes.mapping(value, field, ['tcp', 'udp', 'sctp', 'destinationNamedPort']) ?? {}
	const given = Object.keys(written).filter((key) => (written[key] ?? null) !== null)
	const [only = ''] = given
	if (given.length !== 1) {
		notes.wrong(field, 'has to have exactly one of tcp, udp, sctp, destinationNamedPort')
		return []
	}
	const name = written['destinationNamedPort'] ?? undefined
	if (name !== undefined) return namedPort(notes, name, `${field}.destinationNamedPort`)
	const protocol = protocols.find((each) => each.toLowerCase() === only)
	if (protocol === undefined) return []
	const details = notes.mapping(written[only], `${field}.${only}`, ['destinationPort'])
	const place = `${field}.${only}.destinationPort`
	const port = notes.mapping(details?.['destinationPort'], place, ['number', 'range'])
	if (details !== undefined && Object.keys(details).length === 0)
		notes.wrong(`${field}.${only}`, 'is empty: it has to have a destinationPort')
	if (port === undefined) return [{ type: 'numbers', ports: everyPort(protocol) }]
	if ((port['range'] ?? null) !== null && (port['number'] ?? null) !== null)
		notes.wrong(place, 'has to have one of number and range, not both')
	if ((port['range'] ?? null) !== null) return readSpan(notes, port['range'], `${place}.range`, protocol, [])
	const number = notes.number(port['number'], `${place}.number`, [1, 65_535])
	if (number !== undefined) return [{ type: 'numbers', ports: onePort(protocol, number) }]
	if ((port['number'] ?? null) === null) notes.wrong(place, 'has to have one of number and range')
	return []
}

/** An element of `ports` (AdminNetworkPolicy, BaselineAdminNetworkPolicy). */
function readAdminPort(notes: Notes, value: unknown, field: string): readonly PortMatch[] {
	const written = notes.mapping(value, field, ['portNumber', 'portRange', 'namedPort']) ?? {}
	const given = Object.keys(written).filter((key) => (written[key] ?? null) !== null)
	if (given.length !== 1) {
		notes.wrong(field, 'has to have exactly one of portNumber, portRange, namedPort')
		return []
	}
	if (given[0] === 'namedPort') return namedPort(notes, written['namedPort'], `${field}.namedPort`)
	const place = `${field}.${given[0]}`
	const isRange = given[0] === 'portRange'
	const details = notes.mapping(written[given[0] ?? ''], place, [
		'protocol',
		...(isRange ? ['start', 'end'] : ['port']),
	])
	const isProtocolGiven = (details?.['protocol'] ?? null) !== null
	const protocol = isProtocolGiven ? notes.word(details?.['protocol'], `${place}.protocol`, protocols) : 'TCP'
	if (protocol === undefined || details === undefined) return []
	if (isRange) return readSpan(notes, details, place, protocol, ['protocol'])
	const port = notes.number(details['port'], `${place}.port`, [1, 65_535])
	if (port === undefined && (details['port'] ?? null) === null) notes.wrong(`${place}.port`, 'is missing')
	return port === undefined ? [] : [{ type: 'numbers', ports: onePort(protocol, port) }]
}

function readSpan(
	notes: Notes,
	value: unknown,
	field: string,
	protocol: (typeof protocols)[number],
	beside: readonly string[],
): readonly PortMatch[] {
	const written = notes.mapping(value, field, ['start', 'end', ...beside]) ?? {}
	const start = notes.number(written['start'], `${field}.start`, [1, 65_535])
	const end = notes.number(written['end'], `${field}.end`, [(start ?? 0) + 1, 65_535])
	if (start !== undefined && end !== undefined) return [{ type: 'numbers', ports: portRange(protocol, start, end) }]
	for (const key of ['start', 'end']) if ((written[key] ?? null) === null) notes.wrong(`${field}.${key}`, 'is missing')
	return []
}

function namedPort(notes: Notes, value: unknown, field: string): readonly PortMatch[] {
	if (typeof value === 'string' && isPortName(value)) return [{ type: 'name', name: value, protocol: undefined }]
	notes.wrong(field, `${describe(value)} cannot be the name of a port`)
	return []
}
