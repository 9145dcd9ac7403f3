/** ReferenceGrants by which a stage lets objects of another one refer to its own. */
import type { Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { at, elements, text } from '../../reading/raw.ts'
import { listed } from '../../words.ts'
import { evidence, inOrder } from './evidence.ts'
import { otherStage, type Scene } from './scene.ts'
import { gatewayKind } from './wants.ts'

/** One finding for each grant. */
export function referenceGrants(scene: Scene): readonly Finding[] {
	return scene.inStages(gatewayKind('ReferenceGrant')).flatMap(({ object, ref, stage }) => {
		const from = elements(at(object, 'spec', 'from'), 'spec.from').flatMap(({ field, value }) => {
			const namespace = text(value['namespace']) ?? ''
			const other = otherStage(scene, stage, namespace)
			return other === undefined ? [] : [{ field, other, words: `${text(value['kind'])} in ${namespace}` }]
		})
		if (from.length === 0) return []
		const to = elements(at(object, 'spec', 'to'), 'spec.to').map(({ value }) =>
			[text(value['kind']), text(value['name'])].filter(Boolean).join(' '),
		)
		const others = inOrder(
			scene,
			from.map(({ other }) => other),
		)
		return [
			finding(scene, {
				code: 'network/cross-stage-grant',
				severity: 'high',
				stage,
				subject: ref,
				message: `${showRef(ref)} lets ${listed(others)} refer to objects of ${stage}: ${to.join(', ')}`,
				witness: from.map(({ field, words }) => evidence(object, field, words)),
				remedy: 'Delete it; routes and Gateways can refer to what is in their own stage.',
			}),
		]
	})
}
