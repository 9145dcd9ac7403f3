/** Which taints a pod tolerates (component-helpers, core/v1/toleration.go). */
import type { NodeTaint, PlacementBound, Toleration } from './placement.ts'

/**
 * Whether a toleration is about a taint. An empty key stands for every key, an empty effect for every effect; that an empty key
 * goes with `Exists` alone is asked for by the API's validation, not here.
 */
export function tolerates(toleration: Toleration, taint: NodeTaint, bound: PlacementBound): boolean {
	const { key, operator, value, effect } = toleration
	if (effect !== '' && effect !== taint.effect) return false
	if (key !== '' && key !== taint.key) return false
	switch (operator) {
		case '':
		case 'Equal':
			return value === taint.value
		case 'Exists':
			return true
		case 'Gt':
		case 'Lt':
			return bound === 'upper' && compares(taint.value, operator, value)
		default:
			return false
	}
}

/** The first toleration that is about a taint: the eviction of pods goes by that one. */
export function tolerationFor(
	tolerations: readonly Toleration[],
	taint: NodeTaint,
	bound: PlacementBound,
): Toleration | undefined {
	return tolerations.find((toleration) => tolerates(toleration, taint, bound))
}

/** A taint as kubectl writes it, e.g. `stage=perf:NoSchedule`. */
export function showTaint({ key, value, effect }: NodeTaint): string {
	return `${key}${value === '' ? '' : `=${value}`}:${effect}`
}

/** @example 'stage=perf', 'everything', 'stage, whatever its value, NoExecute' */
export function showToleration({ key, operator, value, effect }: Toleration): string {
	const ending = effect === '' ? '' : `, ${effect}`
	if (operator === 'Exists') return `${key === '' ? 'every taint' : `${key}, whatever its value`}${ending}`
	if (operator === 'Gt' || operator === 'Lt') return `${key} ${operator === 'Gt' ? '>' : '<'} ${value}${ending}`
	return `${key}${value === '' ? '' : `=${value}`}${ending}`
}

function compares(taint: string, operator: 'Gt' | 'Lt', toleration: string): boolean {
	const [left, right] = [integer(taint), integer(toleration)]
	if (left === undefined || right === undefined) return false
	return operator === 'Gt' ? left > right : left < right
}

/** 64 bits, without a plus sign or zeros before it. */
function integer(text: string): bigint | undefined {
	if (!/^(0|-?[1-9][0-9]*)$/.test(text)) return undefined
	const number = BigInt(text)
	return BigInt.asIntN(64, number) === number ? number : undefined
}
