/** Pods and the templates of workloads as ends of connections. */
import type { Cidr } from '../../../model/cidr.ts'
import { homeOf, type KubeObject, type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { describe, isMapping, type Mapping, notesFor, type Problem } from '../../reading/notes.ts'
import { at, labelsAt, text } from '../../reading/raw.ts'
import { makesPods, templateOf, templatePath, writtenTemplate } from '../../reading/workloads.ts'
import { readAddress } from '../addresses.ts'
import type { ContainerPort, Endpoint } from '../network.ts'
import { protocols } from '../ports.ts'

/** A mapping that may be missing, as an empty one. */
function mappingOf(value: unknown): Mapping {
	return isMapping(value) ? value : {}
}

function listOf(value: unknown): readonly Mapping[] {
	return Array.isArray(value) ? value.filter(isMapping) : []
}

/**
 * A pod; `undefined` once it has ended: it then has no network any more, and its address may be another pod's.
 *
 * @param owner - the workload it belongs to
 */
export function readPod(pod: KubeObject, owner: ObjectRef): Endpoint | undefined {
	const [spec, status] = [mappingOf(pod['spec']), mappingOf(pod['status'])]
	if (status['phase'] === 'Succeeded' || status['phase'] === 'Failed') return undefined
	return {
		ref: refOf(pod),
		owner,
		namespace: homeOf(pod),
		labels: pod.metadata.labels ?? {},
		ports: portsOf(spec),
		addresses: addressesOf(status),
		node: text(spec['nodeName']),
		hostNetwork: spec['hostNetwork'] === true,
	}
}

function addressesOf(status: Mapping): readonly Cidr[] | undefined {
	const written = [...listOf(status['podIPs']).map(({ ip }) => ip), status['podIP']]
	const texts = new Set(written.filter((ip): ip is string => typeof ip === 'string' && ip !== ''))
	const addresses = [...texts].flatMap((text) => readAddress(text) ?? [])
	return addresses.length === 0 ? undefined : addresses
}

/** The pods that a workload would make; `undefined` where it has no template of pods, or will make no more. */
export function readTemplate(workload: KubeObject): Endpoint | undefined {
	const template = templateOf(workload)
	if (template === undefined || !makesPods(workload)) return undefined
	const spec = mappingOf(template['spec'])
	return {
		ref: refOf(workload),
		owner: refOf(workload),
		namespace: homeOf(workload),
		labels: labelsAt(at(template, 'metadata', 'labels')),
		ports: portsOf(spec),
		addresses: undefined,
		node: text(spec['nodeName']),
		hostNetwork: spec['hostNetwork'] === true,
	}
}

/** What of a workload's template cannot be read: selectors may or may not match its pods. */
export function templateProblems(workload: KubeObject): readonly Problem[] {
	const template = writtenTemplate(workload)
	const podSpec = mappingOf(template?.['spec'])
	// Other kinds have templates of other things, which have no containers.
	if (podSpec['containers'] === undefined) return []
	const place = templatePath(workload).join('.')
	const notes = notesFor(workload, { namespace: homeOf(workload) })
	notes.list(podSpec['containers'], `${place}.spec.containers`)
	const labels = mappingOf(template?.['metadata'])['labels'] ?? {}
	if (!isMapping(labels)) notes.wrong(`${place}.metadata.labels`, `is ${describe(labels)} instead of a mapping`)
	else
		for (const [key, value] of Object.entries(labels))
			if (typeof value !== 'string')
				notes.wrong(`${place}.metadata.labels.${key}`, `is ${describe(value)} instead of a text`)
	return notes.problems
}

/** Ports of containers and of sidecars: other init containers have ended before anybody can look a name up. */
function portsOf(spec: Mapping): readonly ContainerPort[] {
	const sidecars = listOf(spec['initContainers']).filter(({ restartPolicy }) => restartPolicy === 'Always')
	return [...listOf(spec['containers']), ...sidecars].flatMap((container) =>
		listOf(container['ports']).flatMap(({ name, protocol, containerPort }): readonly ContainerPort[] => {
			const known = protocol === undefined ? 'TCP' : protocols.find((each) => each === protocol)
			if (known === undefined || typeof containerPort !== 'number') return []
			return [{ name: text(name), protocol: known, port: containerPort }]
		}),
	)
}
