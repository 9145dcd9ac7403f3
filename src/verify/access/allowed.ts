/** Rules as lists of resources with the verbs on them. */
import type { Allowed } from '../../model/access-report.ts'
import { grouped } from '../../model/collect.ts'
import { type Rule, uncovered } from './rule.ts'

/** Rules taken apart: each part is one verb on one resource (and one name) or path. */
export function partsOf(rules: readonly Rule[]): readonly Rule[] {
	return uncovered([], rules)
}

/** What parts of rules allow, a line for each resource (and its names), sorted by resource. */
export function allowedOf(parts: readonly Rule[]): readonly Allowed[] {
	const byNames = grouped(parts, (part) => JSON.stringify([resourceOf(part), part.resourceNames]))
	const lines = [...byNames.values()].map((own) => {
		const [first] = own as readonly [Rule, ...Rule[]]
		return { resource: resourceOf(first), name: first.resourceNames[0], verbs: verbsOf(own) }
	})
	const merged = grouped(lines, ({ resource, name, verbs }) =>
		JSON.stringify([resource, name === undefined ? 'all' : verbs]),
	)
	return [...merged.values()]
		.map((own): Allowed => {
			const [{ resource, verbs, name }] = own as readonly [(typeof own)[number]]
			const names = own.flatMap((each) => each.name ?? []).sort()
			return { verbs, resource, ...(name === undefined ? {} : { names }) }
		})
		.sort((a, b) => compare(a.resource, b.resource) || (a.names?.length ?? 0) - (b.names?.length ?? 0))
}

/** How the resource or the path of a part is written, e.g. `deployments.apps/scale`. */
function resourceOf({ resources: [written = ''], apiGroups: [group = ''], nonResourceURLs: [path] }: Rule): string {
	if (path !== undefined) return path === '*' ? '/*' : path
	const [resource, ...below] = written.split('/')
	return [`${resource}${group === '' ? '' : `.${group}`}`, ...below].join('/')
}

function verbsOf(parts: readonly Rule[]): readonly string[] {
	const verbs = [...new Set(parts.flatMap((part) => part.verbs))].sort()
	return verbs.includes('*') ? ['*'] : verbs
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
