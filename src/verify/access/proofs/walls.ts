/** Proves that nobody but the platform can change what keeps the stages apart. */
import { showSubject } from '../../../model/access.ts'
import { addTo } from '../../../model/collect.ts'
import { type Finding, type Proof, resultOf } from '../../../model/finding.ts'
import { type Case, finding, type Prover } from '../../prover.ts'
import { showSome } from '../../words.ts'
import type { Target, Way } from '../escalation/escalation.ts'
import { isEverybody, isOfControlPlane } from '../everybody.ts'
import { becomingWants } from '../wants.ts'
import { assumptions, becomingAssumptions, hiddenRights } from './common.ts'
import { assumptionOnAuthorizers, otherAuthorizers } from './other-authorizers.ts'
import { type Resident, type Scene, sceneOf } from './scene.ts'
import { chainOf, decisiveKey, decisiveOf, witnessOf } from './ways.ts'

/** The proof that the walls are out of reach. */
export const walls: Prover = {
	name: 'access/walls',
	wants: (_, info) => becomingWants(info),
	prove,
}

function prove(input: Case): Proof {
	const scene = sceneOf(input)
	const hidden = hiddenRights(scene, 'becoming')
	const isHidden = hidden.length > 0
	const findings = [...wallFindings(scene), ...otherAuthorizers(scene, 'walls', isHidden), ...hidden]
	return {
		name: 'access/walls',
		cluster: input.facts.cluster,
		claim:
			'nobody who is at home in a stage can change what keeps it apart: labels of its namespaces, policies, quotas, bindings, where its Services lead, admission, nodes',
		result: resultOf(findings),
		scope: { stages: scene.stages.length, subjects: scene.residents.size },
		method: 'for each subject of a stage, what its rights lead to, directly or by becoming somebody else',
		assumptions: [assumptionOnAuthorizers(scene, isHidden), ...assumptions, ...becomingAssumptions],
		findings,
	}
}

/** The walls that somebody can change where he is at home. */
interface Breach {
	readonly resident: Resident
	/** Stages; empty where it is what guards all of them. */
	readonly stages: readonly string[]
	readonly way: Way
}

function wallFindings(scene: Scene): readonly Finding[] {
	const alike = new Map<string, Breach[]>()
	for (const resident of scene.residents.values()) {
		const breach = breachOf(scene, resident)
		if (breach === undefined) continue
		addTo(alike, decisiveKey(breach.way), breach)
	}
	return [...alike.values()].map((group) => wallFinding(scene, group))
}

/** What is done to the walls of other stages is told by access/isolation. */
function breachOf({ escalation, stages }: Scene, resident: Resident): Breach | undefined {
	const { subject, homes } = resident
	if (isEverybody(subject) || isOfControlPlane(subject)) return undefined
	const open = stages.filter((zone) => homes.has(zone) && escalation.can(subject, { zone, deed: 'walls' }))
	const [zone] = open
	const target: Target = zone === undefined ? { zone, deed: 'guards' } : { zone, deed: 'walls' }
	const way = escalation.way(subject, target)
	return way === undefined ? undefined : { resident, stages: open, way }
}

function wallFinding(scene: Scene, group: readonly Breach[]): Finding {
	// Whoever has the right himself comes before those who get at it by becoming him.
	const sorted = group.toSorted((a, b) => Number(b.way.isDirect) - Number(a.way.isDirect))
	const { way } = sorted[0] as Breach
	const [first, ...more] = sorted.map(({ resident: { subject } }) => showSubject(subject))
	const chain = chainOf(way)
	const open = scene.stages.filter((stage) => group.some(({ stages }) => stages.includes(stage)))
	const what = open.length === 0 ? 'what guards every stage' : `the walls of ${open.join(', ')}`
	return finding(scene, {
		code: 'access/walls',
		severity: 'high',
		...(open.length === 1 && open[0] !== undefined ? { stage: open[0] } : {}),
		subject: decisiveOf(way)?.object,
		message: `${first} can change ${what}${way.isDirect ? '' : ' by becoming somebody else'}: ${chain}${more.length === 0 ? '' : `; so can ${showSome(more)}`}`,
		witness: witnessOf(way),
		remedy: 'Take the right away; whoever has it can open the stage.',
		controls: ['CIS 5.1.3', 'C-0187'],
	})
}
