import { expect, test } from 'vitest'
import { curatedLevels } from '../model/access-levels.ts'
import type { BreakGlassGrant } from '../model/break-glass.ts'
import { breakGlassOf } from '../model/break-glass.ts'
import { planOf } from '../model/ownership.ts'
import { breakGlass } from './break-glass.ts'
import { compile, surroundingsOf } from './index.ts'
import { sampleTenancy } from './sample.suite.ts'

const tenancy = sampleTenancy()
const [namespace] = tenancy.namespaces
const operate = curatedLevels.find(({ name }) => name === 'operate')
if (namespace === undefined || operate === undefined) throw new Error('the sample has no namespace')

const grant: BreakGlassGrant = {
	subject: { kind: 'Group', name: 'ldap:operations' },
	level: { name: 'peek', description: '', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
	since: '2026-11-24T14:00:00Z',
	until: '2026-11-24T16:00:00Z',
	reason: 'INC-1',
	by: 'admin',
}

/** What the guard `exec` asks for. */
const use = { apiGroups: ['stagewall.dev'], resources: ['breakglass'], verbs: ['use'] }

test('a grant is a Role and a binding in each namespace, complete', () => {
	const labels = { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/break-glass': 'webshop' }
	const rbac = 'rbac.authorization.k8s.io'
	expect(breakGlass(tenancy, [namespace], grant)).toEqual([
		{
			apiVersion: `${rbac}/v1`,
			kind: 'Role',
			metadata: { name: 'stagewall-break-glass.peek', namespace: 'shop-dev', labels },
			rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }, use],
		},
		{
			apiVersion: `${rbac}/v1`,
			kind: 'RoleBinding',
			metadata: {
				name: expect.stringMatching(/^stagewall-break-glass\.peek\.[0-9a-f]{16}$/),
				namespace: 'shop-dev',
				labels,
				annotations: {
					'stagewall.dev/granted-at': '2026-11-24T14:00:00Z',
					'stagewall.dev/granted-by': 'admin',
					'stagewall.dev/reason': 'INC-1',
					'stagewall.dev/until': '2026-11-24T16:00:00Z',
				},
			},
			roleRef: { apiGroup: rbac, kind: 'Role', name: 'stagewall-break-glass.peek' },
			subjects: [{ apiGroup: rbac, kind: 'Group', name: 'ldap:operations' }],
		},
	])
})

test('the Role says what the level says, and that this is break-glass access', () => {
	const [role] = breakGlass(tenancy, [namespace], { ...grant, level: operate })
	expect(role?.['rules']).toEqual([...operate.rules, use])
})

test('no plan takes them for its own, and what was written can be read', () => {
	const made = breakGlass(tenancy, tenancy.namespaces, grant)
	expect(made).toHaveLength(2 * tenancy.namespaces.length)
	for (const object of made) expect(planOf(object)).toBeUndefined()
	const { subject, until, since, reason, by } = grant
	for (const object of made.filter(({ kind }) => kind === 'RoleBinding'))
		expect(breakGlassOf(object)).toEqual({ subject, level: 'peek', until, since, reason, by, faults: [] })
})

test('a plan whose own names look like them never meets them', () => {
	const person = { name: 'break-glass-peek', users: ['u'], groups: [], serviceAccounts: false }
	const level = { ...grant.level, name: 'break-glass-peek' }
	const plan = {
		...tenancy,
		people: [person],
		levels: [level],
		stages: tenancy.stages.map((stage) => ({ ...stage, access: [{ person: person.name, level: level.name }] })),
	}
	const names = tenancy.clusters.flatMap(({ name }) =>
		compile(plan, name, surroundingsOf(plan, undefined)).objects.map(({ metadata }) => metadata.name),
	)
	expect(names).toContain('stagewall-break-glass-peek')
	for (const { metadata } of breakGlass(plan, plan.namespaces, { ...grant, level }))
		expect(names).not.toContain(metadata.name)
})
