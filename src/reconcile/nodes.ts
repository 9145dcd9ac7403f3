/**
 * The labels and taints by which nodes belong to stages. Nodes are nobody's to create, so only those that are there are changed, and only
 * when that was asked for: a taint evicts what runs on a node.
 */
import type { Change, FieldChange, Notice } from '../model/change.ts'
import { differencesOf } from '../model/fields.ts'
import { kinds } from '../model/kinds.ts'
import { type KubeObject, refOf } from '../model/kube-object.ts'
import { claimOf, type OwnNodes } from '../model/stage-nodes.ts'

/** How the nodes of a stage should look. */
export interface Pool {
	readonly stage: string
	readonly label?: KeyAndValue
	readonly taints: readonly Taint[]
	/** By which they are known. */
	readonly rule: OwnNodes
}

interface KeyAndValue {
	readonly key: string
	readonly value: string
}

interface Taint extends KeyAndValue {
	readonly effect: string
}

/** A node that is not as its stage wants it. */
export interface NodeChange {
	readonly stage: string
	readonly observed: KubeObject
	/** That of the stage's nodes, whether it is there or not. */
	readonly label?: KeyAndValue
	/** To be set. */
	readonly labels: Readonly<Record<string, string>>
	/** To be added. */
	readonly taints: readonly Taint[]
	/** Those of other stages under the same key, to be taken away. */
	readonly foreign: readonly Taint[]
}

/** What has to change on the nodes of a cluster. A node that two stages name is changed for neither, see {@link contested}. */
export function nodeChanges(pools: readonly Pool[], objects: readonly KubeObject[]): readonly NodeChange[] {
	const torn = new Set(contested(pools, objects).map(({ ref }) => ref?.name))
	return nodesIn(objects)
		.filter(({ metadata }) => !torn.has(metadata.name))
		.flatMap((node) => pools.filter((pool) => isMember(pool, node)).flatMap((pool) => changeOf(pool, node) ?? []))
}

/** Nodes that more than one stage claims. */
export function contested(pools: readonly Pool[], objects: readonly KubeObject[]): readonly Notice[] {
	return nodesIn(objects).flatMap((node) => {
		const claims = pools.filter((pool) => isMember(pool, node)).map(({ stage }) => stage)
		return claims.length < 2
			? []
			: [
					{
						code: 'plan/contested-node',
						ref: refOf(node),
						message: `the node ${node.metadata.name} is claimed by ${claims.join(' and ')}`,
						hint: 'Let their nodes.select name different nodes, or take the label or taint of one of them off.',
					},
				]
	})
}

/**
 * The same as changes that can be applied. What was there stays named: of a list that we applied once, an apply without it would leave
 * nothing, nor of a label. Only if nobody has changed the node since.
 */
export function asChanges(changes: readonly NodeChange[]): readonly Change[] {
	return changes.map(({ observed, label, taints, foreign }) => {
		const { name, resourceVersion } = observed.metadata
		const kept = taintsOf(observed).filter((taint) => !foreign.some((each) => isSame(each, taint)))
		const desired: KubeObject = {
			apiVersion: 'v1',
			kind: kinds.Node.kind,
			metadata: {
				name,
				...(label === undefined ? {} : { labels: { [label.key]: label.value } }),
				...(resourceVersion === undefined ? {} : { resourceVersion }),
			},
			...(kept.length + taints.length + foreign.length === 0 ? {} : { spec: { taints: [...kept, ...taints] } }),
		}
		const fields: readonly FieldChange[] = differencesOf(desired, observed)
		return { action: 'update', ref: refOf(observed), desired, observed, fields, adopts: false }
	})
}

/** Whether fields are taken from other managers: those of nodes are always somebody's, and changing them was asked for by name. */
export function isForced({ ref }: Change, force: boolean): boolean {
	return force || (ref.kind === kinds.Node.kind && ref.group === '')
}

/** What a person types to the same effect. */
export function nodeNotices(changes: readonly NodeChange[]): readonly Notice[] {
	return changes.map(({ stage, observed, labels, taints, foreign }) => {
		const { name } = observed.metadata
		const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
		const taint = [
			...foreign.map(({ key, value, effect }) => `${key}=${value}:${effect}-`),
			...taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`),
		]
		const commands = [
			...(label.length === 0 ? [] : [`kubectl label node ${name} ${label.join(' ')} --overwrite`]),
			...(taint.length === 0 ? [] : [`kubectl taint node ${name} ${taint.join(' ')}`]),
		]
		return {
			code: 'plan/node',
			ref: refOf(observed),
			message: `the node ${name} belongs to the stage ${stage} and lacks ${[...label, ...taint].join(', ')}`,
			hint: `stagewall apply --nodes, or: ${commands.join(' && ')}. A cloud's node pool has to say it in its template, or its next node lacks it again.`,
		}
	})
}

function nodesIn(objects: readonly KubeObject[]): readonly KubeObject[] {
	return objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === kinds.Node.kind)
}

function isMember({ rule }: Pool, node: KubeObject): boolean {
	const { name, labels = {} } = node.metadata
	return claimOf(rule, { name, labels, taints: taintsOf(node) }) !== undefined
}

function changeOf({ stage, label, taints }: Pool, node: KubeObject): NodeChange | undefined {
	const { labels = {} } = node.metadata
	const there = taintsOf(node)
	const change: NodeChange = {
		stage,
		observed: node,
		...(label === undefined ? {} : { label }),
		labels: label === undefined || labels[label.key] === label.value ? {} : { [label.key]: label.value },
		taints: taints.filter((taint) => !there.some((each) => isSame(each, taint))),
		foreign: there.filter(({ key, value }) => taints.some((each) => each.key === key && each.value !== value)),
	}
	const isSettled = Object.keys(change.labels).length + change.taints.length + change.foreign.length === 0
	return isSettled ? undefined : change
}

function isSame(a: Taint, b: Taint): boolean {
	return a.key === b.key && a.value === b.value && a.effect === b.effect
}

function taintsOf(node: KubeObject): readonly Taint[] {
	const { taints } = (node['spec'] ?? {}) as { readonly taints?: readonly Partial<Taint>[] }
	return (taints ?? []).map((taint) => ({
		...taint,
		key: taint.key ?? '',
		value: taint.value ?? '',
		effect: taint.effect ?? '',
	}))
}
