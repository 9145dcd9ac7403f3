/**
 * Reads YAML as kubectl does: YAML 1.1 as in sigs.k8s.io/yaml (go-yaml v2), which knows `no` as a boolean and `0777` as an octal
 * number, but neither timestamps nor numbers to the base of 60.
 */
import { type Node, type ParsedNode, parseDocument, type ScalarTag, type Tags } from 'yaml'
import { messageOf } from './file-errors.ts'
import { flawOf } from './yaml-flaws.ts'

/** What is wrong with a text, and where; `line` and `column` count from 1. */
export interface Complaint {
	readonly message: string
	readonly line?: number
	readonly column?: number
}

/** The way to a value inside a document. */
export type YamlPath = readonly (string | number)[]

/** A document as plain data. */
export interface ParsedYaml {
	readonly value: unknown
	/** Where a value stands; empty where that cannot be told (it came by an alias or a merge key). */
	placeOf(path: YamlPath): { readonly line: number; readonly column: number } | undefined
}

/** A larger document has no tree that fits into memory, and no object of the API is nearly as large. */
const largestDocument = 2 * 1024 * 1024

/** How often aliases may be resolved in one document. The text of an alias bomb is small, what it means is not. */
const mostAliases = 1000

/** Reads one document. */
export function parseYaml(text: string): ParsedYaml | { readonly complaint: Complaint } {
	if (text.length > largestDocument)
		return { complaint: { message: 'a single YAML document of more than 2 MiB; JSON of this size could be read' } }
	try {
		const document = parse(text)
		const problem = document.errors[0] ?? flawOf(text, document)
		if (problem !== undefined) return { complaint: { message: problem.message, ...placeAt(text, problem.pos[0]) } }
		return {
			value: document.toJS({ maxAliasCount: mostAliases }),
			placeOf: (path) => {
				const node = document.getIn(path, true) as Node | undefined
				return node?.range == null ? undefined : placeAt(text, node.range[0])
			},
		}
	} catch (error) {
		// Too deeply nested, too many aliases: the parser throws where it has no place to name.
		return { complaint: { message: messageOf(error) } }
	}
}

/** The syntax tree of one document. */
export function parse(text: string): ReturnType<typeof parseDocument<ParsedNode>> {
	return parseDocument(text, {
		customTags: (tags) => [...tags.filter(isTimeless), 'merge', bool, int, float, notFinite, timestamp, binary],
		// The parser compares each key of a map with each other one; yaml-flaws.ts does it in linear time.
		uniqueKeys: false,
		prettyErrors: false,
		logLevel: 'silent',
	})
}

/** Maps, sequences, strings and null mean the same in every version of YAML. */
function isTimeless(tag: Tags[number]): boolean {
	return /:(?:map|seq|str|null)$/.test(typeof tag === 'string' ? tag : tag.tag)
}

const bool: ScalarTag = {
	tag: 'tag:yaml.org,2002:bool',
	default: true,
	test: /^(?:[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF)$/,
	resolve: (text) => /^(?:y|t|on)/i.test(text),
}
const int: ScalarTag = { tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?\.?[0-9]/, resolve: numberIn }
const float: ScalarTag = { tag: 'tag:yaml.org,2002:float', resolve: numberIn }
const notFinite: ScalarTag = {
	tag: 'tag:yaml.org,2002:float',
	default: true,
	test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
	resolve: (text, onError) => {
		onError(`${text} is a number that JSON, and so the API, does not have`)
		return text
	},
}

const timestamp: ScalarTag = { tag: 'tag:yaml.org,2002:timestamp', resolve: (text) => text }
const binary: ScalarTag = {
	tag: 'tag:yaml.org,2002:binary',
	resolve: (text) => Buffer.from(text, 'base64').toString(),
}

/** The number that go-yaml v2 takes a text for (its resolve.go and Go's ParseInt with base 0); the text where it is none. */
function numberIn(text: string): number | string {
	const plain = text.startsWith('.') ? text.replace(/(?<=\d)_(?=\d)/g, '') : text.replaceAll('_', '')
	const digits = plain.replace(/^[-+]/, '')
	const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1]
	const isNumber = /^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|(?:\.\d+|\d+\.?\d*)(?:[eE][-+]?\d+)?)$/.test(digits)
	const amount = octal === undefined ? (isNumber ? Number(digits) : Number.NaN) : Number.parseInt(octal, 8)
	if (!Number.isFinite(amount)) return text
	return plain.startsWith('-') && amount !== 0 ? -amount : amount
}

function placeAt(text: string, offset: number): { line: number; column: number } {
	const before = text.slice(0, offset)
	const lineStart = before.lastIndexOf('\n') + 1
	return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
