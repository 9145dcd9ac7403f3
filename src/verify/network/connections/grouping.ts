/** Values by what they have in common. */

/** Groups in the order of their first values. */
export function groupBy<Value, Key>(values: Iterable<Value>, keyOf: (value: Value) => Key): Map<Key, Value[]> {
	const groups = new Map<Key, Value[]>()
	for (const value of values) push(groups, keyOf(value), value)
	return groups
}

/** Puts a value into its group. */
export function push<Value, Key>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
	const group = groups.get(key)
	if (group === undefined) groups.set(key, [value])
	else group.push(value)
}
