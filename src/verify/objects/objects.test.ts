import { describe, expect, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { caseOf, namespaces, object, shown } from '../verify.suite.ts'
import { objects } from './index.ts'

const ours = { stage: 'dev', 'stagewall.dev/plan': 'webshop' }
const quota = (hard: object, more: object = {}): KubeObject =>
	object('v1', 'ResourceQuota', 'stagewall', 'shop-dev', ours, { spec: { hard, ...more } })
const deny = (spec: object): KubeObject =>
	object('networking.k8s.io/v1', 'NetworkPolicy', 'deny', 'shop-dev', ours, { spec })
const desired = [...namespaces, quota({ pods: '5' }, { scopes: null }), deny({ podSelector: {}, egress: null })]
const shopDev = namespaces[0] as KubeObject

const cases: readonly [what: string, observed: readonly KubeObject[], found: readonly string[]][] = [
	['as the plan wants it', [...namespaces, quota({ pods: '5' }), deny({ podSelector: {} })], []],
	['a missing policy', [...namespaces, quota({ pods: '5' })], ['high objects/missing NetworkPolicy shop-dev/deny']],
	[
		'a missing quota',
		[...namespaces, deny({ podSelector: {} })],
		['medium objects/missing ResourceQuota shop-dev/stagewall'],
	],
	[
		'an opened policy',
		[...namespaces, quota({ pods: '5' }), deny({ podSelector: {}, egress: [{}] })],
		['high objects/drift NetworkPolicy shop-dev/deny'],
	],
	[
		'a scope that lets pods out',
		[...namespaces, quota({ pods: '5' }, { scopes: ['BestEffort'] }), deny({ podSelector: {} })],
		['medium objects/drift ResourceQuota shop-dev/stagewall'],
	],
	[
		'a further key only narrows',
		[...namespaces, quota({ pods: '5', secrets: '1' }), deny({ podSelector: {} })],
		['low objects/drift ResourceQuota shop-dev/stagewall'],
	],
	[
		'a namespace label',
		[
			...namespaces.slice(1),
			{ ...shopDev, metadata: { ...shopDev.metadata, labels: { stage: 'prod' } } },
			quota({ pods: '5' }),
			deny({ podSelector: {} }),
		],
		['high objects/drift Namespace shop-dev'],
	],
	[
		'rights that nobody wants any more',
		[
			...namespaces,
			quota({ pods: '5' }),
			deny({ podSelector: {} }),
			object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'old', 'shop-dev', ours),
		],
		['medium objects/left-over RoleBinding shop-dev/old'],
	],
	[
		'objects of others are theirs',
		[
			...namespaces,
			quota({ pods: '5' }),
			deny({ podSelector: {} }),
			object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'x', 'shop-dev'),
		],
		[],
	],
]

describe('objects', () => {
	test.each(cases)('%s', (_, observed, found) => {
		expect(shown(objects.prove(caseOf(observed, { desired })).findings)).toEqual(found)
	})

	test('the witness says field, values and who wrote it', () => {
		const edited = deny({ podSelector: {}, egress: [{}] })
		const managed = {
			...edited,
			metadata: {
				...edited.metadata,
				managedFields: [
					{ manager: 'kubectl-edit', operation: 'Update' as const, fieldsV1: { 'f:spec': { 'f:egress': {} } } },
				],
			},
		}
		const proof = objects.prove(caseOf([...namespaces, quota({ pods: '5' }), managed], { desired }))
		expect(proof.result).toBe('violated')
		expect(proof.findings[0]?.witness).toEqual([
			{
				object: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace: 'shop-dev', name: 'deny' },
				field: 'spec.egress',
				expected: '(not set)',
				observed: '[{}]',
				manager: 'kubectl-edit',
			},
		])
	})

	test('an object that could not be seen is not called missing', () => {
		const unseen = [{ kind: kinds.NetworkPolicy, reason: 'failed' as const, message: 'etcd is gone' }]
		const proof = objects.prove(caseOf([...namespaces, quota({ pods: '5' })], { desired, unseen }))
		expect(shown(proof.findings)).toEqual(['medium objects/not-visible'])
		expect(proof.result).toBe('not-visible')
	})

	test('what is forbidden elsewhere does not hide what was read in the namespaces of the plan', () => {
		const unseen = [{ kind: kinds.NetworkPolicy, except: ['shop-dev'], reason: 'forbidden' as const, message: 'no' }]
		const proof = objects.prove(caseOf([...namespaces, quota({ pods: '5' })], { desired, unseen }))
		expect(shown(proof.findings)).toEqual([
			'high objects/missing NetworkPolicy shop-dev/deny',
			'low objects/not-visible',
		])
	})
})
