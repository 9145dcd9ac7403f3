/** Proves that what the plan promises to connect does connect: walls must not break it, whoever else wrote policies. */
import { type Evidence, type Finding, type Proof, resultOf } from '../../../model/finding.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { type KubeObject, keyOf, objectsByKey } from '../../../model/kube-object.ts'
import { type Case, hiddenFrom, type Prover } from '../../prover.ts'
import { writerOf } from '../../words.ts'
import { namespaceSets } from '../crossing/namespace-sets.ts'
import { differentPods } from '../crossing/witness.ts'
import { oneWay, selecting } from '../evaluate.ts'
import { doubts } from '../isolation/doubts.ts'
import { hiddenPolicies } from '../isolation/hidden.ts'
import { zonesOf } from '../isolation/zones-of-plan.ts'
import { type Direction, directions, type Network } from '../network.ts'
import { showPorts, subtract } from '../ports.ts'
import { networkOf } from '../read-network.ts'
import { networkWants } from '../wants.ts'
import { showEndpoint } from '../words.ts'
import { type Broken, promiseChecker } from './broken.ts'
import { promisesOf } from './promise.ts'

/** The proof that promised connections work. */
export const promises: Prover = {
	name: 'network/promises',
	wants: (_, info) => networkWants(info),
	prove,
}

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	const network = networkOf(facts)
	const zones = zonesOf(tenancy, facts.cluster, network)
	const promised = promisesOf(tenancy, facts.cluster, network)
	const check = promiseChecker(network, namespaceSets(network), differentPods(network, promised))
	const findings = [
		...promised.flatMap((each) => {
			const broken = check(each)
			return broken === undefined ? [] : [findingFor(input, network, broken)]
		}),
		...doubts(input, network, zones),
		...hiddenPolicies(input, zones),
		...hiddenFrom('network', input, podKinds),
	]
	return {
		name: 'network/promises',
		cluster: facts.cluster,
		claim: 'whoever the plan lets connect can connect',
		result: resultOf(findings),
		scope: { promises: promised.length, namespaces: zones.size },
		method:
			'each promise is checked for whatever pods there may be, and for the pods that exist where policies alone do not keep it',
		assumptions: ['Names are resolved, and somebody listens: policies are what is looked at.'],
		findings,
	}
}

const podKinds = new Set([kindKey(kinds.Pod)])

function findingFor({ facts }: Case, network: Network, broken: Broken): Finding {
	const { promised, from, to, missing } = broken
	const shut = directions.filter((direction) => isShut(network, broken, direction))
	const ports = showPorts(missing)
	return {
		code: 'network/broken-promise',
		result: 'violated',
		severity: 'medium',
		cluster: facts.cluster,
		stage: promised.stage,
		subject: to.owner,
		message: `${promised.what}, but ${showEndpoint(from)} → ${showEndpoint(to)} is not open on ${ports === 'all' ? 'any port' : ports}: ${shut.join(' and ')} ${shut.length === 1 ? 'is' : 'are'} closed`,
		witness: shut.flatMap((direction) => evidence(network, broken, direction, objectsByKey(facts.objects))),
		remedy:
			'Look which of these policies closes it: stagewall explain network FROM TO. stagewall apply puts the plan’s own back.',
	}
}

const world = { family: undefined, hostPods: 'pods', blocks: 'pods' } as const

function isShut(network: Network, { from, to, missing }: Broken, direction: Direction): boolean {
	const [self, other] = direction === 'egress' ? [from, to] : [to, from]
	return subtract(missing, oneWay(network, direction, self, other, to, world, 'lower')).length > 0
}

function evidence(
	network: Network,
	{ from, to }: Broken,
	direction: Direction,
	objects: ReadonlyMap<string, KubeObject>,
): readonly Evidence[] {
	const { admin, isolating, baseline } = selecting(network, direction, direction === 'egress' ? from : to, world)
	return [...admin, ...isolating, ...baseline].map(({ policy }): Evidence => {
		const manager = writerOf(objects.get(keyOf(policy.ref)))
		return {
			object: policy.ref,
			field: `spec.${direction}`,
			observed: 'decides about this pod and does not open it',
			...(manager === undefined ? {} : { manager }),
		}
	})
}
