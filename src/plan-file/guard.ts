/** Refuses texts that are no plan before any parser touches them. */
import { Lexer } from 'yaml'
import type { PlanText } from './places.ts'
import type { Report } from './report.ts'

/** How much text a plan may have in all its files, in bytes of UTF-8. */
export const mostBytes = 2 * 1024 * 1024

/**
 * How many pieces (words, brackets, separators) the YAML may consist of. The parser takes some hundred megabytes for so many;
 * for two mebibytes of nothing but brackets it would take two gigabytes.
 */
const mostPieces = 400_000

/** What YAML calls printable, less the mark that decoders put in the place of bytes that are not UTF-8. */
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffc\u{10000}-\u{10ffff}]/u

/** Reports texts that are too large, and texts that are none. */
export function guard(sources: readonly PlanText[], report: Report): void {
	const bytes = sources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
	if (bytes > mostBytes) tooLarge(sources, `${bytes} bytes; a plan has at most ${mostBytes}`, report)
	else {
		for (const source of sources) guardText(source, report)
		if (!report.failed && pieces(sources) > mostPieces)
			tooLarge(sources, `more than ${mostPieces} words, brackets and separators`, report)
	}
}

/** Reports that there is more of something than any plan has. */
export function tooLarge(sources: readonly { readonly path: string }[], what: string, report: Report): void {
	const [first, ...others] = sources
	const name = others.length === 0 ? first?.path : `the plan with its ${sources.length} files`
	report.error('plan/too-large', undefined, `${name} has ${what}`, 'Is this a plan at all?')
}

function guardText(source: PlanText, report: Report): void {
	const bom = source.text.startsWith('\ufeff') ? 1 : 0
	const offset = source.text.slice(bom).search(unprintable) + bom
	if (offset < bom) return
	report.error(
		'plan/not-text',
		{ source, offset },
		`this is no text: ${nameOf(source.text.codePointAt(offset) ?? 0)}`,
		'A plan is written in UTF-8, without control characters.',
	)
}

function nameOf(codePoint: number): string {
	if (codePoint === 0xfffd) return 'bytes that are not UTF-8'
	return `the character U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
}

/** How many pieces there are; no more than characters, so that short texts need not be counted. */
function pieces(sources: readonly PlanText[]): number {
	const length = sources.reduce((sum, { text }) => sum + text.length, 0)
	if (length <= mostPieces) return length
	let count = 0
	for (const { text } of sources) {
		const lexer = new Lexer().lex(text)
		while (count <= mostPieces && lexer.next().done !== true) count++
	}
	return count
}
