/** The ports between any two classes: what lets them out of the one and into the other, in every way that is left open. */
import type { Network, Reading } from '../network.ts'
import type { Classes } from './classes.ts'
import { Doors } from './doors.ts'
import { kindsOf } from './kinds-of-classes.ts'
import { Looks } from './looks.ts'
import { none, type PortSets } from './port-sets.ts'
import { Reach } from './reach.ts'
import { inRow } from './rows.ts'

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
			sources: kindsOf(this.#out.looks(worlds), this.#in.rowsIn(worlds)),
			destinations: kindsOf(this.#in.looks(worlds), this.#out.rowsIn(worlds)),
		}
	}

	/** Answers for single sources and all of some destinations. */
	reach(destinations: readonly number[]): Reach {
		return new Reach({ out: this.#out, into: this.#in, looks: this.#looks, sets: this.#sets }, destinations)
	}
}
