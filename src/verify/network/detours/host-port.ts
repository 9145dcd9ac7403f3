/** Pods that take a port of their node: whoever reaches the node reaches them, by an address that rules about pods do not name. */
import type { Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import type { Mapping } from '../../reading/notes.ts'
import { elements } from '../../reading/raw.ts'
import { evidence } from './evidence.ts'
import { type PodSpec, podSpecs } from './pod-specs.ts'
import type { Scene } from './scene.ts'

/** One finding for each workload. */
export function hostPort(scene: Scene): readonly Finding[] {
	// In the network of its node a pod has all ports of the node, which is another finding.
	const takesPort = (spec: Mapping): boolean => spec['hostNetwork'] !== true && hostPorts(spec, '').length > 0
	return podSpecs(scene, takesPort).flatMap(([first]) => (first === undefined ? [] : [findingFor(scene, first)]))
}

function findingFor(scene: Scene, { owner, stage, object, path, spec }: PodSpec): Finding {
	const ports = hostPorts(spec, path.join('.'))
	const numbers = [...new Set(ports.map(({ port }) => port))]
	return finding(scene, {
		code: 'network/host-port',
		severity: 'high',
		stage,
		subject: owner,
		message: `${showRef(owner)} takes ${numbers.length === 1 ? 'port' : 'the ports'} ${numbers.join(', ')} of its node: whoever reaches the node reaches it there`,
		witness: ports.map(({ field, port }) => evidence(object, field, String(port))),
		remedy: 'Take hostPort out and reach it through a Service; the Pod Security level baseline refuses it.',
		controls: ['CIS-5.2.12', 'C-0044', 'KSV-0024'],
	})
}

function hostPorts(spec: Mapping, path: string): readonly { readonly field: string; readonly port: number }[] {
	return ['containers', 'initContainers'].flatMap((list) =>
		elements(spec[list], `${path}.${list}`).flatMap((container) =>
			elements(container.value['ports'], `${container.field}.ports`).flatMap(({ field, value }) => {
				const port = value['hostPort']
				return typeof port === 'number' && port > 0 ? [{ field: `${field}.hostPort`, port }] : []
			}),
		),
	)
}
