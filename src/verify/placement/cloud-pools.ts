/** Pools of clouds and autoscalers make nodes anew: what is set on a node by hand is not on the next one. */
import type { PlacementNode } from './placement.ts'

/** The label by which each marks the nodes of a pool, and where the pool's labels and taints are set. */
const marks: readonly { readonly key: string; readonly template: (pool: string) => string }[] = [
	{
		key: 'cloud.google.com/gke-nodepool',
		template: (pool) => `the GKE node pool ${pool} (--node-labels, --node-taints)`,
	},
	{ key: 'eks.amazonaws.com/nodegroup', template: (pool) => `the EKS node group ${pool} (labels, taints)` },
	{ key: 'kubernetes.azure.com/agentpool', template: (pool) => `the AKS node pool ${pool} (--labels, --node-taints)` },
	{ key: 'karpenter.sh/nodepool', template: (pool) => `the Karpenter NodePool ${pool} (spec.template)` },
]

/** @example 'Set it in the template of the EKS node group perf (labels, taints) too: new nodes come from there.' */
export function templateHint(nodes: readonly PlacementNode[]): string {
	const pools = marks.flatMap(({ key, template }) =>
		[...new Set(nodes.flatMap(({ labels }) => labels[key] ?? []))].map(template),
	)
	if (pools.length === 0) return ''
	return ` Set it in the template of ${pools.join(' and ')} too: new nodes come from there.`
}
