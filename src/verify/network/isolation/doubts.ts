/** What could not be understood of the policies, as findings: what it touches is not visible, never proven. */
import type { Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import type { Case } from '../../prover.ts'
import type { Zone } from '../crossing/zones.ts'
import type { Network } from '../network.ts'

/** Problems that touch a stage, each once; policies of other namespaces select nobody in a stage. */
export function doubts({ facts }: Case, network: Network, zones: ReadonlyMap<string, Zone>): readonly Finding[] {
	return network.problems.flatMap(({ ref, field, message, remedy, affects }): readonly Finding[] => {
		const isTouched = affects === 'everybody' || (affects !== 'nobody' && zones.has(affects.namespace))
		if (!isTouched) return []
		const stage = affects === 'everybody' ? undefined : zones.get(affects.namespace)?.stage
		const what = ref === undefined ? '' : `${showRef(ref)} `
		return [
			{
				code: 'network/not-visible',
				result: 'not-visible',
				severity: 'medium',
				cluster: facts.cluster,
				...(stage === undefined ? {} : { stage }),
				subject: ref,
				message: `${what}${field === undefined ? '' : `${field} `}${message}`,
				witness: ref === undefined || field === undefined ? [] : [{ object: ref, field }],
				...(remedy === undefined ? {} : { remedy }),
			},
		]
	})
}
