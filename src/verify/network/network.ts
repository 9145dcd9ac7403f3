/**
 * A cluster as network policies see it: who can be at an end of a connection, and which rules decide about it. Read once from
 * the facts (read/), so that everything behind it is free of the spellings and defaults of the Kubernetes API.
 */
import type { Cidr } from '../../model/cidr.ts'
import type { ObjectRef } from '../../model/kube-object.ts'
import type { Problem } from '../reading/notes.ts'
import type { Selector } from '../reading/selector.ts'
import type { Ports, Protocol } from './ports.ts'

/** Which way a rule looks: `ingress` at the destination of a connection, `egress` at its source. */
export type Direction = 'ingress' | 'egress'

/** Both, in the order in which a connection meets them. */
export const directions = ['egress', 'ingress'] as const

/** A namespace with its labels, the one that the API server always sets included. */
export interface NetworkNamespace {
	readonly name: string
	readonly labels: Readonly<Record<string, string>>
	/** `false` where it is only known because something lives in it: its labels are then not known. */
	readonly declared: boolean
}

/** A pod, or the pods that a workload's template would make. */
export interface Endpoint {
	/** The pod, or the workload whose template it is. */
	readonly ref: ObjectRef
	/** The workload that owns the pod in the end, as a person knows it; the pod itself where nothing does. */
	readonly owner: ObjectRef
	readonly namespace: string
	readonly labels: Readonly<Record<string, string>>
	readonly ports: readonly ContainerPort[]
	/** Its own addresses; `undefined` where they are not known (a template, a pod without a node). */
	readonly addresses: readonly Cidr[] | undefined
	/** The node it runs on; `undefined` where it is not known. */
	readonly node: string | undefined
	/** Whether it shares the network of its node, so that its addresses are the node's. */
	readonly hostNetwork: boolean
}

/** A declared port of a container. Undeclared ports are reachable all the same: only names need a declaration. */
export interface ContainerPort {
	readonly name: string | undefined
	readonly protocol: Protocol
	readonly port: number
}

/** Addresses outside of the cluster. The range has to be one that no rule's block cuts through: see `outsideRanges`. */
export interface Outside {
	readonly outside: Cidr
}

/** Whatever pod there may be in a namespace one day, in the pods' network: with any labels, ports and addresses. */
export interface AnyPod {
	readonly anyPodOf: string
}

/** An end of a connection. */
export type End = Endpoint | AnyPod | Outside

/** Whether an end is outside of the cluster. */
export function isOutside(end: End): end is Outside {
	return 'outside' in end
}

/** Whether an end stands for any pod of a namespace. */
export function isAnyPod(end: End): end is AnyPod {
	return 'anyPodOf' in end
}

/** A NetworkPolicy, with the defaults of the API server filled in. */
export interface NetworkPolicy {
	readonly ref: ObjectRef
	readonly namespace: string
	/** Policies of the same shape say the same, each about its own namespace. */
	readonly shape: number
	/** Pods of its namespace. */
	readonly pods: Selector
	/** `undefined` where it does not isolate that direction; empty where it allows nothing. */
	readonly ingress: readonly Rule[] | undefined
	readonly egress: readonly Rule[] | undefined
}

/** What a policy lets pass. */
export interface Rule {
	/** Where it stands, e.g. `spec.ingress[0]`. */
	readonly field: string
	/** `anyone`: every source or destination, outside of the cluster included. */
	readonly peers: readonly Peer[] | 'anyone'
	readonly ports: readonly PortMatch[] | 'all'
}

/** Who is at the other end, as a rule says it. */
export type Peer =
	| {
			readonly type: 'pods'
			readonly field: string
			/** `undefined`: the policy's own namespace. */
			readonly namespaces: Selector | undefined
			readonly pods: Selector
	  }
	| {
			readonly type: 'blocks'
			readonly field: string
			readonly blocks: readonly Block[]
	  }
	/** Nodes by their labels (ClusterNetworkPolicy and AdminNetworkPolicy). */
	| { readonly type: 'nodes'; readonly field: string; readonly nodes: Selector }
	/** Domain names outside of the cluster; which addresses they have is not known. */
	| { readonly type: 'domains'; readonly field: string; readonly domains: readonly string[] }
	/** A kind of peer that this version does not know: an accepting rule matches nobody, any other one everybody. */
	| { readonly type: 'unknown'; readonly field: string }

/** `cidr` without what `except` takes away. */
export interface Block {
	readonly cidr: Cidr
	readonly except: readonly Cidr[]
}

/** Ports as a rule says them. A name is looked up among the destination's container ports. */
export type PortMatch =
	| { readonly type: 'numbers'; readonly ports: Ports }
	| {
			readonly type: 'name'
			readonly name: string
			/** `undefined`: whichever protocol the container port of that name has. */
			readonly protocol: Protocol | undefined
	  }

/** A ClusterNetworkPolicy, AdminNetworkPolicy or BaselineAdminNetworkPolicy. */
export interface TierPolicy {
	readonly ref: ObjectRef
	readonly tier: Tier
	/** Lower comes first; equal priorities in any order. */
	readonly priority: number
	readonly subject: { readonly namespaces: Selector; readonly pods: Selector }
	readonly ingress: readonly TierRule[]
	readonly egress: readonly TierRule[]
}

/** `admin` is asked before NetworkPolicies, `baseline` where none of them selects the pod. */
export type Tier = 'admin' | 'baseline'

/** A rule of an ordered policy: the first that matches decides, `pass` leaves the decision to the next tier. */
export interface TierRule extends Rule {
	readonly action: 'accept' | 'deny' | 'pass'
	/** The name that its author gave it. */
	readonly name: string | undefined
	readonly peers: readonly Peer[]
}

/** A node with what rules can say about it. */
export interface NetworkNode {
	readonly name: string
	readonly labels: Readonly<Record<string, string>>
	readonly addresses: readonly Cidr[]
	/** The ranges that its pods get their addresses from. */
	readonly podRanges: readonly Cidr[]
}

/** A cluster's network. */
export interface Network {
	/** By name, also those that are not declared. */
	readonly namespaces: ReadonlyMap<string, NetworkNamespace>
	readonly nodes: ReadonlyMap<string, NetworkNode>
	readonly policies: readonly NetworkPolicy[]
	/** Those of one namespace. */
	policiesIn(namespace: string): readonly NetworkPolicy[]
	/** By tier, then priority. */
	readonly tierPolicies: readonly TierPolicy[]
	/** Pods that run, and templates that no running pod stands for; read at the first use. */
	endpoints(): readonly Endpoint[]
	/** Those of one namespace. */
	endpointsIn(namespace: string): readonly Endpoint[]
	readonly problems: readonly Problem[]
}

/**
 * How to read what the specification of policies leaves open.
 *
 * - `blocks`: whether `ipBlock` and `networks` match the addresses of pods (`pods`, as the specification's own tests demand) or
 *   only addresses outside of the cluster (`outside`, as some network plugins do).
 * - `bound`: what can go either way (policies of equal priority, addresses that are not known, pods in the network of their node)
 *   counts as open (`upper`: nothing else can ever connect) or as closed (`lower`: that much connects for sure).
 */
export interface Reading {
	readonly blocks: 'pods' | 'outside'
	readonly bound: 'upper' | 'lower'
}
