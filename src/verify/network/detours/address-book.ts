/** Who has which address in a cluster, and which addresses its pods and Services get. */
import { type Cidr, readCidr } from '../../../model/cidr.ts'
import { grouped, once } from '../../../model/collect.ts'
import { type KubeObject, type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { at, texts } from '../../reading/raw.ts'
import { readAddress } from '../addresses.ts'
import { lastOf } from '../connections/regions.ts'
import type { Block, Endpoint, Network } from '../network.ts'

/** Somebody with an address. */
export interface Holder {
	readonly address: Cidr
	readonly type: 'pod' | 'service' | 'node'
	/** The workload of a pod, the Service, the node. */
	readonly ref: ObjectRef
	/** `undefined` for nodes, and for what lives in no stage. */
	readonly stage: string | undefined
	/** The pod itself. */
	readonly endpoint?: Endpoint
}

/** The addresses of a cluster. */
export interface AddressBook {
	/** Who has an address. */
	readonly holdersOf: (address: Cidr) => readonly Holder[]
	/** Pods or Services of a stage, sorted by address. */
	readonly ofStage: (stage: string, type: 'pod' | 'service') => readonly Holder[]
	/** Sorted by address. */
	readonly nodes: readonly Holder[]
	/** The ranges that pods get their addresses from, as far as nodes say it. */
	readonly podRanges: readonly Cidr[]
	/** The ranges that Services get their addresses from, as far as ServiceCIDRs say it. */
	readonly serviceRanges: readonly Cidr[]
	/** The families in which pods have addresses. */
	readonly podFamilies: ReadonlySet<4 | 6>
}

/** Reads the addresses of pods, Services and nodes. */
export function addressBook(
	network: Network,
	services: readonly KubeObject[],
	serviceCidrs: readonly KubeObject[],
	stageOf: (namespace: string | undefined) => string | undefined,
): AddressBook {
	const pods = network.endpoints().flatMap((endpoint) => podHolders(endpoint, stageOf))
	const named = services.flatMap((service) => serviceHolders(service, stageOf))
	const nodes = [...network.nodes.values()].flatMap(({ name, addresses }) =>
		addresses.map((address): Holder => ({ address, type: 'node', ref: nodeRef(name), stage: undefined })),
	)
	const byAddress = once(() => grouped([...pods, ...named, ...nodes], ({ address }) => placeOf(address)))
	const byStage = grouped([...pods, ...named], ({ stage, type }) => `${type} ${stage}`)
	const sorted = new Map([...byStage].map(([key, holders]) => [key, once(() => holders.toSorted(byPlace))]))
	const podRanges = [...network.nodes.values()].flatMap((node) => node.podRanges)
	return {
		holdersOf: (address) => byAddress().get(placeOf(address)) ?? [],
		ofStage: (stage, type) => sorted.get(`${type} ${stage}`)?.() ?? [],
		nodes: nodes.toSorted(byPlace),
		podRanges,
		serviceRanges: serviceCidrs.flatMap((object) => texts(at(object, 'spec', 'cidrs')).flatMap(rangeOf)),
		podFamilies: new Set([...podRanges, ...pods.map(({ address }) => address)].map(({ family }) => family)),
	}
}

/** A reference to a node. */
export function nodeRef(name: string): ObjectRef {
	return { group: '', kind: 'Node', name }
}

/** A pod in the network of its node has no address of its own. */
function podHolders(
	endpoint: Endpoint,
	stageOf: (namespace: string | undefined) => string | undefined,
): readonly Holder[] {
	const { addresses = [], hostNetwork, owner, namespace } = endpoint
	if (hostNetwork) return []
	return addresses.map((address) => ({ address, type: 'pod', ref: owner, stage: stageOf(namespace), endpoint }))
}

function serviceHolders(
	service: KubeObject,
	stageOf: (namespace: string | undefined) => string | undefined,
): readonly Holder[] {
	const stage = stageOf(service.metadata.namespace)
	return clusterAddresses(service).map((address) => ({ address, type: 'service', ref: refOf(service), stage }))
}

/** The addresses of a Service inside the cluster; none for a headless one. */
export function clusterAddresses(service: KubeObject): readonly Cidr[] {
	const written = [...texts(at(service, 'spec', 'clusterIPs')), ...texts([at(service, 'spec', 'clusterIP')])]
	return [...new Set(written)].flatMap((address) => readAddress(address) ?? [])
}

function rangeOf(range: string): readonly Cidr[] {
	const read = readCidr(range)
	return 'mistake' in read ? [] : [read]
}

function placeOf({ family, first }: Cidr): string {
	return `${family} ${first}`
}

function byPlace({ address: a }: Holder, { address: b }: Holder): number {
	return a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0)
}

/**
 * The first holder in a block of whom something is true.
 *
 * @param sorted - by address
 */
export function firstIn(
	sorted: readonly Holder[],
	{ cidr, except }: Block,
	isWanted: (holder: Holder) => boolean = () => true,
): Holder | undefined {
	const last = lastOf(cidr)
	for (let index = indexOf(sorted, cidr.family, cidr.first); ; ) {
		const holder = sorted[index]
		if (holder === undefined || holder.address.family !== cidr.family || holder.address.first > last) return undefined
		const hole = except.find((each) => each.first <= holder.address.first && holder.address.first <= lastOf(each))
		if (hole !== undefined) index = indexOf(sorted, cidr.family, lastOf(hole) + 1n)
		else if (isWanted(holder)) return holder
		else index++
	}
}

/** The index of the first holder from an address on. */
function indexOf(sorted: readonly Holder[], family: 4 | 6, first: bigint): number {
	let [low, high] = [0, sorted.length]
	while (low < high) {
		const middle = (low + high) >>> 1
		const { address } = sorted[middle] as Holder
		if (address.family < family || (address.family === family && address.first < first)) low = middle + 1
		else high = middle
	}
	return low
}
