/** What the API server writes into new objects: structure, and what its expressions give on the API server is shown in test/attacks. */
import { describe, expect, it } from 'vitest'
import type { MutationVersion } from '../../model/guards.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { evaluate } from './admission.suite.ts'
import { guardedObjects, guardedTenancy } from './policies.suite.ts'

interface Spec {
	readonly failurePolicy: string
	readonly reinvocationPolicy: string
	readonly matchConstraints: {
		readonly namespaceSelector: object
		readonly resourceRules: readonly {
			readonly resources: readonly string[]
			readonly operations: readonly string[]
			readonly scope: string
		}[]
		readonly excludeResourceRules?: readonly { readonly resources: readonly string[] }[]
	}
	readonly variables: readonly { readonly name: string; readonly expression: string }[]
	readonly mutations: readonly {
		readonly patchType: string
		readonly applyConfiguration?: { readonly expression: string }
		readonly jsonPatch?: { readonly expression: string }
	}[]
}

function mutations(tenancy: Tenancy = guardedTenancy()): ReadonlyMap<string, Spec> {
	const found = guardedObjects(tenancy).filter(({ kind }) => kind === 'MutatingAdmissionPolicy')
	return new Map(
		found.map((each) => [each.metadata.name.replace('stagewall-webshop-', ''), each['spec'] as unknown as Spec]),
	)
}

function specOf(name: string): Spec {
	const spec = mutations().get(name)
	if (spec === undefined) throw new Error(`there is no mutation ${name}`)
	return spec
}

const expressions = ({ mutations: all }: Spec): readonly string[] =>
	all.map(({ applyConfiguration, jsonPatch }) => (applyConfiguration ?? jsonPatch)?.expression ?? '')

describe('what is written', () => {
	it('labels, and the placement of pods and DaemonSets', () => {
		expect([...mutations().keys()]).toEqual(['labels', 'placement', 'daemon-placement'])
	})

	it('labels alone, where no stage has nodes of its own', () => {
		const tenancy = guardedTenancy()
		const stages = tenancy.stages.map((stage) => ({ ...stage, nodes: { type: 'shared' } as const }))
		expect([...mutations({ ...tenancy, stages }).keys()]).toEqual(['labels'])
	})

	it('nothing, where the plan says so', () => {
		expect(mutations(guardedTenancy({ mutation: 'off' })).size).toBe(0)
	})

	it.each<MutationVersion>(['v1', 'v1beta1'])('in the version %s, policies and bindings', (version) => {
		const all = guardedObjects(guardedTenancy({ mutation: version }))
		const written = all.filter(({ kind }) => kind.startsWith('MutatingAdmissionPolicy'))
		expect(new Set(written.map(({ apiVersion }) => apiVersion))).toEqual(
			new Set([`admissionregistration.k8s.io/${version}`]),
		)
		expect(written).toHaveLength(6)
	})

	it('each policy has a binding that binds it everywhere that it asks for', () => {
		const bindings = guardedObjects(guardedTenancy()).filter(({ kind }) => kind === 'MutatingAdmissionPolicyBinding')
		const bound = (binding: KubeObject) => binding['spec'] as { readonly policyName: string }
		expect(bindings.map((each) => bound(each).policyName)).toEqual(bindings.map(({ metadata }) => metadata.name))
	})

	it.each([...mutations()])(
		'%s fails closed, runs again after others, and sees the namespaces of the plan alone',
		(_, spec) => {
			expect(spec).toMatchObject({ failurePolicy: 'Fail', reinvocationPolicy: 'IfNeeded', matchConditions: null })
			expect(spec.matchConstraints.namespaceSelector).toEqual({ matchLabels: { 'stagewall.dev/plan': 'webshop' } })
		},
	)

	it('labels see what is in namespaces, as it is made and changed, but for bookkeeping', () => {
		const { matchConstraints } = specOf('labels')
		expect(matchConstraints.resourceRules).toMatchObject([
			{ resources: ['*'], operations: ['CREATE', 'UPDATE'], scope: 'Namespaced' },
		])
		const left = (matchConstraints.excludeResourceRules ?? []).flatMap(({ resources }) => resources)
		expect(left).toEqual(expect.arrayContaining(['events', 'leases', 'endpoints', 'endpointslices', 'bindings']))
	})

	it('labels are merged; selectors and tolerations, which are atomic, are patched', () => {
		expect(specOf('labels').mutations.map(({ patchType }) => patchType)).toEqual(['ApplyConfiguration'])
		expect(specOf('placement').mutations.map(({ patchType }) => patchType)).toEqual(['JSONPatch', 'JSONPatch'])
		expect(specOf('daemon-placement').mutations.map(({ patchType }) => patchType)).toEqual(['JSONPatch', 'JSONPatch'])
	})

	it('no patch holds a list with objects in it: API servers before 1.36.4 panic at that', () => {
		for (const spec of mutations().values())
			for (const expression of expressions(spec)) expect(expression).not.toMatch(/value: \[[^\]]/)
	})

	it('pods are written into when they are made, DaemonSets also when they are changed', () => {
		expect(specOf('placement').matchConstraints.resourceRules).toMatchObject([
			{ resources: ['pods'], operations: ['CREATE'] },
		])
		expect(specOf('daemon-placement').matchConstraints.resourceRules).toMatchObject([
			{ resources: ['daemonsets'], operations: ['CREATE', 'UPDATE'] },
		])
	})
})

describe('when something is written', () => {
	const label = 'node-restriction.kubernetes.io/stage'
	const taint = 'stagewall.dev/stage'

	/** Whether each patch leaves an object alone; which patch it would be is for the API server. */
	function leavesAlone(name: string, stage: string, object: object): readonly boolean[] {
		const { variables, mutations: all } = specOf(name)
		return all.map(({ applyConfiguration, jsonPatch }) => {
			const expression = applyConfiguration?.expression ?? jsonPatch?.expression ?? ''
			const [condition = ''] = expression.split(applyConfiguration === undefined ? ' ? [] : ' : ' ? Object{} : ')
			const request = {
				operation: 'CREATE',
				resource: 'x',
				object,
				namespaceLabels: stage === '' ? {} : { stage },
			} as const
			return evaluate(variables, condition, request) === true
		})
	}

	it.each<readonly [string, string, object, boolean]>([
		['a label is missing', 'dev', { metadata: {} }, false],
		['a label is empty', 'dev', { metadata: { labels: { stage: '' } } }, false],
		['other labels are there', 'dev', { metadata: { labels: { app: 'x' } } }, false],
		['the label is there', 'dev', { metadata: { labels: { stage: 'dev' } } }, true],
		['the label of another stage is there: it is refused', 'dev', { metadata: { labels: { stage: 'prod' } } }, true],
		['the namespace is of no stage', '', { metadata: {} }, true],
	])('labels: %s', (_, stage, object, alone) => {
		expect(leavesAlone('labels', stage, object)).toEqual([alone])
	})

	const own = { key: taint, operator: 'Equal', value: 'perf' }
	it.each<readonly [string, string, object, readonly boolean[]]>([
		['a stage without nodes of its own', 'dev', {}, [true, true]],
		['a stage with a label alone', 'test', {}, [false, true]],
		['a stage with both', 'perf', {}, [false, false]],
		[
			'other selectors and tolerations',
			'perf',
			{ nodeSelector: { disk: 'fast' }, tolerations: [{ operator: 'Exists' }] },
			[false, false],
		],
		['both are there', 'perf', { nodeSelector: { [label]: 'perf' }, tolerations: [own] }, [true, true]],
		['a foreign selector is left alone, and refused', 'perf', { nodeSelector: { [label]: 'test' } }, [true, false]],
		[
			'a toleration of one effect is not enough',
			'perf',
			{ tolerations: [{ ...own, effect: 'NoSchedule' }] },
			[false, false],
		],
	])('placement: %s', (_, stage, spec, alone) => {
		expect(leavesAlone('placement', stage, { spec })).toEqual(alone)
		expect(leavesAlone('daemon-placement', stage, { spec: { template: { spec } } })).toEqual(alone)
	})
})
