/**
 * Why a connection is open or closed, as data: every policy that has a say, every rule with what it makes of the connection, and the
 * smallest change that would turn the answer. Sentences are made of it elsewhere.
 *
 * Ports are written as `showPorts` writes them: `all`, `TCP 80,443; UDP 53`, or an empty text for none. Unless said otherwise they
 * are those among the ports that were asked about.
 */
import type { Evidence } from './finding.ts'
import type { JsonObject, KubeObject, ObjectRef } from './kube-object.ts'

/** The answer to "why can FROM reach TO on PORT, or why not?". */
export interface NetworkExplanation {
	/** The name of the cluster. */
	readonly cluster: string
	/** What the two ends are, e.g. `Deployment shop-dev/web` or `stage dev`. */
	readonly from: string
	readonly to: string
	/** The ports that were asked about; a name in quotes where one was asked by its name. */
	readonly asked: string
	/** What the answer cannot be sure of, because it could not be read or understood. */
	readonly doubts: readonly Doubt[]
	/** Pairs with different answers, the most open first; one where both ends are a single pod. */
	readonly groups: readonly ExplainedGroup[]
	/** The groups beyond those. */
	readonly more: { readonly groups: number; readonly pairs: number }
	/** Destinations that were left out: they have no port of the name that was asked. */
	readonly withoutPort: readonly ObjectRef[]
}

/** Something of the input that touches one of the ends. */
export interface Doubt {
	/** `unread`: it could not be looked at; `unclear`: it could not be understood. */
	readonly type: 'unread' | 'unclear'
	readonly object?: ObjectRef
	readonly field?: string
	readonly message: string
	readonly remedy?: string
}

/** Pairs of pods that get the same answer. */
export interface ExplainedGroup extends ExplainedPair {
	readonly from: Party
	readonly to: Party
	/** How many pairs these are. */
	readonly pairs: number
}

/** The pods or addresses at one side. */
export interface Party {
	readonly workloads: readonly ObjectRef[]
	/** Addresses outside of the cluster, e.g. `10.0.0.0/8`. */
	readonly addresses: readonly string[]
	readonly pods: number
	/** The one that the explanation looks at; every other one is treated alike. */
	readonly example: ExplainedEnd
}

/** A single end. */
export interface ExplainedEnd {
	/** The pod, or the workload whose template it is; absent for addresses outside. */
	readonly object?: ObjectRef
	/** The workload that the pod belongs to. */
	readonly owner?: ObjectRef
	/** Its own addresses, or those that it stands for; absent where they are not known. */
	readonly addresses?: string
	readonly node?: string
	/** Whether it shares the network of its node. */
	readonly hostNetwork: boolean
}

/** `partly`: open for some of the ports; `depends`: for some, nobody can say. */
export type Verdict = 'open' | 'closed' | 'partly' | 'depends'

/** What is open at least, and at most. */
export interface Bounds {
	readonly atLeast: string
	readonly atMost: string
}

/** One connection. */
export interface ExplainedPair {
	/** What was asked of this destination: a name stands for other ports at another one. */
	readonly asked: string
	readonly verdict: Verdict
	/** Open for sure, however everything that is left open is read. */
	readonly open: string
	/** Open in some ways of reading it. */
	readonly unsure: string
	/** The answer by how `ipBlock` and `networks` are read: as matching pods too, or only addresses outside. */
	readonly ports: Readonly<Record<WorldName['blocks'], Bounds>>
	/** What the unsure ports depend on. */
	readonly dependsOn: readonly Dependence[]
	/** Why no policy can close it: a pod reaches itself, and whatever is in the network of its node. */
	readonly always?: 'self' | 'same-node'
	/** Why no policy can open it: the two have no version of IP in common. */
	readonly never?: 'no-common-family'
	readonly stages: StageRelation
	/** How it goes through the policies, the usual way of reading them first; empty where it is always open. */
	readonly views: readonly View[]
	/** What the answer rests on: the rules that decide, and the labels that keep others from doing so. */
	readonly evidence: readonly Evidence[]
	/** The smallest changes that were found to turn the answer, each of them tried out. */
	readonly changes: readonly FlippingChange[]
}

/**
 * Something that the specification or the facts leave open.
 *
 * - `blocks`: whether `ipBlock` matches the addresses of pods
 * - `addresses`: addresses that are not known
 * - `range`: a block that has a part of the addresses
 * - `domains`: the addresses behind domain names
 * - `equal-priority`: which of several policies with the same priority comes first
 * - `host-network`: whether the plugin sees pods in the network of their node as pods
 * - `node`: on which node a pod runs
 */
export type Dependence = 'blocks' | 'addresses' | 'range' | 'domains' | 'equal-priority' | 'host-network' | 'node'

/** What the stages say about it. */
export interface StageRelation {
	/** The stages; absent for who is in none. */
	readonly from?: string
	readonly to?: string
	/** Where the walls stand: the stage, or an app or namespace of it, e.g. `dev/shop`. */
	readonly fromZone?: string
	readonly toZone?: string
	/** `inside`: no wall between them; `across`: from one to another; `beyond`: one of them is in no stage; `none`: both are. */
	readonly relation: 'inside' | 'across' | 'beyond' | 'none'
	/** Whether a plan says what may pass; else the stages were found, and nobody said. */
	readonly planned: boolean
	/** The ports that the plan allows: all of them where no wall is in between; empty without a plan. */
	readonly allowed: string
	/** The ports that are open, or may be, though the plan does not allow them; empty without a plan. */
	readonly unallowed: string
	/** By which of its entries the rest is. */
	readonly by: readonly PlannedWay[]
	/** Namespaces of the plan where none of its policies is. */
	readonly wallsMissing: readonly string[]
}

/** An entry of the plan that lets something pass. */
export interface PlannedWay {
	readonly type: 'allow' | 'ingress' | 'dns'
	readonly name: string
	readonly reason?: string
	readonly ports: string
}

/** How a connection goes through the policies in some ways of reading them. */
export interface View {
	readonly worlds: readonly WorldName[]
	readonly egress: Side
	readonly ingress: Side
	readonly ports: Bounds
}

/** One way of reading what is left open. */
export interface WorldName {
	/** Absent where neither end's addresses are known. */
	readonly family?: 4 | 6
	readonly hostPods: 'nodes' | 'pods'
	/** Whether blocks of addresses match those of pods too, or only addresses outside. */
	readonly blocks: 'pods' | 'outside'
}

/** One end's policies, in the direction of the connection. */
export interface Side {
	readonly direction: 'ingress' | 'egress'
	readonly end: ExplainedEnd
	/** Why no policy is asked: they select pods, not addresses outside and not what is in the network of its node. */
	readonly unasked?: 'outside' | 'host-network'
	readonly ports: Bounds
	/** In the order in which they are asked; a tier that has no policies at all is left out, but for NetworkPolicies. */
	readonly tiers: readonly ExplainedTier[]
}

/** The policies that are asked together. */
export interface ExplainedTier {
	readonly tier: 'admin' | 'network-policies' | 'baseline'
	/** The ports that no tier before has decided. */
	readonly reached: string
	/** Those that select the pod, in their order. */
	readonly policies: readonly ExplainedPolicy[]
	/** Those of its namespace, and ordered ones, that are about other pods. */
	readonly others: readonly { readonly object: ObjectRef; readonly selector: string }[]
}

/** A policy that selects the pod. */
export interface ExplainedPolicy {
	readonly object: ObjectRef
	/** Which pods it selects; empty for all of its namespace, or all there are. */
	readonly selector: string
	readonly priority?: number
	/** Whether another one has the same priority. */
	readonly tied: boolean
	/** Who wrote it, where that is known. */
	readonly manager?: string
	readonly rules: readonly ExplainedRule[]
}

/** A rule and what it makes of the connection. */
export interface ExplainedRule {
	readonly field: string
	/** The name that its author gave it. */
	readonly name?: string
	readonly action: 'allow' | 'accept' | 'deny' | 'pass'
	/** Whether it is about the other end. */
	readonly match: 'yes' | 'no' | 'maybe'
	readonly peers: 'anyone' | readonly ExplainedPeer[]
	/** The ports that it is about, as it says it: `all ports`, `TCP 80; "http"`. */
	readonly ports: string
	/** What each name among them means at the destination; empty where it has no such port. */
	readonly names: readonly { readonly name: string; readonly means: string }[]
	/** The ports among those asked that it is about. */
	readonly covers: string
	/** The ports that it decides: those that nothing before it has decided. */
	readonly decides: string
}

/** A peer and whether it is the other end. */
export interface ExplainedPeer {
	readonly field: string
	/** Who it is, e.g. `pods with app=web of its own namespace`. */
	readonly who: string
	readonly match: 'yes' | 'no' | 'maybe'
	/** Why it is not the other end, or not for sure. */
	readonly why: readonly Mismatch[]
}

/** Why a peer is not the other end, or not for sure. */
export type Mismatch =
	/** A selector: `wanted` are the requirements that fail, `has` the labels of these keys. */
	| {
			readonly type: 'namespace-labels' | 'pod-labels' | 'node-labels'
			readonly object: ObjectRef
			readonly wanted: string
			readonly has: string
			readonly keys: readonly string[]
	  }
	/** It means pods of the policy's own namespace. */
	| { readonly type: 'other-namespace'; readonly wanted: string; readonly has: string }
	/** The address is not in the block, or taken out of it by an exception. */
	| { readonly type: 'block'; readonly addresses: string; readonly except?: string }
	/** The block has a part of the addresses. */
	| { readonly type: 'range'; readonly addresses: string }
	/** It has no address of the block's version of IP. */
	| { readonly type: 'other-family'; readonly family: 4 | 6 }
	| { readonly type: PlainMismatch }

/** The reasons that need no more than their name. */
export type PlainMismatch =
	/** A selector of pods or nodes, and the other end is addresses outside. */
	| 'outside'
	/** Selectors do not find pods in the network of their node. */
	| 'host-network'
	/** In this reading blocks are about addresses outside of the cluster. */
	| 'outside-only'
	/** Its address is not known. */
	| 'address-unknown'
	/** It means nodes, and the other end is a pod of the pods' network. */
	| 'no-node'
	/** On which node it runs is not known. */
	| 'node-unknown'
	/** Domain names: whether they have the address is not known; a pod never is one. */
	| 'domain-unknown'
	| 'no-domain'
	/** A kind of peer that is not known. */
	| 'unknown-peer'

/** Something to change that turns the answer; it was tried out on the cluster's objects. */
export interface FlippingChange {
	/** `open`: the ports that were asked are then open for sure; `closed`: none of them is. */
	readonly goal: 'open' | 'closed'
	/** All of them together; none can be left out. */
	readonly steps: readonly Step[]
}

/** One thing to do to one object. */
export type Step =
	/** Takes an element out of a list of the object. */
	| {
			readonly type: 'remove'
			readonly what: 'rule' | 'peer' | 'port'
			readonly object: ObjectRef
			/** e.g. `spec.ingress[0].from[1]` */
			readonly field: string
			readonly manager?: string
	  }
	/** Puts an element into a list of the object: at `at`, or at its end. */
	| {
			readonly type: 'add'
			readonly what: 'rule' | 'port'
			readonly object: ObjectRef
			/** e.g. `spec.ingress` */
			readonly field: string
			readonly at?: number
			readonly value: JsonObject
			readonly manager?: string
	  }
	/** Says what was a default, which would change with another step. */
	| {
			readonly type: 'write'
			readonly object: ObjectRef
			readonly field: 'spec.policyTypes'
			readonly value: readonly string[]
			readonly manager?: string
	  }
	/** Makes a new object. */
	| { readonly type: 'create'; readonly object: ObjectRef; readonly value: KubeObject }
	/** Gives a namespace, or the pods of a workload, a label. */
	| {
			readonly type: 'label'
			/** The namespace or the workload. */
			readonly object: ObjectRef
			/** The pods and templates that get it; empty for a namespace. */
			readonly pods: readonly ObjectRef[]
			readonly key: string
			readonly value: string
	  }
