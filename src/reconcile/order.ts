/**
 * The order of changes: walls before what they protect. A namespace is there before its quota, its quota and policies before
 * anybody has rights in it, and what is no longer wanted goes last, once its successor stands.
 */
import type { Change } from '../model/change.ts'
import { grouped } from '../model/collect.ts'

/** Kinds by wave; a wave begins when the one before it has ended. Kinds that are named nowhere come with the first. */
const waves: readonly (readonly string[])[] = [
	['Namespace', 'PriorityClass', 'ClusterRole', 'ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy'],
	// A policy does nothing before it is bound, and who is exempt has to be so by then.
	['ResourceQuota', 'LimitRange', 'ClusterRoleBinding'],
	['NetworkPolicy'],
	['ServiceAccount', 'Role'],
	['RoleBinding', 'ValidatingAdmissionPolicyBinding', 'MutatingAdmissionPolicyBinding'],
	// A taint evicts: new pods tolerate it once the policies are bound.
	['Node'],
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

/** Changes of one namespace (or of the cluster itself) in waves: each wave is free to run in parallel, and waits for the last. */
export type Lane = readonly (readonly Change[])[]

/**
 * The changes in lanes that need not wait for each other: a wall protects its own namespace. Removals are lanes of their own, for
 * after everything else.
 */
export function inLanes(changes: readonly Change[]): {
	readonly made: readonly Lane[]
	readonly removed: readonly Lane[]
} {
	const lanes = (chosen: readonly Change[]): readonly Lane[] => [...grouped(chosen, homeOf).values()].map(inWaves)
	return {
		made: lanes(changes.filter(({ action }) => action !== 'delete')),
		removed: lanes(changes.filter(({ action }) => action === 'delete')),
	}
}

/** The namespace that a change is about; `undefined` for the cluster itself. */
export function homeOf({ ref }: Change): string | undefined {
	return ref.kind === 'Namespace' ? ref.name : ref.namespace
}

function isUnnamed(kind: string): boolean {
	return !waves.some((kinds) => kinds.includes(kind))
}
