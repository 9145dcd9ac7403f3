/** `capacity/would-be-refused` and `capacity/best-effort`: what becomes of the next pod of each workload. */
import { type Refusal, showRefusal } from '../../../model/capacity.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { admit } from '../admission/admit.ts'
import { isBestEffort } from '../admission/scopes.ts'
import { refusalsOfRestart } from '../fit.ts'
import type { Workload } from '../workloads.ts'
import { about, namespaceRef, type Scene, type StagedHome } from './scene.ts'

/** A finding for each workload whose pods cannot start, or could not start anew. */
export function wouldBeRefused(scene: Scene): readonly Finding[] {
	return scene.homes.flatMap((staged) =>
		staged.home.workloads.flatMap((workload) => {
			// A workload without pods lacks what it wants; one that has them all would lack the first that ends.
			const refusals = workload.wanted === 0 ? [] : missingRefusals(workload, staged)
			return refusals.length === 0 ? [] : [refused(workload, refusals, staged, scene)]
		}),
	)
}

function isMissing({ wanted, pods }: Workload): boolean {
	return wanted === undefined ? pods.length === 0 : pods.length < wanted
}

function missingRefusals(workload: Workload, { home }: StagedHome): readonly Refusal[] {
	const { next, pods } = workload
	return refusalsOfRestart({ next, pods: isMissing(workload) ? [] : pods }, home)
}

function refused(workload: Workload, refusals: readonly Refusal[], staged: StagedHome, scene: Scene): Finding {
	const { ref, wanted, pods } = workload
	const [first] = refusals as readonly [Refusal]
	const missing = isMissing(workload)
	const state = !missing
		? 'runs, and its pods could not start anew'
		: wanted === undefined
			? 'could start no pod'
			: `has ${pods.length} of ${wanted} pods, and the next would be refused`
	const more = refusals.length === 1 ? '' : ` (and ${refusals.length - 1} more)`
	return {
		...about(scene, staged),
		code: 'capacity/would-be-refused',
		severity: missing ? 'medium' : 'low',
		subject: ref,
		message: `${showRef(ref)} ${state}: ${showRefusal(first)}${more}`,
		witness: refusals.map(evidenceOf),
		remedy: 'stagewall explain quota NAMESPACE shows what is left, and who uses the most.',
	}
}

function evidenceOf(refusal: Refusal): Evidence {
	const { object } = refusal
	const base = object === undefined ? {} : { object }
	switch (refusal.type) {
		case 'exceeds':
			return {
				...base,
				field: refusal.key,
				expected: `at most ${refusal.hard}`,
				observed: `${refusal.used} and ${refusal.asked}`,
			}
		case 'undeclared':
			return { ...base, field: refusal.key, observed: `(not declared by ${refusal.containers.join(', ')})` }
		case 'limit': {
			const where = refusal.container === undefined ? refusal.of : `container ${refusal.container}`
			return {
				...base,
				field: `${refusal.rule} ${refusal.resource} of ${where}`,
				expected: refusal.bound,
				observed: refusal.found ?? `(no ${refusal.field})`,
			}
		}
		case 'contradiction':
			return {
				...base,
				field: `${refusal.resource}${refusal.container === undefined ? '' : ` of container ${refusal.container}`}`,
				observed: refusal.found,
				...(refusal.bound === undefined ? {} : { expected: refusal.bound }),
			}
	}
}

/** A finding for each namespace whose pods ask for nothing, are promised nothing, and are the first to go. */
export function bestEffort(scene: Scene): readonly Finding[] {
	return scene.homes.flatMap((staged): readonly Finding[] => {
		const { home } = staged
		const own = home.workloads.filter((workload) => isPromisedNothing(workload, staged))
		if (own.length === 0) return []
		return [
			{
				...about(scene, staged),
				code: 'capacity/best-effort',
				severity: 'low',
				subject: namespaceRef(home.name),
				message: `pods in ${home.name} declare no cpu and memory, and no limit range fills them in: ${own.map(({ ref }) => `${ref.kind} ${ref.name}`).join(', ')}`,
				witness: own.map(({ ref }) => ({ object: ref, field: 'resources', observed: '(nothing declared)' })),
				remedy: 'Declare requests and limits, or let the plan fill them in: spec.stages.STAGE.containers.',
			},
		]
	})
}

/** What would be refused is said elsewhere. */
function isPromisedNothing({ next, pods, wanted }: Workload, { home }: StagedHome): boolean {
	if (next === undefined) return pods.some(isBestEffort)
	if (wanted === 0) return false
	const admission = admit(next.pod, { ...home, quotas: home.quotas.map((quota) => ({ ...quota, used: new Map() })) })
	return admission.type === 'accepted' && isBestEffort(admission.object)
}
