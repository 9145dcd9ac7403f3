/** Asking the API server itself whether guards are in force: it takes about a second from writing a policy until it refuses. */
import type { ApiServer } from './cluster/cluster.ts'
import { type GuardProbe, guardProbes, type Surroundings } from './compile/index.ts'
import type { ClusterResult, GuardSeen } from './model/change.ts'
import { inParallel } from './model/parallel.ts'
import { admissionGroup } from './model/written-kinds.ts'
import { concurrency, type Session, type Target } from './targets.ts'

/** How long guards are waited for, in milliseconds; servers that watch slowly need some seconds. */
const patience = 30_000
const pause = 250

/**
 * What an apply did, with the guards that it wrote seen in force. Nothing is asked where no policy was changed, nor where files are
 * written: they are in force once somebody applies them.
 */
export async function withGuardsSeen(
	result: ClusterResult,
	target: Target,
	surroundings: Surroundings,
	session: Session,
): Promise<ClusterResult> {
	const { server } = target.cluster
	const isTouched = result.applied.some(
		({ change, outcome }) => change.ref.group === admissionGroup && outcome.type === 'applied',
	)
	if (server === undefined || !isTouched) return result
	const stages = target.tenancy.stages.filter(({ cluster }) => cluster === target.source.name)
	const probes = guardProbes(target.tenancy, stages, surroundings)
	return { ...result, guards: await waitForGuards(server, probes, session) }
}

async function waitForGuards(
	server: ApiServer,
	probes: readonly GuardProbe[],
	{ progress, signal }: Session,
): Promise<readonly GuardSeen[]> {
	const deadline = Date.now() + patience
	let done = 0
	return inParallel(probes, concurrency, async (probe) => {
		let seen = await ask(server, probe, signal)
		while (!seen.inForce && Date.now() < deadline && signal?.aborted !== true) {
			await new Promise((resolve) => setTimeout(resolve, pause))
			seen = await ask(server, probe, signal)
		}
		progress?.(++done, probes.length, 'waiting for the guards')
		return seen
	})
}

async function ask(server: ApiServer, probe: GuardProbe, signal: AbortSignal | undefined): Promise<GuardSeen> {
	const refusal = await server.probe(probe, signal)
	const answer = refusal?.message ?? 'it was not refused'
	const inForce = answer.includes(probe.answer) && answer.includes(probe.written ?? '')
	return { policy: probe.policy, inForce, ...(inForce ? {} : { answer }) }
}
