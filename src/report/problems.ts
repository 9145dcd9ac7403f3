/** Known errors and warnings as text: what is wrong, where, what to do. */
import type { KnownError, Problem } from '../model/errors.ts'
import type { Paint } from './paint.ts'
import { indent } from './words.ts'

/**
 * One problem as a block of lines.
 *
 * @param folder - files in it are named from there, as they are where the command was called
 */
export function showProblem({ severity, message, place, hint }: Problem, paint: Paint, folder: string): string {
	const word = severity === 'error' ? paint.red('error') : paint.yellow('warning')
	const where =
		place === undefined ? '' : `${paint.bold(`${within(place.file, folder)}:${place.line}:${place.column}`)} `
	const frame = place?.frame === undefined ? '' : `\n${indent(place.frame, 2)}`
	const remedy = hint === undefined ? '' : `\n${paint.dim(indent(hint, 2))}`
	return `${where}${word}: ${message}${frame}${remedy}\n`
}

/** A known error with everything that it carries. */
export function showKnownError(error: KnownError, paint: Paint, folder: string): string {
	const problems = error.problems.map((problem) => showProblem(problem, paint, folder)).join('')
	const hint = error.hint === undefined ? '' : `${paint.dim(indent(error.hint, 2))}\n`
	return `${problems}${paint.red('stagewall')}: ${error.message}\n${hint}`
}

function within(file: string, folder: string): string {
	return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file
}
