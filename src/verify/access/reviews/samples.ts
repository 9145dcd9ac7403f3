/**
 * What the API server itself is asked about rights: a sample, the same for the same objects.
 *
 * Other authorizers than RBAC (webhooks, ABAC, a cloud's own) leave no trace in objects, so nobody can list what they allow. Those
 * that let somebody into a stage mostly do so for many verbs and resources; some questions for each subject and stage find them.
 */
import {
	accountGroup,
	authenticated,
	type ResourceRequest,
	type Subject,
	subjectKey,
	unauthenticated,
} from '../../../model/access.ts'
import type { ReviewQuestion } from '../../../model/facts.ts'
import { type Case, namespacesIn } from '../../prover.ts'
import { clusterPowers, namespacePowers, type PowerRequest, requestsOf, wallPowers } from '../escalation/powers.ts'
import { isEverybody, isOfControlPlane } from '../everybody.ts'
import { type Cast, castOf, type Resident } from '../proofs/scene.ts'

/** So many questions, each put twice at most, are no burden for an API server, and answered in a second or two. */
export const mostQuestions = 200

/** So many subjects are asked about, so that each has several questions. */
const mostSubjects = 40

/** Questions about subjects of the stages: in other stages, at home, and in the whole cluster, in turn. */
export function reviewSamples(input: Pick<Case, 'tenancy' | 'facts'>): readonly ReviewQuestion[] {
	const cast = castOf(input)
	if (cast.stages.length === 0) return []
	const namespaces = new Map(
		cast.stages.map((stage) => [stage, namespacesIn(input).filter((each) => each.stage === stage)]),
	)
	const namespaceOf = (stage: string, turn: number): readonly string[] => {
		const own = namespaces.get(stage) ?? []
		const chosen = own[turn % Math.max(own.length, 1)]
		return chosen === undefined ? [] : [chosen.name]
	}
	const asked = subjectsIn(cast).map(({ subject, homes }, turn): readonly ReviewQuestion[] => {
		const home = cast.stages.filter((stage) => homes.has(stage)).flatMap((stage) => namespaceOf(stage, turn))
		const abroad = cast.stages.filter((stage) => !homes.has(stage)).flatMap((stage) => namespaceOf(stage, turn))
		const foreign = inEach([...abroad, controlPlane], turned(probes, turn))
		const requests = alternately([
			foreign.filter((_, index) => index % 2 === 0),
			inEach(home, turned(probes, turn)),
			foreign.filter((_, index) => index % 2 === 1),
			turned(clusterProbes, turn).map((probe) => requestFor(probe)),
		])
		return requests.map((request) => ({ subject, request }))
	})
	return alternately(asked).slice(0, mostQuestions)
}

/** Whoever says what runs here has every right. */
const controlPlane = 'kube-system'

/** What is asked in a namespace: each power by its plainest request, and what people do every day. */
const probes: readonly PowerRequest[] = alternately([
	namespacePowers.flatMap((power) => requestsOf(power).slice(0, 1)),
	[
		{ verb: 'get', group: '', resource: 'pods' },
		{ verb: 'create', group: 'apps', resource: 'deployments' },
		{ verb: 'list', group: '', resource: 'configmaps' },
		{ verb: 'delete', group: '', resource: 'pods' },
		{ verb: 'get', group: '', resource: 'pods/log' },
	],
])

const clusterProbes: readonly PowerRequest[] = clusterPowers.flatMap((power) => requestsOf(power).slice(0, 1))

const walls = new Set(wallPowers.flatMap(requestsOf).map(keyOf))

/** Whether a request changes what keeps a stage apart. */
export function isAboutWalls({ verb, group, resource, subresource }: ResourceRequest): boolean {
	return walls.has(
		keyOf({ verb, group, resource: subresource === undefined ? resource : `${resource}/${subresource}` }),
	)
}

function keyOf({ verb, group, resource }: PowerRequest): string {
	return `${verb} ${group} ${resource}`
}

/** People before service accounts, those of the plan first; of accounts some of each stage, those with a name of their own first. */
function subjectsIn({ residents, planned, stages }: Cast): readonly Pick<Resident, 'subject' | 'homes'>[] {
	const everybody = [authenticated, unauthenticated, accountGroup()].map((name) => ({
		subject: { kind: 'Group', name } as const,
		homes: new Map(),
	}))
	const sorted = [...residents.values()]
		.filter(({ subject }) => !isEverybody(subject) && !isOfControlPlane(subject))
		.map((resident) => ({ ...resident, key: subjectKey(resident.subject) }))
		.sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1))
	function rank({ subject, key }: { readonly subject: Subject; readonly key: string }): number {
		return subject.kind === 'ServiceAccount' ? Number(subject.name === 'default') : Number(!planned.has(key))
	}
	const people = sorted.filter(({ subject }) => subject.kind !== 'ServiceAccount')
	const accounts = alternately(
		stages.map((stage) =>
			sorted.filter(({ subject, homes }) => subject.kind === 'ServiceAccount' && homes.keys().next().value === stage),
		),
	)
	const room = mostSubjects - everybody.length
	// Where there are many of both, each has half of the room.
	const shownPeople = people.slice(0, Math.max(room / 2, room - accounts.length))
	return [...everybody, ...shownPeople, ...accounts.slice(0, room - shownPeople.length)]
}

function inEach(namespaces: readonly string[], asked: readonly PowerRequest[]): readonly ResourceRequest[] {
	return asked.flatMap((probe) => namespaces.map((namespace) => requestFor(probe, namespace)))
}

function requestFor({ verb, group, resource: path }: PowerRequest, namespace?: string): ResourceRequest {
	const [resource = '', subresource] = path.split('/')
	return {
		verb,
		group,
		resource,
		...(subresource === undefined ? {} : { subresource }),
		// A Namespace is in itself.
		...(resource === 'namespaces' && namespace !== undefined ? { name: namespace } : {}),
		...(namespace === undefined ? {} : { namespace }),
	}
}

/** Each subject begins with another question, so that few for each are many different ones together. */
function turned<Item>(items: readonly Item[], by: number): readonly Item[] {
	const start = by % Math.max(items.length, 1)
	return [...items.slice(start), ...items.slice(0, start)]
}

/** The first of each list, then the second of each, and so on. */
function alternately<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
	const length = Math.max(0, ...lists.map((list) => list.length))
	return Array.from({ length }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat()
}
