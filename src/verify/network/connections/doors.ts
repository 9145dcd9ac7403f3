/** What the policies of each class of one side let pass. */
import type { World } from '../match.ts'
import { type Direction, isOutside, type Network } from '../network.ts'
import type { Classes } from './classes.ts'
import type { NumberedWorld } from './looks.ts'
import type { PortSets } from './port-sets.ts'
import { type Profile, profilesOf } from './profiles.ts'
import { type Row, Rows } from './rows.ts'

/** What one side lets pass. */
export class Doors {
	readonly classes: Classes
	readonly #profiles: Readonly<Record<World['hostPods'], readonly (Profile | undefined)[]>>
	readonly #rows: Rows
	/** By world, then class. */
	readonly #known: Row[][] = []

	constructor(network: Network, direction: Direction, classes: Classes, others: Classes, sets: PortSets) {
		const pods = profilesOf(network, classes, direction, 'pods')
		const hasHosts = classes.list.some(({ isHost }) => isHost)
		this.classes = classes
		this.#profiles = { pods, nodes: hasHosts ? profilesOf(network, classes, direction, 'nodes') : pods }
		this.#rows = new Rows(others, sets)
	}

	/** What the policies of a class let pass. */
	rowOf(number: number, world: NumberedWorld): Row {
		return this.#rowsOf(world)[number] as Row
	}

	#rowsOf(world: NumberedWorld): readonly Row[] {
		this.#known[world.number] ??= this.#profiles[world.hostPods].map((profile) => this.#rows.rowOf(profile, world))
		return this.#known[world.number] as Row[]
	}

	/** The rows of some worlds, each once. */
	rowsIn(worlds: readonly NumberedWorld[]): ReadonlySet<Row> {
		return new Set(worlds.flatMap((world) => this.#rowsOf(world)))
	}

	/** What decides about each class itself. */
	looks(worlds: readonly NumberedWorld[]): readonly string[] {
		const numbers = new Map([...this.rowsIn(worlds)].map((row, number) => [row, number]))
		const rows = worlds.map((world) => this.#rowsOf(world))
		return this.classes.list.map(({ end, families, isHost }, number) =>
			[...rows.map((own) => numbers.get(own[number] as Row)), families?.join(), isHost, isOutside(end)].join(' '),
		)
	}
}
