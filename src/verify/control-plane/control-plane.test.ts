import { expect, test } from 'vitest'
import { caseOf, shown, tenancy } from '../verify.suite.ts'
import { controlPlane } from './index.ts'

const apart = (cluster: string) => ({
	...tenancy,
	stages: tenancy.stages.map((stage) => (stage.name === 'test' ? { ...stage, cluster } : stage)),
})

test.each([
	['two stages behind one API server', tenancy, ['low control-plane/shared', 'medium control-plane/shared']],
	['a cluster each', apart('other'), []],
])('%s', (_case, plan, found) => {
	const proof = controlPlane.prove({ ...caseOf([]), tenancy: plan })
	expect(shown(proof.findings)).toEqual(found)
	expect(proof.result).toBe(found.length === 0 ? 'proven' : 'violated')
})

test('each stage says with whom it shares, so that each can be accepted', () => {
	expect(controlPlane.prove(caseOf([])).findings.map(({ stage, message }) => [stage, message])).toEqual([
		['dev', expect.stringContaining('the stage dev shares an API server with test')],
		['test', expect.stringContaining('the stage test shares an API server with dev')],
	])
})
