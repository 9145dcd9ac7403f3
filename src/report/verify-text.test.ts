import { expect, test } from 'vitest'
import type { Finding, Proof } from '../model/finding.ts'
import { paintFor } from './paint.ts'
import { verifyText } from './verify-text.ts'

const finding: Finding = {
	code: 'objects/drift',
	result: 'violated',
	severity: 'high',
	cluster: 'shared',
	stage: 'dev',
	subject: { group: '', kind: 'Namespace', name: 'shop-dev' },
	message: 'Namespace shop-dev is not as the plan wants it: metadata.labels.stage',
	witness: [{ field: 'metadata.labels.stage', expected: 'dev', observed: 'prod', manager: 'kubectl-label' }],
	remedy: 'stagewall apply',
}
const proof = (more: Partial<Proof>): Proof => ({
	name: 'objects',
	cluster: 'shared',
	claim: 'all is well',
	result: 'proven',
	scope: { objects: 12, namespaces: 1 },
	method: 'm',
	assumptions: [],
	findings: [],
	...more,
})
const info = { name: 'kind-dev', type: 'live' as const, serverVersion: 'v1.37.2', kinds: [] }

test('proofs, worst findings first, what is not visible never as proven', () => {
	const hidden: Finding = {
		...finding,
		code: 'objects/not-visible',
		result: 'not-visible',
		severity: 'medium',
		message: 'roles could not be read',
		witness: [],
		remedy: 'Grant list.',
	}
	const accepted: Finding = {
		...finding,
		code: 'labels/missing',
		result: 'accepted',
		severity: 'medium',
		message: 'x without the label',
		witness: [],
		acceptance: { reason: 'known', until: '2027-01-01' },
	}
	const clusters = [
		{
			cluster: 'shared',
			info,
			proofs: [
				proof({}),
				proof({ name: 'objects', result: 'violated', findings: [hidden, finding] }),
				proof({ name: 'labels', result: 'proven', findings: [accepted] }),
			],
		},
	]
	expect(verifyText(clusters, paintFor(false))).toBe(
		`Cluster shared (kind-dev, Kubernetes v1.37.2)
  ✓ proven      objects: all is well (12 objects, 1 namespace)
  ✗ violated    objects: all is well (12 objects, 1 namespace)
    high objects/drift Namespace shop-dev is not as the plan wants it: metadata.labels.stage
        metadata.labels.stage: prod, should be dev  set by kubectl-label
        → stagewall apply
    not visible objects/not-visible roles could not be read
        → Grant list.
  ✓ proven      labels: all is well (12 objects, 1 namespace)
    accepted labels/missing x without the label
        accepted: known (until 2027-01-01)

2 of 3 proofs proven, 1 finding, 1 not visible, 1 accepted
`,
	)
})

test('much evidence is cut, and says so', () => {
	const witness = Array.from({ length: 9 }, (_, index) => ({ field: `spec.f${index}`, expected: 'a', observed: 'b' }))
	const text = verifyText(
		[{ cluster: 'c', info, proofs: [proof({ findings: [{ ...finding, witness }] })] }],
		paintFor(false),
	)
	expect(text).toContain('spec.f5')
	expect(text).not.toContain('spec.f6')
	expect(text).toContain('and 3 more')
})

test('what hides from several proofs is told once, evidence of several objects says whose it is, notes are counted', () => {
	const hidden: Finding = {
		...finding,
		code: 'network/not-visible',
		result: 'not-visible',
		severity: 'medium',
		message: 'a typo',
		witness: [],
	}
	const policy = { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace: 'shop-dev', name: 'in' }
	const note: Finding = {
		...finding,
		code: 'network/bridge',
		result: 'noted',
		severity: 'info',
		message: 'a bridge',
		witness: [{ object: policy, field: 'spec.ingress[0]', observed: 'open' }],
	}
	const clusters = [
		{
			cluster: 'shared',
			info,
			found: {
				because: 'The label env is on 2 of 3 namespaces.',
				stages: [{ name: 'dev', namespaces: ['a', 'b'], synonyms: ['development'] }],
				neutral: ['kube-system'],
				leftOut: [{ namespace: 'x', why: 'env=true is no stage' }],
			},
			proofs: [
				proof({ name: 'network/isolation', result: 'not-visible', findings: [hidden, note] }),
				proof({ name: 'network/promises', result: 'not-visible', findings: [hidden] }),
			],
		},
	]
	expect(verifyText(clusters, paintFor(false))).toBe(
		[
			'Cluster shared (kind-dev, Kubernetes v1.37.2)',
			'  The label env is on 2 of 3 namespaces.',
			'',
			'  dev       a, b  also written development',
			'  no stage  kube-system',
			'  x: env=true is no stage',
			'',
			'  ? not visible network/isolation: all is well (12 objects, 1 namespace)',
			'    not visible network/not-visible a typo',
			'        → stagewall apply',
			'    noted network/bridge a bridge',
			'        NetworkPolicy shop-dev/in spec.ingress[0]: open',
			'  ? not visible network/promises: all is well (12 objects, 1 namespace)',
			'    not visible the same 1 as above',
			'',
			'0 of 2 proofs proven, 0 findings, 2 not visible, 1 note',
			'',
		].join('\n'),
	)
})
