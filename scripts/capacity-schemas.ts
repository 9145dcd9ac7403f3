/**
 * JSON Schema of what `stagewall explain quota -o json` writes, and of what `stagewall plan -o json` says of quotas. The compiler holds it
 * against the types (src/model/capacity.ts, src/model/quota-explanation.ts), which say what each field means; test/program holds it against
 * what is written.
 */
import * as z from 'zod'
import type { Refusal } from '../src/model/capacity.ts'
import type { QuotaExplanation } from '../src/model/quota-explanation.ts'
import { doubt, ref } from './explanation-schema.ts'

const amount = z.string().describe('as Kubernetes writes it, e.g. 1500m or 2Gi')

/** Why an object would not be let in. */
export const refusal = z.discriminatedUnion('type', [
	z.object({ type: z.literal('exceeds'), object: ref, key: z.string(), hard: amount, used: amount, asked: amount }),
	z.object({ type: z.literal('undeclared'), object: ref, key: z.string(), containers: z.array(z.string()) }),
	z.object({
		type: z.literal('limit'),
		object: ref,
		rule: z.enum(['min', 'max', 'ratio']),
		of: z.enum(['Container', 'Pod', 'PersistentVolumeClaim']),
		container: z.string().exactOptional(),
		resource: z.string(),
		field: z.enum(['request', 'limit']),
		bound: amount,
		found: z.string().exactOptional().describe('absent where it is not written'),
	}),
	z.object({
		type: z.literal('contradiction'),
		rule: z.enum(['above-limit', 'not-limit', 'above-pod']),
		container: z.string().exactOptional(),
		resource: z.string(),
		found: amount,
		bound: amount.exactOptional(),
		object: ref.exactOptional().describe('the LimitRange that filled one of them in'),
	}),
]) satisfies z.ZodType<Refusal>

const explanation = z.object({
	cluster: z.string(),
	namespace: z.string(),
	stage: z.string().exactOptional(),
	doubts: z.array(doubt),
	quotas: z.array(
		z.object({
			object: ref,
			scopes: z.array(z.string()).describe('which objects it counts; empty for all'),
			keys: z.array(
				z.object({
					key: z.string().describe('in its long form: requests.cpu, never cpu'),
					hard: amount,
					used: amount.exactOptional().describe('what admission goes by; absent where it is not known'),
					free: amount.exactOptional().describe('below 0 where more is used than allowed'),
					percent: z.int().exactOptional(),
					reported: amount.exactOptional().describe('status.used of the quota controller'),
					counted: amount.exactOptional().describe('as the objects that were seen add up'),
					budget: z
						.object({ whole: amount, percent: z.int() })
						.exactOptional()
						.describe('the part of the stage’s budget that the namespace has'),
					most: z.array(z.object({ object: ref, amount })).describe('who uses the most of it'),
				}),
			),
		}),
	),
	limitRanges: z.array(ref),
	workloads: z.array(
		z.object({
			object: ref,
			pods: z.int().min(0),
			wanted: z.int().min(0).exactOptional(),
			uses: z.record(z.string(), amount).describe('of all its pods, by quota key'),
			next: z.enum(['fits', 'refused', 'none']).describe('whether one more replica would be let in'),
			refusals: z.array(refusal),
		}),
	),
}) satisfies z.ZodType<QuotaExplanation>

/** The document. */
export const quotaExplanation = z.object({
	apiVersion: z.literal('stagewall.dev/v1alpha1'),
	kind: z.literal('QuotaExplanation'),
	...explanation.shape,
})
