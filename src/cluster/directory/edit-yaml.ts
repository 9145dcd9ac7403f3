/** Changes a YAML text only where its meaning changes. Every other byte stays: comments, quotes, blank lines, alignment. */
import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, isSeq, type Node, type ParsedNode, type YAMLMap } from 'yaml'
import { parse, type YamlPath } from './parse-yaml.ts'
import { printYaml, type YamlStyle } from './to-yaml.ts'

/** A part of a text and what takes its place. */
interface Splice {
	readonly start: number
	readonly end: number
	readonly text: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The text with the map at a path as it shall be.
 *
 * @returns `undefined` where the text is written in a way that this cannot change (in flow style, with merge keys)
 */
export function editYaml(text: string, path: YamlPath, after: Fields): string | undefined {
	const document = parse(text)
	const map = document.getIn(path, true) as ParsedNode | undefined
	if (!isBlockMap(map)) return undefined
	const editor = { text, style: styleOf(text), valueOf: (node: Node | null) => node?.toJS(document) as unknown }
	return spliced(text, [...changesIn(map, after, editor)])
}

/** The text without one item of a sequence in block style; `undefined` where it is in another style. */
export function removeFromYaml(text: string, path: YamlPath): string | undefined {
	const item = parse(text).getIn(path, true) as ParsedNode | undefined
	const sequence = parse(text).getIn(path.slice(0, -1), true)
	if (item?.range == null || !isSeq(sequence) || sequence.flow === true) return undefined
	const dash = text.lastIndexOf('-', item.range[0] - 1)
	return spliced(text, [lines(text, dash, endOf(text, dash, item))])
}

interface Editor {
	readonly text: string
	readonly style: YamlStyle
	valueOf(node: Node | null): unknown
}

/** What has to change inside a map so that it says what it shall. At least one of its keys has to stay. */
function* changesIn(map: YAMLMap.Parsed, after: Fields, editor: Editor): Generator<Splice> {
	let last = 0
	for (const { key, value } of map.items) {
		const name = nameOf(key)
		const start = key.range[0]
		const end = value === null ? key.range[1] : endOf(editor.text, start, value)
		if (!Object.hasOwn(after, name)) {
			yield lines(editor.text, start, end)
			continue
		}
		last = Math.max(end, value?.range[0] ?? 0)
		const wanted = after[name]
		if (isDeepStrictEqual(editor.valueOf(value), wanted)) continue
		if (isBlockMap(value) && isFields(wanted) && value.items.some((each) => Object.hasOwn(wanted, nameOf(each.key))))
			yield* changesIn(value, wanted, editor)
		else yield { start, end, text: pair(name, wanted, columnOf(editor.text, start), editor) }
	}
	const column = columnOf(editor.text, map.items[0]?.key.range[0] ?? 0)
	const names = new Set(map.items.map(({ key }) => nameOf(key)))
	const position = endOfComments(editor.text, last, column)
	for (const name of Object.keys(after))
		if (!names.has(name))
			yield {
				start: position,
				end: position,
				text: `\n${' '.repeat(column)}${pair(name, after[name], column, editor)}`,
			}
}

/** A map of which every key is written out on a line of its own. */
function isBlockMap(node: ParsedNode | null | undefined): node is YAMLMap.Parsed {
	return isMap(node) && node.flow !== true && node.items.length > 0 && node.items.every(({ key }) => isName(key))
}

function isName(key: ParsedNode): boolean {
	return isScalar(key) && typeof key.value !== 'symbol'
}

function nameOf(key: ParsedNode): string {
	return isScalar(key) ? String(key.value) : ''
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pair(name: string, value: unknown, column: number, { style }: Editor): string {
	return printYaml({ [name]: value }, style)
		.trimEnd()
		.replace(/\n(?=[^\n])/g, `\n${' '.repeat(column)}`)
}

/**
 * Where what begins at `start` really ends: blank lines behind it, and comments that stand no further in than it does, belong
 * to what follows.
 */
function endOf(text: string, start: number, value: ParsedNode): number {
	const column = columnOf(text, start)
	const rows = text.slice(start, value.range[1]).split('\n')
	while (rows.length > 1 && isBehind(rows.at(-1) ?? '', column)) rows.pop()
	return start + rows.join('\n').trimEnd().length
}

function isBehind(row: string, column: number): boolean {
	const indent = row.search(/\S/)
	return indent < 0 || (row[indent] === '#' && indent <= column)
}

/** The end of the line, and of the comments below it that stand further in: they are about what is there already. */
function endOfComments(text: string, from: number, column: number): number {
	const end = endOfLine(text, from)
	const comment = /\r?\n(?:[ \t]*\r?\n)*([ \t]*)#[^\r\n]*/y
	comment.lastIndex = end
	const indent = comment.exec(text)?.[1]?.length ?? 0
	return indent > column ? endOfComments(text, comment.lastIndex, column) : end
}

/** Whole lines, and the line break before them. */
function lines(text: string, start: number, end: number): Splice {
	const before = text.lastIndexOf('\n', start)
	return { start: Math.max(0, text[before - 1] === '\r' ? before - 1 : before), end: endOfLine(text, end), text: '' }
}

function endOfLine(text: string, from: number): number {
	const end = text.indexOf('\n', from)
	return end < 0 ? text.trimEnd().length : end - (text[end - 1] === '\r' ? 1 : 0)
}

function columnOf(text: string, offset: number): number {
	return offset - (text.lastIndexOf('\n', offset - 1) + 1)
}

/** How the author of a text indents. */
function styleOf(text: string): YamlStyle {
	const indent = /^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2
	// A comment that stays at the end of the line must not become a part of the text before it.
	return { indent, blockQuote: false, indentSeq: !/^( *)(?:- )?[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n\1- /m.test(text) }
}

function spliced(text: string, splices: readonly Splice[]): string {
	const newline = text.includes('\r\n') ? '\r\n' : '\n'
	let result = ''
	let done = 0
	// What is put in goes before what is taken out at the same place.
	for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
		result += text.slice(done, splice.start) + splice.text.replaceAll('\n', newline)
		done = splice.end
	}
	return result + text.slice(done)
}
