/**
 * The intent: what a `stages.yaml` means once every name is resolved and every default is filled in.
 *
 * Our own words, defined here once:
 * - **stage**: a step on the way to production (dev, test, perf, prod) whose workloads talk to nobody but themselves.
 * - **app**: an application that lives in some of the stages; one namespace (or a few) for each of them.
 * - **tenancy**: all stages, apps and people of one plan, resolved.
 * - **wall**: an object of the Kubernetes API that keeps stages apart (quota, policy, role, label).
 */
import type { Guards } from './guards.ts'
import type { Quantity } from './quantity.ts'

/** Everything one plan says, resolved. */
export interface Tenancy {
	/** `metadata.name` of the plan; the value of the ownership label. */
	readonly name: string
	readonly labels: LabelKeys
	readonly clusters: readonly ClusterSource[]
	/** In promotion order. */
	readonly stages: readonly Stage[]
	readonly apps: readonly App[]
	readonly people: readonly Person[]
	/** The plan's own access levels; the curated ones are in access-levels.ts. */
	readonly levels: readonly AccessLevel[]
	/** One for each app and stage (several where an app says so), in the order of stages, then apps. */
	readonly namespaces: readonly StageNamespace[]
	readonly network: Network
	readonly guards: Guards
	readonly accept: readonly Acceptance[]
}

/** The keys of the labels by which walls select. */
export interface LabelKeys {
	/** Default `stage`. */
	readonly stage: string
	/** Default `stagewall.dev/app`. */
	readonly app: string
}

/** Whether a plan says all this; else stages were found in a cluster, and nothing besides them is known. */
export function isPlanned({ name }: Tenancy): boolean {
	return name !== ''
}

/** Where a cluster's facts come from and its changes go to. */
export interface ClusterSource {
	readonly name: string
	readonly source: Source
}

/** A kubeconfig context (absent: the current one), a tree of manifests, or a saved snapshot. */
export type Source =
	| { readonly type: 'context'; readonly context?: string; readonly kubeconfig?: string }
	| { readonly type: 'directory'; readonly directory: string }
	| { readonly type: 'snapshot'; readonly file: string }

/** A stage, resolved. */
export interface Stage {
	readonly name: string
	/** Name of its cluster in {@link Tenancy.clusters}. */
	readonly cluster: string
	/** What all its namespaces together may use; `undefined` only where no stage of the plan has a budget. */
	readonly budget: Budget | undefined
	readonly containers: ContainerRule
	/** Who may do what in each namespace of the stage. */
	readonly access: readonly Grant[]
	readonly isolation: Isolation
	readonly podSecurity: PodSecurity
	readonly nodes: NodeRule
	/** A PriorityClass for the stage's pods; `undefined` where the plan wants none. */
	readonly priority: Priority | undefined
	/** Whether what is measured here has to repeat; `undefined` for ordinary stages. */
	readonly performance: Performance | undefined
}

/**
 * A stage for measurements: nothing else runs on its nodes, and its pods have the QoS class Guaranteed (requests equal to limits for
 * cpu and memory in every container), so that no neighbour takes what they were given.
 */
export interface Performance {
	/** DaemonSets that may run on its nodes all the same; a name of `*` stands for all of the namespace. */
	readonly daemonSets: readonly { readonly namespace: string; readonly name: string }[]
}

/** Who inside a stage may talk to whom: everybody, the namespaces of one app, or each namespace to itself. */
export type Isolation = 'stage' | 'app' | 'namespace'

/**
 * Amounts by ResourceQuota key (`requests.cpu`, `limits.memory`, `pods`, `count/deployments.apps` …) for the whole
 * stage, to be divided over its namespaces.
 */
export type Budget = Readonly<Record<string, Quantity>>

/** What happens to containers that declare no resources: they get defaults (LimitRange), or they are refused (quota). */
export type ContainerRule =
	| { readonly type: 'declared' }
	| {
			readonly type: 'defaults'
			/** By resource name (`cpu`, `memory`, `ephemeral-storage`). */
			readonly request: Readonly<Record<string, Quantity>>
			readonly limit: Readonly<Record<string, Quantity>>
			readonly max: Readonly<Record<string, Quantity>>
	  }

/** Pod Security admission: levels and the version they are pinned to, e.g. `v1.36`. */
export interface PodSecurity {
	readonly enforce: PodSecurityLevel
	readonly warn: PodSecurityLevel
	readonly version: string
}

/** The Pod Security Standards. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted'

/** Whose nodes the stage's pods run on. */
export type NodeRule =
	| { readonly type: 'shared' }
	| {
			/** `labelled`: pods are drawn to the nodes; `tainted`: foreign pods are kept off; `dedicated`: both. */
			readonly type: 'labelled' | 'tainted' | 'dedicated'
			readonly label: { readonly key: string; readonly value: string }
			readonly taint: { readonly key: string; readonly value: string }
			/** Which nodes belong to the stage: by labels that they have already, or by name. */
			readonly select: { readonly labels: Readonly<Record<string, string>>; readonly names: readonly string[] }
	  }

/** A PriorityClass. */
export interface Priority {
	readonly value: number
	/** Whether its pods may push out pods of a lower priority. */
	readonly preempts: boolean
}

/** An application, resolved. */
export interface App {
	readonly name: string
	/** Its share of each stage's budget, a positive whole number. */
	readonly share: number
	/** Names of its stages, in promotion order. */
	readonly stages: readonly string[]
}

/** Subjects that get rights together. */
export interface Person {
	readonly name: string
	readonly users: readonly string[]
	readonly groups: readonly string[]
	/** Whether each namespace gets a ServiceAccount of this name, with rights in that namespace alone. */
	readonly serviceAccounts: boolean
}

/** One person's access level in a stage. */
export interface Grant {
	readonly person: string
	readonly level: string
}

/** A named set of rights inside a namespace. */
export interface AccessLevel {
	readonly name: string
	readonly description: string
	readonly rules: readonly PolicyRule[]
}

/** A rule of a Role. */
export interface PolicyRule {
	readonly apiGroups: readonly string[]
	readonly resources: readonly string[]
	readonly verbs: readonly string[]
	readonly resourceNames?: readonly string[]
}

/** A namespace of one app in one stage. */
export interface StageNamespace {
	readonly name: string
	readonly app: string
	readonly stage: string
	readonly cluster: string
	/** Its share of the stage's budget relative to the stage's other namespaces. */
	readonly share: number
}

/** What may pass the walls besides a stage's own traffic. */
export interface Network {
	/** Who routes requests from outside; `undefined` where nobody does. */
	readonly ingress: IngressController | undefined
	/** Where names are resolved; `auto` is found out from the cluster, kube-dns where that cannot be seen. */
	readonly dns: Dns | 'auto'
	/**
	 * How a stage's peers are selected: by the stage label, or also by the names of the namespaces
	 * (`kubernetes.io/metadata.name`, which nobody can forge, at the price of an apply for each new namespace).
	 */
	readonly peers: 'labels' | 'names'
	readonly allow: readonly Allow[]
}

/** An ingress controller's pods, or the addresses it comes from. */
export interface IngressController {
	/** The preset's name, or `custom`. */
	readonly name: string
	readonly peers: readonly OutsidePeer[]
}

/** The cluster's DNS: where it answers, on which ports (each for UDP and TCP). */
export interface Dns {
	/** The preset's name, or `custom`. */
	readonly name: string
	readonly peers: readonly OutsidePeer[]
	readonly ports: readonly number[]
}

/** Somebody who is no stage: pods of a namespace, or addresses. */
export type OutsidePeer =
	| {
			readonly type: 'pods'
			/** The namespace's name, or labels of namespaces. */
			readonly namespace: string | Readonly<Record<string, string>>
			/** Labels of the pods; empty for all pods of the namespace. */
			readonly pods: Readonly<Record<string, string>>
	  }
	| { readonly type: 'cidr'; readonly cidr: string; readonly except: readonly string[] }

/** One end of an `allow`. */
export type AllowPeer =
	| OutsidePeer
	| {
			readonly type: 'stage'
			/** Names of stages, resolved from `*` or a name. */
			readonly stages: readonly string[]
			/** Name of an app; absent for all apps of the stages. */
			readonly app?: string
			readonly pods: Readonly<Record<string, string>>
	  }

/** A way through a wall, with its reason. */
export interface Allow {
	/** Unique in the plan; part of the policies' names. */
	readonly name: string
	readonly from: AllowPeer
	readonly to: AllowPeer
	/** Empty for all ports. */
	readonly ports: readonly Port[]
	readonly reason: string
}

/** A port, a range of ports (`end` included), or a named port of the destination's pods. */
export interface Port {
	readonly protocol: 'TCP' | 'UDP' | 'SCTP'
	readonly port: number | string
	readonly end?: number
}

/** A known finding that somebody answers for until a day. */
export interface Acceptance {
	readonly finding: string
	/** Empty for all stages. */
	readonly stages: readonly string[]
	readonly reason: string
	/** The last day it holds, as `YYYY-MM-DD`; absent for no end. */
	readonly until?: string
}
