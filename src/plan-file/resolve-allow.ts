/** The ways through a wall. */
import type { Allow, AllowPeer, Port } from '../model/tenancy.ts'
import type { WholeNetwork } from './merge.ts'
import { placeOf } from './places.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'
import { resolveOutside } from './resolve-peers.ts'
import { readPort } from './resolve-ports.ts'

type AllowInput = WholeNetwork['allow'][number]
type PeerInput = AllowInput['from']
type StagePeer = Extract<AllowPeer, { type: 'stage' }>

/** What a peer may refer to. */
export interface Layout {
	/** The cluster of each stage, in promotion order. */
	readonly clusters: ReadonlyMap<string, string>
	/** The stages of each app. */
	readonly apps: ReadonlyMap<string, ReadonlySet<string>>
}

/** Each `allow` of the plan. */
export function resolveAllows(inputs: readonly AllowInput[], layout: Layout, report: Report): readonly Allow[] {
	const taken = new Map<string, AllowInput>()
	return inputs.map((input) => {
		const from = resolvePeer(input.from, layout, report)
		const to = resolvePeer(input.to, layout, report)
		checkEnds(input, from, to, layout, report)
		return {
			name: uniqueName(input, taken, report),
			from,
			to,
			ports: resolvePorts(input, report),
			// A reason becomes an annotation, where line ends and indentation only disturb.
			reason: input.reason.trim().replace(/\s+/g, ' '),
		}
	})
}

function resolvePeer(input: PeerInput, { clusters, apps }: Layout, report: Report): AllowPeer {
	if (!('stage' in input)) return resolveOutside(input, report)
	const { stage, app, pods = {} } = input
	const { places } = report
	const stages = new Set(clusters.keys())
	const stageKnown = stage === '*' || refers('stage', stage, stages, places.value(input, 'stage'), report)
	const named = stage === '*' ? [...stages] : [stage]
	if (app === undefined) return { type: 'stage', stages: named, pods: { ...pods } }
	const appKnown = refers('app', app, new Set(apps.keys()), places.value(input, 'app'), report)
	const both = named.filter((each) => apps.get(app)?.has(each))
	if (stageKnown && appKnown && both.length === 0)
		report.error(
			'plan/app-not-in-stage',
			places.value(input, 'app'),
			`the app ${quote(app)} is not in ${stage === '*' ? 'any stage' : `the stage ${quote(stage)}`}`,
			'Name another stage, or add this one to the stages of the app.',
		)
	return { type: 'stage', stages: both, app, pods: { ...pods } }
}

/** A NetworkPolicy acts on pods of its own cluster, so one end has to be a stage, and two stages have to share a cluster. */
function checkEnds(input: AllowInput, from: AllowPeer, to: AllowPeer, layout: Layout, report: Report): void {
	const { places } = report
	if (from.type !== 'stage' && to.type !== 'stage')
		report.error(
			'plan/allow-no-stage',
			places.key(input, 'to'),
			'neither end is a stage: there is no wall between them',
			'Write {stage: NAME} for one of the two.',
		)
	if (from.type !== 'stage' || to.type !== 'stage') return
	const sources = clustersOf(from, layout)
	const destinations = clustersOf(to, layout)
	if (sources.size > 0 && destinations.size > 0 && ![...sources].some((cluster) => destinations.has(cluster)))
		report.error(
			'plan/allow-no-cluster',
			places.value(input, 'to'),
			'the two ends share no cluster, and no policy sees pods of another one',
			'Write {cidr: …} for the other end: the addresses by which it is seen from outside its cluster.',
		)
	if (everywhere(input.from) && everywhere(input.to))
		report.warning(
			'plan/open-stages',
			places.value(input, 'to'),
			'this opens every stage to every other one',
			'Name the stages that are meant.',
		)
}

function clustersOf({ stages }: StagePeer, { clusters }: Layout): ReadonlySet<string | undefined> {
	return new Set(stages.filter((stage) => clusters.has(stage)).map((stage) => clusters.get(stage)))
}

function everywhere(peer: PeerInput): boolean {
	return 'stage' in peer && peer.stage === '*' && peer.app === undefined && peer.pods === undefined
}

/** The name that was given, or one made of the reason; it becomes a part of the names of policies. */
function uniqueName(input: AllowInput, taken: Map<string, AllowInput>, report: Report): string {
	const { places } = report
	const field = input.name === undefined ? 'reason' : 'name'
	const name = input.name ?? slug(input.reason)
	const other = taken.get(name)
	taken.set(name, input)
	if (name === '')
		report.error(
			'plan/allow-name',
			places.value(input, 'reason'),
			'no name can be made of this reason: it has no letter from a to z and no digit',
			'Give the allow a name.',
		)
	else if (other !== undefined) {
		const spot = places.key(other, other.name === undefined ? 'reason' : 'name')
		const where = spot === undefined ? '' : ` (${placeOf(spot).file}:${placeOf(spot).line})`
		report.error(
			'plan/allow-name',
			places.value(input, field),
			`another allow has the name ${quote(name)} already${where}`,
			field === 'reason' ? 'Names are made of reasons: give one of them a name.' : 'Choose another name.',
		)
	}
	return name
}

const longest = 40

/**
 * @example slug('Payment sandbox (PCI)') // 'payment-sandbox-pci'
 */
function slug(reason: string): string {
	const words = reason
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter((word) => word !== '')
	const [first = '', ...others] = words
	let name = first.slice(0, longest)
	for (const word of others) {
		if (name.length + 1 + word.length > longest) break
		name = `${name}-${word}`
	}
	return name
}

function resolvePorts({ ports = [], to }: AllowInput, report: Report): readonly Port[] {
	return ports.flatMap((input, index) => {
		const spot = report.places.value(ports, index)
		const port = readPort(input)
		if ('mistake' in port) {
			report.error('plan/port', spot, `${quote(String(input))} is no port: ${port.mistake}`, port.hint)
			return []
		}
		if (typeof port.port === 'string' && 'cidr' in to)
			report.error(
				'plan/port',
				spot,
				`${quote(port.port)} is the name of a port, and addresses have no named ports`,
				'Write its number.',
			)
		return [port]
	})
}
