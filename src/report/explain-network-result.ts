/** What the text of an explanation is made of: the parts of a network explanation that it prints. */
import type { Evidence } from '../model/finding.ts'
import type { KubeObject, ObjectRef } from '../model/kube-object.ts'

/** Why some ends can reach others, or why not. Ports are texts: `all`, `TCP 80,443`, or empty for none. */
export interface NetworkExplanation {
	readonly cluster: string
	readonly from: string
	readonly to: string
	readonly asked: string
	readonly doubts: readonly Doubt[]
	readonly groups: readonly ExplainedGroup[]
	readonly more: { readonly groups: number; readonly pairs: number }
	readonly withoutPort: readonly ObjectRef[]
}

/** Something that makes the answer uncertain. */
export interface Doubt {
	readonly type: 'unread' | 'unclear'
	readonly object?: ObjectRef
	readonly field?: string
	readonly message: string
	readonly remedy?: string
}

/** Pairs with one answer. */
export interface ExplainedGroup {
	readonly from: Party
	readonly to: Party
	readonly pairs: number
	readonly asked: string
	readonly verdict: 'open' | 'closed' | 'partly' | 'depends'
	readonly open: string
	readonly unsure: string
	readonly dependsOn: readonly Dependence[]
	readonly always?: 'self' | 'same-node'
	readonly never?: 'no-common-family'
	readonly stages: StageRelation
	readonly views: readonly View[]
	readonly evidence: readonly Evidence[]
	readonly changes: readonly FlippingChange[]
}

/** What an answer may depend on. */
export type Dependence = 'blocks' | 'addresses' | 'range' | 'domains' | 'equal-priority' | 'host-network' | 'node'

/** One side of a group. */
export interface Party {
	readonly workloads: readonly ObjectRef[]
	readonly addresses: readonly string[]
	readonly pods: number
	readonly example: ExplainedEnd
}

/** A single end. */
export interface ExplainedEnd {
	readonly object?: ObjectRef
	readonly owner?: ObjectRef
	readonly addresses?: string
	readonly node?: string
	readonly hostNetwork: boolean
}

/** What stages and plan say. */
export interface StageRelation {
	readonly from?: string
	readonly to?: string
	readonly fromZone?: string
	readonly toZone?: string
	readonly relation: 'inside' | 'across' | 'beyond' | 'none'
	readonly planned: boolean
	readonly allowed: string
	readonly unallowed: string
	readonly by: readonly {
		readonly type: 'allow' | 'ingress' | 'dns'
		readonly name: string
		readonly reason?: string
		readonly ports: string
	}[]
	readonly wallsMissing: readonly string[]
}

/** How a connection goes, in some ways of reading. */
export interface View {
	readonly worlds: readonly World[]
	readonly egress: Side
	readonly ingress: Side
	readonly ports: Bounds
}

/** One way of reading. */
export interface World {
	readonly family?: 4 | 6
	readonly hostPods: 'nodes' | 'pods'
	readonly blocks: 'pods' | 'outside'
}

/** What is open at least, and at most. */
export interface Bounds {
	readonly atLeast: string
	readonly atMost: string
}

/** One end's policies. */
export interface Side {
	readonly direction: 'egress' | 'ingress'
	readonly end: ExplainedEnd
	readonly unasked?: 'outside' | 'host-network'
	readonly ports: Bounds
	readonly tiers: readonly Tier[]
}

/** Policies that are asked together. */
export interface Tier {
	readonly tier: 'admin' | 'network-policies' | 'baseline'
	readonly reached: string
	readonly policies: readonly Policy[]
	readonly others: readonly { readonly object: ObjectRef; readonly selector: string }[]
}

/** A policy. */
export interface Policy {
	readonly object: ObjectRef
	readonly selector: string
	readonly priority?: number
	readonly tied: boolean
	readonly manager?: string
	readonly rules: readonly Rule[]
}

/** A rule. */
export interface Rule {
	readonly field: string
	readonly name?: string
	readonly action: 'allow' | 'accept' | 'deny' | 'pass'
	readonly match: 'yes' | 'no' | 'maybe'
	readonly peers: 'anyone' | readonly Peer[]
	readonly ports: string
	readonly names: readonly { readonly name: string; readonly means: string }[]
	readonly covers: string
	readonly decides: string
}

/** A peer. */
export interface Peer {
	readonly field: string
	readonly who: string
	readonly match: 'yes' | 'no' | 'maybe'
	readonly why: readonly Mismatch[]
}

/** Why a peer is not the other end. */
export type Mismatch =
	| {
			readonly type: 'namespace-labels' | 'pod-labels' | 'node-labels'
			readonly object: ObjectRef
			readonly wanted: string
			readonly has: string
			readonly keys: readonly string[]
	  }
	| { readonly type: 'other-namespace'; readonly wanted: string; readonly has: string }
	| { readonly type: 'block'; readonly addresses: string; readonly except?: string }
	| { readonly type: 'range'; readonly addresses: string }
	| { readonly type: 'other-family'; readonly family: 4 | 6 }
	| { readonly type: PlainMismatch }

/** Those that need no more than their name. */
export type PlainMismatch =
	| 'outside'
	| 'host-network'
	| 'outside-only'
	| 'address-unknown'
	| 'no-node'
	| 'node-unknown'
	| 'domain-unknown'
	| 'no-domain'
	| 'unknown-peer'

/** What would turn the answer. */
export interface FlippingChange {
	readonly goal: 'open' | 'closed'
	readonly steps: readonly Step[]
}

/** One thing to do. */
export type Step =
	| {
			readonly type: 'remove'
			readonly what: 'rule' | 'peer' | 'port'
			readonly object: ObjectRef
			readonly field: string
			readonly manager?: string
	  }
	| {
			readonly type: 'add'
			readonly what: 'rule' | 'port'
			readonly object: ObjectRef
			readonly field: string
			readonly at?: number
			readonly value: object
			readonly manager?: string
	  }
	| {
			readonly type: 'write'
			readonly object: ObjectRef
			readonly field: string
			readonly value: readonly string[]
			readonly manager?: string
	  }
	| { readonly type: 'create'; readonly object: ObjectRef; readonly value: KubeObject }
	| {
			readonly type: 'label'
			readonly object: ObjectRef
			readonly pods: readonly ObjectRef[]
			readonly key: string
			readonly value: string
	  }
