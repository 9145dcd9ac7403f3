/** Ingresses that by an annotation have their controller ask, or read, something of another stage. */
import type { Finding } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { listed } from '../../words.ts'
import { namespaceInName } from './cluster-names.ts'
import { evidence, inOrder } from './evidence.ts'
import { otherStage, type Scene } from './scene.ts'

/** One finding for each Ingress. */
export function ingressAnnotations(scene: Scene): readonly Finding[] {
	return scene.inStages(kinds.Ingress).flatMap(({ object, ref, stage }) => {
		const across = Object.entries(object.metadata.annotations ?? {}).flatMap(([key, value]) =>
			// kubectl keeps a copy of the whole object in one.
			key.startsWith('kubectl.kubernetes.io/')
				? []
				: namespacesIn(scene, key, value).flatMap((namespace) => {
						const other = otherStage(scene, stage, namespace)
						return other === undefined ? [] : [{ key, value, other }]
					}),
		)
		if (across.length === 0) return []
		const others = inOrder(
			scene,
			across.map(({ other }) => other),
		)
		return [
			finding(scene, {
				code: 'network/ingress-annotation',
				severity: 'high',
				stage,
				subject: ref,
				message: `${showRef(ref)} has its controller turn to ${listed(others)} by an annotation`,
				witness: across.map(({ key, value }) => evidence(object, ['metadata', 'annotations', key], value)),
				remedy: 'Refer to something of the own stage.',
			}),
		]
	})
}

/** Host names in the cluster; and of the nginx controllers' annotations, `NAMESPACE/NAME`. */
function namespacesIn({ network }: Scene, key: string, value: string): readonly string[] {
	const hosts = value.match(/[a-z0-9-]+(\.[a-z0-9-]+){2,}/gi) ?? []
	const names = /^nginx\.(ingress\.kubernetes\.io|org)\//.test(key) ? /^([a-z0-9-]+)\/[a-z0-9.-]+$/.exec(value) : null
	return [
		...hosts.flatMap((host) => namespaceInName(network, host) ?? []),
		...(names?.[1] === undefined ? [] : [names[1]]),
	]
}
