/** In how many ways connections between two classes may be decided: what is left open differs by what the two are. */
import type { World } from '../match.ts'
import type { Reading } from '../network.ts'
import type { Classes, EndClass } from './classes.ts'

/** One way in which everything that is left open may be, by number. */
export interface NumberedWorld extends World {
	readonly number: number
}

/** In which worlds pairs of classes are decided, by families and by whether they are in the network of their node. */
export class Looks {
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

	/** Every way in which a source may reach somebody. */
	worldsOf(source: number): ReadonlySet<NumberedWorld> {
		const look = this.#sources.ofClasses[source] as number
		return new Set([...this.#destinations.different.keys()].flatMap((destination) => this.#between(look, destination)))
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
