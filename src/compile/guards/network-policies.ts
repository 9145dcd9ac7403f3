/**
 * Guard `networkPolicies`: policies only ever add, so one of somebody's own can void those of the plan. They may name whom the plan
 * lets in or out, and nobody else.
 */
import type { OutsidePeer, Port, Stage, Tenancy } from '../../model/tenancy.ts'
import { namespaceName } from '../peers.ts'
import type { Surroundings } from '../surroundings.ts'
import { allOf, anyOf, type Cel, text, texts } from './cel.ts'
import { type GuardPolicy, requestName, type Variable } from './policy.ts'

/** Whom a rule may name. */
interface Way {
	/** The stages that it is open to. */
	readonly stages: readonly string[]
	readonly peer:
		| OutsidePeer
		| {
				readonly type: 'stages'
				readonly stages: readonly string[]
				readonly app?: string
				readonly pods: Readonly<Record<string, string>>
		  }
	/** Empty for all ports. */
	readonly ports: readonly Port[]
}

/** The guard. */
export function networkPolicies(
	tenancy: Tenancy,
	stages: readonly Stage[],
	surroundings: Surroundings,
): readonly GuardPolicy[] {
	const sides = [
		{ rules: 'ingress', peers: 'from', ways: waysIn(tenancy, stages) },
		{ rules: 'egress', peers: 'to', ways: waysOut(tenancy, stages, surroundings) },
	] as const
	return [
		{
			guard: 'networkPolicies',
			rules: [{ groups: ['networking.k8s.io'], operations: ['CREATE', 'UPDATE'], resources: ['networkpolicies'] }],
			where: 'members',
			variables: [appVariable(tenancy)],
			checks: sides.map(({ rules, peers, ways }) => {
				const mayName = anyOf(same(tenancy, stages), ...ways.map((way) => wayIs(tenancy, way)))
				const list = `has(object.spec.${rules}) ? object.spec.${rules} : []`
				return {
					holds: `(${list}).all(r, has(r.${peers}) && r.${peers}.size() > 0 && r.${peers}.all(p, ${mayName})) || (oldObject != null && object.spec == oldObject.spec)`,
					message: `${text(`the ${rules} rules of `)} + ${requestName} + ${text(
						` name peers that the plan ${tenancy.name} does not open to the stage `,
					)} + variables.stage + ${text(`: each rule needs ${peers}, with namespaces of the stage or a way of the plan (network.allow), on its ports`)}`,
				}
			}),
		},
	]
}

function appVariable({ labels }: Tenancy): Variable {
	return { name: 'app', expression: `namespaceObject.metadata.labels[?${text(labels.app)}].orValue('')` }
}

/** Peers of the own namespace, of the own app, or of the own stage, as the stage's isolation has it. */
function same({ labels }: Tenancy, stages: readonly Stage[]): Cel {
	const named = (isolation: Stage['isolation']): Cel =>
		texts(stages.filter((each) => each.isolation === isolation).map(({ name }) => name))
	const selects = (key: string, value: Cel): Cel =>
		`has(p.namespaceSelector.matchLabels) && p.namespaceSelector.matchLabels[?${text(key)}].orValue('') == ${value}`
	return allOf(
		'!has(p.ipBlock)',
		`(${anyOf(
			'!has(p.namespaceSelector)',
			`variables.stage in ${named('stage')} && ${selects(labels.stage, 'variables.stage')}`,
			`variables.stage in ${named('app')} && ${selects(labels.stage, 'variables.stage')} && ${selects(labels.app, 'variables.app')}`,
		)})`,
	)
}

/** What the plan lets in, as far as it is open to all pods of a stage: the ingress controller and what `allow` says. */
function waysIn(tenancy: Tenancy, stages: readonly Stage[]): readonly Way[] {
	const everywhere = stages.map(({ name }) => name)
	const controller = (tenancy.network.ingress?.peers ?? []).map(
		(peer): Way => ({ stages: everywhere, peer, ports: [] }),
	)
	return [...controller, ...allowed(tenancy, 'to', 'from')]
}

/** What the plan lets out: names are asked for, and what `allow` says. */
function waysOut(tenancy: Tenancy, stages: readonly Stage[], { dns }: Surroundings): readonly Way[] {
	const everywhere = stages.map(({ name }) => name)
	const ports = dns.ports.flatMap((port): readonly Port[] => [
		{ protocol: 'UDP', port },
		{ protocol: 'TCP', port },
	])
	return [...dns.peers.map((peer): Way => ({ stages: everywhere, peer, ports })), ...allowed(tenancy, 'from', 'to')]
}

function allowed({ network }: Tenancy, own: 'from' | 'to', other: 'from' | 'to'): readonly Way[] {
	return network.allow.flatMap((allow): readonly Way[] => {
		const here = allow[own]
		const there = allow[other]
		// Open to some pods only, it is not for a policy of any others.
		if (here.type !== 'stage' || here.app !== undefined || Object.keys(here.pods).length > 0) return []
		const peer = there.type === 'stage' ? { ...there, type: 'stages' as const } : there
		return [{ stages: here.stages, peer, ports: allow.ports }]
	})
}

function wayIs({ labels }: Tenancy, { stages, peer, ports }: Way): Cel {
	const isHere = `variables.stage in ${texts(stages)}`
	if (peer.type === 'cidr') {
		const except = peer.except.map((each) => `(has(p.ipBlock.except) && ${text(each)} in p.ipBlock.except)`)
		return allOf(isHere, 'has(p.ipBlock)', `p.ipBlock.cidr == ${text(peer.cidr)}`, ...except, ...portsAre(ports))
	}
	const namespaces =
		peer.type === 'stages'
			? [
					`p.namespaceSelector.matchLabels[?${text(labels.stage)}].orValue('') in ${texts(peer.stages)}`,
					...(peer.app === undefined ? [] : [has('p.namespaceSelector.matchLabels', labels.app, peer.app)]),
				]
			: Object.entries(typeof peer.namespace === 'string' ? { [namespaceName]: peer.namespace } : peer.namespace).map(
					([key, value]) => has('p.namespaceSelector.matchLabels', key, value),
				)
	const pods = Object.entries(peer.pods).map(([key, value]) => has('p.podSelector.matchLabels', key, value))
	return allOf(
		isHere,
		'!has(p.ipBlock)',
		'has(p.namespaceSelector)',
		'has(p.namespaceSelector.matchLabels)',
		...namespaces,
		...(pods.length === 0 ? [] : ['has(p.podSelector)', 'has(p.podSelector.matchLabels)', ...pods]),
		...portsAre(ports),
	)
}

function has(labels: Cel, key: string, value: string): Cel {
	return `${labels}[?${text(key)}].orValue('') == ${text(value)}`
}

/** The rule is about these ports and no others. */
function portsAre(ports: readonly Port[]): readonly Cel[] {
	if (ports.length === 0) return []
	const isOne = ports.map(({ protocol, port, end }) =>
		allOf(
			`(has(q.protocol) ? q.protocol : 'TCP') == ${text(protocol)}`,
			typeof port === 'number' ? `dyn(q.port) == ${port}` : `dyn(q.port) == ${text(port)}`,
			end === undefined ? '!has(q.endPort)' : `has(q.endPort) && q.endPort == ${end}`,
		),
	)
	return [`has(r.ports) && r.ports.size() > 0 && r.ports.all(q, has(q.port) && (${anyOf(...isOne)}))`]
}
