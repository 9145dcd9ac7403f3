import { expect, test } from 'vitest'
import type { Unseen } from '../model/facts.ts'
import { kinds } from '../model/kinds.ts'
import { hiddenFrom } from './prover.ts'
import { caseOf, namespaces } from './verify.suite.ts'

const policies = new Set(['networking.k8s.io/NetworkPolicy'])
const group = (name: string): Unseen => ({
	kind: undefined,
	group: name,
	reason: 'failed',
	message: 'its own server does not answer',
})

/** What is unseen, what the proof needs, and the finding as `severity stage: message → remedy`. */
const cases: readonly [what: string, unseen: Unseen, needed: ReadonlySet<string> | 'all', found: string | undefined][] =
	[
		[
			'a kind that is needed',
			{ kind: kinds.NetworkPolicy, reason: 'forbidden', message: 'erin cannot list' },
			policies,
			'medium -: networkpolicies could not be read: erin cannot list → Grant "list" on networkpolicies.networking.k8s.io to whoever runs Stagewall.',
		],
		['a kind that is not', { kind: kinds.Role, reason: 'forbidden', message: 'no' }, policies, undefined],
		[
			'any kind, where all are needed',
			{ kind: kinds.Secret, reason: 'failed', message: 'etcd is gone' },
			'all',
			'medium -: secrets could not be read: etcd is gone → Mend what the message says, and run again.',
		],
		[
			'a kind in a namespace of a stage',
			{ kind: kinds.NetworkPolicy, namespace: 'shop-test', reason: 'forbidden', message: 'no' },
			policies,
			'medium test: networkpolicies could not be read in the namespace shop-test: no → Grant "list" on networkpolicies.networking.k8s.io to whoever runs Stagewall.',
		],
		[
			'a kind outside the plan',
			{ kind: kinds.NetworkPolicy, except: ['shop-dev'], reason: 'failed', message: 'no' },
			policies,
			'low -: networkpolicies could not be read outside the namespaces of the plan: no → Mend what the message says, and run again.',
		],
		[
			'a kind that a snapshot lacks',
			{ kind: kinds.NetworkPolicy, reason: 'not-recorded', message: 'taken without' },
			policies,
			'medium -: networkpolicies could not be read: taken without → Take the snapshot anew with this version.',
		],
		[
			'a file, which may hold any kind',
			{ kind: undefined, file: 'a.yaml', reason: 'unreadable', message: 'tabs' },
			policies,
			'medium -: the file a.yaml could not be read: tabs → Mend what the message says, and run again.',
		],
		['an API group, which holds no kind that is known by name', group('metrics.k8s.io/v1beta1'), policies, undefined],
		[
			'an API group, where all kinds are needed',
			group('metrics.k8s.io/v1beta1'),
			'all',
			'medium -: the API group metrics.k8s.io/v1beta1 could not be read: its own server does not answer → Bring its server back, or delete the APIService if nobody needs it: kubectl get apiservice v1beta1.metrics.k8s.io',
		],
	]

test.each(cases)('%s', (_, unseen, needed, found) => {
	const findings = hiddenFrom('labels', caseOf(namespaces, { unseen: [unseen] }), needed)
	expect(findings.map(({ code, result }) => `${code} ${result}`)).toEqual(
		found === undefined ? [] : ['labels/not-visible not-visible'],
	)
	expect(
		findings.map(({ severity, stage = '-', message, remedy }) => `${severity} ${stage}: ${message} → ${remedy}`),
	).toEqual(found === undefined ? [] : [found])
})

test('many files that cannot be read are one finding, which names them all', () => {
	const unseen = ['a', 'b', 'c', 'd'].map(
		(name): Unseen => ({ kind: undefined, file: `${name}.yaml`, reason: 'unreadable', message: 'a template' }),
	)
	const found = (files: readonly Unseen[]) => hiddenFrom('labels', caseOf(namespaces, { unseen: files }), 'all')
	expect(found(unseen.slice(1))).toHaveLength(3)
	const [finding, ...others] = found(unseen)
	expect(others).toEqual([])
	expect(finding?.message).toBe('4 files could not be read, and any of them may hold what matters here')
	expect(finding?.witness.map(({ field, observed }) => `${field}: ${observed}`)).toEqual(
		['a', 'b', 'c', 'd'].map((name) => `${name}.yaml: a template`),
	)
})
