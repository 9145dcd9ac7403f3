/** What the rules of a network look at. Pods that are alike in all of it cannot be told apart by any rule. */
import { type Cidr, showCidr } from '../../model/cidr.ts'
import type { Selector } from '../reading/selector.ts'
import type { Network, Rule } from './network.ts'

/** What any rule, whoever it selects, looks at. */
export interface Seen {
	/** Keys of labels of pods; sorted. */
	readonly labels: readonly string[]
	/** Names of ports. */
	readonly portNames: ReadonlySet<string>
	/** Ranges of addresses that blocks and their exceptions begin and end with, each once. */
	readonly ranges: readonly Cidr[]
	/** Whether a rule names nodes. */
	readonly nodes: boolean
}

/** Looks through every rule; policies of the same shape once. */
export function whatRulesSee({ policies, tierPolicies, nodes }: Network): Seen {
	const sight = new Sight()
	const shapes = new Set<number>()
	for (const { shape, pods, ingress, egress } of policies) {
		if (shapes.has(shape)) continue
		shapes.add(shape)
		sight.see(pods, ingress, egress)
	}
	for (const { subject, ingress, egress } of tierPolicies) sight.see(subject.pods, ingress, egress)
	// A rule about nodes cuts the addresses of nodes out of those that are outside of the cluster.
	if (sight.nodes) for (const { addresses } of nodes.values()) for (const address of addresses) sight.seeRange(address)
	return {
		labels: [...sight.labels].sort(),
		portNames: sight.portNames,
		ranges: [...sight.ranges.values()],
		nodes: sight.nodes,
	}
}

class Sight {
	readonly labels = new Set<string>()
	readonly portNames = new Set<string>()
	readonly ranges = new Map<string, Cidr>()
	nodes = false

	see(pods: Selector, ...directions: readonly (readonly Rule[] | undefined)[]): void {
		this.#seeLabels(pods)
		for (const rules of directions) for (const rule of rules ?? []) this.#seeRule(rule)
	}

	seeRange(range: Cidr): void {
		this.ranges.set(showCidr(range), range)
	}

	#seeRule({ peers, ports }: Rule): void {
		if (ports !== 'all') for (const port of ports) if (port.type === 'name') this.portNames.add(port.name)
		if (peers === 'anyone') return
		for (const peer of peers) {
			if (peer.type === 'pods') this.#seeLabels(peer.pods)
			if (peer.type === 'nodes') this.nodes = true
			if (peer.type === 'blocks')
				for (const { cidr, except } of peer.blocks) for (const range of [cidr, ...except]) this.seeRange(range)
		}
	}

	#seeLabels(selector: Selector): void {
		for (const { key } of selector) this.labels.add(key)
	}
}
