/**
 * The parts of Kubernetes objects that decide about connections, spelt as the API spells them: nothing filled in, nothing
 * translated. `null` is what a manifest may say in place of leaving a field out.
 */

/** A field that may be left out or be `null`, which mean the same. */
type Optional<T> = T | null | undefined

/** Labels of an object. */
export type RawLabels = Readonly<Record<string, string>>

/** `LabelSelector`. */
export interface RawSelector {
	readonly matchLabels?: Optional<RawLabels>
	readonly matchExpressions?: Optional<readonly RawExpression[]>
}

/** `LabelSelectorRequirement`. */
export interface RawExpression {
	readonly key: string
	readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
	readonly values?: Optional<readonly string[]>
}

/** A transport protocol that policies know. */
export type RawProtocol = 'TCP' | 'UDP' | 'SCTP'

/** `ContainerPort`; TCP where no protocol is said. */
export interface RawContainerPort {
	readonly name?: string
	readonly containerPort: number
	readonly protocol?: RawProtocol
}

/** `Container`, also among `initContainers`. */
export interface RawContainer {
	readonly name: string
	readonly restartPolicy?: 'Always'
	readonly ports?: Optional<readonly RawContainerPort[]>
}

/** `PodSpec`. */
export interface RawPodSpec {
	readonly hostNetwork?: boolean
	readonly nodeName?: string
	readonly containers: readonly RawContainer[]
	readonly initContainers?: Optional<readonly RawContainer[]>
}

/** `PodStatus`. */
export interface RawPodStatus {
	readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
	readonly podIP?: string
	readonly podIPs?: Optional<readonly { readonly ip: string }[]>
}

/** `PodTemplateSpec`. */
export interface RawTemplate {
	readonly metadata?: { readonly labels?: Optional<RawLabels> }
	readonly spec: RawPodSpec
}

/** The `spec` of a Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController or Job; of a CronJob, one floor deeper. */
export interface RawWorkloadSpec {
	readonly template?: RawTemplate
	readonly jobTemplate?: { readonly spec: { readonly template: RawTemplate } }
}

/** `JobStatus`. */
export interface RawJobStatus {
	readonly conditions?: Optional<readonly { readonly type: string; readonly status: string }[]>
}

/** `NodeStatus`. */
export interface RawNodeStatus {
	readonly addresses?: Optional<readonly { readonly type: string; readonly address: string }[]>
}

/** `NetworkPolicySpec` of networking.k8s.io/v1. */
export interface RawNetworkPolicySpec {
	readonly podSelector?: Optional<RawSelector>
	readonly policyTypes?: Optional<readonly ('Ingress' | 'Egress')[]>
	readonly ingress?: Optional<readonly RawNetworkPolicyRule[]>
	readonly egress?: Optional<readonly RawNetworkPolicyRule[]>
}

/** `NetworkPolicyIngressRule`, which has `from`, and `NetworkPolicyEgressRule`, which has `to`. */
export interface RawNetworkPolicyRule {
	readonly from?: Optional<readonly RawNetworkPolicyPeer[]>
	readonly to?: Optional<readonly RawNetworkPolicyPeer[]>
	readonly ports?: Optional<readonly RawNetworkPolicyPort[]>
}

/** `NetworkPolicyPeer`. */
export interface RawNetworkPolicyPeer {
	readonly podSelector?: Optional<RawSelector>
	readonly namespaceSelector?: Optional<RawSelector>
	readonly ipBlock?: Optional<RawBlock>
}

/** `IPBlock`. */
export interface RawBlock {
	readonly cidr: string
	readonly except?: Optional<readonly string[]>
}

/** `NetworkPolicyPort`. */
export interface RawNetworkPolicyPort {
	readonly protocol?: Optional<RawProtocol>
	readonly port?: Optional<number | string>
	readonly endPort?: Optional<number>
}

/** The `spec` of ClusterNetworkPolicy (v1alpha2), AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1). */
export interface RawTierPolicySpec {
	/** ClusterNetworkPolicy only. */
	readonly tier?: 'Admin' | 'Baseline'
	/** Not in BaselineAdminNetworkPolicy. */
	readonly priority?: number
	readonly subject: RawPodsPeer
	readonly ingress?: Optional<readonly RawTierRule[]>
	readonly egress?: Optional<readonly RawTierRule[]>
}

/** Pods by the labels of their namespaces, or by those and their own. */
export interface RawPodsPeer {
	readonly namespaces?: Optional<RawSelector>
	readonly pods?: Optional<{
		readonly namespaceSelector?: Optional<RawSelector>
		readonly podSelector?: Optional<RawSelector>
	}>
}

/** A rule of any of the three. */
export interface RawTierRule {
	readonly name?: string
	readonly action: 'Accept' | 'Allow' | 'Deny' | 'Pass'
	readonly from?: readonly RawTierPeer[]
	readonly to?: readonly RawTierPeer[]
	/** v1alpha1. */
	readonly ports?: Optional<readonly RawAdminPort[]>
	/** v1alpha2. */
	readonly protocols?: Optional<readonly RawTierProtocol[]>
}

/** A peer of any of the three; one field is set, and a field that is none of these is a peer of a later version. */
export interface RawTierPeer extends RawPodsPeer {
	readonly nodes?: Optional<RawSelector>
	readonly networks?: Optional<readonly string[]>
	readonly domainNames?: Optional<readonly string[]>
}

/** `AdminNetworkPolicyPort`; one field is set. */
export interface RawAdminPort {
	readonly portNumber?: { readonly protocol?: RawProtocol; readonly port: number }
	readonly portRange?: { readonly protocol?: RawProtocol; readonly start: number; readonly end: number }
	readonly namedPort?: string
}

/** `ClusterNetworkPolicyProtocol`; one field is set. */
export interface RawTierProtocol {
	readonly tcp?: RawDestination
	readonly udp?: RawDestination
	readonly sctp?: RawDestination
	readonly destinationNamedPort?: string
}

/** What is said of the port of one protocol. */
export interface RawDestination {
	readonly destinationPort?: {
		readonly number?: number
		readonly range?: { readonly start: number; readonly end: number }
	}
}
