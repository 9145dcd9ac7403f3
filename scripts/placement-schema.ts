/**
 * JSON Schema of what `stagewall explain placement -o json` writes. The compiler holds it against the type
 * (src/model/placement-explanation.ts), which says what each field means; test/program holds it against what is written.
 */
import * as z from 'zod'
import type { PlacementExplanation } from '../src/model/placement-explanation.ts'
import { doubt, ref } from './explanation-schema.ts'

const term = z.object({
	field: z.string(),
	why: z.enum(['requirement', 'empty', 'invalid']),
	requirement: z.string().exactOptional(),
	has: z.string().exactOptional().describe('what the node has in its place; absent where it has nothing'),
})
const refusal = z.discriminatedUnion('type', [
	z.object({ type: z.literal('gates'), field: z.string(), gates: z.array(z.string()) }),
	z.object({ type: z.literal('node-name'), field: z.string(), wanted: z.string() }),
	z.object({ type: z.literal('unschedulable') }),
	z.object({ type: z.literal('taint'), taint: z.string().describe('key=value:Effect') }),
	z.object({
		type: z.literal('selector'),
		field: z.string(),
		key: z.string(),
		wanted: z.string(),
		has: z.string().exactOptional(),
	}),
	z.object({ type: z.literal('affinity'), field: z.string(), terms: z.array(term) }),
])
const explanation = z.object({
	cluster: z.string(),
	object: ref.describe('the pod, or the workload whose template it is'),
	owner: ref.exactOptional().describe('the workload that the pod belongs to'),
	path: z.string().describe('where its spec stands'),
	stage: z.string().exactOptional(),
	runsOn: z.string().exactOptional(),
	added: z.array(z.object({ by: z.string(), field: z.string(), value: z.string() })),
	unadmitted: z.string().exactOptional(),
	verdict: z.enum(['somewhere', 'nowhere', 'pinned', 'held']),
	doubts: z.array(doubt),
	groups: z.array(
		z.object({
			nodes: z.array(z.string()),
			stages: z.array(z.string()).describe('whose own nodes they are; empty for nobody'),
			whose: z.enum(['own', 'others', 'nobodys']).describe('seen from the stage of the pod'),
			scheduler: z.array(refusal).describe('empty where the scheduler would choose them'),
			kubelet: z.array(refusal).describe('empty where they would take a pod that names them'),
			depends: z.boolean().describe('whether a toleration by number, behind a feature gate, decides'),
		}),
	),
	changes: z.array(
		z.object({
			goal: z.enum(['own-nodes', 'no-others']),
			steps: z.array(z.object({ action: z.enum(['set', 'add', 'remove']), field: z.string(), value: z.string() })),
		}),
	),
}) satisfies z.ZodType<PlacementExplanation>

/** The document: what was explained, with its version and kind. */
export const placementExplanation = z.object({
	apiVersion: z.literal('stagewall.dev/v1alpha1'),
	kind: z.literal('PlacementExplanation'),
	...explanation.shape,
})
