/** Connections one by one, as programs read them. */

/** So many characters are handed out at a time: a cluster may have millions of connections. */
const chunkLength = 65_536

/** Lines in larger pieces. */
export function* inChunks(lines: Iterable<string>): Generator<string> {
	let chunk = ''
	for (const line of lines) {
		chunk += line
		if (chunk.length < chunkLength) continue
		yield chunk
		chunk = ''
	}
	if (chunk !== '') yield chunk
}

/** Writes each name once: there are far fewer of them than connections. */
export function remembering(write: (name: string) => string): (name: string) => string {
	const written = new Map<string, string>()
	return (name) => {
		let text = written.get(name)
		if (text === undefined) {
			text = write(name)
			written.set(name, text)
		}
		return text
	}
}
