/** Pods, quotas and the like as a line each, for tables of cases. */
import type { KubeObject } from '../../model/kube-object.ts'

type Amounts = Readonly<Record<string, string>>

/**
 * A pod of some containers, with amounts as `request/limit`.
 *
 * @param text - e.g. `a cpu 1/2, memory 1Gi; init i cpu 2; sidecar s; whole cpu 3/4`
 * @param more - of its spec
 */
export function pod(text: string, more: object = {}, name = 'p', status?: object): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name, namespace: 'shop-dev' },
		spec: { ...podSpec(text), ...more },
		...(status === undefined ? {} : { status }),
	}
}

/** The spec of {@link pod}. */
export function podSpec(text: string): object {
	const parts = text
		.split(';')
		.map((part) => part.trim())
		.filter((part) => part !== '')
	const of = (word: string): readonly string[] =>
		parts.filter((part) => part.startsWith(`${word} `)).map((part) => part.slice(word.length + 1))
	const containers = parts.filter((part) => !/^(init|sidecar|whole) /.test(part))
	const early = parts.filter((part) => /^(init|sidecar) /.test(part))
	const [whole] = of('whole')
	return {
		containers: containers.map(container),
		...(early.length === 0 ? {} : { initContainers: early.map(earlyContainer) }),
		...(whole === undefined ? {} : { resources: resources(whole) }),
	}
}

function earlyContainer(text: string): object {
	const [word = '', ...rest] = text.split(' ')
	return { ...container(rest.join(' ')), ...(word === 'sidecar' ? { restartPolicy: 'Always' } : {}) }
}

function container(text: string): object {
	const [name = '', ...rest] = text.split(' ')
	return { name, ...(rest.length === 0 ? {} : { resources: resources(rest.join(' ')) }) }
}

function resources(text: string): object {
	const found = text.split(',').map((each) => each.trim().split(' '))
	const side = (index: number): Amounts =>
		Object.fromEntries(
			found.flatMap(([name = '', amounts = '']) => {
				const amount = amounts.split('/')[index]
				return amount === undefined || amount === '' ? [] : [[name, amount]]
			}),
		)
	return { requests: side(0), limits: side(1) }
}

/** @example amounts('cpu 4, pods 2') */
export function amounts(text: string): Amounts {
	if (text === '') return {}
	return Object.fromEntries(text.split(',').map((each) => each.trim().split(' ') as [string, string]))
}

/**
 * A ResourceQuota of shop-dev.
 *
 * @param hard - e.g. `cpu 4, pods 2`
 * @param used - as the quota controller counted it; absent where it has not
 */
export function quota(hard: string, used?: string, more: object = {}, name = 'q', namespace = 'shop-dev'): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'ResourceQuota',
		metadata: { name, namespace },
		spec: { hard: amounts(hard), ...more },
		...(used === undefined ? {} : { status: { hard: amounts(hard), used: amounts(used) } }),
	}
}

/** A LimitRange of shop-dev. */
export function limitRange(items: readonly object[], name = 'l', namespace = 'shop-dev'): KubeObject {
	return { apiVersion: 'v1', kind: 'LimitRange', metadata: { name, namespace }, spec: { limits: items } }
}

/** A PersistentVolumeClaim of shop-dev. */
export function claim(storage: string, more: object = {}, name = 'c'): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'PersistentVolumeClaim',
		metadata: { name, namespace: 'shop-dev' },
		spec: { resources: { requests: { storage } }, ...more },
	}
}

/** A Service of shop-dev with so many ports. */
export function service(type: string, ports: number, more: object = {}, name = 's'): KubeObject {
	const list = Array.from({ length: ports }, (_, index) => ({ port: 80 + index }))
	return {
		apiVersion: 'v1',
		kind: 'Service',
		metadata: { name, namespace: 'shop-dev' },
		spec: { type, ports: list, ...more },
	}
}

/** A workload of shop-dev with pods as {@link pod}. */
export function workload(kind: string, name: string, pods: string, spec: object = {}, status?: object): KubeObject {
	const template = { metadata: { labels: { app: name } }, spec: podSpec(pods) }
	return {
		apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
		kind,
		metadata: { name, namespace: 'shop-dev' },
		spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } }, ...spec } : { template, ...spec },
		...(status === undefined ? {} : { status }),
	}
}

/** A pod that a workload has made. */
export function podOf(kind: string, owner: string, text: string, index = 0): KubeObject {
	const isDeployment = kind === 'Deployment'
	const made = pod(text, {}, `${owner}-${index}`, { phase: 'Running' })
	return {
		...made,
		metadata: {
			...made.metadata,
			labels: isDeployment ? { 'pod-template-hash': 'abc' } : {},
			ownerReferences: [
				{
					apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
					kind: isDeployment ? 'ReplicaSet' : kind,
					name: isDeployment ? `${owner}-abc` : owner,
					controller: true,
				},
			],
		},
	}
}
