/** Texts in Markdown. */

/** A span of code. A bar ends the cell of a table even there; backticks need a longer fence around them. */
export function code(text: string): string {
	const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
	const fence = '`'.repeat(longest + 1)
	const padded = longest > 0 ? ` ${text} ` : text
	return `${fence}${padded.replaceAll('|', '\\|')}${fence}`
}

/** Text that says what it says. */
export function escaped(text: string): string {
	return text.replace(/[\\`*_[\]<>|]/g, '\\$&')
}
