/**
 * Cuts the text of a file into pieces that can be read, changed and removed one by one. Together the pieces are the text, byte
 * for byte.
 */

/** A part of a file. */
export interface Piece {
	readonly text: string
	/** The line of the file at which it begins, counted from 1. */
	readonly line: number
	/** `items`: entries of the `items` of a large List, as a YAML sequence; `document`: anything else. */
	readonly type: 'document' | 'items'
}

/** From here on a List is read item by item: one syntax tree for all of it takes about 70 times its size in memory. */
const largeList = 1024 * 1024

/** Files with more documents than this are nonsense. */
const mostPieces = 100_000

/** A document marker: at the beginning of a line it separates documents, whatever stands around it (YAML 1.2, 9.1.2). */
const markers = /(?<![^\n])(?:---|\.\.\.)(?!\S)/g

/**
 * The pieces of a text: its YAML documents, each with its `---`, and the items of large Lists.
 *
 * @returns `undefined` where there are too many to be true
 */
export function piecesOf(text: string): readonly Piece[] | undefined {
	const pieces: Piece[] = []
	let start = 0
	let line = 1
	const cut = (end: number, type: Piece['type'] = 'document'): void => {
		if (end === start) return
		const piece = text.slice(start, end)
		pieces.push({ text: piece, line, type })
		line += count(piece, '\n')
		start = end
	}
	const finish = (end: number): void => {
		if (end - start > largeList) for (const item of itemsOf(text.slice(start, end), start)) cut(item.end, item.type)
		cut(end)
	}
	for (const { index, 0: marker } of text.matchAll(markers)) {
		if (marker === '...') finish(endOfLine(text, index))
		else if (hasContent(text.slice(start, index))) finish(index)
		if (pieces.length > mostPieces) return undefined
	}
	finish(text.length)
	return pieces
}

/** Comments and directives before a `---` belong to the document that it opens. */
function hasContent(text: string): boolean {
	return /^[ \t]*[^\s#%]/m.test(text)
}

/**
 * Where the items of a List in block style end. Only a line with the dash in the column of the first one begins an item:
 * everything inside an item is indented further.
 */
function* itemsOf(text: string, offset: number): Generator<{ end: number; type: Piece['type'] }> {
	const head = /(?<![^\n])items:[ \t]*\r?\n( *)(?=- )/.exec(text)
	if (head === null || /^\s*[{[]/.test(text)) return
	const indent = head[1]?.length ?? 0
	const first = head.index + head[0].length - indent
	const after = indent === 0 ? /\n(?=[^\s#-])/g : new RegExp(`\\n(?= {0,${indent - 1}}[^\\s#])`, 'g')
	after.lastIndex = first
	const last = (after.exec(text)?.index ?? text.length - 1) + 1
	yield { end: offset + first, type: 'document' }
	for (const { index } of text.slice(first, last).matchAll(new RegExp(`\\n(?= {${indent}}- )`, 'g')))
		yield { end: offset + first + index + 1, type: 'items' }
	yield { end: offset + last, type: 'items' }
}

function endOfLine(text: string, from: number): number {
	const end = text.indexOf('\n', from)
	return end < 0 ? text.length : end + 1
}

function count(text: string, character: string): number {
	let found = 0
	for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++
	return found
}
