/** Proves that nothing leads around the walls between stages, and that no policy is wider than it looks. */
import { type Finding, type Proof, resultOf } from '../../../model/finding.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { type Case, hiddenFrom, type Prover } from '../../prover.ts'
import { blockCovers } from './block-covers.ts'
import { crossStageRoutes } from './cross-stage-routes.ts'
import { dns } from './dns.ts'
import { externalIps } from './external-ips.ts'
import { externalName } from './external-name.ts'
import { routesIn } from './gateways.ts'
import { hostNetwork } from './host-network.ts'
import { hostPort } from './host-port.ts'
import { ingressAnnotations } from './ingress-annotations.ts'
import { manualEndpoints } from './manual-endpoints.ts'
import { nodePorts } from './node-ports.ts'
import { oneFamily } from './one-family.ts'
import { openGateways } from './open-gateways.ts'
import { openRules } from './open-rules.ts'
import { port53 } from './port-53.ts'
import { referenceGrants } from './reference-grants.ts'
import { type Scene, sceneOf } from './scene.ts'
import { sharedHosts } from './shared-hosts.ts'
import { detourWants, isNeeded } from './wants.ts'

/** The proof of what no policy of pods decides. */
export const detours: Prover = {
	name: 'network/detours',
	wants: (_, info) => detourWants(info),
	prove,
}

/** In the order of the report: what is outside of policies, what they open, what leads in by another name. */
const checks: readonly ((scene: Scene) => readonly Finding[])[] = [
	hostNetwork,
	hostPort,
	openRules,
	port53,
	blockCovers,
	oneFamily,
	dns,
	externalIps,
	externalName,
	nodePorts,
	manualEndpoints,
	sharedHosts,
	crossStageRoutes,
	referenceGrants,
	openGateways,
	ingressAnnotations,
]

function prove(input: Case): Proof {
	const scene = sceneOf(input)
	const findings = [...checks.flatMap((check) => check(scene)), ...hidden(input)]
	return {
		name: 'network/detours',
		cluster: input.facts.cluster,
		claim: 'nothing leads around the walls between stages, and no policy opens more than it says',
		result: resultOf(findings),
		scope: scopeOf(scene),
		method:
			'pods, Services, Ingresses, routes and the rules of policies in each stage are compared with the namespaces and addresses of the other stages',
		assumptions: [
			'What pods outside of the stages pass on (an ingress controller, a proxy) is not computed.',
			'Who may use an address outside of the cluster is not known.',
		],
		findings,
	}
}

function scopeOf(scene: Scene): Proof['scope'] {
	const { stages, inStages } = scene
	return {
		stages: stages.length,
		policies: inStages(kinds.NetworkPolicy).length,
		services: inStages(kinds.Service).length,
		routes: inStages(kinds.Ingress).length + routesIn(scene).length,
	}
}

function hidden(input: Case): readonly Finding[] {
	const needed = input.facts.unseen.flatMap(({ kind }) => (kind !== undefined && isNeeded(kind) ? [kindKey(kind)] : []))
	return hiddenFrom('network', input, new Set(needed))
}
