/**
 * JSON Schemas of what `stagewall access -o json` and `stagewall explain access -o json` write. The compiler holds them against the
 * types (src/model/access-report.ts, src/model/access-explanation.ts), which say what each field means; test/program holds them against
 * what is written.
 */
import * as z from 'zod'
import type { AccessExplanation } from '../src/model/access-explanation.ts'
import type { AccessMatrix } from '../src/model/access-report.ts'
import { doubt, evidence, ref } from './explanation-schema.ts'

const head = (name: string) => ({ apiVersion: z.literal('stagewall.dev/v1alpha1'), kind: z.literal(name) })

export const subject = z.union([
	z.object({ kind: z.enum(['User', 'Group']), name: z.string() }),
	z.object({ kind: z.literal('ServiceAccount'), namespace: z.string(), name: z.string() }),
])

export const allowed = z.object({
	verbs: z.array(z.string()).describe('sorted; "*" for all'),
	resource: z.string().describe('as kubectl writes it, e.g. deployments.apps/scale; "*.*" for all; or a path'),
	names: z.array(z.string()).exactOptional().describe('only objects of these names'),
})
export const rights = z.discriminatedUnion('type', [
	z.object({ type: z.literal('everything') }),
	z.object({
		type: z.literal('level'),
		level: z.string(),
		origin: z.enum(['plan', 'curated', 'kubernetes']),
		extras: z.array(allowed).describe('what is held beyond the level'),
	}),
	z.object({
		type: z.literal('custom'),
		verbs: z.int().min(0),
		resources: z.int().min(0),
		allows: z.array(allowed),
	}),
	z.object({ type: z.literal('allowed') }).describe('the request that was asked about is allowed'),
])
const matrix = z.object({
	cluster: z.string(),
	source: z.string(),
	because: z.string().exactOptional().describe('by what the stages were found; only without a plan'),
	can: z.string().exactOptional().describe('the request that was asked about'),
	columns: z.array(
		z.object({ type: z.enum(['stage', 'elsewhere', 'cluster']), name: z.string(), namespaces: z.array(z.string()) }),
	),
	rows: z.array(
		z.object({
			type: z.enum(['everybody', 'person', 'subject', 'accounts', 'system']),
			name: z.string().describe('what --as takes; of accounts the name that they share'),
			subjects: z.array(subject),
			cells: z
				.array(
					z.object({
						column: z.string(),
						rights: z
							.array(
								z.object({
									namespaces: z.array(z.string()).describe('empty for the whole cluster'),
									clusterWide: z.boolean().describe('whether bindings of the whole cluster alone give it'),
									rights,
									allows: z.array(allowed).exactOptional().describe('all of it; only with --as'),
								}),
							)
							.describe('namespaces with equal rights together; empty for no right'),
					}),
				)
				.describe('in the order of the columns'),
		}),
	),
	without: z.array(z.string()).describe('people of the plan without any right here'),
	system: z
		.object({ subjects: z.int().min(0), everything: z.int().min(0) })
		.describe('accounts of the control plane that are not listed'),
}) satisfies z.ZodType<AccessMatrix>

/** The document: the matrix of each cluster. */
export const accessReport = z.object({ ...head('AccessReport'), clusters: z.array(matrix) })

const written = z.object({ object: ref, manager: z.string().exactOptional() })
const texts = z.array(z.string())
const way = z.object({
	through: subject.describe('whom the binding names: the subject itself, or a group that it is in'),
	binding: written,
	subjectField: z.string(),
	role: written,
	assumed: z.boolean().describe('the ClusterRole of Kubernetes itself, which the files do not hold'),
	ruleField: z.string(),
	rule: z.object({
		verbs: texts,
		apiGroups: texts,
		resources: texts,
		resourceNames: texts,
		nonResourceURLs: texts,
	}),
})
const miss = z.object({
	type: z.enum([
		'names',
		'subresource',
		'resource',
		'wildcard',
		'verb',
		'api-group',
		'related',
		'missing-role',
		'subject',
		'namespace',
	]),
	binding: ref,
	role: ref,
	field: z.string().exactOptional(),
	has: texts.describe('what is there in place of what was asked'),
})
const explanation = z.object({
	subject: z.string(),
	request: z.string(),
	groups: texts,
	doubts: z.array(doubt),
	answers: z.array(
		z.object({
			cluster: z.string(),
			subjects: z.array(subject),
			stage: z.string().exactOptional(),
			namespaces: texts.describe('empty for the whole cluster'),
			verdict: z.enum(['allowed', 'denied', 'unknown']).describe('by RBAC alone'),
			master: z.boolean(),
			ways: z.array(way),
			near: z.array(miss),
			levels: texts.describe('access levels that would allow it'),
			becoming: z
				.array(z.object({ what: z.string(), evidence: z.array(evidence) }))
				.exactOptional()
				.describe('how it can all the same, by becoming somebody who may'),
			planned: z.object({ person: z.string(), level: z.string(), allows: z.boolean() }).exactOptional(),
		}),
	),
}) satisfies z.ZodType<AccessExplanation>

/** The document: what was explained, with its version and kind. */
export const accessExplanation = z.object({ ...head('AccessExplanation'), ...explanation.shape })
