/** What the parts of the proof look at. */
import { isUnseen } from '../../../model/facts.ts'
import type { Finding } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import type { ObjectRef } from '../../../model/kube-object.ts'
import type { Stage } from '../../../model/tenancy.ts'
import { type Case, namespacesIn, stagesIn } from '../../prover.ts'
import { type Home, homesOf } from '../home.ts'

/** A namespace of a stage. */
export interface StagedHome {
	readonly stage: Stage
	readonly home: Home
}

/** A case, with the namespaces of its stages that exist and could be seen. */
export interface Scene {
	readonly input: Case
	readonly homes: readonly StagedHome[]
}

/** Prepares a case. */
export function sceneOf(input: Case): Scene {
	const { facts, now } = input
	const homeAt = homesOf({ objects: facts.objects, unseen: facts.unseen, now })
	const existing = new Set(
		facts.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
	)
	const stages = new Map(stagesIn(input).map((stage) => [stage.name, stage]))
	const isSeen = (namespace: string): boolean =>
		[kinds.ResourceQuota, kinds.LimitRange, kinds.Pod].every(
			({ group, kind }) => !isUnseen(facts.unseen, { group, kind, namespace, name: '' }),
		)
	return {
		input,
		homes: namespacesIn(input).flatMap(({ name, stage: of }) => {
			const stage = stages.get(of)
			return stage === undefined || !existing.has(name) || !isSeen(name) ? [] : [{ stage, home: homeAt(name) }]
		}),
	}
}

/** What all findings about a namespace say. */
export function about(
	{ input }: Scene,
	{ stage }: Pick<StagedHome, 'stage'>,
): Pick<Finding, 'result' | 'cluster' | 'stage'> {
	return { result: 'violated', cluster: input.facts.cluster, stage: stage.name }
}

/** The reference of a namespace. */
export function namespaceRef(name: string): ObjectRef {
	return { group: '', kind: 'Namespace', name }
}
