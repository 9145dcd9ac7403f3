/**
 * Proof `control-plane`: stages behind one API server share it, with its faults, its load and its updates, whatever else keeps them apart.
 * That is no secret of the cluster: it is in the plan, and somebody should have decided it.
 */
import { type Finding, type Proof, resultOf } from '../../model/finding.ts'
import { type Case, type Prover, stagesIn } from '../prover.ts'
import { listed } from '../words.ts'

/** The proof. */
export const controlPlane: Prover = { name: 'control-plane', wants: () => [], prove }

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	const stages = stagesIn(input).map(({ name }) => name)
	const last = tenancy.stages.at(-1)?.name
	const findings = stages.length < 2 ? [] : stages.map((stage) => shared(stage, stages, stage === last, facts.cluster))
	return {
		name: 'control-plane',
		cluster: facts.cluster,
		claim: `no two stages share the API server of the cluster ${facts.cluster}, or somebody answers for it`,
		result: resultOf(findings),
		scope: { stages: stages.length },
		method: 'the clusters of the stages in the plan are compared',
		assumptions: ['Two clusters of the plan have an API server each.'],
		findings,
	}
}

/** The last stage is what the others are tried out for. */
function shared(stage: string, all: readonly string[], isLast: boolean, cluster: string): Finding {
	const others = all.filter((each) => each !== stage)
	return {
		code: 'control-plane/shared',
		result: 'violated',
		severity: isLast ? 'medium' : 'low',
		cluster,
		stage,
		subject: undefined,
		message: `the stage ${stage} shares an API server with ${listed(others)}: a fault of it, an overload or an update is a fault of all of them`,
		witness: [{ field: `spec.stages.${stage}.cluster`, observed: cluster }],
		remedy: isLast
			? `Give ${stage} a cluster of its own, or say who answers for it: accept: [{finding: control-plane/shared, stages: [${stage}], reason: …}].`
			: `Say who answers for it: accept: [{finding: control-plane/shared, stages: [${all.join(', ')}], reason: …}].`,
		controls: ['multi-tenancy: control plane isolation'],
	}
}
