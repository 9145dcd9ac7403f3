/** Gateways of a stage that routes of other stages may attach to. */
import type { Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { listed } from '../../words.ts'
import { evidence, inOrder } from './evidence.ts'
import { freshNamespace } from './fresh-namespace.ts'
import { admits, type Door, doorsOf } from './gateways.ts'
import { type InStage, otherStage, type Scene } from './scene.ts'
import { gatewayKind } from './wants.ts'

/** One finding for each Gateway. */
export function openGateways(scene: Scene): readonly Finding[] {
	return scene.inStages(gatewayKind('Gateway')).flatMap((gateway) => {
		const open = doorsOf(gateway.object).flatMap((door) => {
			const admitted = admittedBy(scene, gateway, door)
			return admitted.length === 0 ? [] : [{ door, admitted }]
		})
		if (open.length === 0) return []
		const { object, ref, stage } = gateway
		const who = [...new Set(open.flatMap(({ admitted }) => admitted))]
		const known = inOrder(scene, who)
		return [
			finding(scene, {
				code: 'network/open-gateway',
				severity: 'high',
				stage,
				subject: ref,
				message: `${showRef(ref)} takes routes from ${listed([...known, ...who.filter((each) => !known.includes(each))])}`,
				witness: open.map(({ door, admitted }) => evidence(object, door.field, `${door.from}: ${listed(admitted)}`)),
				remedy: `Set from: Same, or a selector for the namespaces of ${stage} alone.`,
			}),
		]
	})
}

/** Other stages, and namespaces that nobody has labelled. */
function admittedBy(scene: Scene, { object, stage }: InStage, door: Door): readonly string[] {
	const { network } = scene
	const others = [...network.namespaces.keys()].flatMap((name) => {
		const other = otherStage(scene, stage, name)
		return other !== undefined && admits(network, object, door, name) ? [other] : []
	})
	const isOpen = admits(network, object, door, freshNamespace)
	return [...new Set(others), ...(isOpen ? ['namespaces that nobody has labelled'] : [])]
}
