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
