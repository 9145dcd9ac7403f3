/** Proof `capacity`: budgets fit into the nodes, what runs fits into its quotas, and what should run would be let in. */
import { type Proof, resultOf } from '../../../model/finding.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { type Case, hiddenFrom, type Prover, stagesIn } from '../../prover.ts'
import { capacityWants } from '../wants.ts'
import { severalLimitRanges } from './limit-ranges.ts'
import { notCounted } from './not-counted.ts'
import { overCommitted } from './over-committed.ts'
import { quotaUse } from './quota-use.ts'
import { bestEffort, wouldBeRefused } from './refused.ts'
import { type Scene, sceneOf } from './scene.ts'

/** The proof. */
export const capacity: Prover = {
	name: 'capacity',
	wants: (_, info) => capacityWants(info),
	prove,
}

/** Without these nothing is proven. Classes only refine what becomes of a pod. */
const needed = new Set(
	[
		kinds.Namespace,
		kinds.ResourceQuota,
		kinds.LimitRange,
		kinds.Pod,
		kinds.Deployment,
		kinds.StatefulSet,
		kinds.DaemonSet,
		kinds.ReplicaSet,
		kinds.Job,
		kinds.CronJob,
	].map(kindKey),
)

const parts: readonly ((scene: Scene) => Proof['findings'])[] = [
	overCommitted,
	quotaUse,
	notCounted,
	wouldBeRefused,
	severalLimitRanges,
	bestEffort,
]

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	const scene = sceneOf(input)
	const hasBudgets = stagesIn(input).some(({ budget }) => budget !== undefined)
	// Nodes matter only to budgets.
	const kindsNeeded = hasBudgets ? new Set([...needed, kindKey(kinds.Node)]) : needed
	const hidden = hiddenFrom('capacity', input, kindsNeeded)
	const isNodeHidden = facts.unseen.some(({ kind }) => kind !== undefined && kindKey(kind) === kindKey(kinds.Node))
	const findings = [...parts.flatMap((part) => (part === overCommitted && isNodeHidden ? [] : part(scene))), ...hidden]
	return {
		name: 'capacity',
		cluster: facts.cluster,
		claim: `the budgets of "${tenancy.name}" fit into the nodes, and what runs in its stages fits into its quotas and would start anew`,
		result: resultOf(findings),
		scope: {
			stages: stagesIn(input).length,
			namespaces: scene.homes.length,
			workloads: scene.homes.reduce((sum, { home }) => sum + home.workloads.length, 0),
			nodes: facts.objects.filter(({ kind }) => kind === 'Node').length,
		},
		method:
			'budgets are added up for each set of nodes that stages share; pods, claims and Services are counted and admitted as the API server of Kubernetes 1.37 does it',
		assumptions: [
			'Nodes have what they say (status.allocatable); some of it goes to pods of no stage.',
			'No webhook or policy changes amounts of pods on their way in.',
		],
		findings,
	}
}
