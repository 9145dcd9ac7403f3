/**
 * Random rules of few words, so that they meet often: wildcards of every kind, and words that look like wildcards and are none.
 * Each is valid for the API server in a Role, or in a ClusterRole.
 */
import fc from 'fast-check'
import type { AccessRequest, PathRequest, ResourceRequest } from '../../model/access.ts'
import type { Rule } from './rule.ts'

const verbs = ['get', 'list', 'create', 'delete', '*'] as const
const groups = ['', 'apps', 'example.org', '*'] as const
const resources = ['pods', 'widgets', 'pods/exec', 'pods/*', 'widgets/scale', '*/scale', '*/*', '*'] as const
const names = ['web', 'db', '*'] as const
const paths = ['/metrics', '/metrics/a', '/metrics/*', '/m*', '/x/**', '/x/*/y', '*'] as const

function some<Word extends string>(words: readonly Word[], least = 1): fc.Arbitrary<readonly Word[]> {
	return fc.uniqueArray(fc.constantFrom(...words), { minLength: least, maxLength: 2 })
}

/** Often a rule for all names, now and then one for the empty name, which only a request without one has. */
const someNames = fc.oneof(
	{ weight: 3, arbitrary: fc.constant([]) },
	{ weight: 2, arbitrary: some(names) },
	{ weight: 1, arbitrary: fc.constantFrom([''], ['', 'web']) },
)

/** A rule about objects, which any role may have. */
export const resourceRule: fc.Arbitrary<Rule> = fc.record({
	verbs: some(verbs),
	apiGroups: some(groups),
	resources: some(resources),
	resourceNames: someNames,
	nonResourceURLs: fc.constant([]),
})

/** A rule about paths, which only a ClusterRole has. */
const pathRule: fc.Arbitrary<Rule> = fc.record({
	verbs: some(verbs),
	apiGroups: fc.constant([]),
	resources: fc.constant([]),
	resourceNames: fc.constant([]),
	nonResourceURLs: some(paths),
})

/** A rule of a ClusterRole. */
export const anyRule: fc.Arbitrary<Rule> = fc.oneof(
	{ weight: 3, arbitrary: resourceRule },
	{ weight: 1, arbitrary: pathRule },
)

/** A request about objects, in the words of the rules and in some that no rule has. */
const resourceRequest: fc.Arbitrary<ResourceRequest> = fc
	.record({
		verb: fc.constantFrom(...verbs, 'patch', 'Get'),
		group: fc.constantFrom(...groups, 'batch'),
		resource: fc.constantFrom('pods', 'widgets', 'jobs', '*'),
		subresource: fc.constantFrom(undefined, undefined, 'exec', 'scale', '*'),
		name: fc.constantFrom(undefined, '', 'web', 'db', 'api', '*'),
	})
	.map(({ subresource, name, ...request }) => ({
		...request,
		...(subresource === undefined ? {} : { subresource }),
		...(name === undefined ? {} : { name }),
	}))

const pathRequest: fc.Arbitrary<PathRequest> = fc.record({
	verb: fc.constantFrom(...verbs, 'post'),
	path: fc.constantFrom('/metrics', '/metrics/', '/metrics/a', '/metrics/b', '/m', '/x', '/x/', '/x/a/y', '/'),
})

/** A request that means no namespace. */
export const anyRequest: fc.Arbitrary<AccessRequest> = fc.oneof(
	{ weight: 3, arbitrary: resourceRequest },
	{ weight: 1, arbitrary: pathRequest },
)

/** A request made of a rule's own words, with what a wildcard stands for put in its place now and then. */
export function requestNear(rule: Rule): fc.Arbitrary<AccessRequest> {
	const verb = fc.constantFrom(...rule.verbs).map((each) => (each === '*' ? 'get' : each))
	if (rule.nonResourceURLs.length > 0)
		return fc.record({
			verb,
			path: fc
				.tuple(fc.constantFrom(...rule.nonResourceURLs), fc.constantFrom('', 'a'))
				.map(([url, more]) => (url === '*' ? '/any' : url.replace(/\*+$/, more))),
		})
	return fc
		.record({
			verb,
			group: fc.constantFrom(...rule.apiGroups).map((each) => (each === '*' ? 'apps' : each)),
			what: fc.constantFrom(...rule.resources),
			// A rule with names is asked without one too, and with another.
			name: fc.constantFrom(undefined, ...(rule.resourceNames.length === 0 ? ['web'] : [...rule.resourceNames, 'api'])),
		})
		.map(({ what, name, ...request }) => {
			const [resource = '', subresource] = what.split('/')
			return {
				...request,
				resource: resource === '*' ? 'pods' : resource,
				...(subresource === undefined ? {} : { subresource }),
				...(name === undefined ? {} : { name }),
			}
		})
}
