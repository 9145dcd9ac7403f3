/**
 * What a rule of a role allows, and whether some rules cover others, exactly as the API server decides it (Kubernetes,
 * pkg/apis/rbac/v1/evaluation_helpers.go and component-helpers/auth/rbac/validation/policy_comparator.go).
 */
import type { AccessRequest } from '../../model/access.ts'

/** A rule of a Role or ClusterRole. Lists that a rule does not have are empty. */
export interface Rule {
	readonly verbs: readonly string[]
	readonly apiGroups: readonly string[]
	/** `pods`, `pods/exec`, `*` (with all subresources), or a subresource of everything: `*` and `/scale` in one word. */
	readonly resources: readonly string[]
	/** Empty for all. */
	readonly resourceNames: readonly string[]
	/** Paths, `*` at the end for all that begin so. */
	readonly nonResourceURLs: readonly string[]
}

/** Whether a rule allows a request. */
export function ruleAllows(rule: Rule, request: AccessRequest): boolean {
	if (!hasOrAll(rule.verbs, request.verb)) return false
	if ('path' in request) return rule.nonResourceURLs.some((url) => url === '*' || pathCovers(url, request.path))
	return (
		hasOrAll(rule.apiGroups, request.group) &&
		rule.resources.some((resource) => resourceCovers(resource, request.resource, request.subresource)) &&
		// Without a name a request has the empty one, and a rule may name that.
		(rule.resourceNames.length === 0 || rule.resourceNames.includes(request.name ?? ''))
	)
}

function hasOrAll(words: readonly string[], word: string): boolean {
	return words.includes('*') || words.includes(word)
}

/** `*` covers every subresource as well; `pods/*` is no wildcard and covers nothing that there is. */
function resourceCovers(covering: string, resource: string, subresource: string | undefined): boolean {
	if (covering === '*') return true
	return subresource === undefined || subresource === ''
		? covering === resource
		: covering === `${resource}/${subresource}` || covering === `*/${subresource}`
}

function pathCovers(covering: string, path: string): boolean {
	return covering === path || (covering.endsWith('*') && path.startsWith(withoutStars(covering)))
}

/** Without the stars at the end; a regular expression would look at a long path of them for hours. */
function withoutStars(path: string): string {
	let end = path.length
	while (path[end - 1] === '*') end--
	return path.slice(0, end)
}

/**
 * What of some rules others do not cover: each part is one verb on one resource (and one name) or path. Empty where they cover all
 * of it; then whoever has those may hand these on.
 */
export function uncovered(owner: readonly Rule[], asked: readonly Rule[]): readonly Rule[] {
	return asked.flatMap(partsOf).filter((part) => !owner.some((rule) => coversPart(rule, part)))
}

function partsOf(rule: Rule): readonly Rule[] {
	const names = rule.resourceNames.length === 0 ? [[]] : rule.resourceNames.map((name) => [name])
	const about = rule.apiGroups.flatMap((group) =>
		rule.resources.flatMap((resource) =>
			names.map((resourceNames) => ({ ...nothing, apiGroups: [group], resources: [resource], resourceNames })),
		),
	)
	const paths = rule.nonResourceURLs.map((url) => ({ ...nothing, nonResourceURLs: [url] }))
	return [...about, ...paths].flatMap((part) => rule.verbs.map((verb) => ({ ...part, verbs: [verb] })))
}

const nothing: Omit<Rule, 'verbs'> = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] }

function coversPart(rule: Rule, part: Rule): boolean {
	return (
		part.verbs.every((verb) => hasOrAll(rule.verbs, verb)) &&
		part.apiGroups.every((group) => hasOrAll(rule.apiGroups, group)) &&
		part.resources.every((resource) => coversResource(rule.resources, resource)) &&
		part.nonResourceURLs.every((url) => rule.nonResourceURLs.some((covering) => pathCovers(covering, url))) &&
		(rule.resourceNames.length === 0 ||
			(part.resourceNames.length > 0 && part.resourceNames.every((name) => rule.resourceNames.includes(name))))
	)
}

function coversResource(covering: readonly string[], resource: string): boolean {
	if (covering.includes('*') || covering.includes(resource)) return true
	const slash = resource.indexOf('/')
	return slash >= 0 && covering.includes(`*${resource.slice(slash)}`)
}
