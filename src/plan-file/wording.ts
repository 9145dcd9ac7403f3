/** How values of a plan are named to a person. */
import { quote } from './report.ts'

/** The way from a document's root to a value. */
export type Path = readonly (string | number)[]

/**
 * The name of a value by its way.
 *
 * @example nameOf(['spec', 'network', 'allow', 0, 'ports']) // 'spec.network.allow[0].ports'
 */
export function nameOf(path: Path): string {
	if (path.length === 0) return 'the plan'
	const steps = path.map((step) => {
		if (typeof step === 'number') return `[${step}]`
		return /^[\w-]+$/.test(step) ? `.${step}` : `[${quote(step)}]`
	})
	return steps.join('').replace(/^\./, '')
}

/** What a value is, behind what it must be. */
export function butIs(value: unknown): string {
	if (value === null || isEmptyMap(value)) return ', and is empty'
	if (Array.isArray(value)) return ', not a list'
	if (typeof value === 'object') return ', not a map'
	if (typeof value === 'number' || typeof value === 'boolean') return `, not ${value}`
	return typeof value === 'string' ? `, not ${quote(value)}` : ''
}

function isEmptyMap(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
}
