/** Services with external addresses: whoever in the cluster connects to one of these is sent to the Service (CVE-2020-8554). */
import type { Finding } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { at, texts } from '../../reading/raw.ts'
import { readAddress } from '../addresses.ts'
import { evidence } from './evidence.ts'
import type { InStage, Scene } from './scene.ts'

/** One finding for each Service. */
export function externalIps(scene: Scene): readonly Finding[] {
	return scene.inStages(kinds.Service).flatMap((service) => {
		const addresses = texts(at(service.object, 'spec', 'externalIPs'))
		return addresses.length === 0 ? [] : [findingFor(scene, service, addresses)]
	})
}

function findingFor(scene: Scene, { object, ref, stage }: InStage, addresses: readonly string[]): Finding {
	const taken = addresses.flatMap((text) => {
		const address = readAddress(text)
		const [holder] = address === undefined ? [] : scene.addresses().holdersOf(address)
		return holder === undefined ? [] : [`${text} of ${showRef(holder.ref)}`]
	})
	const theirs = taken.length === 0 ? '' : `, which has ${taken.join(', ')}`
	return finding(scene, {
		code: 'network/external-ips',
		severity: 'high',
		stage,
		subject: ref,
		message: `${showRef(ref)} draws to itself what the whole cluster sends to ${addresses.join(', ')}${theirs}`,
		witness: [evidence(object, 'spec.externalIPs', addresses.join(', '))],
		remedy:
			'Take externalIPs out; a LoadBalancer or an Ingress brings requests in without taking an address from others.',
		controls: ['CIS-1.2.3', 'C-0283', 'KSV-0108'],
	})
}
