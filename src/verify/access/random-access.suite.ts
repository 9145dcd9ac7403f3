/**
 * Random roles and bindings as an API server takes them, with everything that they can say, and questions that are often near to
 * what they allow. All names begin with `rnd-`, so that nothing else on a server has them.
 */
import fc from 'fast-check'
import { type AccessRequest, accountUser, type Identity, identityOf, type Subject } from '../../model/access.ts'
import { groupOf, type KubeObject } from '../../model/kube-object.ts'
import { anyRequest, anyRule, requestNear, resourceRule } from './random-rules.suite.ts'
import type { Rule } from './rule.ts'

const rbac = 'rbac.authorization.k8s.io'

/** Namespaces of the random objects; the last is never bound in. */
export const randomNamespaces = ['rnd-dev', 'rnd-test', 'rnd-empty'] as const

/** Every random object has this label, by which it can be found and thrown away. */
export const randomLabel = { random: 'access' } as const

const [dev, test] = randomNamespaces
const bound = [dev, test] as const
const clusterRoleNames = ['rnd-a', 'rnd-b', 'rnd-c'] as const
const aggregatedNames = ['rnd-all-1', 'rnd-all-2', 'rnd-all-3'] as const
const roleNames = ['rnd-a', 'rnd-b'] as const

function object(kind: string, name: string, metadata: object, more: object): KubeObject {
	return { apiVersion: `${rbac}/v1`, kind, metadata: { name, ...metadata }, ...more } as KubeObject
}

const rules = fc.array(anyRule, { minLength: 1, maxLength: 3 })
const labels = fc.record({ team: fc.constantFrom('x', 'y') }, { requiredKeys: [] })
const stored = (rule: Rule) => Object.fromEntries(Object.entries(rule).filter(([, words]) => words.length > 0))

const clusterRole = (name: string) =>
	fc
		.tuple(rules, labels)
		.map(([some, its]) =>
			object('ClusterRole', name, { labels: { ...randomLabel, ...its, level: '0' } }, { rules: some.map(stored) }),
		)

const role = (name: string, namespace: string) =>
	fc
		.array(resourceRule, { maxLength: 3 })
		.map((some) => object('Role', name, { namespace, labels: randomLabel }, { rules: some.map(stored) }))

const expression = fc.constantFrom(
	{ key: 'team', operator: 'In', values: ['x'] },
	{ key: 'team', operator: 'NotIn', values: ['x'] },
	{ key: 'team', operator: 'Exists' },
	{ key: 'team', operator: 'DoesNotExist' },
)

/**
 * A ClusterRole made of others. Each stands on a level. Where it takes those of lower levels only it may have rules of its own, which
 * the controller has to write over; where there may be circles it has none, so that no chance decides what is in it.
 */
const aggregated = (name: string, level: number, circles: boolean) => {
	const lower = { key: 'level', operator: 'In', values: ['0', '1', '2'].slice(0, level) }
	const selector = fc.tuple(fc.option(expression), fc.option(fc.constantFrom('x', 'y'))).map(([more, team]) => ({
		matchLabels: { ...randomLabel, ...(team === null ? {} : { team }) },
		matchExpressions: [...(circles ? [] : [lower]), ...(more === null ? [] : [more])],
	}))
	return fc
		.tuple(fc.array(selector, { minLength: 1, maxLength: 2 }), labels, circles ? fc.constant([]) : rules)
		.map(([clusterRoleSelectors, its, own]) =>
			object(
				'ClusterRole',
				name,
				{ labels: { ...randomLabel, ...its, level: String(level) } },
				{ aggregationRule: { clusterRoleSelectors }, rules: own.map(stored) },
			),
		)
}

const users = ['rnd-erin', 'rnd-tim', accountUser(dev, 'ci'), 'system:anonymous'] as const
const userGroups = ['rnd-devs', 'rnd-ops', 'system:serviceaccounts', `system:serviceaccounts:${dev}`] as const

const user = fc.constantFrom(...users).map((name): Subject => ({ kind: 'User', name }))
const group = fc
	.oneof(
		{ weight: 8, arbitrary: fc.constantFrom(...userGroups) },
		{ weight: 1, arbitrary: fc.constantFrom('system:authenticated', 'system:unauthenticated') },
	)
	.map((name): Subject => ({ kind: 'Group', name }))
const account = fc
	.record({ namespace: fc.constantFrom(...bound), name: fc.constantFrom('ci', 'bot') })
	.map((its): Subject => ({ kind: 'ServiceAccount', ...its }))

const anySubject = fc.oneof(user, group, account)
const writtenSubject = anySubject.map((subject) =>
	subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: rbac },
)
const subjectInside = fc.oneof(
	{ weight: 3, arbitrary: writtenSubject },
	// Whose namespace is that of the binding.
	{ weight: 1, arbitrary: fc.constant({ kind: 'ServiceAccount', name: 'ci' }) },
)

const aClusterRole = fc
	.constantFrom(...clusterRoleNames, ...aggregatedNames, 'rnd-missing', 'view')
	.map((name) => ({ apiGroup: rbac, kind: 'ClusterRole', name }))
const aRole = fc.constantFrom(...roleNames, 'rnd-missing').map((name) => ({ apiGroup: rbac, kind: 'Role', name }))

const roleBinding = (index: number) =>
	fc
		.record({
			namespace: fc.constantFrom(...bound),
			roleRef: fc.oneof(aRole, aClusterRole),
			subjects: fc.array(subjectInside, { maxLength: 3 }),
		})
		.map(({ namespace, ...more }) => object('RoleBinding', `rnd-${index}`, { namespace, labels: randomLabel }, more))

const clusterRoleBinding = (index: number) =>
	fc
		.record({ roleRef: aClusterRole, subjects: fc.array(writtenSubject, { maxLength: 2 }) })
		.map((more) => object('ClusterRoleBinding', `rnd-${index}`, { labels: randomLabel }, more))

function numbered<Item>(one: (index: number) => fc.Arbitrary<Item>, most: number): fc.Arbitrary<readonly Item[]> {
	return fc.nat(most).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => one(index))))
}

/** Roles and bindings of one cluster, without those that every server has. */
export const randomAccess: fc.Arbitrary<readonly KubeObject[]> = fc
	.boolean()
	.chain((circles) =>
		fc.tuple(
			...clusterRoleNames.map(clusterRole),
			...aggregatedNames.map((name, index) => aggregated(name, index + 1, circles)),
			...bound.flatMap((namespace) => roleNames.map((name) => role(name, namespace))),
			numbered(roleBinding, 12),
			numbered(clusterRoleBinding, 4),
		),
	)
	.map((parts) => parts.flat() as readonly KubeObject[])

/** Somebody asks for something. */
export interface Question {
	readonly identity: Identity
	readonly request: AccessRequest
}

/** Whoever may ask: subjects, and people in groups that no login would put together. */
const anybody: fc.Arbitrary<Identity> = fc.oneof(
	anySubject.map(identityOf),
	fc.record({
		user: fc.constantFrom(...users, 'rnd-nobody'),
		groups: fc.subarray([...userGroups, 'system:authenticated']),
	}),
)
const masters: fc.Arbitrary<Identity> = fc.constant({ user: 'rnd-root', groups: ['system:masters'] })

const anywhere = fc.constantFrom(...randomNamespaces, undefined)

/**
 * Questions about a cluster. Half of them are made of the words of a binding, its subject and its role's rules; half of those again
 * have one of these exchanged.
 *
 * @param bindings - what is bound: whose rules, to whom, where
 */
export function questions(
	bindings: readonly {
		readonly namespace: string | undefined
		readonly subjects: readonly Subject[]
		readonly rules: readonly Rule[]
	}[],
): fc.Arbitrary<Question> {
	const useful = bindings.filter(({ subjects, rules: some }) => subjects.length > 0 && some.length > 0)
	const anything = fc
		.tuple(fc.oneof({ weight: 30, arbitrary: anybody }, { weight: 1, arbitrary: masters }), anyRequest, anywhere)
		.map(([identity, request, namespace]) => ({ identity, request: within(request, namespace) }))
	if (useful.length === 0) return anything
	const near = fc.constantFrom(...useful).chain(({ namespace, subjects, rules: some }) =>
		fc
			.record({
				subject: fc.constantFrom(...subjects),
				request: fc.constantFrom(...some).chain(requestNear),
				other: anything,
				place: namespace === undefined ? anywhere : fc.constant(namespace),
				elsewhere: anywhere,
				exchanged: fc.constantFrom('nothing', 'nothing', 'nothing', 'who', 'where', 'what'),
			})
			.map(({ subject, request, other, place, elsewhere, exchanged }): Question => {
				const about = exchanged === 'what' ? mixed(request, other.request) : request
				return {
					identity: exchanged === 'who' ? other.identity : identityOf(subject),
					request: within(about, exchanged === 'where' ? elsewhere : place),
				}
			}),
	)
	return fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: anything })
}

function within(request: AccessRequest, namespace: string | undefined): AccessRequest {
	return 'path' in request || namespace === undefined ? request : { ...request, namespace }
}

/** A request with the other's verb, resource, subresource and name, or its group. */
function mixed(request: AccessRequest, other: AccessRequest): AccessRequest {
	if ('path' in request || 'path' in other) return other
	return other.verb < 'l' ? { ...request, group: other.group, verb: other.verb } : { ...other, group: request.group }
}

/** The objects of a cluster by the line, for a person who has to find out why they are read otherwise. */
export function showAccess(objects: readonly KubeObject[]): string {
	return objects
		.map(({ apiVersion, kind, metadata: { name, namespace, labels: its }, ...more }) =>
			JSON.stringify({ kind: `${kind}.${groupOf({ apiVersion })}`, name, namespace, labels: its, ...more }),
		)
		.join('\n')
}
