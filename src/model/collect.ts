/** Small helpers for collecting things. */

/** Things by what they have in common, in the order in which they came. */
export function grouped<Item, Key>(
	items: Iterable<Item>,
	keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
	const groups = new Map<Key, Item[]>()
	for (const item of items) addTo(groups, keyOf(item), item)
	return groups
}

/** Puts a thing into its group. */
export function addTo<Item, Key>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
	const group = groups.get(key)
	if (group === undefined) groups.set(key, [item])
	else group.push(item)
}

/** Makes something when it is first asked for, and never again. */
export function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined
	return () => {
		made ??= { value: make() }
		return made.value
	}
}
