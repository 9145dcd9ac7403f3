import { describe, expect, test } from 'vitest'
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { listed, showSome, unread, writerAt, writerOf } from './words.ts'

test.each([
	[[], '', ''],
	[['a'], 'a', 'a'],
	[['a', 'b'], 'a, b', 'a and b'],
	[['a', 'b', 'c', 'd'], 'a, b, c, d', 'a, b, c and d'],
	[['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more', 'a, b, c, d and e'],
])('some of %j: "%s"; all of them: "%s"', (names, some, all) => {
	expect(showSome(names)).toBe(some)
	expect(listed(names)).toBe(all)
})

describe('who wrote it', () => {
	/** `MANAGER of FIELD[.FIELD]`, each a manager of a field; the marks of a GitOps tool or of a plan as labels. */
	const written = (managers: readonly string[], labels: Readonly<Record<string, string>> = {}): KubeObject => ({
		apiVersion: 'v1',
		kind: 'Thing',
		metadata: {
			name: 'x',
			labels,
			managedFields: managers.map((text) => {
				const [manager = '', path = ''] = text.split(' of ')
				const [outer, inner] = path.split('.')
				return { manager, fieldsV1: { [`f:${outer}`]: inner === undefined ? {} : { [`f:${inner}`]: {} } } }
			}),
		},
	})
	const flux = { 'kustomize.toolkit.fluxcd.io/name': 'shop' }
	const planned = { 'stagewall.dev/plan': 'shop' }
	const all = ['helm of spec.a', 'kubectl of spec.b', 'argo of subjects']

	test.each<[managers: readonly string[], labels: typeof flux | typeof planned | object, string?, string?]>([
		[[], {}],
		[all, {}, 'helm, kubectl', 'kubectl'],
		[['stagewall of spec.b', ...all], {}, 'stagewall, helm, kubectl', 'kubectl'],
		[all, flux, 'Flux (shop)', 'Flux (shop)'],
		[[], planned, 'stagewall', 'stagewall'],
		[['argo of subjects'], planned, 'stagewall', 'stagewall'],
	])('%j, marked %j: the whole by %s, one field by %s', (managers, labels, whole, field) => {
		const object = written(managers, labels as Readonly<Record<string, string>>)
		expect(writerOf(object)).toBe(whole)
		expect(writerAt(object, ['spec', 'b'])).toBe(field)
	})

	test('what counts may be other fields, and there may be no object', () => {
		expect(writerOf(written(all), ['subjects', 'roleRef'])).toBe('argo')
		expect(writerOf(undefined)).toBeUndefined()
	})
})

const no = { reason: 'forbidden', message: 'no' } as const
const grant = (what: string): string => `Grant "list" on ${what} to whoever runs Stagewall.`

test.each([
	[{ kind: kinds.Role, ...no }, 'roles could not be read: no', grant('roles.rbac.authorization.k8s.io')],
	[{ kind: kinds.Pod, namespace: 'a', ...no }, 'pods could not be read in the namespace a: no', grant('pods')],
	[{ kind: kinds.Pod, ...no, reason: 'failed' as const }, 'pods could not be read: no', undefined],
	[{ kind: undefined, file: 'a.yaml', ...no }, 'the file a.yaml could not be read: no', undefined],
])('%j: %s', (unseen, message, remedy) => {
	expect(unread(unseen)).toEqual({ type: 'unread', message, ...(remedy === undefined ? {} : { remedy }) })
})
