/**
 * Services that answer on every node. Unless `externalTrafficPolicy` is Local, a connection that comes in there goes on with the
 * node's address as its source: a policy cannot tell any more who made it.
 */
import type { Finding } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import { type ObjectRef, showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { at, elements, labelsAt, text } from '../../reading/raw.ts'
import { matches } from '../../reading/selector.ts'
import { blockMatch } from '../addresses.ts'
import { portsOf } from '../evaluate.ts'
import { selectorOf } from '../isolation/zones-of-plan.ts'
import type { Endpoint, NetworkPolicy, Rule } from '../network.ts'
import { hasPort, type Protocol, protocols } from '../ports.ts'
import { evidence } from './evidence.ts'
import type { InStage, Scene } from './scene.ts'

/** One finding for each Service whose pods let nodes in, and a note for the others. */
export function nodePorts(scene: Scene): readonly Finding[] {
	return scene
		.inStages(kinds.Service)
		.filter(({ object }) => hidesSources(object))
		.map((service) => findingFor(scene, service))
}

function hidesSources(service: InStage['object']): boolean {
	const type = at(service, 'spec', 'type')
	return (type === 'NodePort' || type === 'LoadBalancer') && at(service, 'spec', 'externalTrafficPolicy') !== 'Local'
}

function findingFor(scene: Scene, service: InStage): Finding {
	const { object, ref, stage } = service
	const entry = entryOf(scene, service)
	const said = {
		code: 'network/node-port',
		stage,
		subject: ref,
		witness: [
			evidence(object, 'spec.type', String(at(object, 'spec', 'type'))),
			evidence(object, 'spec.externalTrafficPolicy', text(at(object, 'spec', 'externalTrafficPolicy')) ?? 'Cluster'),
		],
		remedy: 'Set externalTrafficPolicy: Local, or reach it through an ingress controller and make it a ClusterIP.',
		controls: ['MTB-PL1-BC-HI-1'],
	}
	const who = `${showRef(ref)} answers on every node, and who comes in there has the address of a node`
	if (entry === undefined)
		return finding(scene, { ...said, result: 'noted', severity: 'info', message: `${who}: no policy lets nodes in` })
	const how =
		entry.by === undefined ? 'no policy isolates its pods' : `${showRef(entry.by)} ${entry.field} lets nodes in`
	return finding(scene, { ...said, severity: 'medium', message: `${who}: ${how}` })
}

/** What lets connections from nodes in to the pods behind a Service. */
interface Entry {
	readonly by: ObjectRef | undefined
	readonly field: string
}

function entryOf(scene: Scene, { object, namespace }: InStage): Entry | undefined {
	const labels = labelsAt(at(object, 'spec', 'selector'))
	if (Object.keys(labels).length === 0) return undefined
	const { network } = scene
	for (const pod of network.endpointsIn(namespace)) {
		if (pod.hostNetwork || !matches(selectorOf(labels), pod.labels)) continue
		const isolating = network
			.policiesIn(namespace)
			.filter(({ pods, ingress }) => ingress !== undefined && matches(pods, pod.labels))
		if (isolating.length === 0) return { by: undefined, field: '' }
		const entry = isolating.flatMap((policy) => entryBy(scene, policy, doorsOf(object, pod), pod))[0]
		if (entry !== undefined) return entry
	}
	return undefined
}

function entryBy(
	scene: Scene,
	{ ref, ingress }: NetworkPolicy,
	doors: readonly Door[],
	pod: Endpoint,
): readonly Entry[] {
	return (ingress ?? []).flatMap((rule) => {
		const { possible } = portsOf(rule, pod)
		const isOpen = doors.some(({ protocol, port }) => hasPort(possible, protocol, port)) && hasNodes(scene, rule)
		return isOpen ? [{ by: ref, field: rule.field }] : []
	})
}

/** Where no node's address is known, only a block of every address has them for sure. */
function hasNodes(scene: Scene, { peers }: Rule): boolean {
	if (peers === 'anyone') return true
	const { nodes } = scene.addresses()
	return peers
		.flatMap((peer) => (peer.type === 'blocks' ? peer.blocks : []))
		.some((block) =>
			nodes.length === 0
				? block.cidr.prefix === 0 && block.except.length === 0
				: nodes.some(({ address }) => blockMatch(block, address) === 'yes'),
		)
}

interface Door {
	readonly protocol: Protocol
	readonly port: number
}

/** The ports of a pod behind those of a Service. */
function doorsOf(service: InStage['object'], { ports }: Endpoint): readonly Door[] {
	return elements(at(service, 'spec', 'ports'), 'spec.ports').flatMap(({ value }): readonly Door[] => {
		const protocol = protocols.find((each) => each === (value['protocol'] ?? 'TCP'))
		const target = value['targetPort'] ?? value['port']
		if (protocol === undefined) return []
		if (typeof target === 'number') return [{ protocol, port: target }]
		return ports.filter((port) => port.name === target && port.protocol === protocol)
	})
}
