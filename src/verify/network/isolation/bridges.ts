/** Namespaces of no stage that one stage reaches and that reach another: no way through a wall, but a way around it. */
import type { Finding } from '../../../model/finding.ts'
import type { Case } from '../../prover.ts'
import { crossings } from '../crossing/crossings.ts'
import type { Zone } from '../crossing/zones.ts'
import type { Network } from '../network.ts'
import { namespaceRef, showEndpoint } from '../words.ts'

/** One note a namespace; whether its pods pass anything on is for whoever runs them to say. */
export function bridges({ facts }: Case, network: Network, zones: ReadonlyMap<string, Zone>): readonly Finding[] {
	const all = new Map(zones)
	for (const name of network.namespaces.keys())
		if (!zones.has(name) && network.endpointsIn(name).length > 0)
			all.set(name, { name: `namespace ${name}`, stage: undefined })
	if (all.size === zones.size) return []
	const found = crossings(network, {
		zones: all,
		allowed: [],
		about: (from, to) => (from.stage === undefined) !== (to.stage === undefined),
	})
	const sides = new Map<string, { into: Map<string, string>; out: Map<string, string> }>()
	for (const { from, to, causes } of found) {
		const witness = causes.find(({ refutes }) => refutes === 'now')?.witness
		if (witness === undefined) continue
		const [bridge, direction] = from.stage === undefined ? [from, 'out' as const] : [to, 'into' as const]
		const stage = from.stage ?? to.stage ?? ''
		const side = sides.get(bridge.name) ?? { into: new Map<string, string>(), out: new Map<string, string>() }
		sides.set(bridge.name, side)
		side[direction].set(stage, `${showEndpoint(witness.from)} → ${showEndpoint(witness.to)}`)
	}
	return [...sides].flatMap(([zone, { into, out }]): readonly Finding[] => {
		const name = zone.slice('namespace '.length)
		const joined = [...into.keys()].some((from) => [...out.keys()].some((to) => to !== from))
		if (!joined) return []
		return [
			{
				code: 'network/bridge',
				result: 'noted',
				severity: 'info',
				cluster: facts.cluster,
				subject: namespaceRef(name),
				message: `the namespace ${name} is shared: ${[...into.keys()].join(', ')} can reach it, and it can reach ${[...out.keys()].join(', ')}`,
				witness: [...into.values(), ...out.values()].map((way) => ({
					object: namespaceRef(name),
					field: 'connection',
					observed: way,
				})),
				remedy: 'Make sure that its pods pass nothing on, or close one of the two sides.',
			},
		]
	})
}
