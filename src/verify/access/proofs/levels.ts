/** Proves that everybody has in each stage the rights that the plan gives, and no more. */
import { type Subject, showResource, showSubject, subjectKey } from '../../../model/access.ts'
import { isBreakGlass } from '../../../model/break-glass.ts'
import { grouped } from '../../../model/collect.ts'
import { type Finding, type Proof, resultOf, type Severity } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { type Case, finding, type Prover } from '../../prover.ts'
import { showSome } from '../../words.ts'
import type { Binding, BoundSubject, Role } from '../access.ts'
import { gives, isWriting } from '../escalation/powers.ts'
import { isEverybody, isOfControlPlane } from '../everybody.ts'
import { grantEvidence } from '../grant-evidence.ts'
import { type Rule, uncovered } from '../rule.ts'
import { isClusterWide } from '../scope.ts'
import { accessWants } from '../wants.ts'
import { breakGlassFindings } from './break-glass.ts'
import { assumptions, hiddenRights } from './common.ts'
import { assumptionOnAuthorizers, otherAuthorizers } from './other-authorizers.ts'
import { type Scene, sceneOf } from './scene.ts'

/** The proof that rights are those of the plan. */
export const levels: Prover = {
	name: 'access/levels',
	wants: accessWants,
	prove,
}

function prove(input: Case): Proof {
	const scene = sceneOf(input)
	const hidden = hiddenRights(scene, 'rights')
	const isHidden = hidden.length > 0
	const findings = [
		...surplusFindings(scene),
		...otherAuthorizers(scene, 'levels', isHidden),
		...breakGlassFindings(scene),
		...aggregatedRoles(scene),
		...hidden,
	]
	return {
		name: 'access/levels',
		cluster: input.facts.cluster,
		claim: `everybody has in the stages of "${input.tenancy.name}" the rights that the plan gives, and no more`,
		result: resultOf(findings),
		scope: { stages: scene.stages.length, namespaces: scene.namespaces.length, subjects: scene.planned.size },
		method:
			'each binding that holds in a namespace of a stage is compared with what its subjects have by the plan there, verb by verb; service accounts of the namespace itself are left to access/isolation',
		assumptions: [assumptionOnAuthorizers(scene, isHidden), ...assumptions],
		findings,
	}
}

/** What a binding gives to somebody in a namespace beyond the plan. */
interface Surplus {
	readonly stage: string
	readonly namespace: string
	readonly binding: Binding
	readonly role: Role
	readonly bound: BoundSubject
	readonly rules: readonly Rule[]
	/** What the plan gives there: names of levels; empty for nothing. */
	readonly levels: readonly string[]
}

function surplusFindings(scene: Scene): readonly Finding[] {
	const found = scene.access.bindings.flatMap((binding) => surplusOf(scene, binding))
	const alike = grouped(
		found,
		({ stage, binding, role, bound }) =>
			`${binding.namespace === undefined} ${binding.namespace === undefined ? '' : stage} ${subjectKey(bound.subject)} ${role.ref.kind} ${role.ref.name}`,
	)
	return [...alike.values()].map((group) => surplusFinding(scene, group))
}

function surplusOf(scene: Scene, binding: Binding): readonly Surplus[] {
	const { role, namespace } = binding
	if (role === undefined || isBreakGlass(binding.object)) return []
	const homes = namespace === undefined ? scene.namespaces : scene.namespaces.filter(({ name }) => name === namespace)
	const rules = role.rules.filter(isAboutNamespaces)
	if (homes.length === 0 || rules.length === 0) return []
	return binding.subjects.flatMap((bound): readonly Surplus[] => {
		const { subject } = bound
		const planned = scene.planned.get(subjectKey(subject))
		if (isEverybody(subject) || isOfControlPlane(subject)) return []
		// The platform binds its own for the whole cluster; whom a stage knows is told.
		if (namespace === undefined && planned === undefined) return []
		return homes.flatMap(({ name, stage }): readonly Surplus[] => {
			const given = planned?.byNamespace.get(name)
			if (given === undefined && subject.kind === 'ServiceAccount' && subject.namespace === name) return []
			const surplus = uncovered(given?.rules ?? [], rules)
			return surplus.length === 0
				? []
				: [{ stage, namespace: name, binding, role, bound, rules: surplus, levels: given?.levels ?? [] }]
		})
	})
}

function isAboutNamespaces({ apiGroups, resources }: Rule): boolean {
	return apiGroups.some((group) =>
		resources.some((resource) => !isClusterWide(group, resource) || resource === 'namespaces'),
	)
}

function surplusFinding(scene: Scene, group: readonly Surplus[]): Finding {
	const [first] = group as readonly [Surplus, ...Surplus[]]
	const { bound, binding, role, stage, rules } = first
	const who = showSubject(bound.subject)
	const where = showSome([...new Set(group.map(({ namespace }) => namespace))])
	const planned = scene.planned.get(subjectKey(bound.subject))
	const byPlan =
		first.levels.length > 0
			? `the plan gives ${first.levels.join(' and ')}`
			: planned === undefined
				? `the plan does not name it${namesake(scene, bound.subject)}`
				: `the plan gives it rights in ${stagesOf(scene, planned.byNamespace.keys()).join(' and ')} only`
	return finding(scene, {
		code: codeOf(first, planned !== undefined),
		severity: severityOf(rules),
		...(binding.namespace === undefined ? {} : { stage }),
		subject: binding.ref,
		message: `${who} may ${showRules(rules)} in ${binding.namespace === undefined ? `every stage (${where})` : where} by ${showRef(role.ref)}; ${byPlan}`,
		witness: group.map((each) => grantEvidence(each, showSubject(each.bound.subject))),
		remedy: `Delete ${showRef(binding.ref)}, or write the access into stages.yaml.`,
		controls: ['CIS 5.1.3', 'C-0187'],
	})
}

/** A login that adds a prefix to names, or stops doing so, makes everybody somebody else. */
function namesake({ planned }: Scene, { kind, name }: Subject): string {
	const names = [...planned.keys()].flatMap((key) => (key.startsWith(`${kind}:`) ? [key.slice(kind.length + 1)] : []))
	const other = names.find((each) => each.endsWith(`:${name}`) || name.endsWith(`:${each}`))
	return other === undefined ? '' : `, only ${other}: is it the same, but for a prefix that the login adds?`
}

function codeOf({ binding, bound, levels: given, namespace }: Surplus, isPlanned: boolean): string {
	if (binding.namespace === undefined) return 'access/cluster-wide'
	if (given.length > 0) return 'access/above-level'
	if (bound.subject.kind === 'ServiceAccount' && bound.subject.namespace !== namespace) return 'access/foreign-account'
	return isPlanned ? 'access/two-stages' : 'access/unplanned'
}

function stagesOf(scene: Scene, namespaces: Iterable<string>): readonly string[] {
	const names = new Set([...namespaces].map((name) => scene.stageOf(name)))
	return scene.stages.filter((stage) => names.has(stage))
}

function severityOf(rules: readonly Rule[]): Severity {
	return rules.some((rule) => isWriting(rule) || gives(rule, 'readSecrets')) ? 'high' : 'medium'
}

/** The first of some rights, those that change something before those that read. */
function showRules(parts: readonly Rule[]): string {
	const sorted = [...parts.filter(isWriting), ...parts.filter((part) => !isWriting(part))]
	return showSome(sorted.map(showPart), 2)
}

function showPart({ verbs, apiGroups, resources, nonResourceURLs }: Rule): string {
	const [verb = ''] = verbs
	const [path] = nonResourceURLs
	if (path !== undefined) return `${verb} ${path}`
	const [group = '', resource = ''] = [apiGroups[0], resources[0]]
	if (resource === '*')
		return `${verb === '*' ? 'do everything with' : verb} ${group === '*' ? 'everything' : `everything of ${group}`}`
	const [plural = '', subresource] = resource.split('/')
	return `${verb} ${showResource({ group, resource: plural, ...(subresource === undefined ? {} : { subresource }) })}`
}

/** Whoever labels a ClusterRole so widens what the binding gives, without touching it. */
function aggregatedRoles(scene: Scene): readonly Finding[] {
	const bound = scene.access.bindings.filter(
		({ namespace, role, subjects }) =>
			namespace !== undefined &&
			scene.stageOf(namespace) !== undefined &&
			role?.aggregates === true &&
			subjects.some(({ subject }) => !isOfControlPlane(subject)),
	)
	return [
		...grouped(bound, ({ namespace = '', role }) => `${scene.stageOf(namespace)} ${role?.ref.name}`).values(),
	].map((group) => {
		const [{ ref, role, namespace = '' }] = group as readonly [Binding, ...Binding[]]
		return finding(scene, {
			code: 'access/aggregated',
			severity: 'low',
			stage: scene.stageOf(namespace) ?? '',
			subject: ref,
			message: `the ClusterRole ${role?.ref.name} that it binds grows with every ClusterRole that somebody labels for it`,
			witness: group.map((each) => ({
				object: each.ref,
				field: 'roleRef',
				observed: `ClusterRole ${each.roleRef.name}`,
			})),
			remedy: 'Bind a role whose rules are written out, such as one of the plan’s levels.',
		})
	})
}
