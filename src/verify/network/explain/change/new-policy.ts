/** New NetworkPolicies as steps of a change. */
import type { JsonObject } from '../../../../model/kube-object.ts'
import type { Step } from '../../../../model/network-explanation.ts'
import type { Direction, Endpoint } from '../../network.ts'
import { labelsOfPods } from './parts.ts'
import type { Trial } from './trial.ts'

/**
 * Makes a policy for the pods of a workload.
 *
 * @param name - what it may be called; a number is added where another one is called so
 * @param rules - without any, it closes the direction
 */
export function newPolicy(
	{ network, objects }: Trial,
	pod: Endpoint,
	direction: Direction,
	name: string,
	rules: readonly JsonObject[],
): Step {
	const { namespace } = pod
	const labels = labelsOfPods(pod, objects)
	const object = {
		group: 'networking.k8s.io',
		kind: 'NetworkPolicy',
		namespace,
		name: freeName(name, new Set(network.policiesIn(namespace).map(({ ref }) => ref.name))),
	}
	const spec = {
		podSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels },
		policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
		...(rules.length === 0 ? {} : { [direction]: rules }),
	}
	const metadata = { name: object.name, namespace }
	const value = { apiVersion: 'networking.k8s.io/v1', kind: object.kind, metadata, spec }
	return { type: 'create', object, value }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
	let name = wanted
	for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`
	return name
}
