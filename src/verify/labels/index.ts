/**
 * Proof `labels`: the stage label is accurate everywhere. One wrong label opens a stage, since policies, quotas and placement
 * select by it.
 */
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { type Finding, type Proof, resultOf } from '../../model/finding.ts'
import { kinds } from '../../model/kinds.ts'
import {
	groupOf,
	type KubeObject,
	keyOf,
	type ObjectRef,
	objectsByKey,
	refOf,
	showRef,
} from '../../model/kube-object.ts'
import { planOf } from '../../model/ownership.ts'
import type { StageNamespace, Tenancy } from '../../model/tenancy.ts'
import { type Case, hiddenFrom, namespacesIn, type Prover, stagesIn } from '../prover.ts'
import { isExempt, isExemptKind } from './exempt.ts'

/** The proof. */
export const labels: Prover = { name: 'labels', wants, prove }

function wants(_tenancy: Tenancy, info: ClusterInfo): readonly Want[] {
	return [kinds.Namespace, ...info.kinds.filter((kind) => !isExemptKind(kind))].map((kind) => ({
		kind,
		detail: 'metadata',
	}))
}

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	const homes = new Map(namespacesIn(input).map((namespace) => [namespace.name, namespace]))
	const inStages = facts.objects.filter((object) => {
		const home = object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace
		return home !== undefined && homes.has(home) && !isExempt(object) && isLabelled(object)
	})
	const findings = [
		...strayNamespaces(input, homes),
		...wrongLabels(input, homes, inStages),
		...hiddenFrom('labels', input, 'all'),
	]
	return {
		name: 'labels',
		cluster: facts.cluster,
		claim: `every object in a namespace of the plan "${tenancy.name}" carries the label ${tenancy.labels.stage} of its stage, and no other namespace does`,
		result: resultOf(findings),
		scope: { objects: inStages.length, namespaces: homes.size },
		method: 'the labels of each listed object are compared with its namespace',
		assumptions: ['Objects that a controller makes are reported with the object that they belong to.'],
		findings,
	}
}

/** Kinds that are exempt are in the facts too, where another proof asked for them. */
function isLabelled(object: KubeObject): boolean {
	const kind = {
		group: groupOf(object),
		version: '',
		kind: object.kind,
		plural: '',
		namespaced: object.metadata.namespace !== undefined,
	}
	return object.kind === 'Namespace' || !isExemptKind(kind)
}

/** Namespaces that call themselves a part of a stage without being in the plan: same-stage policies let them in. */
function strayNamespaces(input: Case, homes: ReadonlyMap<string, StageNamespace>): readonly Finding[] {
	const { facts, tenancy } = input
	const key = tenancy.labels.stage
	const stages = new Set(stagesIn(input).map(({ name }) => name))
	return facts.objects.flatMap((object): readonly Finding[] => {
		const stage = object.kind === 'Namespace' ? object.metadata.labels?.[key] : undefined
		if (stage === undefined || homes.has(object.metadata.name)) return []
		const ours = stages.has(stage)
		const plan = planOf(object)
		const other = plan === undefined || plan === tenancy.name ? '' : ` (it belongs to the plan "${plan}")`
		return [
			{
				code: ours ? 'labels/stray-namespace' : 'labels/unknown-stage',
				result: 'violated',
				severity: ours ? (other === '' ? 'high' : 'medium') : other === '' ? 'medium' : 'info',
				cluster: facts.cluster,
				...(ours ? { stage } : {}),
				subject: refOf(object),
				message: ours
					? `the namespace ${object.metadata.name} carries ${key}=${stage} but is not in the plan${other}: the stage ${stage} lets it in`
					: `the namespace ${object.metadata.name} carries ${key}=${stage}, a stage that the plan does not know${other}`,
				witness: [{ object: refOf(object), field: `metadata.labels.${key}`, observed: stage }],
				remedy: `Remove the label (kubectl label namespace ${object.metadata.name} ${key}-), or add the namespace to stages.yaml.`,
			},
		]
	})
}

/** Objects whose label is missing or names another stage, one finding for each owner that a person can change. */
function wrongLabels(
	input: Case,
	homes: ReadonlyMap<string, StageNamespace>,
	objects: readonly KubeObject[],
): readonly Finding[] {
	const { facts, tenancy } = input
	const key = tenancy.labels.stage
	const byKey = objectsByKey(facts.objects)
	const groups = new Map<string, { root: KubeObject; label: string | undefined; members: KubeObject[] }>()
	for (const object of objects) {
		const expected = stageOf(object, homes)
		const label = object.metadata.labels?.[key]
		if (label === expected) continue
		const root = rootOf(object, byKey)
		const name = `${keyOf(refOf(root))}=${label ?? ''}`
		const group = groups.get(name) ?? { root, label, members: [] }
		group.members.push(object)
		groups.set(name, group)
	}
	return [...groups.values()].map(({ root, label, members }): Finding => {
		const stage = stageOf(root, homes)
		const who = describe(root, members)
		return {
			code: label === undefined ? 'labels/missing' : 'labels/wrong',
			result: 'violated',
			severity: label === undefined ? 'medium' : 'high',
			cluster: facts.cluster,
			...(stage === undefined ? {} : { stage }),
			subject: refOf(root),
			message:
				label === undefined
					? `${who} without the label ${key}=${stage}`
					: `${who} with the label ${key}=${label} in the stage ${stage}`,
			witness: members.map((member) => ({
				object: refOf(member),
				field: `metadata.labels.${key}`,
				expected: stage ?? '',
				observed: label ?? '(not set)',
			})),
			remedy: members.includes(root)
				? `Set ${key}: ${stage} in its metadata${members.length > 1 ? ' and in its pod template' : ''}.`
				: `Set ${key}: ${stage} in the template of ${showRef(refOf(root))}.`,
		}
	})
}

function stageOf({ kind, metadata }: KubeObject, homes: ReadonlyMap<string, StageNamespace>): string | undefined {
	return homes.get(kind === 'Namespace' ? metadata.name : (metadata.namespace ?? ''))?.stage
}

/** The object that owns an object in the end, as far as it was seen. */
function rootOf(object: KubeObject, byKey: ReadonlyMap<string, KubeObject>): KubeObject {
	const seen = new Set<KubeObject>()
	let root = object
	while (!seen.has(root)) {
		seen.add(root)
		const owner = root.metadata.ownerReferences?.find(({ controller }) => controller === true)
		if (owner === undefined) return root
		const ref: ObjectRef = {
			group: groupOf(owner),
			kind: owner.kind,
			name: owner.name,
			...(root.metadata.namespace === undefined ? {} : { namespace: root.metadata.namespace }),
		}
		root = byKey.get(keyOf(ref)) ?? root
	}
	return root
}

/** e.g. `Deployment shop-dev/web and 3 Pods of it`. */
function describe(root: KubeObject, members: readonly KubeObject[]): string {
	const others = new Map<string, number>()
	for (const member of members) if (member !== root) others.set(member.kind, (others.get(member.kind) ?? 0) + 1)
	const counts = [...others].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`).join(', ')
	if (counts === '') return showRef(refOf(root))
	return members.includes(root) ? `${showRef(refOf(root))} and ${counts} of it` : `${counts} of ${showRef(refOf(root))}`
}
