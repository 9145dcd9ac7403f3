import { describe, expect, test } from 'vitest'
import type { Facts } from '../model/facts.ts'
import { kinds } from '../model/kinds.ts'
import { type KubeObject, showRef } from '../model/kube-object.ts'
import { difference, type Removals } from './diff.ts'

function object(
	apiVersion: string,
	kind: string,
	name: string,
	namespace: string | undefined,
	more: object = {},
): KubeObject {
	return {
		apiVersion,
		kind,
		metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels: { 'stagewall.dev/plan': 'p' } },
		...more,
	}
}
const namespace = (name: string): KubeObject => object('v1', 'Namespace', name, undefined)
const policy = (name: string, home: string, spec: object = { podSelector: {} }): KubeObject =>
	object('networking.k8s.io/v1', 'NetworkPolicy', name, home, { spec })
const binding = (name: string, home: string, role: string): KubeObject =>
	object('rbac.authorization.k8s.io/v1', 'RoleBinding', name, home, { roleRef: { kind: 'Role', name: role } })

function unlabelled(object: KubeObject): KubeObject {
	const { labels: _, ...metadata } = object.metadata
	return { ...object, metadata }
}

const facts = (objects: readonly KubeObject[], unseen: Facts['unseen'] = []): Facts => ({
	cluster: 'c',
	objects,
	unseen,
	absent: [],
})
const nothing: Removals = { prune: false, namespaces: [] }

/** `action Kind namespace/name`, then what stays and why. */
function shown(desired: readonly KubeObject[], observed: Facts, removals: Removals): readonly string[] {
	const { changes, stale } = difference('p', desired, observed, removals)
	return [
		...changes.map(({ action, ref }) => `${action} ${showRef(ref)}`),
		...stale.map(({ ref, why }) => `stays (${why}) ${showRef(ref)}`),
	]
}

const prune: Removals = { prune: true, namespaces: [] }
const cases: readonly [
	what: string,
	desired: readonly KubeObject[],
	observed: readonly KubeObject[],
	Removals,
	readonly string[],
][] = [
	[
		'nothing there',
		[namespace('a'), policy('x', 'a')],
		[],
		nothing,
		['create Namespace a', 'create NetworkPolicy a/x'],
	],
	['all there', [namespace('a')], [namespace('a')], nothing, []],
	['a namespace of others is adopted', [namespace('a')], [unlabelled(namespace('a'))], nothing, ['update Namespace a']],
	[
		'a changed field',
		[policy('x', 'a')],
		[policy('x', 'a', { podSelector: { matchLabels: { a: 'b' } } })],
		nothing,
		['update NetworkPolicy a/x'],
	],
	[
		'a role cannot be changed in place',
		[binding('x', 'a', 'edit')],
		[binding('x', 'a', 'view')],
		nothing,
		['replace RoleBinding a/x'],
	],
	[
		'what is not asked for stays',
		[namespace('a')],
		[namespace('a'), binding('x', 'a', 'view')],
		nothing,
		['stays (not-asked) RoleBinding a/x'],
	],
	['pruned', [namespace('a')], [namespace('a'), binding('x', 'a', 'view')], prune, ['delete RoleBinding a/x']],
	[
		'others’ objects are never pruned',
		[namespace('a')],
		[namespace('a'), unlabelled(binding('x', 'a', 'view'))],
		prune,
		[],
	],
	['a namespace is never pruned', [], [namespace('a')], prune, ['stays (namespace) Namespace a']],
	[
		'the walls of a namespace that stays are not pruned',
		[],
		[namespace('a'), policy('x', 'a'), binding('y', 'a', 'view')],
		prune,
		['delete RoleBinding a/y', 'stays (namespace) Namespace a', 'stays (wall) NetworkPolicy a/x'],
	],
	[
		'a wall that was renamed is pruned',
		[namespace('a'), policy('new', 'a')],
		[namespace('a'), policy('old', 'a')],
		prune,
		['create NetworkPolicy a/new', 'delete NetworkPolicy a/old'],
	],
	[
		'a namespace is deleted by its name',
		[],
		[namespace('a'), policy('x', 'a')],
		{ prune: false, namespaces: ['a'] },
		['delete Namespace a'],
	],
	['a namespace of others is not deleted', [], [unlabelled(namespace('a'))], { prune: false, namespaces: ['a'] }, []],
	['a wanted namespace is not deleted', [namespace('a')], [namespace('a')], { prune: false, namespaces: ['a'] }, []],
]

describe('difference', () => {
	test.each(cases)('%s', (_, desired, observed, removals, expected) => {
		expect(shown(desired, facts(observed), removals)).toEqual(expected)
	})

	test('what could not be seen is neither created nor counted as unchanged', () => {
		const unseen: Facts['unseen'] = [{ kind: kinds.NetworkPolicy, namespace: 'a', reason: 'forbidden', message: 'no' }]
		const result = difference(
			'p',
			[namespace('a'), policy('x', 'a'), policy('x', 'b')],
			facts([namespace('a')], unseen),
			nothing,
		)
		expect(result.changes.map(({ ref }) => showRef(ref))).toEqual(['NetworkPolicy b/x'])
		expect(result.unchanged).toBe(1)
	})
})
