/** Reads one piece of a file. */

import { messageOf } from './file-errors.ts'
import { type Located, objectsIn } from './objects-in.ts'
import { type Complaint, type ParsedYaml, parseYaml } from './parse-yaml.ts'
import type { Piece } from './pieces.ts'

/** What a piece says. */
export interface Reading {
	readonly objects: readonly Located[]
	/** What in it could not be read; lines count from the beginning of the piece. */
	readonly complaints: readonly Complaint[]
	/** Whether it holds comments at most. */
	readonly isEmpty: boolean
}

/** Reads a piece as kubectl would: JSON where it is JSON, else YAML. */
export function readPiece({ text, type }: Pick<Piece, 'text' | 'type'>): Reading {
	const parsed = parsePiece(text)
	if ('complaint' in parsed) return { objects: [], complaints: [plainly(parsed.complaint, text)], isEmpty: false }
	const { objects, misfits } = objectsIn(parsed.value, type === 'items')
	return {
		objects,
		complaints: misfits.map(({ message, path }) => ({ message, ...parsed.placeOf(path) })),
		isEmpty: parsed.value === null || parsed.value === undefined,
	}
}

/** What a parser says of a template is no help. */
function plainly(complaint: Complaint, text: string): Complaint {
	if (!/\{\{.*\}\}/.test(text)) return complaint
	return { ...complaint, message: 'it is a template, no manifest: render it first (helm template, kustomize build)' }
}

/** The data of a piece. JSON is read as YAML only where it is broken, for the place of the mistake. */
export function parsePiece(text: string): ParsedYaml | { readonly complaint: Complaint } {
	if (!isLikelyJson(text)) return parseYaml(text)
	try {
		return { value: JSON.parse(text), placeOf: () => undefined }
	} catch (error) {
		const parsed = parseYaml(text)
		// Too large for YAML: what JSON.parse says is all there is to say.
		return 'complaint' in parsed && parsed.complaint.line === undefined
			? { complaint: { message: messageOf(error) } }
			: parsed
	}
}

/** Whether a text is rather JSON than YAML. `{{` opens a template. */
export function isLikelyJson(text: string): boolean {
	return /^\s*(?:\[|\{(?!\{))/.test(text)
}
