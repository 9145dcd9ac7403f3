/** The ports between any two classes: what lets them out of the one and into the other, in every way that is left open. */
import type { World } from '../match.ts'
import type { Direction, Network, Reading } from '../network.ts'
import type { Classes, EndClass } from './classes.ts'
import { kindsOf } from './kinds-of-classes.ts'
import { none, type PortSets } from './port-sets.ts'
import { type Profile, profilesOf } from './profiles.ts'
import { inRow, type Row, Rows } from './rows.ts'

/** Who may be at the two sides of a connection. */
export interface Sides {
	readonly network: Network
	readonly blocks: Reading['blocks']
	readonly sources: Classes
	readonly destinations: Classes
}

/** Answers for pairs of classes. */
export class Answers {
	readonly #sets: PortSets
	/** What sources may send, and what destinations may receive. */
	readonly #out: Doors
	readonly #in: Doors
	readonly #looks: Looks

	constructor({ network, blocks, sources, destinations }: Sides, sets: PortSets) {
		this.#sets = sets
		this.#looks = new Looks(blocks, sources, destinations)
		this.#out = new Doors(network, 'egress', sources, destinations, sets)
		this.#in = new Doors(network, 'ingress', destinations, sources, sets)
	}

	/** The number of the set of ports that one class may reach at another, two different pods taken for granted. */
	between(source: number, destination: number): number {
		let open = none
		for (const world of this.#looks.worldsBetween(source, destination)) {
			const sent = inRow(this.#out.rowOf(source, world), destination)
			if (sent === none) continue
			const received = inRow(this.#in.rowOf(destination, world), source)
			open = this.#sets.unite(open, this.#sets.intersect(sent, received))
		}
		return open
	}

	/** The kinds of sources and of destinations, by the number of their class: whose answers are the same. */
	kinds(): { readonly sources: Uint32Array; readonly destinations: Uint32Array } {
		const worlds = this.#looks.allWorlds()
		return {
			sources: kindsOf(this.#out.looks(), this.#in.rowsIn(worlds)),
			destinations: kindsOf(this.#in.looks(), this.#out.rowsIn(worlds)),
		}
	}
}

/** One way in which everything that is left open may be, by number. */
interface NumberedWorld extends World {
	readonly number: number
}

/** What one side lets pass. */
class Doors {
	readonly #classes: Classes
	readonly #profiles: Readonly<Record<World['hostPods'], readonly (Profile | undefined)[]>>
	readonly #rows: Rows
	/** By world, then class. */
	readonly #known: Row[][] = []

	constructor(network: Network, direction: Direction, classes: Classes, others: Classes, sets: PortSets) {
		const pods = profilesOf(network, classes, direction, 'pods')
		const hasHosts = classes.list.some(({ isHost }) => isHost)
		this.#classes = classes
		this.#profiles = { pods, nodes: hasHosts ? profilesOf(network, classes, direction, 'nodes') : pods }
		this.#rows = new Rows(others, sets)
	}

	rowOf(number: number, world: NumberedWorld): Row {
		this.#known[world.number] ??= this.#profiles[world.hostPods].map((profile) => this.#rows.rowOf(profile, world))
		return (this.#known[world.number] as Row[])[number] as Row
	}

	*rowsIn(worlds: readonly NumberedWorld[]): Generator<Row> {
		for (const world of worlds)
			for (const profile of new Set(this.#profiles[world.hostPods])) yield this.#rows.rowOf(profile, world)
	}

	/** What decides about each class itself, and in which worlds. */
	looks(): readonly string[] {
		const { pods, nodes } = this.#profiles
		const numbers = new Map<Profile | undefined, number>()
		const numberOf = (profile: Profile | undefined): number => {
			const number = numbers.get(profile) ?? numbers.size
			numbers.set(profile, number)
			return number
		}
		return this.#classes.list.map(
			({ families, isHost }, number) =>
				`${numberOf(pods[number])} ${numberOf(nodes[number])} ${families?.join()} ${isHost}`,
		)
	}
}

/** In which worlds pairs of classes are decided, by families and by whether they are in the network of their node. */
class Looks {
	readonly #worlds: readonly NumberedWorld[]
	readonly #sources: Looked
	readonly #destinations: Looked
	readonly #known: (readonly NumberedWorld[] | undefined)[] = []

	constructor(blocks: Reading['blocks'], sources: Classes, destinations: Classes) {
		this.#worlds = hostViews
			.flatMap((hostPods) => families.map((family): World => ({ family, hostPods, blocks })))
			.map((world, number) => ({ ...world, number }))
		this.#sources = lookAt(sources)
		this.#destinations = lookAt(destinations)
	}

	worldsBetween(source: number, destination: number): readonly NumberedWorld[] {
		return this.#between(this.#sources.ofClasses[source] as number, this.#destinations.ofClasses[destination] as number)
	}

	/** Every way that some pair is decided in. */
	allWorlds(): readonly NumberedWorld[] {
		const all = new Set<NumberedWorld>()
		for (const source of this.#sources.different.keys())
			for (const destination of this.#destinations.different.keys())
				for (const world of this.#between(source, destination)) all.add(world)
		return [...all]
	}

	#between(source: number, destination: number): readonly NumberedWorld[] {
		const place = source * this.#destinations.different.length + destination
		this.#known[place] ??= this.#workOut(source, destination)
		return this.#known[place]
	}

	/** Per family that both ends have; where a pod is in the network of its node, in either way of seeing it. */
	#workOut(source: number, destination: number): readonly NumberedWorld[] {
		const [a, b] = [this.#sources.different[source], this.#destinations.different[destination]] as [EndClass, EndClass]
		const common = commonFamilies(a.families, b.families)
		return this.#worlds.filter(
			({ family, hostPods }) => common.includes(family) && (hostPods === 'pods' || a.isHost || b.isHost),
		)
	}
}

const hostViews = ['pods', 'nodes'] as const
const families = [undefined, 4, 6] as const

function commonFamilies(a: EndClass['families'], b: EndClass['families']): readonly World['family'][] {
	if (a === undefined || b === undefined) return a ?? b ?? [undefined]
	return a.filter((family) => b.includes(family))
}

/** The look of each class by number, and a class for each look. */
interface Looked {
	readonly ofClasses: Uint8Array
	readonly different: readonly EndClass[]
}

function lookAt({ list }: Classes): Looked {
	const numbers = new Map<string, number>()
	const different: EndClass[] = []
	const ofClasses = Uint8Array.from(list, (each) => {
		const look = `${each.families?.join()} ${each.isHost}`
		const number = numbers.get(look) ?? different.push(each) - 1
		numbers.set(look, number)
		return number
	})
	return { ofClasses, different }
}
