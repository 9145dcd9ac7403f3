/** Text → YAML → plain data. */
import { isScalar, parseAllDocuments, type YAMLError } from 'yaml'
import type { PlanText, Spot } from './places.ts'
import type { Report } from './report.ts'
import { tooDeep, Values } from './values.ts'

/** A YAML document as plain data; see {@link Values}. */
export interface PlainDocument {
	readonly value: unknown
	/** Where it begins. */
	readonly spot: Spot
}

/**
 * Reads the documents of a text; empty ones (before a first `---`, say) are left out.
 *
 * @returns `undefined` where the text is no YAML: what it means is then anybody's guess
 */
export function readDocuments(source: PlanText, report: Report): readonly PlainDocument[] | undefined {
	// A text without any document comes as an empty list that carries the errors of its directives.
	const documents = parseAllDocuments(source.text, {
		merge: true,
		// Only what JSON has: no binary data and no dates, whatever a tag or a %YAML directive says.
		schema: 'core',
		resolveKnownTags: false,
		prettyErrors: false,
		logLevel: 'silent',
		// The parser would compare each key with each other, and name one of the two places only.
		uniqueKeys: false,
	})
	const stream = Array.isArray(documents) ? [] : [documents]
	const mistakes = [...stream, ...documents].flatMap(({ errors, warnings }) => [...errors, ...warnings])
	for (const mistake of firstOfEachLine(mistakes, source)) reportMistake(mistake, source, report)
	if (mistakes.length > 0) return undefined
	let broken = false
	const read = documents.flatMap(({ contents }): readonly PlainDocument[] => {
		if (contents === null || (isScalar(contents) && contents.value === null)) return []
		const values = new Values(source, report)
		const value = values.of(contents, 0)
		broken ||= values.broken
		return [{ value, spot: { source, offset: contents.range[0] } }]
	})
	return broken ? undefined : read
}

const most = 20

/** What the parser stumbles over behind its first mistake in a line is mostly the same mistake. */
function firstOfEachLine(mistakes: readonly YAMLError[], { text }: PlanText): readonly YAMLError[] {
	let line = { end: -1 }
	const first: YAMLError[] = []
	for (const mistake of mistakes.toSorted((a, b) => a.pos[0] - b.pos[0])) {
		if (mistake.pos[0] <= line.end) continue
		const end = text.indexOf('\n', mistake.pos[0])
		line = { end: end < 0 ? text.length : end }
		first.push(mistake)
		if (first.length === most) break
	}
	return first
}

const hints: Readonly<Record<string, string>> = {
	TAB_AS_INDENT: 'Indent with spaces.',
	BLOCK_AS_IMPLICIT_KEY: 'Text that holds ": " has to stand in quotes.',
	TAG_RESOLVE_FAILED: 'A plan has no tags; text that begins with "!" has to stand in quotes.',
}

function reportMistake({ pos, code, message }: YAMLError, source: PlanText, report: Report): void {
	const spot = { source, offset: pos[0] }
	if (code === 'RESOURCE_EXHAUSTION') report.error('plan/syntax', spot, ...tooDeep)
	else report.error('plan/syntax', spot, `${message.charAt(0).toLowerCase()}${message.slice(1)}`, hints[code])
}
