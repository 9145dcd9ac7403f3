/** Proves that nobody of one stage can change another or read its Secrets, directly or by becoming somebody else. */
import { type Subject, showSubject, subjectKey } from '../../../model/access.ts'
import { addTo, grouped } from '../../../model/collect.ts'
import { type Finding, type Proof, resultOf } from '../../../model/finding.ts'
import { type ObjectRef, showRef } from '../../../model/kube-object.ts'
import { isPlanned } from '../../../model/tenancy.ts'
import { type Case, finding, type Prover } from '../../prover.ts'
import { listed, showSome } from '../../words.ts'
import type { Deed, Target, Way } from '../escalation/escalation.ts'
import { isEverybody, isOfControlPlane } from '../everybody.ts'
import { becomingWants } from '../wants.ts'
import { assumptions, becomingAssumptions, hiddenRights } from './common.ts'
import { assumptionOnAuthorizers, otherAuthorizers } from './other-authorizers.ts'
import { outsiders } from './outsiders.ts'
import { everybodyFindings } from './rights-of-everybody.ts'
import { type Resident, type Scene, sceneOf } from './scene.ts'
import { chainOf, decisiveKey, decisiveOf, witnessOf } from './ways.ts'

/** The proof that rights end at the stage. */
export const isolation: Prover = {
	name: 'access/isolation',
	wants: (_, info) => becomingWants(info),
	prove,
}

function prove(input: Case): Proof {
	const scene = sceneOf(input)
	const hidden = hiddenRights(scene, 'becoming')
	const isHidden = hidden.length > 0
	const findings = [
		...crossings(scene),
		...everybodyFindings(scene),
		...otherAuthorizers(scene, 'isolation', isHidden),
		...outsiders(scene),
		...hidden,
	]
	return {
		name: 'access/isolation',
		cluster: input.facts.cluster,
		claim: `${isPlanned(input.tenancy) ? `the stages of "${input.tenancy.name}"` : 'the stages'}: nobody of one can change another or read its Secrets, directly or by becoming somebody else`,
		result: resultOf(findings),
		scope: {
			stages: scene.stages.length,
			subjects: scene.residents.size,
			bindings: scene.access.bindings.length,
			...accountsOfControlPlane(scene),
		},
		method:
			'rights and what they let somebody become are a graph; for each subject of a stage, what it leads to in other stages',
		assumptions: [assumptionOnAuthorizers(scene, isHidden), ...assumptions, ...becomingAssumptions],
		findings,
	}
}

/** Those of Kubernetes itself are known, and counted rather than told: `stagewall access --system` lists them. */
function accountsOfControlPlane({ access }: Scene): Readonly<Record<string, number>> {
	const keys = access.bindings.flatMap(({ subjects }) =>
		subjects.flatMap(({ subject }) => (isOfControlPlane(subject) ? [subjectKey(subject)] : [])),
	)
	return keys.length === 0 ? {} : { 'control-plane accounts': new Set(keys).size }
}

/** What somebody can do where he is not at home. */
interface Crossing {
	readonly resident: Resident
	/** Stages and what can be done to them; empty where it is the whole cluster. */
	readonly deeds: ReadonlyMap<string, Deed>
	readonly way: Way
}

function crossings(scene: Scene): readonly Finding[] {
	const alike = new Map<string, Crossing[]>()
	for (const resident of scene.residents.values()) {
		if (isEverybody(resident.subject) || isOfControlPlane(resident.subject)) continue
		const crossing = crossingOf(scene, resident)
		if (crossing === undefined || isEverybodys(scene, crossing)) continue
		const key = `${crossing.way.isDirect} ${decisiveKey(crossing.way)} ${[...crossing.deeds].join(';')}`
		addTo(alike, key, crossing)
	}
	// Who has a right himself comes before those who get at it by becoming him.
	return [...alike.values()]
		.toSorted(([a], [b]) => Number(b?.way.isDirect) - Number(a?.way.isDirect))
		.map((group) => crossingFinding(scene, group))
}

/** What is told of a stage where several things can be done; its walls are told by access/walls where somebody is at home. */
const worst: readonly Deed[] = ['run', 'write', 'secrets', 'walls']

const everything: Target = { zone: undefined, deed: 'everything' }

function crossingOf(scene: Scene, resident: Resident): Crossing | undefined {
	const { escalation, stages } = scene
	const { subject, homes } = resident
	if (escalation.can(subject, everything)) {
		const way = escalation.way(subject, everything)
		return way === undefined ? undefined : { resident, deeds: new Map(), way }
	}
	const deeds = new Map<string, Deed>()
	let way: Way | undefined
	for (const stage of stages) {
		const own = homes.get(stage)
		const isOwn = (deed: Deed): boolean => own !== undefined && (deed === 'walls' || own.has(deed))
		const deed = worst.find((each) => !isOwn(each) && escalation.can(subject, { zone: stage, deed: each }))
		if (deed === undefined) continue
		deeds.set(stage, deed)
		way ??= escalation.way(subject, { zone: stage, deed })
	}
	return way === undefined ? undefined : { resident, deeds, way }
}

/** What everybody can do is told once, and not for each of them. */
function isEverybodys({ escalation }: Scene, { deeds, way }: Crossing): boolean {
	const step = way.steps[1]
	return (
		step !== undefined &&
		['Group system:authenticated', 'Group system:serviceaccounts'].includes(step.what) &&
		(deeds.size > 0 || escalation.can({ kind: 'Group', name: step.what.slice('Group '.length) }, everything))
	)
}

const deedWords: Readonly<Record<Deed, string>> = {
	walls: 'change the walls of',
	run: 'say what runs in',
	write: 'change objects of',
	secrets: 'read the Secrets of',
}

function crossingFinding(scene: Scene, group: readonly Crossing[]): Finding {
	const [{ deeds, way, resident }] = group as readonly [Crossing, ...Crossing[]]
	const names = group.map(({ resident: { subject } }) => showSubject(subject))
	const who = showSome(names)
	const home = listed(scene.stages.filter((stage) => group.some((each) => each.resident.homes.has(stage))))
	const can = deeds.size === 0 ? 'every right in the cluster' : showDeeds(deeds)
	const chain = chainOf(way)
	const message = way.isDirect
		? `${who} of ${home} ${deeds.size === 0 ? 'has' : 'can'} ${can}: ${chain}`
		: `${who} of ${home} can ${deeds.size === 0 ? 'get every right in the cluster' : can} by becoming somebody else: ${chain}`
	return finding(scene, {
		code: way.isDirect ? 'access/cross-stage' : 'access/escalation',
		severity: way.isDirect && isReading(deeds) ? 'high' : 'critical',
		stage: [...resident.homes.keys()][0] ?? '',
		subject: subjectRef(resident.subject, way),
		message,
		witness: witnessOf(way),
		remedy: remedyFor(way),
		controls: way.isDirect ? ['CIS 5.1.1', 'C-0035', 'C-0185'] : ['CIS 5.1.8', 'C-0063'],
	})
}

function showDeeds(deeds: Crossing['deeds']): string {
	return [...grouped(deeds, ([, deed]) => deed)]
		.map(([deed, stages]) => `${deedWords[deed]} ${listed(stages.map(([stage]) => stage))}`)
		.join(', and ')
}

function isReading(deeds: Crossing['deeds']): boolean {
	return deeds.size > 0 && [...deeds.values()].every((deed) => deed === 'secrets')
}

/** The object to look at first: the account itself, or the binding that gives the decisive right. */
function subjectRef(subject: Subject, way: Way): ObjectRef | undefined {
	return decisiveOf(way)?.object ?? (subject.kind === 'ServiceAccount' ? { group: '', ...subject } : undefined)
}

/** The last binding on the way is the one that leads out of the stage. */
function remedyFor(way: Way): string {
	const last = decisiveOf(way)?.object
	return last === undefined
		? 'Take one of the steps away.'
		: `Narrow or delete ${showRef(last)}, or take another step of the way away.`
}
