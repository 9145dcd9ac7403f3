/**
 * What nodes have against what budgets promise. A stage with nodes of its own has no others; the rest share the nodes that no stage
 * keeps for itself. Promises are added up for each set of nodes: whoever has no nodes outside of it has to fit into it.
 */
import { addTo } from '../../model/collect.ts'
import { homeOf, type KubeObject, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { type Amounts, amountsOf, hasEnded, podResources, sumOfAmounts } from '../../model/pod-resources.ts'
import type { Quantity } from '../../model/quantity.ts'
import { claimOf } from '../../model/stage-nodes.ts'
import type { NodeRule, Stage, Tenancy } from '../../model/tenancy.ts'
import { isMapping } from '../reading/notes.ts'
import { at, elements, text } from '../reading/raw.ts'
import { longKey } from './admission/keys.ts'

/** Stages that have these nodes and no others. */
export interface Pool {
	/** Names of the stages, in the plan's order. */
	readonly stages: readonly string[]
	readonly nodes: readonly ObjectRef[]
	/** Nodes that do not say what they have: the pool has more than is known. */
	readonly silent: readonly ObjectRef[]
	readonly supply: readonly Supply[]
}

/** One resource of a pool. */
export interface Supply {
	/** The quota key of the promise: `requests.cpu`, `limits.cpu`, `pods`. */
	readonly key: string
	readonly allocatable: Quantity
	/** Of all budgets together. */
	readonly promised: Quantity
	/** What pods of no stage request on these nodes, besides. */
	readonly others: Quantity
}

/** The pools of a cluster, the smallest sets of nodes first. Stages without a budget promise nothing. */
export function poolsOf(
	{ stages, namespaces }: Pick<Tenancy, 'stages' | 'namespaces'>,
	objects: readonly KubeObject[],
): readonly Pool[] {
	const nodes = objects.filter(({ kind, apiVersion }) => kind === 'Node' && apiVersion === 'v1')
	const budgeted = stages.filter(({ budget }) => budget !== undefined)
	const nodesOf = new Map(budgeted.map((stage) => [stage, nodesFor(stage, stages, nodes)]))
	const members = new Set(namespaces.map(({ name }) => name))
	const foreign = foreignRequests(objects, members)
	return setsOf([...nodesOf.values()]).map((set) => {
		const own = budgeted.filter((stage) => isWithin(nodesOf.get(stage) ?? new Set(), set))
		const inSet = nodes.filter((node) => set.has(node))
		return {
			stages: own.map(({ name }) => name),
			nodes: inSet.map(refOf),
			silent: inSet.filter((node) => allocatableOf(node).size === 0).map(refOf),
			supply: suppliesOf(own, inSet, foreign),
		}
	})
}

/** Stages without any node fit into nothing but nothing. */
function isWithin(nodes: ReadonlySet<KubeObject>, set: ReadonlySet<KubeObject>): boolean {
	return nodes.size === 0 ? set.size === 0 : [...nodes].every((node) => set.has(node))
}

/** Each stage's nodes, and all nodes of stages that share some: whatever is promised twice is promised in one of these. */
function setsOf(each: readonly ReadonlySet<KubeObject>[]): readonly ReadonlySet<KubeObject>[] {
	let joined: ReadonlySet<KubeObject>[] = []
	for (const set of each) {
		const touching = joined.filter((other) => [...set].some((node) => other.has(node)))
		joined = [
			...joined.filter((other) => !touching.includes(other)),
			new Set([set, ...touching].flatMap((some) => [...some])),
		]
	}
	const unique = new Map<string, ReadonlySet<KubeObject>>()
	for (const set of [...each, ...joined]) unique.set(keyOfSet(set), set)
	return [...unique.values()].toSorted((a, b) => a.size - b.size)
}

function keyOfSet(nodes: ReadonlySet<KubeObject>): string {
	return JSON.stringify([...nodes].map(({ metadata }) => metadata.name).toSorted((a, b) => (a < b ? -1 : 1)))
}

/** Tainted nodes let the stage's pods go elsewhere as well; labelled ones let others in. */
function nodesFor(stage: Stage, stages: readonly Stage[], nodes: readonly KubeObject[]): ReadonlySet<KubeObject> {
	const own = nodes.filter((node) => isOf(node, stage.nodes))
	if (stage.nodes.type === 'labelled' || stage.nodes.type === 'dedicated') return new Set(own)
	const open = nodes.filter((node) => !isClosed(node, stages))
	return new Set([...own, ...open])
}

function isOf({ metadata, spec }: KubeObject, rule: NodeRule): boolean {
	const { name, labels = {} } = metadata
	return rule.type !== 'shared' && claimOf(rule, { name, labels, taints: taintsOf(spec) }) !== undefined
}

/** Whether pods of other stages are kept off: by a stage, or by whoever tainted the node for reasons of his own. */
function isClosed(node: KubeObject, stages: readonly Stage[]): boolean {
	const isReserved = stages.some(({ nodes }) => nodes.type !== 'labelled' && isOf(node, nodes))
	return isReserved || taintsOf(node['spec']).length > 0
}

/** Taints that keep pods off for good; those of Kubernetes itself pass, as a node under maintenance comes back. */
function taintsOf(spec: unknown): readonly { readonly key: string; readonly value: string }[] {
	return elements(at(spec, 'taints'), '').flatMap(({ value: taint }) => {
		const key = text(taint['key']) ?? ''
		if (taint['effect'] === 'PreferNoSchedule' || key.startsWith('node.kubernetes.io/')) return []
		return [{ key, value: text(taint['value']) ?? '' }]
	})
}

function suppliesOf(
	stages: readonly Stage[],
	nodes: readonly KubeObject[],
	foreign: ReadonlyMap<string, readonly Amounts[]>,
): readonly Supply[] {
	const promised = sumOfAmounts(
		stages.map(({ budget = {} }) => new Map(Object.entries(budget).map(([key, amount]) => [longKey(key), amount]))),
	)
	const allocatable = sumOfAmounts(nodes.map(allocatableOf))
	const others = sumOfAmounts(nodes.flatMap(({ metadata }) => foreign.get(metadata.name) ?? []))
	return [...promised].flatMap(([key, amount]) => {
		const resource = resourceOf(key)
		if (resource === undefined || amount === 0n) return []
		return [
			{
				key,
				allocatable: allocatable.get(resource) ?? 0n,
				promised: amount,
				others: key.startsWith('limits.') ? 0n : (others.get(resource) ?? 0n),
			},
		]
	})
}

/** What of a node a quota key is about; `undefined` for keys that no node has to provide. */
function resourceOf(key: string): string | undefined {
	if (key === 'pods') return key
	const [, name] = /^(?:requests|limits)\.(.+)$/.exec(key) ?? []
	return name === 'storage' ? undefined : name
}

function allocatableOf({ status }: KubeObject): Amounts {
	const found = at(status, 'allocatable')
	return amountsOf(isMapping(found) ? (found as Readonly<Record<string, string>>) : {})
}

/** What running pods outside of the stages request, by their node. */
function foreignRequests(
	objects: readonly KubeObject[],
	members: ReadonlySet<string>,
): ReadonlyMap<string, readonly Amounts[]> {
	const found = new Map<string, Amounts[]>()
	for (const object of objects) {
		const node = object.kind === 'Pod' ? text(at(object['spec'], 'nodeName')) : undefined
		if (node === undefined || members.has(homeOf(object)) || hasEnded(object)) continue
		addTo(found, node, new Map([...podResources(object).requests, ['pods', 1_000_000_000n]]))
	}
	return found
}
