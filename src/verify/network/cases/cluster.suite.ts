/**
 * Small clusters for tables of cases: objects by the line, ends by name, answers as words or as a truth table.
 *
 * ```ts
 * const objects = [namespace('x'), pod('x/a', 'app=web'), pod('x/b'), policy('x/closed', 'policyTypes: [Ingress]')]
 * decide(objects, 'x/b', 'x/a', 'TCP 80') // 'closed'
 * ```
 */
import { parse } from 'yaml'
import { readCidr } from '../../../model/cidr.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { allowedPorts } from '../evaluate.ts'
import type { End, Endpoint, Network, Reading } from '../network.ts'
import { hasPort, type Protocol, protocols } from '../ports.ts'
import { readNetwork } from '../read-network.ts'

/** `a=1,b=2` as labels. */
export function labelsOf(text: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		text
			.split(',')
			.filter((pair) => pair !== '')
			.map((pair) => pair.split('=') as [string, string]),
	)
}

/** An object as it stands in a YAML or JSON file. */
export function object(text: string): KubeObject {
	return parse(text) as KubeObject
}

/** A Namespace, e.g. `namespace('shop-dev', 'stage=dev')`. */
export function namespace(name: string, labels = ''): KubeObject {
	return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: labelsOf(labels) } }
}

/** A Node with its addresses, separated by commas. */
export function node(name: string, labels: string, addresses: string): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Node',
		metadata: { name, labels: labelsOf(labels) },
		status: { addresses: addresses.split(',').map((address) => ({ type: 'InternalIP', address })) },
	}
}

/** What a pod may have besides labels. */
export interface PodDetails {
	/** Its addresses, separated by commas. */
	readonly ip?: string
	/** Declared ports, e.g. `web=TCP 80, dns=UDP 53`. */
	readonly ports?: string
	readonly node?: string
	readonly hostNetwork?: boolean
	readonly phase?: 'Running' | 'Succeeded' | 'Failed'
}

/** A Pod that runs, named `NAMESPACE/NAME`. */
export function pod(name: string, labels = '', details: PodDetails = {}): KubeObject {
	const ips = details.ip?.split(',')
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { ...named(name), labels: labelsOf(labels) },
		spec: podSpec(details),
		status: {
			phase: details.phase ?? 'Running',
			...(ips === undefined ? {} : { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }),
		},
	}
}

/** A Deployment whose pods are not there yet, named `NAMESPACE/NAME`; its labels are those of its pods. */
export function deployment(name: string, labels = '', details: PodDetails = {}): KubeObject {
	const template = { metadata: { labels: labelsOf(labels) }, spec: podSpec(details) }
	return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: named(name), spec: { template } }
}

/** A NetworkPolicy, named `NAMESPACE/NAME`, with its spec as YAML. */
export function policy(name: string, spec: string): KubeObject {
	return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: named(name), spec: parse(spec) }
}

/** A ClusterNetworkPolicy with its spec as YAML. */
export function clusterPolicy(name: string, spec: string, version = 'v1alpha2'): KubeObject {
	return orderedPolicy(`policy.networking.k8s.io/${version}`, 'ClusterNetworkPolicy', name, spec)
}

/** An AdminNetworkPolicy with its spec as YAML. */
export function adminPolicy(name: string, spec: string): KubeObject {
	return orderedPolicy('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', name, spec)
}

/** The BaselineAdminNetworkPolicy with its spec as YAML. */
export function baselinePolicy(spec: string, name = 'default'): KubeObject {
	return orderedPolicy('policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy', name, spec)
}

function orderedPolicy(apiVersion: string, kind: string, name: string, spec: string): KubeObject {
	return { apiVersion, kind, metadata: { name }, spec: parse(spec) }
}

function named(text: string): { readonly name: string; readonly namespace: string } {
	const [namespace = '', name = ''] = text.split('/')
	return { name, namespace }
}

function podSpec({ ports = '', node: nodeName, hostNetwork }: PodDetails): KubeObject['spec'] {
	const declared = ports.split(', ').flatMap((port) => {
		const [, name, protocol, containerPort] = /^(?:(.+)=)?(\w+) (\d+)$/.exec(port) ?? []
		return containerPort === undefined ? [] : [{ name, protocol, containerPort: Number(containerPort) }]
	})
	return {
		containers: [{ name: 'main', image: 'example.org/main:1', ports: declared }],
		...(nodeName === undefined ? {} : { nodeName }),
		...(hostNetwork === undefined ? {} : { hostNetwork }),
	}
}

/** The end that is called `NAMESPACE/POD`, `NAMESPACE/KIND/NAME`, or by a range of addresses outside of the cluster. */
export function endIn(network: Network, text: string): End {
	if (/^[\da-f.:]*[.:][\da-f.:]*\/\d+$/.test(text)) return outside(text)
	const [home = '', ...rest] = text.split('/')
	const [kind, name] = rest.length === 1 ? ['Pod', rest[0]] : rest
	const end = network.endpointsIn(home).find(({ ref }) => ref.kind === kind && ref.name === name)
	if (end === undefined) throw new Error(`there is no ${text} in this cluster`)
	return end
}

function outside(text: string): End {
	const range = readCidr(text)
	if ('mistake' in range) throw new Error(`${text}: ${range.mistake}`)
	return { outside: range }
}

/** What can be said of a port: open or closed for sure, or either way by what the specification leaves open. */
export type Answer = 'open' | 'closed' | 'either way'

/**
 * Whether `from` may connect to a port of `to`.
 *
 * @param port - e.g. `TCP 80`
 * @param blocks - whether `ipBlock` and `networks` match pods; absent: asked both ways, which then have to agree
 * @returns `open and closed …` where the two ways of reading blocks differ and none was chosen
 */
export function decide(
	objects: readonly KubeObject[],
	from: string,
	to: string,
	port: string,
	blocks?: Reading['blocks'],
): Answer | `${Answer} if blocks match pods, else ${Answer}` {
	const network = readNetwork({ objects })
	return answer(network, endIn(network, from), endIn(network, to), port, blocks)
}

function answer(
	network: Network,
	from: End,
	to: End,
	port: string,
	blocks?: Reading['blocks'],
): ReturnType<typeof decide> {
	if (blocks !== undefined) return bounded(network, from, to, port, blocks)
	const [pods, others] = (['pods', 'outside'] as const).map((each) => bounded(network, from, to, port, each))
	if (pods === undefined || others === undefined) throw new Error('two readings were asked for')
	return pods === others ? pods : `${pods} if blocks match pods, else ${others}`
}

function bounded(network: Network, from: End, to: End, port: string, blocks: Reading['blocks']): Answer {
	const [protocol, number] = portOf(port)
	const [atMost, atLeast] = (['upper', 'lower'] as const).map((bound) =>
		hasPort(allowedPorts(network, from, to, { blocks, bound }), protocol, number),
	)
	if (atLeast === true && atMost === false) throw new Error(`${port} is open at least and closed at most`)
	return atLeast === true ? 'open' : atMost === true ? 'either way' : 'closed'
}

function portOf(text: string): readonly [Protocol, number] {
	const [word, number] = text.split(' ')
	const protocol = protocols.find((each) => each === word)
	if (protocol === undefined) throw new Error(`"${text}" is no port: write e.g. TCP 80`)
	return [protocol, Number(number)]
}

/** Open, closed, either way, or several answers in one cell; `-` where a cell holds a pod and itself alone. */
const symbols = { open: '.', closed: 'X', 'either way': '~' } as const

/**
 * Fills in a truth table: rows are sources, columns destinations, as in Kubernetes' own network policy tests. It is as large as
 * `table`, whose cells are not looked at. A heading is a pod (`x/a`), pods of one namespace (`x/b,c`), a namespace (`x`), a range
 * of addresses, or several of these (`y+z`); all pairs of different pods in a cell have to have the same answer.
 *
 * @throws where a pod stands in no row or in no column
 */
export function truthTable(
	objects: readonly KubeObject[],
	port: string,
	table: string,
	blocks?: Reading['blocks'],
): string {
	const network = readNetwork({ objects })
	const [columns = [], ...lines] = cellsOf(table)
	const rows = lines.map(([heading = '']) => heading)
	for (const headings of [rows, columns]) assertComplete(network, headings)
	return align([
		columns,
		...rows.map((row) => [row, ...columns.map((column) => cell(network, row, column, port, blocks))]),
	])
}

/** A truth table in the layout of {@link truthTable}, however it was typed. */
export function tidy(table: string): string {
	return align(cellsOf(table))
}

function cellsOf(table: string): readonly (readonly string[])[] {
	return table
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
}

function align([columns = [], ...rows]: readonly (readonly string[])[]): string {
	const all = [['', ...columns], ...rows]
	const widths = all[0]?.map((_, at) => Math.max(...all.map((line) => (line[at] ?? '').length))) ?? []
	return all.map((line) => line.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  ')).join('\n')
}

function assertComplete(network: Network, headings: readonly string[]): void {
	const named = new Set(headings.flatMap((heading) => endsIn(network, heading)))
	for (const endpoint of network.endpoints())
		if (!named.has(endpoint)) throw new Error(`${endpoint.namespace}/${endpoint.ref.name} is not in the table`)
}

function cell(network: Network, row: string, column: string, port: string, blocks?: Reading['blocks']): string {
	const pairs = endsIn(network, row).flatMap((from) => endsIn(network, column).map((to) => ({ from, to })))
	const found = new Set(
		pairs
			.filter(({ from, to }) => from !== to)
			.map(({ from, to }) => answer(network, from, to, port, blocks) as keyof typeof symbols),
	)
	const [only] = found
	if (only === undefined) return '-'
	return found.size > 1 ? 'several' : (symbols[only] ?? only)
}

function endsIn(network: Network, heading: string): readonly End[] {
	return heading.split('+').flatMap((part): readonly End[] => {
		const [home = '', pods] = part.split('/')
		if (pods === undefined) return network.endpointsIn(home)
		return /[.:]/.test(home) ? [endIn(network, part)] : pods.split(',').map((name) => endIn(network, `${home}/${name}`))
	})
}

/** The pods and templates of a cluster as `NAMESPACE/NAME`. */
export function endpointNames(objects: readonly KubeObject[]): readonly string[] {
	return readNetwork({ objects })
		.endpoints()
		.map(({ namespace: home, ref }: Endpoint) => `${home}/${ref.name}`)
}
