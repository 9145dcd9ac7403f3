/**
 * Policies of network plugins themselves. They open or close what the policies of Kubernetes decide, by rules of their own, so
 * where one is present nothing is certain. Known by group: Antrea's and Amazon's kinds are also called ClusterNetworkPolicy.
 */
import { type KubeObject, refOf } from '../../../model/kube-object.ts'
import type { Problem } from '../../reading/notes.ts'

/** API groups of network plugins, and which of their kinds are policies. */
const foreignKinds: Readonly<Record<string, { readonly plugin: string; readonly kinds: RegExp }>> = {
	'crd.projectcalico.org': { plugin: 'Calico', kinds: /NetworkPolicy$/ },
	'projectcalico.org': { plugin: 'Calico', kinds: /NetworkPolicy$/ },
	'cilium.io': { plugin: 'Cilium', kinds: /NetworkPolicy$/ },
	'crd.antrea.io': { plugin: 'Antrea', kinds: /NetworkPolicy$/ },
	'networking.k8s.aws': { plugin: 'the Amazon VPC CNI', kinds: /NetworkPolicy$/ },
	'crd.k8s.amazonaws.com': { plugin: 'the Amazon VPC CNI', kinds: /NetworkPolicy$/ },
}

/** Whether a kind is a policy of a network plugin. */
export function isForeignPolicy(group: string, kind: string): boolean {
	return foreignKinds[group]?.kinds.test(kind) ?? false
}

/** What such a policy means for the certainty of everything else; `undefined` for other objects. */
export function foreignPolicy(object: KubeObject, group: string): Problem | undefined {
	if (!isForeignPolicy(group, object.kind)) return undefined
	const { namespace } = object.metadata
	return {
		ref: refOf(object),
		field: undefined,
		message: `is a policy of ${foreignKinds[group]?.plugin} with rules of its own: what it opens or closes is not computed`,
		remedy: 'Say the same with NetworkPolicy or ClusterNetworkPolicy, or look at its effect in the network plugin.',
		affects: namespace === undefined ? 'everybody' : { namespace },
	}
}
