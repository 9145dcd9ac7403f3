/** The objects and fields that an answer rests on, and who wrote them. */
import { otherManagersOf, showPath, valueAt } from '../../../model/fields.ts'
import type { Evidence } from '../../../model/finding.ts'
import { type KubeObject, keyOf, type ObjectRef } from '../../../model/kube-object.ts'
import type { ExplainedPolicy, ExplainedRule, Mismatch, Side, View } from '../../../model/network-explanation.ts'
import { fieldManager } from '../../../model/ownership.ts'
import { labelPath } from './change/apply-steps.ts'

/** The evidence of a view, each piece once: rules that decide, and labels that keep a rule from being about the other end. */
export function evidenceOf({ egress, ingress }: View, objects: ReadonlyMap<string, KubeObject>): readonly Evidence[] {
	const all = [egress, ingress].flatMap((side) => [
		...unselected(side),
		...side.tiers.flatMap(({ policies }) => policies.flatMap((policy) => ofPolicy(policy, objects))),
	])
	return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}

/** Where no policy selects a pod, that is the reason. */
function unselected({ direction, end, unasked, tiers }: Side): readonly Evidence[] {
	if (unasked !== undefined || end.object === undefined) return []
	const isSelected = tiers.some(({ policies }) => policies.length > 0)
	return isSelected ? [] : [{ object: end.object, field: direction, observed: `no policy selects it for ${direction}` }]
}

function ofPolicy(
	{ object, manager, rules }: ExplainedPolicy,
	objects: ReadonlyMap<string, KubeObject>,
): readonly Evidence[] {
	return rules.flatMap((rule) => {
		if (rule.decides !== '')
			return [
				{
					object,
					field: rule.field,
					observed: `${rule.action}: ${rule.decides}`,
					...(manager === undefined ? {} : { manager }),
				},
			]
		return rule.covers === '' ? [] : labelsAgainst(rule, objects)
	})
}

type LabelMismatch = Extract<Mismatch, { keys: readonly string[] }>

function labelsAgainst({ peers }: ExplainedRule, objects: ReadonlyMap<string, KubeObject>): readonly Evidence[] {
	if (peers === 'anyone') return []
	return peers
		.flatMap(({ why }) => why.filter((mismatch): mismatch is LabelMismatch => 'keys' in mismatch))
		.flatMap(({ object: ref, wanted, keys }) =>
			keys.map((key) => labelEvidence(ref, key, wanted, objects.get(keyOf(ref)))),
		)
}

function labelEvidence(ref: ObjectRef, key: string, expected: string, object: KubeObject | undefined): Evidence {
	const path = [...labelPath(ref), key]
	const value = object === undefined ? undefined : valueAt(object, path)
	const manager = object === undefined || value === undefined ? undefined : writerOfField(object, path)
	return {
		object: ref,
		field: showPath(path),
		expected,
		observed: typeof value === 'string' ? value : 'not set',
		...(manager === undefined ? {} : { manager }),
	}
}

/** By `managedFields`, which not every source has. */
function writerOfField(object: KubeObject, path: readonly string[]): string | undefined {
	const managers = otherManagersOf(object, path)
	if (managers.length > 0) return managers.join(', ')
	const isOurs = (object.metadata.managedFields ?? []).some(({ manager }) => manager === fieldManager)
	return isOurs ? fieldManager : undefined
}
