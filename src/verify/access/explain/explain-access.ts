/** Says why subjects may do something, or may not: rule by rule where they may, by what is missing where not. */
import {
	type AccessRequest,
	type Identity,
	identityOf,
	masters,
	type Subject,
	showRequest,
	subjectKey,
} from '../../../model/access.ts'
import type {
	AccessExplanation,
	AccessWay,
	BecomingStep,
	ExplainedAccess,
	PlannedLevel,
} from '../../../model/access-explanation.ts'
import { allLevels } from '../../../model/access-levels.ts'
import { grouped, once } from '../../../model/collect.ts'
import { KnownError } from '../../../model/errors.ts'
import type { Doubt } from '../../../model/network-explanation.ts'
import type { AccessLevel } from '../../../model/tenancy.ts'
import { writerOf } from '../../words.ts'
import { type AskedRequest, askRequest } from '../asked/ask-request.ts'
import { type AskedSubject, askSubject, subjectsOf } from '../asked/ask-subject.ts'
import { vocabularyOf } from '../asked/known-resources.ts'
import { type Allowing, allowing, decide } from '../authority.ts'
import { type Escalation, escalationIn } from '../escalation/escalation.ts'
import { rightEvidence, writerOfBinding } from '../grant-evidence.ts'
import { ofCluster } from '../matrix/access-matrix.ts'
import { ruleAllows } from '../rule.ts'
import { doubtsIn } from './doubts.ts'
import type { ExplainedCase } from './explained-case.ts'
import { nearMisses } from './near-misses.ts'
import { type AskedPlace, type Place, placesIn } from './places.ts'

/** What is asked, in the words of a person. */
export interface AccessQuestion extends AskedPlace {
	/** As `askSubject` takes it. */
	readonly subject: string
	/** As `askRequest` takes them. */
	readonly verb: string
	readonly resource: string
	readonly name?: string
	/** Groups that a login would add. */
	readonly groups: readonly string[]
}

/**
 * Explains who may do something, in each cluster that has the place and the subject.
 *
 * @throws KnownError for words that mean nothing in any of the clusters
 */
export function explainAccess(clusters: readonly ExplainedCase[], question: AccessQuestion): AccessExplanation {
	const found = clusters.map((input) => ({ input, asked: askIn(input, question) }))
	const mistakes = found.flatMap(({ asked }) => (asked instanceof KnownError ? [asked] : []))
	const answered = found.flatMap(({ input, asked }) =>
		asked instanceof KnownError ? [] : [{ asked, ...answersIn(input, asked, question) }],
	)
	const [first] = answered
	if (first === undefined) throw mistakes[0] ?? new Error('no cluster was looked at')
	const doubts = answered.flatMap((each) => each.doubts)
	return {
		subject: question.subject,
		request: first.asked.request.words,
		groups: question.groups,
		doubts: [...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values()],
		answers: answered.flatMap(({ answers }) => answers),
	}
}

/** The words, understood in one cluster. */
interface Asked {
	readonly subject: AskedSubject
	readonly request: AskedRequest
	readonly places: readonly Place[]
}

function askIn(
	input: ExplainedCase,
	{ subject: who, verb, resource, name, ...place }: AccessQuestion,
): Asked | KnownError {
	const { access, info } = input
	const request = askRequest(vocabularyOf(info.kinds, access), verb, resource, name)
	if (request instanceof KnownError) return request
	const subject = askSubject(access, ofCluster(input), who)
	if (subject instanceof KnownError) return subject
	const places = placesIn(input, request, place)
	return places instanceof KnownError ? places : { subject, request, places }
}

/** The answer of one subject in one namespace, before those that are alike are put together. */
interface Single extends Omit<ExplainedAccess, 'namespaces' | 'subjects'> {
	readonly subject: Subject
	readonly namespace: string | undefined
}

function answersIn(
	input: ExplainedCase,
	{ subject, request, places }: Asked,
	{ groups }: AccessQuestion,
): { readonly answers: readonly ExplainedAccess[]; readonly doubts: readonly Doubt[] } {
	const doubts: Doubt[] = []
	// Only who may not do it himself is asked whom he could become.
	const escalation = once(() => escalationIn(input.access, input.facts.objects, () => undefined))
	const singles = places.flatMap((place) =>
		place.namespaces.flatMap((namespace) => {
			const here = doubtsIn(input.facts.unseen, input.access, namespace)
			doubts.push(...here)
			return subjectsIn(subject, namespace).map((each) =>
				answer({ ...input, escalation }, each, groups, request, place.stage, namespace, here.length > 0),
			)
		}),
	)
	return { answers: merged(singles), doubts }
}

/** A person's service account is in each namespace its own. */
function subjectsIn({ person, subjects }: AskedSubject, namespace: string | undefined): readonly Subject[] {
	if (person === undefined || namespace === undefined) return subjects
	return subjects.filter((each) => each.kind !== 'ServiceAccount' || each.namespace === namespace)
}

/** A cluster, and who could become whom there. */
interface EscalatingCase extends ExplainedCase {
	readonly escalation: () => Escalation
}

function answer(
	input: EscalatingCase,
	subject: Subject,
	groups: readonly string[],
	request: AskedRequest,
	stage: string | undefined,
	namespace: string | undefined,
	isDoubtful: boolean,
): Single {
	const { access, cluster } = input
	const known = identityOf(subject)
	const identity: Identity = { ...known, groups: [...new Set([...known.groups, ...groups])] }
	const asked = request.at(namespace)
	const master = identity.groups.includes(masters)
	const ways = [...allowing(access, identity, asked)].map(wayOf)
	const isAllowed = master || ways.length > 0
	const levels = allLevels(input.tenancy)
	const allows = (level: AccessLevel): boolean =>
		level.rules.some((rule) => ruleAllows({ resourceNames: [], nonResourceURLs: [], ...rule }, asked))
	const planned = plannedLevel(input, subject, stage)
	const becoming = isAllowed ? undefined : becomingOf(input, subject, asked)
	return {
		cluster,
		subject,
		...(stage === undefined ? {} : { stage }),
		namespace,
		verdict: isAllowed ? 'allowed' : isDoubtful ? 'unknown' : 'denied',
		master,
		ways,
		near: isAllowed ? [] : nearMisses(access, subject, identity, request.at, namespace),
		...(becoming === undefined ? {} : { becoming }),
		levels: isAllowed || namespace === undefined ? [] : levels.filter(allows).map(({ name }) => name),
		...(planned === undefined
			? {}
			: { planned: { ...planned, allows: levels.some((level) => level.name === planned.level && allows(level)) } }),
	}
}

/** The shortest way to somebody who may, and by which right that one does. */
function becomingOf(
	{ access, escalation }: EscalatingCase,
	subject: Subject,
	asked: AccessRequest,
): readonly BecomingStep[] | undefined {
	const found = escalation().become(subject, (other) => decide(access, identityOf(other), asked).allowed)
	if (found?.other === undefined) return found?.steps
	const [right] = allowing(access, identityOf(found.other), asked)
	if (right === undefined) return found.steps
	const what = showRequest(asked)
	return [...found.steps, { what, evidence: [rightEvidence(right, what)] }]
}

function plannedLevel(
	input: ExplainedCase,
	subject: Subject,
	stageName: string | undefined,
): Omit<PlannedLevel, 'allows'> | undefined {
	const { people, stages, namespaces } = ofCluster(input)
	const stage = stages.find(({ name }) => name === stageName)
	const own = people.filter((person) =>
		subjectsOf(person, { namespaces }).some((each) => subjectKey(each) === subjectKey(subject)),
	)
	return stage?.access.find(({ person }) => own.some(({ name }) => name === person))
}

function wayOf({ grant: { binding, role, bound }, field, rule }: Allowing): AccessWay {
	const [bindingManager, roleManager] = [writerOfBinding(binding), writerOf(role.object, ['rules'])]
	const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule
	return {
		through: bound.subject,
		binding: { object: binding.ref, ...(bindingManager === undefined ? {} : { manager: bindingManager }) },
		subjectField: bound.field,
		role: { object: role.ref, ...(roleManager === undefined ? {} : { manager: roleManager }) },
		assumed: role.assumed,
		ruleField: field,
		rule: { verbs, apiGroups, resources, resourceNames, nonResourceURLs },
	}
}

/** Namespaces with the same answer for a subject, then subjects with the same answer in the same namespaces. */
function merged(singles: readonly Single[]): readonly ExplainedAccess[] {
	const bySubject = [...grouped(singles, shapeOf).values()].map((own) => {
		const [{ namespace: _, subject, ...first }] = own as readonly [Single]
		return { subject, answer: { ...first, namespaces: own.flatMap(({ namespace }) => namespace ?? []) } }
	})
	return [...grouped(bySubject, ({ answer }) => JSON.stringify(answer)).values()].map((own) => {
		const [{ answer }] = own as readonly [(typeof bySubject)[number]]
		return { ...answer, subjects: own.map(({ subject }) => subject) }
	})
}

/** The same for answers that differ in nothing but the namespace. */
function shapeOf({ namespace, ...answer }: Single): string {
	return JSON.stringify(answer, (_, value: unknown) => (isIn(value, namespace) ? { ...value, namespace: '' } : value))
}

function isIn(value: unknown, namespace: string | undefined): value is { readonly namespace: string } {
	if (typeof value !== 'object' || value === null || !('namespace' in value)) return false
	return namespace !== undefined && value.namespace === namespace
}
