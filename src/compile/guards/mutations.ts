/**
 * What the API server itself writes into new objects (MutatingAdmissionPolicy): the stage label into everything that lives in a stage,
 * selectors and tolerations into pods, so that they go where they belong without anybody thinking of it.
 *
 * Lists and maps of a pod's spec are atomic, so they are patched (JSONPatch); labels are merged (ApplyConfiguration). A patch's value
 * is never a list with objects in it: API servers before 1.36.4 end the request with a panic at that.
 */
import { type MutationVersion, placementPolicyName } from '../../model/guards.ts'
import { kinds } from '../../model/kinds.ts'
import type { JsonObject, KubeObject } from '../../model/kube-object.ts'
import { planLabel } from '../../model/ownership.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { nameOf, objectOf } from '../meta.ts'
import { type Cel, mapOf, text } from './cel.ts'
import { unlabelled } from './labels.ts'
import { matchConstraints, type RequestRule, stageVariable, type Variable } from './policy.ts'
import { type PodPlacement, placements } from './pools.ts'

/** A policy that writes. */
interface Mutation {
	readonly name: string
	readonly rules: readonly RequestRule[]
	readonly except?: readonly RequestRule[]
	readonly variables: readonly Variable[]
	readonly mutations: readonly JsonObject[]
}

/** The policies and their bindings. */
export function mutations(tenancy: Tenancy, stages: readonly Stage[], version: MutationVersion): readonly KubeObject[] {
	const pools = placements(stages)
	return [
		labelling(tenancy),
		...(pools.length === 0 ? [] : [intoPods(tenancy, pools), intoDaemons(tenancy, pools)]),
	].flatMap((each) => mutationObjects(tenancy, each, version))
}

function mutationObjects(tenancy: Tenancy, mutation: Mutation, version: MutationVersion): readonly KubeObject[] {
	const { name, variables } = mutation
	const metadata = { name, labels: { [planLabel]: tenancy.name } }
	return [
		objectOf({ ...kinds.MutatingAdmissionPolicy, version }, metadata, {
			spec: {
				failurePolicy: 'Fail',
				reinvocationPolicy: 'IfNeeded',
				paramKind: null,
				matchConditions: null,
				matchConstraints: matchConstraints(tenancy, { ...mutation, where: 'members' }),
				variables: [stageVariable(tenancy), ...variables].map((each) => ({ ...each })),
				mutations: mutation.mutations,
			},
		}),
		objectOf({ ...kinds.MutatingAdmissionPolicyBinding, version }, metadata, {
			spec: { policyName: name, matchResources: null, paramRef: null },
		}),
	]
}

/** A label of another stage is left as it is, and then refused: a ReplicaSet that selects by it would make pods without end if they lost it. */
function labelling(tenancy: Tenancy): Mutation {
	const key = text(tenancy.labels.stage)
	return {
		name: nameOf(tenancy.name, 'labels'),
		rules: [{ groups: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'], scope: 'Namespaced' }],
		except: unlabelled,
		variables: [
			{
				name: 'label',
				expression: `has(object.metadata.labels) ? object.metadata.labels[?${key}].orValue('') : ''`,
			},
		],
		mutations: [
			{
				patchType: 'ApplyConfiguration',
				applyConfiguration: {
					expression: `variables.stage == '' || variables.label != '' ? Object{} : Object{metadata: Object.metadata{labels: {${key}: variables.stage}}}`,
				},
			},
		],
	}
}

function intoPods(tenancy: Tenancy, pools: readonly PodPlacement[]): Mutation {
	return {
		name: placementPolicyName(tenancy.name),
		rules: [{ groups: [''], operations: ['CREATE'], resources: ['pods'] }],
		...placing(pools, 'spec'),
	}
}

/** The controller of DaemonSets chooses nodes by the template: with the pods' placement alone it would make pods for foreign nodes. */
function intoDaemons(tenancy: Tenancy, pools: readonly PodPlacement[]): Mutation {
	return {
		name: nameOf(tenancy.name, 'daemon-placement'),
		rules: [{ groups: ['apps'], operations: ['CREATE', 'UPDATE'], resources: ['daemonsets'] }],
		...placing(pools, 'spec.template.spec'),
	}
}

/** A selector that names another value is left as it is, and then refused: corrected silently, nobody would learn of it. */
function placing(pools: readonly PodPlacement[], path: string): Pick<Mutation, 'variables' | 'mutations'> {
	const spec = `object.${path}`
	const pointer = `/${path.replaceAll('.', '/')}`
	const labels = keyAndValue(pools, 'label')
	const taints = keyAndValue(pools, 'taint')
	const at = (where: Cel, which: 'Key' | 'Value'): Cel => `variables.${where}${which}`
	const selects = `has(${spec}.nodeSelector) && ${at('label', 'Key')} in ${spec}.nodeSelector`
	const tolerates = `has(${spec}.tolerations) && ${spec}.tolerations.exists(t, has(t.key) && t.key == ${at('taint', 'Key')} && has(t.value) && t.value == ${at('taint', 'Value')} && (!has(t.effect) || t.effect == ''))`
	const toleration = `Object.${path}.tolerations{key: ${at('taint', 'Key')}, operator: 'Equal', value: ${at('taint', 'Value')}}`
	return {
		variables: [...labels.variables, ...taints.variables],
		mutations: [
			...(labels.isEmpty
				? []
				: [
						patch(
							`${at('label', 'Key')} == '' || (${selects}) ? [] : has(${spec}.nodeSelector) ? [JSONPatch{op: 'add', path: '${pointer}/nodeSelector/' + jsonpatch.escapeKey(${at('label', 'Key')}), value: ${at('label', 'Value')}}] : [JSONPatch{op: 'add', path: '${pointer}/nodeSelector', value: {${at('label', 'Key')}: ${at('label', 'Value')}}}]`,
						),
					]),
			...(taints.isEmpty
				? []
				: [
						patch(
							`${at('taint', 'Key')} == '' || (${tolerates}) ? [] : has(${spec}.tolerations) ? [JSONPatch{op: 'add', path: '${pointer}/tolerations/-', value: ${toleration}}] : [JSONPatch{op: 'add', path: '${pointer}/tolerations', value: []}, JSONPatch{op: 'add', path: '${pointer}/tolerations/-', value: ${toleration}}]`,
						),
					]),
		],
	}
}

function keyAndValue(
	pools: readonly PodPlacement[],
	which: 'label' | 'taint',
): { readonly isEmpty: boolean; readonly variables: readonly Variable[] } {
	const owned = pools.flatMap(({ stage, [which]: own }) => (own === undefined ? [] : [{ stage, ...own }]))
	if (owned.length === 0) return { isEmpty: true, variables: [] }
	const byStage = (field: 'key' | 'value'): Cel =>
		`${mapOf(owned.map(({ stage, [field]: value }) => [stage, text(value)]))}[?variables.stage].orValue('')`
	return {
		isEmpty: false,
		variables: [
			{ name: `${which}Key`, expression: byStage('key') },
			{ name: `${which}Value`, expression: byStage('value') },
		],
	}
}

function patch(expression: Cel): JsonObject {
	return { patchType: 'JSONPatch', jsonPatch: { expression } }
}
