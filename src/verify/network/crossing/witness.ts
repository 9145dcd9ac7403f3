/** Two pods that exist and can use a way between zones. */
import { matches } from '../../reading/selector.ts'
import { blockMatch } from '../addresses.ts'
import { allowedPorts } from '../evaluate.ts'
import type { Endpoint, Network } from '../network.ts'
import { type Ports, subtract } from '../ports.ts'
import { whatRulesSee } from '../what-rules-see.ts'
import { type Allowance, portsAllowed } from './allowances.ts'
import type { SomeNamespaces } from './namespace-sets.ts'
import type { Opening } from './openings.ts'

/** Two pods, and the ports that are open between them and not allowed. */
export interface Witness {
	readonly from: Endpoint
	readonly to: Endpoint
	readonly ports: Ports
	/** `false` where it depends on addresses that are not known. */
	readonly certain: boolean
}

/** A way between namespaces whose users are looked for. */
export interface Way {
	readonly egress: Opening
	readonly ingress: Opening
	readonly from: SomeNamespaces
	readonly to: SomeNamespaces
}

/** The first pair found; one that is certain before one that is not. Pods that no rule tells apart are tried once. */
export function findWitness(
	network: Network,
	pods: DifferentPods,
	allowed: readonly Allowance[],
	{ egress, ingress, from, to }: Way,
): Witness | undefined {
	const byAddress = egress.blocks !== undefined || ingress.blocks !== undefined
	const destinations = repeatable(pods(to, byAddress, ingress, egress))
	let perhaps: Witness | undefined
	for (const source of pods(from, byAddress, egress, ingress))
		for (const destination of destinations()) {
			const open = allowedPorts(network, source, destination, { blocks: 'pods', bound: 'upper' })
			const ports = subtract(open, portsAllowed(allowed, source, destination))
			if (ports.length === 0) continue
			const certain = !byAddress || (source.addresses !== undefined && destination.addresses !== undefined)
			const witness = { from: source, to: destination, ports, certain }
			if (certain) return witness
			perhaps ??= witness
		}
	return perhaps
}

/**
 * Pods of some namespaces in their own network, one of each kind that rules can tell apart.
 *
 * @param own - an opening of theirs
 * @param other - the one at the other side, which has to mean them
 */
export type DifferentPods = (
	namespaces: SomeNamespaces,
	byAddress: boolean,
	own: OwnSide,
	other: OtherSide,
) => Generator<Endpoint>

/** Which pods a namespace's opening is for. */
export type OwnSide = Pick<Opening, 'own' | 'unselected'>

/** Which pods the opening at the other side means. */
export type OtherSide = Pick<Opening, 'pods' | 'blocks'>

/** Prepares for a network: which labels and which names of ports any rule looks at. */
export function differentPods(network: Network, allowed: readonly Allowance[]): DifferentPods {
	let seen: Looked | undefined
	return function* (namespaces, byAddress, own, other) {
		seen ??= lookedAt(network, allowed)
		const done = new Set<string>()
		for (const namespace of namespaces.names())
			for (const endpoint of network.endpointsIn(namespace)) {
				if (!canUse(endpoint, own, other)) continue
				const key = kindOfPod(endpoint, seen, byAddress)
				if (done.has(key)) continue
				done.add(key)
				yield endpoint
			}
	}
}

function canUse({ labels, hostNetwork, addresses }: Endpoint, own: OwnSide, other: OtherSide): boolean {
	if (hostNetwork || !matches(own.own, labels) || !matches(other.pods, labels)) return false
	if (own.unselected.some((selector) => matches(selector, labels))) return false
	if (other.blocks === undefined || addresses === undefined) return true
	return addresses.some((address) => other.blocks?.some((block) => blockMatch(block, address) !== 'no'))
}

/** What rules and allowances look at. */
interface Looked {
	readonly labels: readonly string[]
	readonly portNames: ReadonlySet<string>
}

function kindOfPod({ labels, ports, addresses }: Endpoint, looked: Looked, byAddress: boolean): string {
	const named = ports.filter(({ name }) => name !== undefined && looked.portNames.has(name))
	return JSON.stringify([
		looked.labels.map((key) => labels[key] ?? null),
		named,
		addresses?.map(({ family, first }) => (byAddress ? `${family}/${first}` : family)),
	])
}

function lookedAt(network: Network, allowed: readonly Allowance[]): Looked {
	const { labels, portNames } = whatRulesSee(network)
	const ofAllowances = allowed.flatMap(({ from, to }) => [...from.pods, ...to.pods]).map(({ key }) => key)
	const allowedNames = allowed.flatMap(({ ports }) =>
		ports === 'all' ? [] : ports.flatMap((port) => (port.type === 'name' ? [port.name] : [])),
	)
	return { labels: [...new Set([...labels, ...ofAllowances])], portNames: new Set([...portNames, ...allowedNames]) }
}

/** What a generator gives, as often as it is asked, without asking the generator for more than was looked at. */
function repeatable<Value>(source: Generator<Value>): () => Generator<Value> {
	const given: Value[] = []
	return function* () {
		for (let index = 0; ; index++) {
			if (index === given.length) {
				const { value, done } = source.next()
				if (done === true) return
				given.push(value)
			}
			yield given[index] as Value
		}
	}
}
