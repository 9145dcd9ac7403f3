import { describe, expect, test } from 'vitest'
import {
	breakGlassBindingName,
	breakGlassOf,
	breakGlassRoleName,
	type HumanSubject,
	isOver,
	personOf,
	writePerson,
} from './break-glass.ts'
import type { KubeObject, ObjectMeta } from './kube-object.ts'

const erin: HumanSubject = { kind: 'User', name: 'erin@example.org' }
const annotations = {
	'stagewall.dev/granted-at': '2026-11-24T14:00:00Z',
	'stagewall.dev/until': '2026-11-24T16:00:00Z',
	'stagewall.dev/reason': 'INC-1',
	'stagewall.dev/granted-by': 'admin',
}
const rbac = 'rbac.authorization.k8s.io'

function binding(change: Partial<KubeObject> = {}, metadata: Partial<ObjectMeta> = {}): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: 'RoleBinding',
		metadata: {
			name: 'x',
			namespace: 'shop-prod',
			labels: { 'stagewall.dev/break-glass': 'webshop' },
			annotations,
			...metadata,
		},
		roleRef: { apiGroup: rbac, kind: 'Role', name: 'stagewall-break-glass.operate' },
		subjects: [{ apiGroup: rbac, ...erin }],
		...change,
	}
}

test('a binding says who may do what until when, why, and who granted it', () => {
	expect(breakGlassOf(binding())).toEqual({
		subject: erin,
		level: 'operate',
		since: '2026-11-24T14:00:00Z',
		until: '2026-11-24T16:00:00Z',
		reason: 'INC-1',
		by: 'admin',
		faults: [],
	})
})

const others: readonly [what: string, object: KubeObject][] = [
	['a binding without the mark', binding({}, { labels: { stage: 'prod' } })],
	['a binding without labels', { ...binding(), metadata: { name: 'stagewall-break-glass.operate.1' } }],
	['a marked Role', binding({ kind: 'Role' })],
]
test.each(others)('%s is none', (_, object) => {
	expect(breakGlassOf(object)).toBeUndefined()
})

describe('a binding that was not made so, or changed since', () => {
	const said = (key: string, value: string | undefined): KubeObject => {
		const { [`stagewall.dev/${key}`]: _, ...rest } = annotations as Readonly<Record<string, string>>
		return binding({}, { annotations: value === undefined ? rest : { ...rest, [`stagewall.dev/${key}`]: value } })
	}

	const endless: readonly [what: string, object: KubeObject, fault: string][] = [
		['no end', said('until', undefined), 'it does not say until when it holds'],
		['an empty end', said('until', ' '), 'it does not say until when it holds'],
		[
			'no annotations',
			{ ...binding({}), metadata: { name: 'x', labels: { 'stagewall.dev/break-glass': '' } } },
			'it does not say until when it holds',
		],
		['a word as its end', said('until', 'never'), '"never" is no moment until which it could hold'],
		['a day as its end', said('until', '2026-11-25'), '"2026-11-25" is no moment until which it could hold'],
		[
			'no time zone',
			said('until', '2026-11-24T16:00:00'),
			'"2026-11-24T16:00:00" is no moment until which it could hold',
		],
		[
			'an hour that no day has',
			said('until', '2026-11-24T26:00:00Z'),
			'"2026-11-24T26:00:00Z" is no moment until which it could hold',
		],
		['no beginning', said('granted-at', undefined), 'it does not say since when it holds'],
		['a word as its beginning', said('granted-at', 'now'), '"now" is no moment since which it could hold'],
		['more than a day', said('until', '2026-11-25T14:00:01Z'), 'it is meant to hold for more than 24 hours'],
	]
	test.each(endless)('with %s it is over, and says why', (_, object, fault) => {
		const read = breakGlassOf(object)
		expect(read?.until).toBeUndefined()
		expect(read?.faults).toContain(fault)
		expect(isOver({ until: read?.until }, '2020-01-01T00:00:00Z')).toBe(true)
	})

	const faulty: readonly [object: KubeObject, fault: string, field: 'subject' | 'level' | 'reason' | 'by'][] = [
		[binding({ subjects: [] }), 'it binds nobody', 'subject'],
		[binding({ subjects: null }), 'it binds nobody', 'subject'],
		[binding({ subjects: [null, { kind: 'User' }, { kind: 'Robot', name: 'r' }] }), 'it binds nobody', 'subject'],
		[binding({ subjects: [erin, { kind: 'Group', name: 'ops' }] }), 'it binds 2 subjects', 'subject'],
		[binding({ roleRef: undefined }), 'it gives the rights of no level', 'level'],
		[binding({ roleRef: { kind: 'Role', name: 'admin' } }), 'it gives the rights of no level', 'level'],
		[
			binding({ roleRef: { kind: 'ClusterRole', name: 'stagewall-break-glass.operate' } }),
			'it gives the rights of no level',
			'level',
		],
		[said('reason', undefined), 'it gives no reason', 'reason'],
		[said('granted-by', undefined), 'it does not say who granted it', 'by'],
	]
	test.each(faulty)('%# says so', (object, fault, field) => {
		const read = breakGlassOf(object)
		expect(read?.faults).toEqual([fault])
		expect(read?.[field]).toBeUndefined()
		expect(read?.until).toBe('2026-11-24T16:00:00Z')
	})

	test('a service account that somebody put in is named as what it is', () => {
		const account = { kind: 'ServiceAccount', name: 'ci', namespace: 'shop-dev' } as const
		expect(breakGlassOf(binding({ subjects: [account] }))?.subject).toEqual(account)
		const spelled = { kind: 'User', name: 'system:serviceaccount:shop-dev:ci' }
		expect(breakGlassOf(binding({ subjects: [spelled] }))?.subject).toEqual(account)
	})
})

test('it holds until its end, in whatever time zone that is said', () => {
	for (const until of ['2026-11-24T16:00:00Z', '2026-11-24T17:00:00+01:00', '2026-11-24T16:00:00.000Z']) {
		expect(isOver({ until }, '2026-11-24T15:59:59.999Z')).toBe(false)
		expect(isOver({ until }, '2026-11-24T16:00:00Z')).toBe(true)
	}
})

describe('names', () => {
	test('no plan gives one like them: they have a dot', () => {
		expect(breakGlassRoleName('near-admin')).toBe('stagewall-break-glass.near-admin')
		expect(breakGlassBindingName('near-admin', erin)).toBe('stagewall-break-glass.near-admin.e27556523995916a')
	})

	test('each person and level has its own, a user and a group of one name too', () => {
		const names = [
			breakGlassBindingName('view', erin),
			breakGlassBindingName('operate', erin),
			breakGlassBindingName('view', { kind: 'User', name: 'Erin@example.org' }),
			breakGlassBindingName('view', { kind: 'Group', name: 'erin@example.org' }),
			breakGlassBindingName('view', { kind: 'Group', name: 'größe' }),
		]
		expect(new Set(names).size).toBe(names.length)
		for (const name of names) expect(name).toMatch(/^[a-z0-9.-]+\.[0-9a-f]{16}$/)
	})
})

describe('a subject on the command line', () => {
	const people: readonly [text: string, person: HumanSubject][] = [
		['erin@example.org', erin],
		['user:erin@example.org', erin],
		['group:ldap:operations', { kind: 'Group', name: 'ldap:operations' }],
		['GROUP:ops', { kind: 'Group', name: 'ops' }],
		['oidc:erin', { kind: 'User', name: 'oidc:erin' }],
		['user:user:x', { kind: 'User', name: 'user:x' }],
	]
	test.each(people)('%s', (text, person) => {
		expect(personOf(text)).toEqual(person)
		expect(personOf(writePerson(person))).toEqual(person)
	})

	const nobody: readonly [text: string, says: RegExp][] = [
		['', /name is missing/],
		['user:', /name is missing/],
		['group: ', /name is missing/],
		['sa:ci', /service account/],
		['ServiceAccount:shop-dev/ci', /service account/],
		['system:serviceaccount:shop-dev:ci', /service account/],
		['user:system:serviceaccount:shop-dev:ci', /service account/],
		['group:system:serviceaccounts', /service account/],
		['group:system:serviceaccounts:shop-dev', /service account/],
		['group:system:authenticated', /kept by Kubernetes/],
		['group:system:masters', /kept by Kubernetes/],
		['system:anonymous', /kept by Kubernetes/],
	]
	test.each(nobody)('%j is nobody to be given rights', (text, says) => {
		expect(personOf(text)).toMatch(says)
	})
})
