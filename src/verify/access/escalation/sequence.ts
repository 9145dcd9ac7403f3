/** Sequences of parts, each with a value: found by going from part to part, so that no key is put together for one. */
export class Sequence<Part, Value> {
	/** What the parts up to here stand for. */
	value: Value | undefined
	#next: Map<Part, Sequence<Part, Value>> | undefined

	/** The sequence with one more part. */
	after(part: Part): Sequence<Part, Value> {
		this.#next ??= new Map()
		let next = this.#next.get(part)
		if (next === undefined) {
			next = new Sequence()
			this.#next.set(part, next)
		}
		return next
	}
}
