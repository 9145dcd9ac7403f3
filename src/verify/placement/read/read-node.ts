/** Nodes, as the API serves them. */
import type { KubeObject } from '../../../model/kube-object.ts'
import { at, elements, labelsAt, text } from '../../reading/raw.ts'
import type { PlacementNode } from '../placement.ts'

/** What of a Node tells pods apart. */
export function readNode(object: KubeObject): PlacementNode {
	return {
		name: object.metadata.name,
		labels: labelsAt(object.metadata.labels),
		taints: elements(at(object, 'spec', 'taints'), 'spec.taints').map(({ value }) => ({
			key: text(value['key']) ?? '',
			value: text(value['value']) ?? '',
			effect: text(value['effect']) ?? '',
		})),
		unschedulable: at(object, 'spec', 'unschedulable') === true,
	}
}
