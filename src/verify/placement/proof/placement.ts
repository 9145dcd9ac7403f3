/** Proof `placement`: the pods of each stage run where the plan wants them, and nobody else's run there. */
import { type Finding, type Proof, resultOf } from '../../../model/finding.ts'
import { kindKey } from '../../../model/kinds.ts'
import { keyOf } from '../../../model/kube-object.ts'
import type { Stage } from '../../../model/tenancy.ts'
import { type Case, hiddenFrom, type Prover } from '../../prover.ts'
import { type Scene, sceneOf } from '../scene.ts'
import { placementWants } from '../wants.ts'
import type { Workload } from '../workloads.ts'
import { coTenancy } from './co-tenancy.ts'
import { finding } from './common.ts'
import { leaksIn, leaksOut } from './leaks.ts'
import { nodeMarks } from './node-marks.ts'
import { notGuaranteed, platformPods } from './platform.ts'
import { podChecks } from './pods.ts'

/** The proof. */
export const placement: Prover = {
	name: 'placement',
	wants: (tenancy, info) => placementWants(info, tenancy?.stages.some(hasOwnNodes) ?? false),
	prove,
}

function prove(input: Case): Proof {
	const scene = sceneOf(input)
	const incoming = leaksIn(scene)
	const findings = [
		...nodeMarks(scene),
		...incoming,
		...leaksOut(scene),
		...coTenancy(scene),
		...podChecks(scene, toldOf(scene, incoming)),
		...notGuaranteed(scene),
		...platformPods(scene),
		...unknownNodes(scene),
		...hiddenFrom('placement', input, needed),
	]
	const own = scene.workloads.filter(({ namespace }) => scene.stageOf(namespace) !== undefined)
	return {
		name: 'placement',
		cluster: input.facts.cluster,
		claim: 'the pods of each stage may run on the nodes that the plan gives it, and on nodes of its own no others may',
		result: resultOf(findings),
		scope: {
			stages: scene.stages.length,
			nodes: scene.nodes.length,
			workloads: own.length,
			pods: own.reduce((sum, { runs }) => sum + runs.length, 0),
		},
		method:
			'for each template and pod the nodes are computed that the scheduler would choose from, and for those that name their node what its kubelet asks; templates count as after admission',
		assumptions: [
			'Resources, ports, volumes and other pods can only narrow where a pod runs.',
			'The API server has the admission plugin NodeRestriction, and kubelets are authorized as nodes.',
			'Taints of nodes that are not ready, cordoned or about to go will pass.',
		],
		findings,
	}
}

function hasOwnNodes({ nodes }: Stage): boolean {
	return nodes.type !== 'shared'
}

/** What every cluster may have; kinds of others that make pods are told of by the proofs of the network. */
const needed = new Set(
	placementWants({ name: '', type: 'live', serverVersion: undefined, kinds: [] }, true).map(({ kind }) =>
		kindKey(kind),
	),
)

function toldOf({ workloads }: Scene, findings: readonly Finding[]): ReadonlySet<Workload> {
	const told = new Set(findings.flatMap(({ subject }) => (subject === undefined ? [] : [keyOf(subject)])))
	return new Set(workloads.filter(({ owner }) => told.has(keyOf(owner))))
}

/** Files seldom hold nodes; an API server that lists none hides nothing, but every cluster has some. */
function unknownNodes(scene: Scene): readonly Finding[] {
	if (scene.nodes.length > 0 || scene.pools.length === 0) return []
	return scene.pools.map(({ stage }) =>
		finding(scene, {
			code: 'placement/not-visible',
			result: 'not-visible',
			severity: 'medium',
			stage: stage.name,
			subject: undefined,
			message: `the stage ${stage.name} is to have nodes of its own, and there is no node to look at`,
			witness: [],
			remedy: 'Look at the cluster itself, or put its nodes with the manifests: kubectl get nodes -o yaml',
		}),
	)
}
