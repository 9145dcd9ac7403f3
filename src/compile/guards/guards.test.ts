/** What guards refuse, and what they let pass. Requests are judged by a CEL engine of others, in test/live by the API server itself. */
import { describe, expect, it } from 'vitest'
import { allGuards } from '../../model/guards.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { compile, guardProbes, surroundingsOf } from '../index.ts'
import { sampleTenancy } from '../sample.suite.ts'
import { type AdmissionRequest, judge } from './admission.suite.ts'

const sample = sampleTenancy()
const tenancy: Tenancy = {
	...sample,
	guards: { modes: allGuards('enforce'), exempt: [], mutation: 'auto', schedulers: [], priorityClasses: [] },
}
/** The cluster of the stage dev. */
const cluster = tenancy.stages[0]?.cluster ?? ''
const stages = tenancy.stages.filter((stage) => stage.cluster === cluster)
const surroundings = surroundingsOf(tenancy, undefined)
const policies = compile(tenancy, cluster, surroundings).objects.filter(
	({ kind }) => kind === 'ValidatingAdmissionPolicy',
)
const probes = guardProbes(tenancy, stages, surroundings)

function policy(name: string): KubeObject {
	const found = policies.find(({ metadata }) => metadata.name === `stagewall-${tenancy.name}-${name}`)
	if (found === undefined) throw new Error(`there is no policy ${name}`)
	return found
}

const inDev: Omit<AdmissionRequest, 'operation' | 'resource'> = {
	namespace: 'shop-dev',
	name: 'it',
	namespaceLabels: { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': tenancy.name },
}

describe('every policy', () => {
	it.each(policies.map((each) => [each.metadata.name, each] as const))('%s says that it is in force', (name, each) => {
		const probe = probes.find(({ policy }) => policy === name)
		if (probe === undefined) throw new Error(`there is no probe of ${name}`)
		const { object } = probe
		const request = { ...inDev, operation: 'CREATE', resource: probe.kind.plural, object, name: probe.name } as const
		expect(judge(each, request)).toContain(probe.answer)
	})
})

describe('walls', () => {
	const ours = { metadata: { labels: inDev.namespaceLabels }, spec: { podSelector: {} } }
	const theirs = { metadata: { labels: { stage: 'dev' } }, spec: { podSelector: {} } }
	const changed = { ...ours, spec: { podSelector: {}, ingress: [{}] } }
	const annotated = { ...ours, metadata: { ...ours.metadata, annotations: { note: 'x' } } }
	const refused = `networkpolicies it is a wall of the plan ${tenancy.name}: it is changed in stages.yaml, by the platform`

	it.each<
		readonly [string, Pick<AdmissionRequest, 'operation' | 'object' | 'oldObject' | 'rights'>, string | undefined]
	>([
		['a wall is deleted', { operation: 'DELETE', oldObject: ours }, refused],
		['a wall is changed', { operation: 'UPDATE', object: changed, oldObject: ours }, refused],
		['a wall gets an annotation', { operation: 'UPDATE', object: annotated, oldObject: ours }, undefined],
		['a wall loses its labels', { operation: 'UPDATE', object: theirs, oldObject: ours }, refused],
		['somebody makes what looks like a wall', { operation: 'CREATE', object: ours }, refused],
		['a policy of somebody is made', { operation: 'CREATE', object: theirs }, undefined],
		['a policy of somebody is deleted', { operation: 'DELETE', oldObject: theirs }, undefined],
		[
			'whoever may delete everything deletes a wall, as the controller of namespaces does',
			{ operation: 'DELETE', oldObject: ours, rights: [`delete stagewall.dev/walls:${tenancy.name}.walls`] },
			undefined,
		],
		[
			'the right to delete is none to change',
			{
				operation: 'UPDATE',
				object: changed,
				oldObject: ours,
				rights: [`delete stagewall.dev/walls:${tenancy.name}.walls`],
			},
			refused,
		],
	])('%s', (_what, request, message) => {
		expect(judge(policy('walls-policies'), { ...inDev, resource: 'networkpolicies', ...request })).toBe(message)
	})

	it('all objects of a kind at once, which have no name yet', () => {
		const { name: _, ...rest } = inDev
		expect(
			judge(policy('walls-policies'), { ...rest, operation: 'DELETE', resource: 'networkpolicies', oldObject: ours }),
		).toBe(refused.replace('it is', '(no name yet) is'))
	})
})
