import { expect, test } from 'vitest'
import type { Finding, Proof } from '../model/finding.ts'
import type { Acceptance } from '../model/tenancy.ts'
import { withAcceptances } from './accept.ts'

const finding = (more: Partial<Finding> = {}): Finding => ({
	code: 'labels/missing',
	result: 'violated',
	severity: 'medium',
	cluster: 'c',
	stage: 'dev',
	subject: undefined,
	message: 'm',
	witness: [],
	...more,
})
const proof = (findings: readonly Finding[]): Proof => ({
	name: 'labels',
	cluster: 'c',
	claim: 'c',
	result: 'violated',
	scope: {},
	method: 'm',
	assumptions: [],
	findings,
})
const until = (day: string): Acceptance => ({ finding: 'labels/missing', stages: ['dev'], reason: 'known', until: day })

test.each([
	['accepted through its last day', [finding()], until('2026-11-24'), 'proven', ['accepted']],
	['no longer the day after', [finding()], until('2026-11-23'), 'violated', ['violated']],
	['another stage', [finding({ stage: 'prod' })], until('2099-01-01'), 'violated', ['violated']],
	['another code', [finding({ code: 'labels/wrong' })], until('2099-01-01'), 'violated', ['violated']],
	[
		'no stages means all',
		[finding({ stage: 'prod' })],
		{ finding: 'labels/missing', stages: [], reason: 'r' },
		'proven',
		['accepted'],
	],
	[
		'what is not visible cannot be accepted',
		[finding({ result: 'not-visible' })],
		until('2099-01-01'),
		'not-visible',
		['not-visible'],
	],
] as const)('%s', (_, findings, acceptance, result, results) => {
	const marked = withAcceptances(proof(findings), [acceptance], '2026-11-24')
	expect(marked.result).toBe(result)
	expect(marked.findings.map((each) => each.result)).toEqual(results)
})
