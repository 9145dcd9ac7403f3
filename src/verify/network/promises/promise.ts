/** What a plan promises to connect. */
import type { Tenancy } from '../../../model/tenancy.ts'
import type { Allowance } from '../crossing/allowances.ts'
import { allowedEnd, portMatches, zonesOf } from '../isolation/zones-of-plan.ts'
import type { Network } from '../network.ts'

/** Pods that the plan wants to reach others. */
export interface Promised extends Allowance {
	/** For a sentence that goes on with "…, but". */
	readonly what: string
	readonly stage: string
}

/** Everything a plan promises in a cluster: each zone to itself, the ingress controller to the stages, and each `allow`. */
export function promisesOf(tenancy: Tenancy, cluster: string, network: Network): readonly Promised[] {
	const zones = new Map<string, { stage: string; namespaces: Set<string> }>()
	const stages = new Map<string, Set<string>>()
	for (const [namespace, { name, stage = '' }] of zonesOf(tenancy, cluster, network)) {
		const zone = zones.get(name) ?? { stage, namespaces: new Set() }
		zones.set(name, zone)
		zone.namespaces.add(namespace)
		stages.set(stage, (stages.get(stage) ?? new Set()).add(namespace))
	}
	const within = [...zones].map(([name, { stage, namespaces }]): Promised => {
		const end = { namespaces, pods: [] }
		return { what: `pods of ${name} may talk to each other`, stage, from: end, to: end, ports: 'all' }
	})
	const { ingress, allow } = tenancy.network
	const fromIngress = (ingress?.peers ?? []).flatMap((peer) =>
		[...stages].map(
			([stage, namespaces]): Promised => ({
				what: `the ingress controller ${ingress?.name} reaches ${stage}`,
				stage,
				from: allowedEnd(tenancy, cluster, network, peer),
				to: { namespaces, pods: [] },
				ports: 'all',
			}),
		),
	)
	const allowed = allow.map(({ name, from, to, ports }): Promised => {
		const [stage = ''] = to.type === 'stage' ? to.stages : from.type === 'stage' ? from.stages : []
		return {
			what: `the plan allows "${name}"`,
			stage,
			from: allowedEnd(tenancy, cluster, network, from),
			to: allowedEnd(tenancy, cluster, network, to),
			ports: portMatches(ports),
		}
	})
	return [...within, ...fromIngress, ...allowed].filter(
		({ from, to }) => from.namespaces.size > 0 && to.namespaces.size > 0,
	)
}
