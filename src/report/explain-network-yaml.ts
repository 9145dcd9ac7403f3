/** Small objects as YAML, to be copied into a manifest. */

/** Block style, with lists of single values and what is empty in flow style; without a line break at the end. */
export function writeYaml(value: unknown): string {
	if (isFlow(value)) return `[${value.map(writeYaml).join(', ')}]`
	if (Array.isArray(value) && value.length > 0) return value.map((each) => `- ${nested(writeYaml(each))}`).join('\n')
	if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0)
		return Object.entries(value)
			.map(([key, each]) => `${scalar(key)}:${isBlock(each) ? `\n${shifted(each)}` : ` ${writeYaml(each)}`}`)
			.join('\n')
	return typeof value === 'string' ? scalar(value) : JSON.stringify(value)
}

/** The lines behind the first one below the first one's text. */
function nested(text: string): string {
	return text.replaceAll('\n', '\n  ')
}

function shifted(value: unknown): string {
	const text = writeYaml(value)
	return `  ${nested(text)}`
}

function isBlock(value: unknown): boolean {
	return typeof value === 'object' && value !== null && Object.keys(value).length > 0 && !isFlow(value)
}

function isFlow(value: unknown): value is readonly unknown[] {
	return Array.isArray(value) && value.every((each) => typeof each !== 'object')
}

/** Plain where every YAML reader takes it for a text, whichever version of YAML it follows. */
function scalar(text: string): string {
	const isPlain = /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
	return isPlain ? text : JSON.stringify(text)
}
