/** What changes of policies are made of: peers and ports as each kind of policy writes them, labels that would satisfy a selector. */
import { showCidr } from '../../../../model/cidr.ts'
import {
	type JsonObject,
	type KubeObject,
	keyOf,
	type ObjectRef,
	objectsByKey,
	refOf,
} from '../../../../model/kube-object.ts'
import { planOf } from '../../../../model/ownership.ts'
import { isMapping } from '../../../reading/notes.ts'
import { type Labels, matches, type Selector, satisfies } from '../../../reading/selector.ts'
import { writerOf } from '../../../words.ts'
import type { KnownEnd } from '../../connections/classes.ts'
import { addressesOf } from '../../match.ts'
import { type Direction, type Endpoint, isOutside, type Network } from '../../network.ts'
import { allPorts, intervalsOf, type Ports, samePorts } from '../../ports.ts'

/** The labels to add so that a selector matches; `undefined` where one that is there stands against it. */
export function labelsToAdd(selector: Selector, labels: Labels): Labels | undefined {
	const added: Record<string, string> = {}
	for (const requirement of selector) {
		const { key, operator, values } = requirement
		if (satisfies(requirement, { ...labels, ...added })) continue
		if (Object.hasOwn(labels, key) || Object.hasOwn(added, key) || isGenerated(key)) return undefined
		const value = operator === 'In' ? values[0] : 'true'
		if (value !== undefined) added[key] = value
	}
	return matches(selector, { ...labels, ...added }) ? added : undefined
}

/** Labels that controllers write into each pod anew. */
const generated =
	/^(pod-template-hash|pod-template-generation|controller-revision-hash|controller-uid|job-name|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/.*)$/

function isGenerated(key: string): boolean {
	return generated.test(key)
}

/** The labels by which a workload's pods are known: those of its own selector, else all that nobody generates. */
export function labelsOfPods({ owner, labels }: Endpoint, objects: readonly KubeObject[]): Labels {
	const workload = objects.find((object) => keyOf(refOf(object)) === keyOf(owner))
	const spec = isMapping(workload?.['spec']) ? workload['spec'] : {}
	const selector = isMapping(spec['selector']) ? spec['selector'] : {}
	// A ReplicationController's selector is the labels themselves.
	const wanted = isMapping(selector['matchLabels']) ? selector['matchLabels'] : selector
	const own = Object.entries(wanted).filter(([key, value]) => labels[key] === value) as [string, string][]
	const stable = Object.entries(labels).filter(([key]) => !isGenerated(key))
	return Object.fromEntries(own.length > 0 ? own : stable)
}

/**
 * An end as peers of a NetworkPolicy.
 *
 * @returns `undefined` for a pod in the network of its node whose addresses are not known: nothing else finds it
 */
export function peersFor(
	network: Network,
	end: KnownEnd,
	home: string,
	objects: readonly KubeObject[],
): readonly JsonObject[] | undefined {
	if (isOutside(end)) return [{ ipBlock: { cidr: showCidr(end.outside) } }]
	if (end.hostNetwork) return addressesOf(network, end)?.map((address) => ({ ipBlock: { cidr: showCidr(address) } }))
	const podSelector = { matchLabels: labelsOfPods(end, objects) }
	return [end.namespace === home ? { podSelector } : { namespaceSelector: byName(end.namespace), podSelector }]
}

/** The same as peers of an ordered policy. */
export function tierPeersFor(
	network: Network,
	end: KnownEnd,
	direction: Direction,
	objects: readonly KubeObject[],
): readonly JsonObject[] | undefined {
	if (!isOutside(end) && !end.hostNetwork)
		return [
			{
				pods: {
					namespaceSelector: byName(end.namespace),
					podSelector: { matchLabels: labelsOfPods(end, objects) },
				},
			},
		]
	// Ordered policies know addresses as destinations only.
	if (direction === 'ingress') return undefined
	const addresses = isOutside(end) ? [end.outside] : addressesOf(network, end)
	return addresses === undefined ? undefined : [{ networks: addresses.map(showCidr) }]
}

/** Set by the API server, so that nobody can forge it. */
function byName(namespace: string): JsonObject {
	return { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
}

/** Ports as a NetworkPolicy writes them; empty for all. */
export function portsFor(ports: Ports): readonly JsonObject[] {
	if (samePorts(ports, allPorts)) return []
	return intervalsOf(ports).map(({ protocol, first, last }) => {
		if (first === 1 && last === 65_535) return { protocol }
		return { protocol, port: first, ...(last === first ? {} : { endPort: last }) }
	})
}

/** Ports as an ordered policy writes them, under the name that its kind has for them. */
export function tierPortsFor(kind: string, ports: Ports): JsonObject {
	if (samePorts(ports, allPorts)) return {}
	const intervals = intervalsOf(ports)
	if (kind !== 'ClusterNetworkPolicy')
		return {
			ports: intervals.map(({ protocol, first, last }) =>
				first === last
					? { portNumber: { protocol, port: first } }
					: { portRange: { protocol, start: first, end: last } },
			),
		}
	return {
		protocols: intervals.map(({ protocol, first, last }) => ({
			[protocol.toLowerCase()]: {
				destinationPort: first === last ? { number: first } : { range: { start: first, end: last } },
			},
		})),
	}
}

/** A list inside an object, as it is written; empty where there is none. */
export function listAt(object: KubeObject | undefined, ...path: readonly (string | number)[]): readonly unknown[] {
	let value: unknown = object
	for (const key of path)
		value = Array.isArray(value) ? value[key as number] : isMapping(value) ? value[key] : undefined
	return Array.isArray(value) ? value : []
}

/** Objects by their reference, and who wrote them. */
export class Written {
	readonly #objects: ReadonlyMap<string, KubeObject>

	constructor(objects: readonly KubeObject[]) {
		this.#objects = objectsByKey(objects)
	}

	/** The object as it is written. */
	at(ref: ObjectRef): KubeObject | undefined {
		return this.#objects.get(keyOf(ref))
	}

	/** Who wrote it, as a part of a step. */
	by(ref: ObjectRef): { readonly manager?: string } {
		const manager = writerOf(this.at(ref))
		return manager === undefined ? {} : { manager }
	}

	/** Whether a plan wrote it: the next apply would undo what anybody changes. */
	isPlanned(ref: ObjectRef): boolean {
		const object = this.at(ref)
		return object !== undefined && planOf(object) !== undefined
	}
}
