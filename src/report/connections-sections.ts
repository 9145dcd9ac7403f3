/** Grouped connections under headings: within stages, across them, beside them, and to and from outside. */
import { grouped } from '../model/collect.ts'
import type { ConnectionGroup } from '../model/connections.ts'
import { count } from './words.ts'

/** The connections of one cluster, with what a person has to know to read them. */
export interface ConnectionReport {
	readonly cluster: string
	/** How the cluster is shown to a person. */
	readonly source: string
	/** What was asked for, e.g. `from Deployment shop-dev/web`; empty for everything. */
	readonly asked: string
	/** By what the stages were found, where no plan says them. */
	readonly because: string | undefined
	/** Names of the cluster's stages in promotion order. */
	readonly stages: readonly string[]
	/** How blocks of addresses in rules were read. */
	readonly blocks: 'pods' | 'outside'
	/** How many pods share the network of their node. */
	readonly hostPods: number
	readonly groups: readonly ConnectionGroup[]
}

/** Which walls connections have to do with. */
export type Way = 'within' | 'across' | 'beside' | 'outside'

/** Groups under one heading. */
export interface ConnectionSection {
	readonly way: Way
	readonly title: string
	readonly groups: readonly ConnectionGroup[]
}

const ways: readonly Way[] = ['within', 'across', 'beside', 'outside']

/** Sorts groups under headings; stages in their order, what is in none behind them, addresses outside last. */
export function sectionsOf({ groups, stages }: ConnectionReport): readonly ConnectionSection[] {
	const rank = ({ name, stage }: Side): number =>
		stage !== undefined ? stages.indexOf(stage) : stages.length + Number(name === 'outside')
	return [...grouped(groups, (group) => titleOf(group, stages.length > 0))]
		.map(([title, own]) => ({ way: wayOf(own[0] as ConnectionGroup), title, groups: own }))
		.sort((a, b) => {
			const [first, second] = [a, b].map(({ groups: [group] }) => sidesOf(group as ConnectionGroup, true)) as [
				Sides,
				Sides,
			]
			return (
				ways.indexOf(a.way) - ways.indexOf(b.way) ||
				rank(first.from) - rank(second.from) ||
				rank(first.to) - rank(second.to)
			)
		})
}

/** Which walls a group's connections have to do with. */
export function wayOf({ outside, fromStage, toStage }: ConnectionGroup): Way {
	if (outside) return 'outside'
	if (fromStage === undefined || toStage === undefined) return 'beside'
	return fromStage === toStage ? 'within' : 'across'
}

function titleOf(group: ConnectionGroup, hasStages: boolean): string {
	const { from, to } = sidesOf(group, hasStages)
	return from.name === to.name ? from.name : `${from.name} → ${to.name}`
}

/** One end of a heading. */
interface Side {
	readonly name: string
	readonly stage: string | undefined
}

interface Sides {
	readonly from: Side
	readonly to: Side
}

function sidesOf({ outside, fromStage, toStage, from, to }: ConnectionGroup, hasStages: boolean): Sides {
	const side = (stage: string | undefined, names: readonly string[]): Side => {
		const isOutside = outside && names.every(isRange)
		return { name: stage ?? (isOutside ? 'outside' : hasStages ? 'no stage' : 'inside'), stage }
	}
	return { from: side(fromStage, from), to: side(toStage, to) }
}

/** Such as `10.0.0.0-10.0.0.255`. */
function isRange(name: string): boolean {
	return /^[0-9a-f.:]+-[0-9a-f.:]+$/.test(name)
}

const byWay: Readonly<Record<Way, string>> = {
	within: 'within stages',
	across: 'across stages',
	beside: 'with no stage at one end or both',
	outside: 'with addresses outside',
}

/** The numbers of connections. */
export function tally({ groups, stages }: ConnectionReport): string {
	const by = new Map<Way, number>()
	for (const group of groups) by.set(wayOf(group), (by.get(wayOf(group)) ?? 0) + group.connections)
	const all = [...by.values()].reduce((sum, amount) => sum + amount, 0)
	if (all === 0) return 'No connection is allowed.'
	const parts = (Object.keys(byWay) as readonly Way[])
		.filter((way) => by.has(way))
		.map((way) => ({ way: way === 'beside' && stages.length === 0 ? 'inside' : byWay[way], amount: by.get(way) }))
	const [only] = parts
	if (parts.length === 1) return `${count(all, 'connection')} ${only?.way}`
	return `${count(all, 'connection')}: ${parts.map(({ way, amount }) => `${amount} ${way}`).join(', ')}`
}

/** Names for a person: some of them, and all addresses by a word. */
export function someNames(names: readonly string[], most: number): readonly string[] {
	const rest = names.length - most
	const isAnywhere = names.length === 2 && names.every((name) => words.has(name))
	if (isAnywhere) return ['any address']
	const shown = (rest > 1 ? names.slice(0, most) : names).map((name) => words.get(name) ?? name)
	return rest > 1 ? [...shown, `${rest} more`] : shown
}

const words = new Map([
	['0.0.0.0-255.255.255.255', 'any IPv4 address'],
	['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'any IPv6 address'],
])

/** What a reader has to know about how connections were read. */
export function readingNotes({ blocks, hostPods }: ConnectionReport): readonly string[] {
	return [
		blocks === 'pods'
			? 'Blocks of addresses (ipBlock) are read as holding pods too; --reading outside reads them as outside addresses alone.'
			: 'Blocks of addresses (ipBlock) are read as outside addresses alone, as some network plugins do; --reading pods also as pods.',
		...(hostPods === 0
			? []
			: [
					`${hostPods === 1 ? '1 pod is' : `${hostPods} pods are`} in the network of the node (hostNetwork), and listed with the rights of the node.`,
				]),
		'What depends on addresses or an order that is not known counts as open.',
	]
}
