/** Small words for the findings. */

/** @example count(2, 'pod') // '2 pods' */
export function count(amount: number, noun: string): string {
	return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}

/** So many names are written out in a command. */
const mostNames = 12

/** Names as arguments of a command. */
export function args(names: readonly string[]): string {
	const rest = names.length - mostNames
	return rest > 0 ? `${names.slice(0, mostNames).join(' ')} … (${rest} more)` : names.join(' ')
}
