/** Whom single classes reach among many: whoever is out of reach is not looked at. */
import { isOutside } from '../network.ts'
import type { EndClass } from './classes.ts'
import type { Doors } from './doors.ts'
import type { Looks, NumberedWorld } from './looks.ts'
import { none, type PortSets } from './port-sets.ts'
import { Receivers } from './receivers.ts'
import { inRow } from './rows.ts'

/** What decides between two classes. */
export interface Deciding {
	readonly out: Doors
	readonly into: Doors
	readonly looks: Looks
	readonly sets: PortSets
}

/** Takes a destination with the number of a set of ports. */
export type Give = (destination: number, ports: number) => void

/** Answers for single sources and all of some destinations. */
export class Reach {
	readonly #deciding: Deciding
	readonly #destinations: ReadonlySet<number>
	/** Nothing outside has policies: only those of the source decide. */
	readonly #outside: readonly number[]
	readonly #inside: readonly number[]
	/** Those inside, by world. */
	readonly #receivers: Receivers[] = []

	constructor(deciding: Deciding, destinations: readonly number[]) {
		const { list } = deciding.into.classes
		const isOut = (number: number): boolean => isOutside((list[number] as EndClass).end)
		this.#deciding = deciding
		this.#destinations = new Set(destinations)
		this.#outside = destinations.filter(isOut)
		this.#inside = destinations.filter((number) => !isOut(number))
	}

	/**
	 * Gives whom a source reaches, those outside only where the source is inside.
	 *
	 * @param give - called once for each world in which a destination is reached
	 */
	from(source: number, give: Give): void {
		const { out, looks } = this.#deciding
		for (const world of looks.worldsOf(source)) {
			const inWorld: Give = (destination, ports) => {
				if (ports !== none && looks.worldsBetween(source, destination).includes(world)) give(destination, ports)
			}
			if (out.rowOf(source, world).rest === none) this.#toNamed(source, world, inWorld)
			else this.#toAny(source, world, inWorld)
		}
	}

	/** Where a source may send to few, these are asked whether they let it in. */
	#toNamed(source: number, world: NumberedWorld, give: Give): void {
		const { out, into, sets } = this.#deciding
		const { numbers, ports } = out.rowOf(source, world)
		for (const [index, destination] of numbers.entries()) {
			if (!this.#destinations.has(destination)) continue
			const received = inRow(into.rowOf(destination, world), source)
			give(destination, sets.intersect(ports[index] as number, received))
		}
	}

	/** Where it may send to nearly everybody, those are looked for that let it in. */
	#toAny(source: number, world: NumberedWorld, give: Give): void {
		const { out, sets } = this.#deciding
		const sent = out.rowOf(source, world)
		for (const { destinations, received } of this.#receiversIn(world).lettingIn(source))
			for (const destination of destinations) give(destination, sets.intersect(inRow(sent, destination), received))
		if (isOutside((out.classes.list[source] as EndClass).end)) return
		for (const destination of this.#outside) give(destination, inRow(sent, destination))
	}

	#receiversIn(world: NumberedWorld): Receivers {
		this.#receivers[world.number] ??= new Receivers(this.#inside, (number) => this.#deciding.into.rowOf(number, world))
		return this.#receivers[world.number] as Receivers
	}
}
