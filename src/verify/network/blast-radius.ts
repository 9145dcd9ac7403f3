/** Which connections a change opens and closes: the same pods, before and after, by the engine. */
import type { Change, ConnectionChange, NetworkRadius } from '../../model/change.ts'
import { kinds } from '../../model/kinds.ts'
import { type KubeObject, keyOf, objectsByKey } from '../../model/kube-object.ts'
import { type Board, boardOf } from './connections/board.ts'
import { type Parties, partiesOf, type Unit } from './connections/parties.ts'
import { regionsOf } from './connections/regions.ts'
import type { Network } from './network.ts'
import { allPorts, noPorts, type Ports, showPorts, subtract, unite } from './ports.ts'
import { readNetwork } from './read-network.ts'
import { whatRulesSee } from './what-rules-see.ts'

/** What stands for everything that is not in the cluster. */
export const outside = 'outside'

/** Whether a change can open or close a connection at all. */
export function touchesNetwork({ ref }: Change): boolean {
	return ref.kind === kinds.NetworkPolicy.kind || ref.kind === kinds.Namespace.kind
}

/**
 * The connections that changes open and close between groups of namespaces, workload by workload.
 *
 * @param objects - the cluster as it is: namespaces, policies, pods, workloads, nodes
 * @param groupOf - the group of a namespace, e.g. its stage; by default the namespace itself
 */
export function networkRadius(
	objects: readonly KubeObject[],
	changes: readonly Change[],
	groupOf: (namespace: string) => string,
): Pick<NetworkRadius, 'opens' | 'closes'> {
	const before = layOut(readNetwork({ objects }))
	const after = layOut(readNetwork({ objects: foreseen(objects, changes) }))
	const [opens, closes] = [new Tally(), new Tally()]
	const parties = alikeParties(before, after, groupOf)
	for (const from of parties)
		for (const to of parties) {
			if (from.group === outside && to.group === outside) continue
			const [was, will] = [portsAt(before, from, to, 'before'), portsAt(after, from, to, 'after')]
			opens.count(from, to, subtract(will, was))
			closes.count(from, to, subtract(was, will))
		}
	return { opens: opens.all(), closes: closes.all() }
}

/** The objects as they will be, as far as it matters to connections. */
function foreseen(objects: readonly KubeObject[], changes: readonly Change[]): readonly KubeObject[] {
	const byKey = new Map(objectsByKey(objects))
	for (const change of changes.filter(touchesNetwork)) {
		const key = keyOf(change.ref)
		if (change.action === 'delete') byKey.delete(key)
		else byKey.set(key, becoming(change.desired, byKey.get(key)))
	}
	return [...byKey.values()]
}

/** Labels of others stay; a policy is ours as a whole. */
function becoming(desired: KubeObject, observed: KubeObject | undefined): KubeObject {
	if (desired.kind !== kinds.Namespace.kind || observed === undefined) return desired
	const labels = { ...observed.metadata.labels, ...desired.metadata.labels }
	return { ...observed, metadata: { ...observed.metadata, labels } }
}

function layOut(network: Network): Board {
	const seen = whatRulesSee(network)
	const regions = regionsOf(seen.ranges)
	const parties: Parties = partiesOf(network, regions, 'workload', undefined)
	return boardOf({ network, blocks: 'pods', seen, regions, from: parties, to: parties })
}

/** Workloads of one group that have the same answers before and after; or all addresses outside. */
interface Alike {
	readonly group: string
	/** Rows and columns, of which several only outside. */
	readonly rows: Places
	readonly columns: Places
	readonly units: readonly Unit[]
}

interface Places {
	readonly before: readonly number[]
	readonly after: readonly number[]
}

function alikeParties(before: Board, after: Board, groupOf: (namespace: string) => string): readonly Alike[] {
	const later = new Map(after.from.units.map(({ name }, index) => [name, index]))
	const groups = new Map<string, { group: string; rows: Places; columns: Places; units: Unit[] }>()
	for (const [index, unit] of before.from.units.entries()) {
		const other = later.get(unit.name)
		if (other === undefined) continue
		const group = groupOf(unit.namespace)
		const rows = { before: [before.from.ofUnits[index] as number], after: [after.from.ofUnits[other] as number] }
		const columns = { before: [before.to.ofUnits[index] as number], after: [after.to.ofUnits[other] as number] }
		const key = JSON.stringify([group, rows, columns])
		const known = groups.get(key) ?? { group, rows, columns, units: [] }
		groups.set(key, known)
		known.units.push(unit)
	}
	const everywhere = (of: 'from' | 'to'): Places => ({
		before: [...new Set(before[of].ofRanges)],
		after: [...new Set(after[of].ofRanges)],
	})
	return [...groups.values(), { group: outside, rows: everywhere('from'), columns: everywhere('to'), units: [] }]
}

function portsAt(board: Board, { rows }: Alike, { columns }: Alike, when: keyof Places): Ports {
	let ports = noPorts
	for (const row of rows[when])
		for (const column of columns[when]) ports = unite(ports, board.sets.portsOf(board.at(row, column)))
	return ports
}

/** Changed connections by the groups at their ends. */
class Tally {
	readonly #ways = new Map<
		string,
		{ from: string; to: string; ports: Ports; connections: number; example: ConnectionChange['example'] }
	>()

	count(from: Alike, to: Alike, ports: Ports): void {
		if (ports.length === 0) return
		// A pod and itself are never apart, so a workload that is alone has nobody of its kind to lose.
		const pairs = from === to ? from.units.length * (from.units.length - 1) : sizeOf(from) * sizeOf(to)
		if (pairs === 0) return
		const key = `${from.group}\n${to.group}`
		const way = this.#ways.get(key)
		const example = { from: nameOf(from, 0), to: nameOf(to, from === to ? 1 : 0) }
		if (way === undefined) this.#ways.set(key, { from: from.group, to: to.group, ports, connections: pairs, example })
		else {
			way.ports = unite(way.ports, ports)
			way.connections += pairs
		}
	}

	all(): readonly ConnectionChange[] {
		return [...this.#ways.values()]
			.map(({ ports, ...way }) => ({ ...way, ...wordsFor(ports) }))
			.sort((a, b) => (`${a.from}\n${a.to}` < `${b.from}\n${b.to}` ? -1 : 1))
	}
}

function wordsFor(ports: Ports): Pick<ConnectionChange, 'ports' | 'except'> {
	const [own, others] = [showPorts(ports), showPorts(subtract(allPorts, ports))]
	return others !== '' && others.length < own.length ? { ports: own, except: others } : { ports: own }
}

function sizeOf({ group, units }: Alike): number {
	return group === outside ? 1 : units.length
}

function nameOf({ group, units }: Alike, index: number): string {
	return group === outside ? outside : (units[index]?.name ?? group)
}
