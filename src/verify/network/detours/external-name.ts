/** Services that are another name: whoever asks for them (an ingress controller, say) is sent on, past what the name seems to be. */
import type { Finding, Severity } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { at, text } from '../../reading/raw.ts'
import { readAddress } from '../addresses.ts'
import { namespaceInName } from './cluster-names.ts'
import { evidence } from './evidence.ts'
import { metadataAddresses } from './metadata-service.ts'
import { type InStage, otherStage, type Scene } from './scene.ts'

/** One finding for each Service. */
export function externalName(scene: Scene): readonly Finding[] {
	return scene.inStages(kinds.Service).flatMap((service) => {
		const { object, ref, stage } = service
		const name = at(object, 'spec', 'type') === 'ExternalName' ? text(at(object, 'spec', 'externalName')) : undefined
		const where = name === undefined ? undefined : (byName(scene, service, name) ?? byAddress(scene, service, name))
		if (name === undefined || where === undefined) return []
		return [
			finding(scene, {
				code: 'network/external-name',
				severity: where.severity,
				stage,
				subject: ref,
				message: `${showRef(ref)} is another name for ${name}, ${where.words}`,
				witness: [evidence(object, 'spec.externalName', name)],
				remedy: 'Delete it; a way that is wanted belongs into stages.yaml as an allow with its reason.',
			}),
		]
	})
}

interface Where {
	readonly severity: Severity
	readonly words: string
}

/** Google's metadata service has a name. */
const metadataName = /^metadata(\.google\.internal)?$/

function byName(scene: Scene, { stage, namespace: own }: InStage, name: string): Where | undefined {
	if (metadataName.test(name.toLowerCase().replace(/\.$/, '')))
		return { severity: 'high', words: 'the metadata service of clouds' }
	const namespace = namespaceInName(scene.network, name)
	if (namespace === undefined || namespace === own || scene.stageOf(namespace) === stage) return undefined
	const other = otherStage(scene, stage, namespace)
	if (other !== undefined) return { severity: 'high', words: `in the stage ${other}` }
	const isThere = scene.network.namespaces.has(namespace)
	return {
		severity: 'low',
		words: `in the namespace ${namespace}, ${isThere ? 'of no stage' : 'which does not exist'}`,
	}
}

/** The API takes an address for a name, and so do some of those who ask. */
function byAddress(scene: Scene, { stage }: InStage, name: string): Where | undefined {
	const address = readAddress(name)
	if (address === undefined) return undefined
	if (metadataAddresses.some(({ family, first }) => family === address.family && first === address.first))
		return { severity: 'high', words: 'the metadata service of clouds' }
	const holder = scene
		.addresses()
		.holdersOf(address)
		.find((each) => each.stage !== stage)
	if (holder === undefined) return undefined
	return holder.stage === undefined
		? { severity: 'low', words: `the address of ${showRef(holder.ref)}` }
		: { severity: 'high', words: `the address of ${showRef(holder.ref)} in the stage ${holder.stage}` }
}
