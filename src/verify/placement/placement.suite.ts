/** Nodes and pods by the line, for tests of placement. */
import { parse } from 'yaml'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Mapping } from '../reading/notes.ts'
import type { NodeTaint, PlacementNode, PodPlacement, Toleration } from './placement.ts'
import { readPlacement, readTolerations } from './read/read-placement.ts'

/** A mapping, written as YAML. */
export function yaml(text: string): Mapping {
	return (parse(text) ?? {}) as Mapping
}

/** A pod's placement by its spec, e.g. `nodeSelector: {a: b}`. */
export function placed(spec: string): PodPlacement {
	return readPlacement(yaml(spec))
}

/** A taint by `key=value:Effect`, as kubectl takes it. */
export function taint(text: string): NodeTaint {
	const [, key = '', value = '', effect = ''] = /^([^=:]*)(?:=([^:]*))?:(.*)$/.exec(text) ?? []
	return { key, value, effect }
}

/** A toleration by its YAML. */
export function toleration(text: string): Toleration {
	const [first] = readTolerations([yaml(text)])
	if (first === undefined) throw new Error(`no toleration: ${text}`)
	return first
}

/** A node by its labels (`a=b c=d`) and taints. */
export function plainNode(
	labels = '',
	taints: readonly string[] = [],
	more: Partial<PlacementNode> = {},
): PlacementNode {
	return { name: 'node-1', labels: labelsOf(labels), taints: taints.map(taint), unschedulable: false, ...more }
}

/** The Node object of that. */
export function nodeObject(name: string, labels = '', taints: readonly string[] = []): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Node',
		metadata: { name, labels: labelsOf(labels) },
		spec: { taints: taints.map(taint) },
	}
}

/** Labels by `a=b c=d`. */
export function labelsOf(text: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		text
			.split(' ')
			.filter((each) => each !== '')
			.map((each) => each.split('=') as [string, string]),
	)
}

/** A pod, running where a node is named. */
export function podObject(where: string, spec = '', owner?: string): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { ...metaOf(where), ...ownerOf(owner) },
		spec: { containers: [{ name: 'main' }], ...yaml(spec) },
	}
}

/** A workload with a template. */
export function workloadObject(kind: string, where: string, spec = '', more: object = {}): KubeObject {
	const [apiVersion, template] = [
		kind === 'CronJob' || kind === 'Job' ? 'batch/v1' : 'apps/v1',
		{ spec: { containers: [{ name: 'main' }], ...yaml(spec) } },
	]
	const body = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template }
	return { apiVersion, kind, metadata: metaOf(where), spec: { ...body, ...more } }
}

function metaOf(where: string): KubeObject['metadata'] {
	const [namespace = '', name = ''] = where.split('/')
	return { namespace, name }
}

/** @param owner - `Kind/name`, e.g. `StatefulSet/db` */
function ownerOf(owner: string | undefined): Partial<KubeObject['metadata']> {
	if (owner === undefined) return {}
	const [kind = '', name = ''] = owner.split('/')
	const apiVersion = kind === 'Node' ? 'v1' : kind === 'Job' ? 'batch/v1' : 'apps/v1'
	return { ownerReferences: [{ apiVersion, kind, name, controller: true }] }
}
