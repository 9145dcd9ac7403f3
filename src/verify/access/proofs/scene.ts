/** What the three proofs of access look at: rights, stages, and who is at home where. */
import { type Subject, subjectKey } from '../../../model/access.ts'
import { allLevels } from '../../../model/access-levels.ts'
import type { Facts } from '../../../model/facts.ts'
import { isPlanned, type StageNamespace } from '../../../model/tenancy.ts'
import { type Case, namespacesIn, stagesIn } from '../../prover.ts'
import type { Access } from '../access.ts'
import { subjectsOf } from '../asked/ask-subject.ts'
import { type Deed, type Escalation, escalationIn } from '../escalation/escalation.ts'
import { gives, isWriting } from '../escalation/powers.ts'
import { isOfControlPlane } from '../everybody.ts'
import { ruleOf } from '../levels.ts'
import { accessOf } from '../read-access.ts'
import type { Rule } from '../rule.ts'

/** See the file. */
export interface Scene extends Cast {
	readonly input: Case
	readonly namespaces: readonly StageNamespace[]
	readonly escalation: Escalation
}

/** Who is there, and where. */
export interface Cast {
	readonly access: Access
	/** In promotion order. */
	readonly stages: readonly string[]
	readonly stageOf: (namespace: string) => string | undefined
	/** What the plan gives to whom; empty without a plan. */
	readonly planned: ReadonlyMap<string, PlannedRights>
	/** Everybody who is at home in a stage, each once, with the stages. */
	readonly residents: ReadonlyMap<string, Resident>
}

/** What the plan gives to a subject. */
export interface PlannedRights {
	readonly subject: Subject
	readonly person: string
	/** By namespace, the names of the levels and their rules. */
	readonly byNamespace: ReadonlyMap<string, { readonly levels: readonly string[]; readonly rules: readonly Rule[] }>
}

/** Somebody who is at home in a stage: by the plan, as a service account of it, or by a RoleBinding there. */
export interface Resident {
	readonly subject: Subject
	/** What is his to do in each stage where he is at home: by the plan; else all but to change its walls, as nobody said less. */
	readonly homes: ReadonlyMap<string, ReadonlySet<Deed>>
}

const scenes = new WeakMap<Facts, Scene>()

/** The scene of a case; the proofs share it. */
export function sceneOf(input: Case): Scene {
	let scene = scenes.get(input.facts)
	if (scene === undefined || scene.input.tenancy !== input.tenancy) {
		scene = newScene(input)
		scenes.set(input.facts, scene)
	}
	return scene
}

function newScene(input: Case): Scene {
	const { facts } = input
	const cast = castOf(input)
	return {
		...cast,
		input,
		namespaces: namespacesIn(input),
		escalation: escalationIn(cast.access, facts.objects, cast.stageOf),
	}
}

/** Who is at home where, without what could become of it. */
export function castOf(input: Pick<Case, 'tenancy' | 'facts'>): Cast {
	const access = accessOf(input.facts)
	const byName = new Map(namespacesIn(input).map(({ name, stage }) => [name, stage]))
	const stageOf = (namespace: string): string | undefined => byName.get(namespace)
	const planned = plannedRights(input)
	const stages = stagesIn(input).map(({ name }) => name)
	return { access, stages, stageOf, planned, residents: residentsOf(access, stageOf, planned) }
}

function plannedRights(input: Pick<Case, 'tenancy' | 'facts'>): ReadonlyMap<string, PlannedRights> {
	const { tenancy } = input
	if (!isPlanned(tenancy)) return new Map()
	const levels = new Map(allLevels(tenancy).map((level) => [level.name, level]))
	const rights = new Map<
		string,
		{ subject: Subject; person: string; byNamespace: Map<string, { levels: string[]; rules: Rule[] }> }
	>()
	for (const { name: stage, access } of stagesIn(input))
		for (const { person: name, level: levelName } of access) {
			const person = tenancy.people.find((each) => each.name === name)
			const level = levels.get(levelName)
			if (person === undefined || level === undefined || level.rules.length === 0) continue
			for (const namespace of namespacesIn(input).filter((each) => each.stage === stage))
				for (const subject of subjectsOf(person, { namespaces: [namespace] })) {
					const key = subjectKey(subject)
					const known = rights.get(key) ?? { subject, person: name, byNamespace: new Map() }
					rights.set(key, known)
					const place = known.byNamespace.get(namespace.name) ?? { levels: [], rules: [] }
					known.byNamespace.set(namespace.name, place)
					place.levels.push(levelName)
					place.rules.push(...level.rules.map(ruleOf))
				}
		}
	return rights
}

function residentsOf(access: Access, stageOf: Scene['stageOf'], planned: Scene['planned']): Scene['residents'] {
	const residents = new Map<string, { subject: Subject; homes: Map<string, Set<Deed>> }>()
	const add = (subject: Subject, stage: string, deeds: Iterable<Deed>): void => {
		const key = subjectKey(subject)
		const known = residents.get(key) ?? { subject, homes: new Map<string, Set<Deed>>() }
		residents.set(key, known)
		known.homes.set(stage, new Set([...(known.homes.get(stage) ?? []), ...deeds]))
	}
	for (const [namespace, names] of access.accounts) {
		const stage = stageOf(namespace)
		if (stage !== undefined) for (const name of names) add({ kind: 'ServiceAccount', namespace, name }, stage, within)
	}
	for (const { subject, byNamespace } of planned.values())
		for (const [namespace, { rules }] of byNamespace) {
			const stage = stageOf(namespace)
			if (stage !== undefined && subject.kind !== 'ServiceAccount') add(subject, stage, deedsBy(rules))
		}
	for (const { namespace, subjects } of access.bindings) {
		const stage = namespace === undefined ? undefined : stageOf(namespace)
		if (stage === undefined) continue
		for (const { subject } of subjects)
			if (subject.kind !== 'ServiceAccount' && !isOfControlPlane(subject) && !planned.has(subjectKey(subject)))
				add(subject, stage, within)
	}
	return residents
}

/** What somebody may do at home of whom nothing else is said. */
const within: readonly Deed[] = ['run', 'secrets', 'write']

/** What a level is good for. Whoever says what runs reads Secrets, too. */
function deedsBy(rules: readonly Rule[]): readonly Deed[] {
	const runs = rules.some((rule) => (['run', 'inside', 'reshape'] as const).some((power) => gives(rule, power)))
	const reads = runs || rules.some((rule) => gives(rule, 'readSecrets'))
	const writes = rules.some(isWriting)
	return [
		...(runs ? (['run'] as const) : []),
		...(reads ? (['secrets'] as const) : []),
		...(writes ? (['write'] as const) : []),
	]
}
