/**
 * The placement engine: from nodes, pods and templates to where each pod may run, exactly as the scheduler and the kubelet decide it, as
 * far as it is no question of room or of other pods.
 *
 * ```ts
 * const pod = readPlacement(spec)
 * schedulerRefusals(pod, readNode(node), 'lower') // [] where the scheduler may choose the node, else every reason why not
 * kubeletRefusals(pod, readNode(node), 'lower') // the same for a pod that names the node
 * landingsOn(nodes)(pod, 'upper').groups // all nodes that it may land on, those alike together
 * ```
 *
 * @packageDocumentation
 */

export { placementPolicyName } from '../../model/guards.ts'
export type { OwnNodes } from '../../model/stage-nodes.ts'
export { kubeletRefusals, schedulerRefusals } from './accepts.ts'
export { type Admission, type Admitted, admissionOf } from './admission.ts'
export { explainPlacement, type PlacementCase } from './explain/explain-placement.ts'
export { type Landing, type Landings, landingsOn } from './landing.ts'
export type { AlikeNodes, OwnedNode } from './node-groups.ts'
export { isPassing, steady } from './passing.ts'
export type { NodeTaint, PlacementBound, PlacementNode, PodPlacement, Toleration } from './placement.ts'
export { type NodeChange, placementRadius } from './placement-radius.ts'
export { type Member, type Pool, poolsOf } from './pools.ts'
export { type Qos, qosOf } from './qos.ts'
export { readNode } from './read/read-node.ts'
export { readPlacement } from './read/read-placement.ts'
export { tolerates } from './tolerates.ts'
export { placementWants } from './wants.ts'
export { type MadePod, type RunningPod, type Workload, workloadsIn } from './workloads.ts'
