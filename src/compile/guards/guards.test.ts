/** What guards refuse, and what they let pass. Requests are judged by a CEL engine of others, in test/attacks by the API server itself. */
import { describe, expect, it } from 'vitest'
import { guardNames } from '../../model/guards.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { type GuardProbe, guardProbes, surroundingsOf } from '../index.ts'
import { judge } from './admission.suite.ts'
import { exemption, guardedObjects, guardedTenancy, inStage, judgeRows, type Row, type Try } from './policies.suite.ts'

const tenancy = guardedTenancy()
const objects = guardedObjects(tenancy)
const probes = probesOf(tenancy)
const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')

function probesOf(of: Tenancy): readonly GuardProbe[] {
	const stages = of.stages.filter(({ cluster }) => cluster === 'shared')
	return guardProbes(of, stages, surroundingsOf(of, undefined))
}

describe('every policy', () => {
	it.each(policies.map((each) => [each.metadata.name, each] as const))('%s says that it is in force', (name, each) => {
		const probe = probes.find(({ policy }) => policy === name)
		if (probe === undefined) throw new Error(`there is no probe of ${name}`)
		const { object, kind } = probe
		const request = { ...inStage('dev'), operation: 'CREATE', resource: kind.plural, object, name: probe.name } as const
		expect(judge(each, request)).toContain(probe.answer)
		expect(probe.answer).toMatch(new RegExp(`^${name} is in force \\([0-9a-f]{16}\\)$`))
	})

	it('there is one for each guard', () => {
		const named = new Set(policies.map(({ metadata }) => metadata.name.replace('stagewall-webshop-', '')))
		for (const guard of guardNames) {
			const words = guard.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
			expect([...named].filter((name) => name.startsWith(words))).not.toEqual([])
		}
	})

	it('it says another fingerprint where it asks something else', () => {
		const answers = (more: Parameters<typeof guardedTenancy>[0]) =>
			probesOf(guardedTenancy(more)).flatMap(({ policy, answer }) => (policy.endsWith('-scheduling') ? [answer] : []))
		expect(answers({ schedulers: ['other'] })).not.toEqual(answers({}))
	})

	it('it binds itself as its mode says', () => {
		const actions = (mode: 'enforce' | 'warn' | 'off') =>
			guardedObjects({ ...tenancy, guards: { ...tenancy.guards, modes: { ...tenancy.guards.modes, exec: mode } } })
				.filter(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicyBinding' && metadata.name.endsWith('-exec'))
				.map(({ spec }) => (spec as { readonly validationActions: readonly string[] }).validationActions)
		expect([actions('enforce'), actions('warn'), actions('off')]).toEqual([[['Deny']], [['Warn', 'Audit']], []])
	})

	it('it asks for the namespaces of the plan, or for all where its label is what it watches over', () => {
		const wide = policies.filter(({ spec }) => {
			const { matchConstraints } = spec as { readonly matchConstraints: { readonly namespaceSelector: object } }
			return Object.keys(matchConstraints.namespaceSelector).length === 0
		})
		expect(wide.map(({ metadata }) => metadata.name)).toEqual([
			'stagewall-webshop-namespaces',
			'stagewall-webshop-nodes',
		])
	})

	it('whoever may do nothing but be exempt is bound to a role of that', () => {
		const role = objects.find(({ kind }) => kind === 'ClusterRole')
		expect(role).toMatchObject({
			metadata: { name: 'stagewall-webshop-platform' },
			rules: [{ apiGroups: ['stagewall.dev'], resources: ['walls'], verbs: ['create', 'update', 'delete', 'connect'] }],
		})
		const bound = guardedObjects(guardedTenancy({ exempt: ['operators'] })).find(
			({ kind }) => kind === 'ClusterRoleBinding',
		)
		expect(bound?.['subjects']).toMatchObject([
			{ kind: 'User', name: 'erin@example.org' },
			{ kind: 'Group', name: 'ldap:operations' },
		])
		expect(objects.some(({ kind }) => kind === 'ClusterRoleBinding')).toBe(false)
	})
})

describe('walls', () => {
	const labels = { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' }
	const message = (what: string) =>
		`${what} it is a wall of the plan webshop: it is changed in stages.yaml, by the platform`

	/** Each kind of walls, with a field that matters, as it is and as somebody would like it. */
	describe.each([
		['policies', 'networkpolicies', { spec: { podSelector: {} } }, { spec: { podSelector: {}, ingress: [{}] } }],
		['quotas', 'resourcequotas', { spec: { hard: { pods: '1' } } }, { spec: { hard: { pods: '9' } } }],
		['roles', 'roles', { rules: [] }, { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
		['bindings', 'rolebindings', { roleRef: { name: 'r' } }, { roleRef: { name: 'r' }, subjects: [{ name: 'x' }] }],
		['accounts', 'serviceaccounts', {}, { automountServiceAccountToken: true }],
	])('%s', (part, resource, before, after) => {
		const ours = { metadata: { labels }, ...before }
		const theirs = { metadata: { labels: { stage: 'dev' } }, ...before }
		const refused = message(resource)
		const update = (object: object, oldObject: object): Try => ({ operation: 'UPDATE', object, oldObject })
		const rows: readonly Row[] = [
			['it is deleted', { operation: 'DELETE', oldObject: ours }, refused],
			[
				'it is deleted with all of its kind',
				{ operation: 'DELETE', oldObject: ours, unnamed: true },
				`${resource} (no name yet) is a wall`,
			],
			['it is changed', update({ ...ours, ...after }, ours), refused],
			['a field is taken away', update(ours, { ...ours, ...after }), refused],
			['it gets an annotation', update({ ...ours, metadata: { labels, annotations: { note: 'x' } } }, ours)],
			['it gets a label of others', update({ ...ours, metadata: { labels: { ...labels, team: 'a' } } }, ours)],
			['it loses its labels', update(theirs, ours), refused],
			['it loses all labels', update({ ...ours, metadata: {} }, ours), refused],
			['it changes its stage', update({ ...ours, metadata: { labels: { ...labels, stage: 'prod' } } }, ours), refused],
			['what looks like one is made', { object: ours }, refused],
			['something becomes one', update(ours, theirs), refused],
			['one of somebody is made', { object: theirs }],
			['one of somebody is made, without labels', { object: { metadata: {}, ...before } }],
			['one of somebody is changed', update({ ...theirs, ...after }, theirs)],
			['one of somebody is deleted', { operation: 'DELETE', oldObject: theirs }],
			['one of another plan is made', { object: { ...ours, metadata: { labels: { 'stagewall.dev/plan': 'other' } } } }],
			[
				'whoever may delete everything deletes it, as the controller of namespaces does',
				{ operation: 'DELETE', oldObject: ours, rights: [exemption('delete', 'walls')] },
			],
			[
				'the right to delete is none to change',
				{ ...update({ ...ours, ...after }, ours), rights: [exemption('delete', 'walls')] },
				refused,
			],
			['the exemption from another guard is none', { object: ours, rights: [exemption('create', 'exec')] }, refused],
		]
		judgeRows(`walls-${part}`, { resource }, rows)
	})

	describe('the status of a quota', () => {
		const quota = (own: object) => ({ metadata: { labels: own }, spec: {}, status: {} })
		const update = (own: object, before: object = own): Try => ({ object: quota(own), oldObject: quota(before) })
		const says = 'the status of the quota it is written by the control plane'
		const controller = { rights: ['update /resourcequotas/status'] }
		judgeRows('walls-quotas', { operation: 'UPDATE', resource: 'resourcequotas', subResource: 'status' }, [
			['somebody writes it', update(labels), says],
			['somebody takes the label from it', update({}, labels), message('resourcequotas')],
			['that of a quota of somebody', update({})],
			['the controller writes it', { ...update(labels), ...controller }],
			['the controller takes the label from it', { ...update({}, labels), ...controller }, message('resourcequotas')],
			['whoever may in the namespace', { ...update(labels), rights: ['update /resourcequotas/status@shop-dev'] }, says],
		])
	})

	describe('roles that stand for break-glass access', () => {
		const role = (apiGroup: string, resource: string, ...verbs: readonly string[]) => ({
			metadata: {},
			rules: [
				{ apiGroups: [''], resources: ['pods'], verbs: ['get'] },
				{ apiGroups: [apiGroup], resources: [resource], verbs },
			],
		})
		const use = role('stagewall.dev', 'breakglass', 'use')
		const says = 'the Role it would stand for break-glass access'
		judgeRows('walls-roles', { resource: 'roles' }, [
			['it says so', { object: use }, says],
			['by every group', { object: role('*', 'breakglass', 'use') }, says],
			['by every resource', { object: role('stagewall.dev', '*', 'get', 'use') }, says],
			['every verb gives more than that, and so no break-glass access', { object: role('*', '*', '*') }],
			['another verb', { object: role('*', '*', 'create') }],
			['another resource', { object: role('stagewall.dev', 'walls', 'use') }],
			['another group', { object: role('example.org', 'breakglass', 'use') }],
			[
				'paths have neither groups nor resources',
				{ object: { metadata: {}, rules: [{ nonResourceURLs: ['/x'], verbs: ['use'] }] } },
			],
			['no rules', { object: { metadata: {} } }],
			['it becomes one', { operation: 'UPDATE', object: use, oldObject: { metadata: {}, rules: [] } }, says],
			['it stays one', { operation: 'UPDATE', object: use, oldObject: use }],
			['it is deleted', { operation: 'DELETE', oldObject: use }],
			['the platform makes it', { object: use, rights: [exemption('create', 'walls')] }],
		])
	})

	describe('bindings that give break-glass access', () => {
		const bind = (name: string, subjects: readonly object[], until = '2027-01-01T00:00:00Z') => ({
			metadata: { annotations: { 'stagewall.dev/until': until } },
			roleRef: { kind: 'Role', name },
			subjects,
		})
		const role = 'stagewall-break-glass.near-admin'
		const [erin, mallory] = [
			{ kind: 'User', name: 'erin' },
			{ kind: 'User', name: 'mallory' },
		]
		const given = bind(role, [erin])
		const says = 'the binding it gives break-glass access'
		judgeRows('walls-bindings', { resource: 'rolebindings' }, [
			['one is made', { object: given }, says],
			['one is made without annotations', { object: { ...given, metadata: {} } }, says],
			['one to another role', { object: bind('edit', [erin]) }],
			[
				'one is for somebody else',
				{ operation: 'UPDATE', object: bind(role, [erin, mallory]), oldObject: given },
				says,
			],
			[
				'one lasts longer',
				{ operation: 'UPDATE', object: bind(role, [erin], '2099-01-01T00:00:00Z'), oldObject: given },
				says,
			],
			[
				'one does not say any more until when',
				{ operation: 'UPDATE', object: { ...given, metadata: {} }, oldObject: given },
				says,
			],
			['one stays', { operation: 'UPDATE', object: given, oldObject: given }],
			['one is given back', { operation: 'DELETE', oldObject: given }],
			['the platform makes one', { object: given, rights: [exemption('create', 'walls')] }],
		])
	})
})
