/** What could not be read, or not be understood, so that connections may be other than they were computed. */
import type { Unseen } from '../model/facts.ts'
import { type ObjectRef, showRef } from '../model/kube-object.ts'
import type { Paint } from './paint.ts'

/** Something in the input that could not be understood. */
export interface Uncertainty {
	readonly ref: ObjectRef | undefined
	readonly field: string | undefined
	readonly message: string
	readonly remedy: string | undefined
}

/** A line for each, every line once. */
export function connectionNotes(
	unseen: readonly Unseen[],
	uncertain: readonly Uncertainty[],
	paint: Paint,
): readonly string[] {
	const lines = [
		...unseen.map(({ kind, namespace, file, message }) => {
			const what = kind?.plural ?? `the file ${file}`
			const where = namespace === undefined ? '' : ` in the namespace ${namespace}`
			return `${paint.yellow('not visible')}: ${what}${where}: ${message}`
		}),
		...uncertain.map(({ ref, field, message, remedy }) => {
			const what = [...(ref === undefined ? [] : [showRef(ref)]), ...(field === undefined ? [] : [field])].join(' ')
			return `${paint.yellow('not certain')}: ${what === '' ? '' : `${what} `}${message}${remedy === undefined ? '' : `\n  ${paint.dim(remedy)}`}`
		}),
	]
	return [...new Set(lines)]
}
