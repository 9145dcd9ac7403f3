/** One connection, explained. */
import { type KubeObject, objectsByKey } from '../../../model/kube-object.ts'
import type { ExplainedPair, StageRelation } from '../../../model/network-explanation.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { showPorts } from '../ports.ts'
import { type Answer, isSelf, nodeRelation } from './answer.ts'
import { flippingChanges } from './change/flipping-changes.ts'
import { dependencesOf } from './dependences.ts'
import { evidenceOf } from './evidence.ts'
import { bounds, viewsOf } from './show-trace.ts'
import { type Question, traceIn, worldsOf } from './trace.ts'

/** What explanations of a cluster have in common. */
export interface Scene {
	readonly objects: readonly KubeObject[]
	/** The same by their keys. */
	readonly byKey: ReadonlyMap<string, KubeObject>
	readonly tenancy: Tenancy
}

/** Prepares explanations from what was observed. */
export function sceneOf(objects: readonly KubeObject[], tenancy: Tenancy): Scene {
	return { objects, byKey: objectsByKey(objects), tenancy }
}

/** Explains an answer. */
export function explainPair(
	{ objects, byKey, tenancy }: Scene,
	question: Question,
	answer: Answer,
	stages: StageRelation,
): ExplainedPair {
	const { from, to, asked } = question
	const common = {
		asked: showPorts(asked),
		verdict: answer.verdict,
		open: showPorts(answer.open),
		unsure: showPorts(answer.unsure),
		ports: { pods: boundsIn(answer, 'pods'), outside: boundsIn(answer, 'outside') },
		stages,
	}
	const nothing = { dependsOn: [], views: [], evidence: [], changes: [] }
	if (isSelf(from, to)) return { ...common, ...nothing, always: 'self' }
	if (nodeRelation(from, to) === 'same') return { ...common, ...nothing, always: 'same-node' }
	const worlds = worldsOf(question)
	if (worlds.length === 0) return { ...common, ...nothing, never: 'no-common-family' }
	const traces = worlds.map((world) => traceIn(question, world))
	const views = viewsOf(question, traces, byKey)
	return {
		...common,
		dependsOn: dependencesOf(question, answer, traces),
		views,
		evidence: views.slice(0, 1).flatMap((view) => evidenceOf(view, byKey)),
		changes: flippingChanges(question, answer, traces, objects, tenancy),
	}
}

function boundsIn({ bounds: all }: Answer, blocks: keyof Answer['bounds']): ExplainedPair['ports']['pods'] {
	return bounds(all[blocks].lower, all[blocks].upper)
}
