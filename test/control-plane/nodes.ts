/** Nodes that exist on paper: kwok reports them as ready and runs the pods bound to them. */
import type { KubeObject } from '../../src/model/kube-object.ts'
import { kubernetesVersion } from './programs.ts'

/** A node as a test wants it. */
export interface NodeSpec {
	readonly name: string
	readonly labels?: Readonly<Record<string, string>>
	readonly taints?: readonly {
		readonly key: string
		readonly value?: string
		readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
	}[]
	/** Default 8 cpus, 32Gi of memory, 110 pods. */
	readonly allocatable?: Readonly<Record<string, string>>
}

/** The Node object as its kubelet would register it, but for the conditions. */
export function nodeObject({ name, labels = {}, taints = [], allocatable }: NodeSpec): KubeObject {
	const capacity = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110', ...allocatable }
	return {
		apiVersion: 'v1',
		kind: 'Node',
		metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels } },
		spec: { taints },
		status: {
			capacity,
			allocatable: capacity,
			addresses: [{ type: 'Hostname', address: name }],
			nodeInfo: {
				architecture: 'amd64',
				bootID: '',
				containerRuntimeVersion: 'kwok',
				kernelVersion: 'kwok',
				kubeProxyVersion: 'kwok',
				kubeletVersion: `v${kubernetesVersion}`,
				machineID: '',
				operatingSystem: 'linux',
				osImage: 'kwok',
				systemUUID: '',
			},
		},
	}
}

/** A node into which the budgets of all tests fit, for servers on which nothing is scheduled: without any they could not be proven to. */
export const roomyNode: KubeObject = nodeObject({ name: 'roomy', allocatable: { cpu: '64', memory: '256Gi' } })

/** Whether pods can be scheduled on it: it reports Ready, and the node controller has taken the first taint away. */
export function isReady(node: KubeObject): boolean {
	const { spec, status } = node as unknown as {
		spec: { taints?: { key: string }[] }
		status: { conditions?: { type: string; status: string }[] }
	}
	const ready =
		status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
	return ready && !spec.taints?.some(({ key }) => key === 'node.kubernetes.io/not-ready')
}
