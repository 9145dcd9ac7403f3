import { expect, test } from 'vitest'
import { canKubeletSet } from './kubelet-labels.ts'

const keys: readonly (readonly [key: string, can: boolean])[] = [
	['stage', true],
	['example.org/stage', true],
	['eks.amazonaws.com/nodegroup', true],
	['kubernetes.azure.com/agentpool', true],
	['node-restriction.kubernetes.io/stage', false],
	['shop.node-restriction.kubernetes.io/stage', false],
	['stage.kubernetes.io/name', false],
	['kubernetes.io/stage', false],
	['k8s.io/stage', false],
	['kops.k8s.io/instancegroup', false],
	['node-role.kubernetes.io/perf', false],
	['kubernetes.io/hostname', true],
	['topology.kubernetes.io/zone', true],
	['topology.kubernetes.io/rack', false],
	['node.kubernetes.io/instance-type', true],
	['node.kubernetes.io/stage', true],
	['shop.node.kubernetes.io/stage', true],
	['kubelet.kubernetes.io/stage', true],
	['notkubernetes.io/stage', true],
]

test.each(keys)('a kubelet may set %s on its own node: %s', (key, can) => {
	expect(canKubeletSet(key)).toBe(can)
})
