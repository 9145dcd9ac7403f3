/**
 * JSON Schema of what `stagewall explain network -o json` writes. The compiler holds it against the type (src/model/network-explanation.ts),
 * which says what each field means; test/program holds it against what is written.
 */
import * as z from 'zod'
import type { NetworkExplanation } from '../src/model/network-explanation.ts'

/** Which object. */
export const ref = z.object({
	group: z.string(),
	kind: z.string(),
	namespace: z.string().exactOptional(),
	name: z.string(),
})
/** What an answer cannot be sure of. */
export const doubt = z.object({
	type: z.enum(['unread', 'unclear']),
	object: ref.exactOptional(),
	field: z.string().exactOptional(),
	message: z.string(),
	remedy: z.string().exactOptional(),
})
const ports = z.string().describe('e.g. "all", "TCP 80,443; UDP 53", or empty for none')
const bounds = z.object({ atLeast: ports, atMost: ports })
const certainty = z.enum(['yes', 'no', 'maybe'])
const ipVersion = z.union([z.literal(4), z.literal(6)])

const end = z.object({
	object: ref.exactOptional().describe('the pod, or the workload whose template it is; absent for addresses outside'),
	owner: ref.exactOptional(),
	addresses: z.string().exactOptional(),
	node: z.string().exactOptional(),
	hostNetwork: z.boolean(),
})
const party = z.object({
	workloads: z.array(ref),
	addresses: z.array(z.string()),
	pods: z.int().min(0),
	example: end.describe('the one that the explanation looks at; every other one is treated alike'),
})
const world = z.object({
	family: ipVersion.exactOptional(),
	hostPods: z.enum(['nodes', 'pods']),
	blocks: z.enum(['pods', 'outside']),
})

const mismatch = z.union([
	z.object({
		type: z.enum(['namespace-labels', 'pod-labels', 'node-labels']),
		object: ref,
		wanted: z.string().describe('the requirements that fail'),
		has: z.string(),
		keys: z.array(z.string()),
	}),
	z.object({ type: z.literal('other-namespace'), wanted: z.string(), has: z.string() }),
	z.object({ type: z.literal('block'), addresses: z.string(), except: z.string().exactOptional() }),
	z.object({ type: z.literal('range'), addresses: z.string() }),
	z.object({ type: z.literal('other-family'), family: ipVersion }),
	z.object({
		type: z.enum([
			'outside',
			'host-network',
			'outside-only',
			'address-unknown',
			'no-node',
			'node-unknown',
			'domain-unknown',
			'no-domain',
			'unknown-peer',
		]),
	}),
])
const peer = z.object({ field: z.string(), who: z.string(), match: certainty, why: z.array(mismatch) })
const rule = z.object({
	field: z.string(),
	name: z.string().exactOptional(),
	action: z.enum(['allow', 'accept', 'deny', 'pass']),
	match: certainty.describe('whether it is about the other end'),
	peers: z.union([z.literal('anyone'), z.array(peer)]),
	ports: z.string().describe('the ports that it is about, as it says it'),
	names: z.array(z.object({ name: z.string(), means: ports })),
	covers: ports.describe('those among the ports asked that it is about'),
	decides: ports.describe('those that nothing before it has decided'),
})
const policy = z.object({
	object: ref,
	selector: z.string(),
	priority: z.number().exactOptional(),
	tied: z.boolean(),
	manager: z.string().exactOptional(),
	rules: z.array(rule),
})
const side = z.object({
	direction: z.enum(['ingress', 'egress']),
	end,
	unasked: z.enum(['outside', 'host-network']).exactOptional(),
	ports: bounds,
	tiers: z.array(
		z.object({
			tier: z.enum(['admin', 'network-policies', 'baseline']),
			reached: ports.describe('those that no tier before has decided'),
			policies: z.array(policy),
			others: z.array(z.object({ object: ref, selector: z.string() })),
		}),
	),
})

const anyObject = z.record(z.string(), z.json())
const kubeObject = z
	.object({
		apiVersion: z.string(),
		kind: z.string(),
		metadata: z.looseObject({ name: z.string() }),
	})
	.loose()
const manager = z.string().exactOptional()
const step = z.discriminatedUnion('type', [
	z.object({
		type: z.literal('remove'),
		what: z.enum(['rule', 'peer', 'port']),
		object: ref,
		field: z.string(),
		manager,
	}),
	z.object({
		type: z.literal('add'),
		what: z.enum(['rule', 'port']),
		object: ref,
		field: z.string(),
		at: z.int().min(0).exactOptional(),
		value: anyObject,
		manager,
	}),
	z.object({
		type: z.literal('write'),
		object: ref,
		field: z.literal('spec.policyTypes'),
		value: z.array(z.string()),
		manager,
	}),
	z.object({ type: z.literal('create'), object: ref, value: kubeObject }),
	z.object({ type: z.literal('label'), object: ref, pods: z.array(ref), key: z.string(), value: z.string() }),
])

export const evidence = z.object({
	object: ref.exactOptional(),
	field: z.string().exactOptional(),
	expected: z.string().exactOptional(),
	observed: z.string().exactOptional(),
	manager,
})
const stages = z.object({
	from: z.string().exactOptional(),
	to: z.string().exactOptional(),
	fromZone: z.string().exactOptional(),
	toZone: z.string().exactOptional(),
	relation: z.enum(['inside', 'across', 'beyond', 'none']),
	planned: z.boolean(),
	allowed: ports,
	unallowed: ports,
	by: z.array(
		z.object({
			type: z.enum(['allow', 'ingress', 'dns']),
			name: z.string(),
			reason: z.string().exactOptional(),
			ports,
		}),
	),
	wallsMissing: z.array(z.string()),
})
const group = z.object({
	from: party,
	to: party,
	pairs: z.int().min(1),
	asked: ports,
	verdict: z.enum(['open', 'closed', 'partly', 'depends']),
	open: ports.describe('open for sure'),
	unsure: ports.describe('open in some ways of reading what is left open'),
	ports: z.object({ pods: bounds, outside: bounds }),
	dependsOn: z.array(z.enum(['blocks', 'addresses', 'range', 'domains', 'equal-priority', 'host-network', 'node'])),
	always: z.enum(['self', 'same-node']).exactOptional(),
	never: z.literal('no-common-family').exactOptional(),
	stages,
	views: z.array(z.object({ worlds: z.array(world), egress: side, ingress: side, ports: bounds })),
	evidence: z.array(evidence),
	changes: z.array(z.object({ goal: z.enum(['open', 'closed']), steps: z.array(step) })),
})

const explanation = z.object({
	cluster: z.string(),
	from: z.string(),
	to: z.string(),
	asked: z.string(),
	doubts: z.array(doubt),
	groups: z.array(group),
	more: z.object({ groups: z.int().min(0), pairs: z.int().min(0) }),
	withoutPort: z.array(ref),
}) satisfies z.ZodType<NetworkExplanation>

/** The document: what was explained, with its version and kind. */
export const networkExplanation = z.object({
	apiVersion: z.literal('stagewall.dev/v1alpha1'),
	kind: z.literal('NetworkExplanation'),
	...explanation.shape,
})
