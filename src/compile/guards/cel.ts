/** Pieces of CEL, the language of admission policies. */

/** A piece of CEL. */
export type Cel = string

/** A text. */
export function text(value: string): Cel {
	return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** A list of texts. */
export function texts(values: Iterable<string>): Cel {
	return `[${[...values].map(text).join(', ')}]`
}

/** A map by texts; its values are CEL already. */
export function mapOf(entries: Iterable<readonly [key: string, value: Cel]>): Cel {
	return `{${[...entries].map(([key, value]) => `${text(key)}: ${value}`).join(', ')}}`
}

/** All of them hold; `true` where there are none. */
export function allOf(...conditions: readonly Cel[]): Cel {
	return conditions.length === 0 ? 'true' : conditions.join(' && ')
}

/** One of them holds; `false` where there are none. */
export function anyOf(...conditions: readonly Cel[]): Cel {
	return conditions.length === 0 ? 'false' : conditions.map((each) => `(${each})`).join(' || ')
}

/** The value of a key in a map of texts; the empty text where it has none. */
export function entryOr(map: Cel, key: Cel): Cel {
	return `${map}[?${key}].orValue('')`
}
