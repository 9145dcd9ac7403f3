/** Proof `objects`: every object that the plan wants is there and equal, field by field, metadata labels included. */
import { isUnseen } from '../../model/facts.ts'
import { differencesOf, extrasOf, otherManagersOf, showPath } from '../../model/fields.ts'
import { type Finding, type Proof, resultOf, type Severity } from '../../model/finding.ts'
import { kindKey, kindOf } from '../../model/kinds.ts'
import { groupOf, type Json, type KubeObject, keyOf, objectsByKey, refOf, showRef } from '../../model/kube-object.ts'
import { planLabel } from '../../model/ownership.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { admissionGroup, asServed, writtenKinds } from '../../model/written-kinds.ts'
import { type Case, hiddenFrom, type Prover } from '../prover.ts'

/** The proof. */
export const objects: Prover = {
	name: 'objects',
	wants: (_, info) => asServed(writtenKinds, info).map((kind) => ({ kind, detail: 'whole' })),
	prove,
}

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	// Admission policies are the proof guards': there a difference is worse than drift.
	const desired = input.desired.filter((object) => groupOf(object) !== admissionGroup)
	const observed = objectsByKey(facts.objects)
	const findings = [
		...desired.flatMap((object) => {
			const found = observed.get(keyOf(refOf(object)))
			if (found !== undefined) return drift(object, found, input)
			return isUnseen(facts.unseen, refOf(object)) ? [] : [missing(object, input)]
		}),
		...leftovers(input),
		...hiddenFrom('objects', input, new Set(writtenKinds.filter((kind) => kind.group !== admissionGroup).map(kindKey))),
	]
	return {
		name: 'objects',
		cluster: facts.cluster,
		claim: `every object of the plan "${tenancy.name}" is in the cluster ${facts.cluster} as the plan wants it`,
		result: resultOf(findings),
		scope: { objects: desired.length },
		method: 'each desired object is compared with the observed one, field by field',
		assumptions: [],
		findings,
	}
}

/** How bad it is when an object of a kind is missing or changed: what keeps stages apart comes first. */
function severityOf({ kind }: KubeObject): Severity {
	if (kind === 'NetworkPolicy' || kind === 'Namespace' || kind === 'RoleBinding' || kind === 'Role') return 'high'
	return 'medium'
}

function missing(desired: KubeObject, { tenancy, facts }: Case): Finding {
	return {
		code: 'objects/missing',
		result: 'violated',
		severity: severityOf(desired),
		cluster: facts.cluster,
		...stageOf(desired, tenancy),
		subject: refOf(desired),
		message: `${showRef(refOf(desired))} is missing`,
		witness: [{ object: refOf(desired) }],
		remedy: 'stagewall apply',
	}
}

function drift(desired: KubeObject, observed: KubeObject, { tenancy, facts }: Case): readonly Finding[] {
	const changed = differencesOf(desired, observed)
	const added = extrasOf(desired, observed).map(({ path, value }) => ({ path, before: value, after: undefined }))
	const differing = [...changed, ...added]
	if (differing.length === 0) return []
	const named = differing.map(({ path }) => showPath(path))
	return [
		{
			code: 'objects/drift',
			result: 'violated',
			// An addition that the plan has no word for (another quota key, a secret of an account) narrows or is harmless:
			// what would open something is named by the plan as empty, and then counts as changed.
			severity: changed.length === 0 ? 'low' : severityOf(desired),
			cluster: facts.cluster,
			...stageOf(desired, tenancy),
			subject: refOf(desired),
			message: `${showRef(refOf(desired))} is not as the plan wants it: ${named.slice(0, 3).join(', ')}${
				named.length > 3 ? ` and ${named.length - 3} more` : ''
			}`,
			witness: differing.map(({ path, before, after }) => {
				const manager = otherManagersOf(observed, path).join(', ')
				return {
					object: refOf(desired),
					field: showPath(path),
					expected: show(after),
					observed: show(before),
					...(manager === '' ? {} : { manager }),
				}
			}),
			remedy:
				changed.length === 0
					? 'Remove the field, or add it to stages.yaml.'
					: 'stagewall apply (see stagewall plan first)',
		},
	]
}

/** Objects with our label that the plan no longer names: rights and openings that nobody wants any more. */
function leftovers({ desired, facts, tenancy }: Case): readonly Finding[] {
	const wanted = new Set(desired.map((object) => keyOf(refOf(object))))
	return facts.objects
		.filter(
			(object) =>
				object.metadata.labels?.[planLabel] === tenancy.name &&
				kindOf(object) !== undefined &&
				writtenKinds.some((kind) => kindKey(kind) === kindKey(refOf(object))) &&
				!wanted.has(keyOf(refOf(object))),
		)
		.map((object): Finding => {
			const opens = object.kind === 'RoleBinding' || object.kind === 'NetworkPolicy'
			return {
				code: 'objects/left-over',
				result: 'violated',
				severity: opens ? 'medium' : 'low',
				cluster: facts.cluster,
				...stageOf(object, tenancy),
				subject: refOf(object),
				message: `${showRef(refOf(object))} carries the label of the plan "${tenancy.name}", which no longer wants it${
					object.kind === 'RoleBinding' ? '; its rights still hold' : ''
				}`,
				witness: [{ object: refOf(object), field: `metadata.labels["${planLabel}"]`, observed: tenancy.name }],
				remedy:
					object.kind === 'Namespace'
						? `stagewall apply --delete-namespace ${object.metadata.name}`
						: 'stagewall apply --prune',
			}
		})
}

function stageOf(object: KubeObject, tenancy: Tenancy): { readonly stage?: string } {
	const stage = object.metadata.labels?.[tenancy.labels.stage]
	return stage === undefined ? {} : { stage }
}

function show(value: Json | undefined): string {
	if (value === undefined || value === null) return '(not set)'
	return typeof value === 'string' ? value : JSON.stringify(value)
}
