/** Different sets of ports by number. A cluster has few of them, so that a pair of pods needs no more than a number. */
import { allPorts, intersect, noPorts, type Ports, showPorts, unite } from '../ports.ts'

/** The number of the set without ports. */
export const none = 0

/** The number of the set of all ports. */
export const all = 1

/** More than there can be sets, so that two numbers make one. */
export const mostSets = 2 ** 26

/** Sets of ports, each once. */
export class PortSets {
	readonly #sets: Ports[] = [noPorts, allPorts]
	readonly #words: string[] = []
	readonly #numbers = new Map<string, number>([noPorts, allPorts].map((ports, number) => [ports.join(), number]))
	readonly #united = new Map<number, number>()
	readonly #intersected = new Map<number, number>()

	/** The number of a set. */
	numberOf(ports: Ports): number {
		if (ports === noPorts) return none
		if (ports === allPorts) return all
		const key = ports.join()
		let number = this.#numbers.get(key)
		if (number === undefined) {
			number = this.#sets.push(ports) - 1
			this.#numbers.set(key, number)
		}
		return number
	}

	/** The set of a number. */
	portsOf(number: number): Ports {
		return this.#sets[number] as Ports
	}

	/** A set as `showPorts` writes it. */
	show(number: number): string {
		this.#words[number] ??= showPorts(this.portsOf(number))
		return this.#words[number]
	}

	/** The number of what is in either set. */
	unite(a: number, b: number): number {
		if (a === b || b === none || a === all) return a
		if (a === none || b === all) return b
		return this.#combine(this.#united, unite, a, b)
	}

	/** The number of what is in both sets. */
	intersect(a: number, b: number): number {
		if (a === b || b === all || a === none) return a
		if (a === all || b === none) return b
		return this.#combine(this.#intersected, intersect, a, b)
	}

	#combine(known: Map<number, number>, how: (a: Ports, b: Ports) => Ports, a: number, b: number): number {
		const key = a < b ? a * mostSets + b : b * mostSets + a
		let number = known.get(key)
		if (number === undefined) {
			number = this.numberOf(how(this.portsOf(a), this.portsOf(b)))
			known.set(key, number)
		}
		return number
	}
}
