/**
 * The order of changes: walls before what they protect. A namespace is there before its quota, its quota and policies before
 * anybody has rights in it, and what is no longer wanted goes last, once its successor stands.
 */
import type { Change } from '../model/change.ts'

/** Kinds by wave; a wave begins when the one before it has ended. Kinds that are named nowhere come with the first. */
const waves: readonly (readonly string[])[] = [
	['Namespace', 'PriorityClass'],
	['ResourceQuota', 'LimitRange'],
	['NetworkPolicy'],
	['ServiceAccount', 'Role'],
	['RoleBinding'],
]

/** The changes wave by wave, each wave free to run in parallel. Empty waves are left out. */
export function inWaves(changes: readonly Change[]): readonly (readonly Change[])[] {
	const made = waves.map((kinds, wave) =>
		changes.filter(
			({ action, ref }) => action !== 'delete' && (kinds.includes(ref.kind) || (wave === 0 && isUnnamed(ref.kind))),
		),
	)
	const deleted = waves
		.map((kinds, wave) =>
			changes.filter(
				({ action, ref }) => action === 'delete' && (kinds.includes(ref.kind) || (wave === 0 && isUnnamed(ref.kind))),
			),
		)
		.toReversed()
	return [...made, ...deleted].filter((wave) => wave.length > 0)
}

function isUnnamed(kind: string): boolean {
	return !waves.some((kinds) => kinds.includes(kind))
}
