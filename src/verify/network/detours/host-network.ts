/** Pods in the network of their node: no policy selects them, and they reach every pod on that node (kubelet's probes do, too). */
import { once } from '../../../model/collect.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { listed } from '../../words.ts'
import { nodeRef } from './address-book.ts'
import { evidence, inOrder } from './evidence.ts'
import { type PodSpec, podSpecs } from './pod-specs.ts'
import type { Scene } from './scene.ts'

/** One finding for each workload. */
export function hostNetwork(scene: Scene): readonly Finding[] {
	const stagesOn = once(() => stagesOnNodes(scene))
	return podSpecs(scene, (spec) => spec['hostNetwork'] === true).flatMap((specs) => {
		const [first] = specs
		return first === undefined ? [] : [findingFor(scene, first, specs, stagesOn())]
	})
}

function findingFor(
	scene: Scene,
	{ owner, stage, object, path }: PodSpec,
	specs: readonly PodSpec[],
	stagesOn: ReadonlyMap<string, ReadonlySet<string>>,
): Finding {
	const nodes = [...new Set(specs.flatMap(({ node }) => node ?? []))].map((name) => ({
		name,
		others: inOrder(scene, stagesOn.get(name) ?? []).filter((each) => each !== stage),
	}))
	const shared = nodes.filter(({ others }) => others.length > 0)
	const neighbours = inOrder(
		scene,
		shared.flatMap(({ others }) => others),
	)
	const beside = neighbours.length === 0 ? '' : `, and pods of ${listed(neighbours)} run on the same nodes`
	return finding(scene, {
		code: 'network/host-network',
		severity: neighbours.length === 0 ? 'high' : 'critical',
		stage,
		subject: owner,
		message: `${showRef(owner)} is in the network of its node, outside of every policy${beside}`,
		witness: [
			evidence(object, [...path, 'hostNetwork'], 'true'),
			...shared.map(
				({ name, others }): Evidence => ({
					object: nodeRef(name),
					field: 'pods',
					observed: `pods of ${listed([stage, ...others])} on ${name}`,
				}),
			),
		],
		remedy:
			'Take hostNetwork out of its pods, or give the stage nodes of its own; the Pod Security level baseline refuses it.',
		controls: ['CIS-5.2.5', 'C-0041', 'KSV-0009'],
	})
}

function stagesOnNodes({ network, stageOf }: Scene): ReadonlyMap<string, ReadonlySet<string>> {
	const stages = new Map<string, Set<string>>()
	for (const name of network.namespaces.keys()) {
		const stage = stageOf(name)
		if (stage === undefined) continue
		for (const { node } of network.endpointsIn(name)) {
			if (node === undefined) continue
			const known = stages.get(node)
			if (known === undefined) stages.set(node, new Set([stage]))
			else known.add(stage)
		}
	}
	return stages
}
