/** JSON Schemas of what `-o json` writes (src/report/). Programs may rely on what stands here; fields are only added. */
import * as z from 'zod'
import type { Connection } from '../src/model/connections.ts'
import { severities } from '../src/model/finding.ts'
import { accessExplanation, accessReport, allowed, rights, subject } from './access-schemas.ts'
import { quotaExplanation, refusal } from './capacity-schemas.ts'
import { networkExplanation } from './explanation-schema.ts'
import { placementExplanation } from './placement-schema.ts'

const ref = z.object({
	group: z.string().describe('API group, empty for the core group'),
	kind: z.string(),
	namespace: z.string().optional(),
	name: z.string(),
})
const kind = z.object({ group: z.string(), version: z.string(), kind: z.string() })
const unseen = z.object({
	kind: kind.optional().describe('absent where a file or an API group could not be read'),
	namespace: z.string().optional().describe('where only this namespace could not be read'),
	except: z.array(z.string()).optional().describe('namespaces that were read all the same'),
	file: z.string().optional(),
	group: z.string().optional().describe('an API group and version whose own server does not answer'),
	reason: z.enum(['forbidden', 'failed', 'unreadable', 'not-recorded']),
	message: z.string(),
})
const connectionChange = z.object({
	from: z.string().describe('a stage, a namespace that is in none, or "outside" of the cluster'),
	to: z.string(),
	ports: z.string().describe('all ports that change between any two of them'),
	except: z.string().optional().describe('all others, where that is shorter to say'),
	connections: z.int().min(1).describe('between how many pairs of workloads'),
	example: z.object({ from: z.string(), to: z.string() }),
})
const rightsChange = z.object({
	subjects: z
		.array(subject)
		.min(1)
		.describe('of one person, or service accounts of one name, each with rights in its own namespace'),
	person: z.string().optional().describe('the person of the plan whom they are'),
	place: z.object({
		type: z.enum(['stage', 'namespace', 'cluster']),
		name: z.string(),
		size: z.int().min(0).describe('how many namespaces the stage has'),
	}),
	namespaces: z.array(z.string()).describe('where in the place; empty for the whole cluster'),
	before: rights.optional().describe('what they have there in all; absent for nothing'),
	after: rights.optional(),
	gains: z.array(allowed),
	loses: z.array(allowed),
})
const placementRadius = z.object({
	nodes: z.array(
		z.object({
			node: z.string(),
			labels: z.record(z.string(), z.string()).describe('those that it gets'),
			taints: z.array(z.string()).describe('those that it gets, as kubectl writes them'),
		}),
	),
	missing: z.array(z.string()).describe('nodes that are to be marked and are not there'),
	evicts: z.array(
		z.object({
			object: ref,
			stage: z.string().optional(),
			pods: z.int().min(1),
			nodes: z.array(z.string()),
			taints: z.array(z.string()).describe('those that the pods do not tolerate for ever'),
			afterSeconds: z.number().optional().describe('absent for at once'),
		}),
	),
	strands: z.array(
		z.object({
			object: ref,
			stage: z.string().optional(),
			before: z.int().min(1).describe('on how many nodes its pods could run'),
		}),
	),
	unseen: z.array(unseen).describe('pods of it may be evicted besides'),
})
const conflict = z.object({
	field: z.string(),
	manager: z.string(),
	before: z.unknown().optional(),
	after: z.unknown().optional(),
})
const reason = z.enum(['forbidden', 'invalid', 'missing', 'terminating', 'failed'])
const action = z.enum(['create', 'update', 'replace', 'delete'])
const head = (name: string) => ({ apiVersion: z.literal('stagewall.dev/v1alpha1'), kind: z.literal(name) })

const planReport = z.object({
	...head('PlanReport'),
	clusters: z.array(
		z.object({
			cluster: z.string(),
			unchanged: z.int().min(0),
			changes: z.array(
				z.object({
					action,
					object: ref,
					adopts: z.boolean().optional().describe('nobody’s plan owned the object before'),
					owner: z.object({ tool: z.enum(['Argo CD', 'Flux', 'Helm']), name: z.string() }).optional(),
					fields: z
						.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
						.optional(),
				}),
			),
			stale: z.array(z.object({ object: ref, why: z.enum(['namespace', 'wall', 'not-asked']) })),
			blocked: z.array(
				z.union([
					z.object({ object: ref, type: z.literal('conflict'), conflicts: z.array(conflict) }),
					z.object({ object: ref, type: z.literal('refused'), reason, message: z.string() }),
				]),
			),
			notices: z.array(
				z.object({ code: z.string(), object: ref.optional(), message: z.string(), hint: z.string().optional() }),
			),
			hidden: z.array(ref).describe('objects of the plan that could not be looked at'),
			unseen: z.array(unseen),
			network: z
				.object({
					opens: z.array(connectionChange),
					closes: z.array(connectionChange),
					unseen: z.array(unseen).describe('connections of it may open and close besides'),
				})
				.optional()
				.describe('connections of pods that are there already; absent where no change touches the network'),
			access: z
				.object({
					changes: z.array(rightsChange),
					unseen: z.array(unseen).describe('rights may hang on it besides'),
				})
				.optional()
				.describe('who gains and loses rights; absent where no change touches rights'),
			nodes: placementRadius
				.optional()
				.describe('what labels and taints of nodes do to pods; absent where no node is marked'),
			capacity: z
				.object({
					below: z
						.array(
							z.object({
								quota: ref,
								keys: z.array(z.object({ key: z.string(), hard: z.string(), used: z.string() })),
							}),
						)
						.describe('quotas that would allow less than is used already'),
					stops: z
						.array(
							z.object({
								workload: ref,
								pods: z.int().min(0).describe('how many it has; they go on running'),
								refusals: z.array(refusal),
							}),
						)
						.describe('workloads whose pods can start now and could not any more'),
					unseen: z.array(unseen).describe('more may be used, and more may stop'),
				})
				.optional()
				.describe('absent where no quota or limit range of a namespace that exists changes'),
		}),
	),
})

const applyReport = z.object({
	...head('ApplyReport'),
	clusters: z.array(
		z.object({
			cluster: z.string(),
			unchanged: z.int().min(0),
			notBegun: z.int().min(0).describe('changes that were not begun, because of an interrupt or a lost cluster'),
			guards: z
				.array(
					z.object({
						policy: z.string(),
						inForce: z.boolean().describe('whether it was seen to refuse a dry run'),
						answer: z.string().optional().describe('what was answered in place of its refusal'),
					}),
				)
				.optional()
				.describe('whether guards that were written are in force; absent where none was, and for files'),
			changes: z.array(
				z.object({
					action,
					object: ref,
					outcome: z.enum(['applied', 'deleted', 'conflict', 'refused', 'skipped']),
					reason: reason.optional(),
					message: z.string().optional(),
					conflicts: z.array(conflict).optional(),
					because: ref.optional().describe('the refused object that this one stands on'),
					removed: z
						.literal(true)
						.optional()
						.describe('a replacement stopped half-way: what stood there is deleted, and the new object was not made'),
				}),
			),
		}),
	),
})

const finding = z.object({
	code: z.string().describe('see docs/reference/findings.md'),
	result: z.enum(['violated', 'not-visible', 'accepted', 'noted']),
	severity: z.enum(severities),
	stage: z.string().optional(),
	subject: ref.optional(),
	message: z.string(),
	witness: z.array(
		z.object({
			object: ref.optional(),
			field: z.string().optional(),
			expected: z.string().optional(),
			observed: z.string().optional(),
			manager: z.string().optional(),
		}),
	),
	remedy: z.string().optional(),
	controls: z.array(z.string()).optional(),
	acceptance: z.object({ reason: z.string(), until: z.string().optional() }).optional(),
})

const foundStages = z.object({
	because: z.string(),
	by: z.object({ type: z.enum(['label', 'suffix', 'prefix', 'name', 'none']), key: z.string().optional() }),
	stages: z.array(z.object({ name: z.string(), namespaces: z.array(z.string()), synonyms: z.array(z.string()) })),
	neutral: z.array(z.string()),
	leftOut: z.array(z.object({ namespace: z.string(), value: z.string(), why: z.string() })),
})

const verifyReport = z.object({
	...head('VerifyReport'),
	observedAt: z.iso.datetime(),
	clusters: z.array(
		z.object({
			cluster: z.string(),
			source: z.object({
				type: z.enum(['live', 'directory', 'snapshot']),
				name: z.string(),
				serverVersion: z.string().optional(),
			}),
			stages: foundStages.optional().describe('what was taken for stages; only without a plan'),
			proofs: z.array(
				z.object({
					name: z.string(),
					claim: z.string(),
					strength: z.string().optional().describe('how far the claim reaches, where there are several degrees'),
					result: z.enum(['proven', 'violated', 'not-visible']),
					scope: z.record(z.string(), z.int().min(0)),
					method: z.string(),
					assumptions: z.array(z.string()),
					findings: z.array(finding),
				}),
			),
		}),
	),
})

const connections = z.array(
	z.object({
		from: z.string().describe('namespace/Kind/name, or addresses such as 10.0.0.0-10.0.0.255'),
		to: z.string(),
		ports: z.string().describe('e.g. "TCP 80,443; UDP 53", or "all"'),
	}),
) satisfies z.ZodType<readonly Connection[]>

/** By file name in schema/. */
export const reportSchemas: Readonly<Record<string, object>> = {
	'plan-report-v1alpha1.json': z.toJSONSchema(planReport),
	'apply-report-v1alpha1.json': z.toJSONSchema(applyReport),
	'verify-report-v1alpha1.json': z.toJSONSchema(verifyReport),
	'connections-v1alpha1.json': z.toJSONSchema(connections),
	'access-report-v1alpha1.json': z.toJSONSchema(accessReport, { reused: 'ref' }),
	'access-explanation-v1alpha1.json': z.toJSONSchema(accessExplanation, { reused: 'ref' }),
	'network-explanation-v1alpha1.json': z.toJSONSchema(networkExplanation, { reused: 'ref' }),
	'placement-explanation-v1alpha1.json': z.toJSONSchema(placementExplanation, { reused: 'ref' }),
	'quota-explanation-v1alpha1.json': z.toJSONSchema(quotaExplanation, { reused: 'ref' }),
}
