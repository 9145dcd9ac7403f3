/** Small helpers for sentences. */

/** @example count(2, 'NetworkPolicy') // '2 NetworkPolicies' */
export function count(amount: number, noun: string): string {
	return `${amount} ${amount === 1 ? noun : plural(noun)}`
}

function plural(noun: string): string {
	if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
	return /(s|x|ch)$/.test(noun) ? `${noun}es` : `${noun}s`
}

/** Each line of a text moved to the right. */
export function indent(text: string, spaces: number): string {
	return text.replace(/^(?=.)/gm, ' '.repeat(spaces))
}

/** Some names, and how many more. */
export function someOf(names: readonly string[], most = 6): string {
	return names.length > most
		? `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`
		: names.join(', ')
}
