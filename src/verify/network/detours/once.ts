/** Computes a value at its first use, and never again. */
export function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined
	return () => {
		made ??= { value: make() }
		return made.value
	}
}
