/** Reads one file of a tree. */
import type { Located } from './objects-in.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { type Reading, readPiece } from './read-piece.ts'
import { readText } from './read-text.ts'

/** A piece of a file, read. */
export interface ReadPiece extends Piece, Reading {}

/** What a file says: its pieces, or why there are none. */
export type ReadFile = { readonly text: string; readonly pieces: readonly ReadPiece[] } | { readonly complaint: string }

/** Where an object stands. */
export interface Found extends Located {
	/** Below the root. */
	readonly file: string
	/** All pieces of the file. */
	readonly pieces: readonly ReadPiece[]
	/** Which of them it is in. */
	readonly piece: number
}

/**
 * Reads a file.
 *
 * @param before - what it said the last time; pieces that are still the same are not parsed again
 * @returns `undefined` where there is no such file
 */
export function readFile(path: string, before: ReadFile | undefined): ReadFile | undefined {
	const read = readText(path)
	if (read === undefined || 'complaint' in read) return read
	if (before !== undefined && 'pieces' in before && before.text === read.text) return before
	const pieces = piecesOf(read.text)
	if (pieces === undefined) return { complaint: 'it has more than 100,000 documents' }
	const known = before !== undefined && 'pieces' in before ? before.pieces : []
	return { text: read.text, pieces: readAll(pieces, known) }
}

/** Looking up a piece by its text goes through all of it: not done where nothing is known. */
function readAll(pieces: readonly Piece[], known: readonly ReadPiece[]): readonly ReadPiece[] {
	if (known.length === 0) return pieces.map((piece) => ({ ...piece, ...readPiece(piece) }))
	const byText = new Map(known.map((piece) => [piece.text, piece]))
	return pieces.map((piece) => {
		const { objects, complaints, isEmpty } = byText.get(piece.text) ?? readPiece(piece)
		return { ...piece, objects, complaints, isEmpty }
	})
}

/** The objects in a file, in their order. */
export function objectsOf(file: string, content: ReadFile | undefined): readonly Found[] {
	if (content === undefined || !('pieces' in content)) return []
	const { pieces } = content
	return pieces.flatMap(({ objects }, piece) =>
		objects.map(({ object, path }) => ({ object, path, file, pieces, piece })),
	)
}
