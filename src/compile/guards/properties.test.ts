/** Whatever a plan says, its guards are expressions that can be evaluated, on whatever is plain. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { compile } from '../index.ts'
import { surroundingsOf } from '../surroundings.ts'
import { anyGuardedTenancy } from '../tenancies.suite.ts'
import { type AdmissionRequest, evaluate, judge } from './admission.suite.ts'

interface Spec {
	readonly matchConstraints: {
		readonly resourceRules: readonly {
			readonly resources: readonly string[]
			readonly operations: readonly AdmissionRequest['operation'][]
		}[]
	}
	readonly variables: readonly { readonly name: string; readonly expression: string }[]
	readonly validations: readonly { readonly expression: string; readonly messageExpression?: string }[]
	readonly mutations: readonly {
		readonly applyConfiguration?: { readonly expression: string }
		readonly jsonPatch?: { readonly expression: string }
	}[]
}

const podSpec = { containers: [{ name: 'main' }] }
const workload = { metadata: {}, spec: { template: { spec: podSpec } } }

/** The least that the API server takes of each kind. */
const plain: Readonly<Record<string, object>> = {
	pods: { metadata: {}, spec: podSpec },
	deployments: workload,
	statefulsets: workload,
	replicasets: workload,
	daemonsets: workload,
	jobs: workload,
	cronjobs: { metadata: {}, spec: { jobTemplate: workload } },
	networkpolicies: { metadata: {}, spec: { podSelector: {} } },
	rolebindings: { metadata: {}, roleRef: { kind: 'Role', name: 'any' } },
	services: { metadata: {}, spec: {} },
	nodes: { metadata: {}, spec: {} },
}

/** Every request that a policy asks for. */
function requestsFor({ matchConstraints }: Spec, stage: string | undefined): readonly AdmissionRequest[] {
	return matchConstraints.resourceRules.flatMap(({ resources, operations }) =>
		resources.flatMap((path) =>
			operations.map((operation): AdmissionRequest => {
				const [resource = '', subResource] = path.split('/')
				const object = plain[resource] ?? { metadata: {} }
				return {
					operation,
					resource,
					...(subResource === undefined ? {} : { subResource }),
					...(operation === 'DELETE' || operation === 'CONNECT' ? {} : { object }),
					...(operation === 'UPDATE' || operation === 'DELETE' ? { oldObject: object } : {}),
					...(stage === undefined
						? {}
						: { namespace: 'any', namespaceLabels: { stage, 'example.org/environment': stage } }),
				}
			}),
		),
	)
}

/** Each takes hundreds of requests. */
const runs = { numRuns: 20 }

const everywhere = new Set(['namespaces', 'nodes'])

function policiesIn(objects: readonly KubeObject[], kind: string): readonly (readonly [KubeObject, Spec])[] {
	return objects.filter((each) => each.kind === kind).map((each) => [each, each['spec'] as unknown as Spec])
}

describe('for every plan', () => {
	it('every guard judges plain objects, and what it says to them is a text', () => {
		let judged = 0
		fc.assert(
			fc.property(anyGuardedTenancy, (tenancy) => {
				for (const { name } of tenancy.clusters)
					for (const [policy, spec] of policiesIn(
						compile(tenancy, name, surroundingsOf(tenancy, undefined)).objects,
						'ValidatingAdmissionPolicy',
					)) {
						const [first] = spec.matchConstraints.resourceRules.flatMap(({ resources }) => resources)
						const stages = everywhere.has(first ?? '') ? [undefined] : tenancy.stages.map((stage) => stage.name)
						for (const request of stages.flatMap((stage) => requestsFor(spec, stage))) {
							const said = judge(policy, request)
							judged++
							if (said !== undefined) expect(said.length).toBeGreaterThan(10)
							for (const { expression, messageExpression } of spec.validations)
								if (messageExpression !== undefined && evaluate(spec.variables, expression, request) !== true)
									expect(typeof evaluate(spec.variables, messageExpression, request)).toBe('string')
						}
					}
			}),
			runs,
		)
		expect(judged).toBeGreaterThan(1000)
	})

	it('what is written into plain objects is worked out', () => {
		let judged = 0
		fc.assert(
			fc.property(anyGuardedTenancy, (tenancy) => {
				for (const { name } of tenancy.clusters)
					for (const [, spec] of policiesIn(
						compile(tenancy, name, surroundingsOf(tenancy, undefined)).objects,
						'MutatingAdmissionPolicy',
					))
						for (const stage of tenancy.stages)
							for (const request of requestsFor(spec, stage.name))
								for (const { applyConfiguration, jsonPatch } of spec.mutations) {
									// What is written is of types that only the API server knows; when it is, is for everybody.
									const whole = applyConfiguration?.expression ?? jsonPatch?.expression ?? ''
									const [condition = ''] = whole.split(/ \? (?:\[\]|Object\{\}) : /)
									expect(typeof evaluate(spec.variables, condition, request)).toBe('boolean')
									judged++
								}
			}),
			runs,
		)
		expect(judged).toBeGreaterThan(100)
	})
})
