/** Hosts that two stages want: whoever loses gets none of the requests, or the other's cookies, certificates and visitors. */
import { grouped } from '../../../model/collect.ts'
import type { Finding, Severity } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import { listed, showSome } from '../../words.ts'
import { evidence, inOrder } from './evidence.ts'
import { anyHost, type Claim, hostClaims } from './host-claims.ts'
import type { Scene } from './scene.ts'

/** One finding for each host. */
export function sharedHosts(scene: Scene): readonly Finding[] {
	return [...grouped(hostClaims(scene), ({ host }) => host).values()].flatMap((claims) => {
		const conflict = conflictOf(claims)
		return conflict === undefined ? [] : [findingFor(scene, conflict)]
	})
}

interface Conflict {
	readonly severity: Severity
	readonly claims: readonly Claim[]
	readonly how: string
}

/** The same path in one router is decided by age or at random; with two routers, by whoever keeps the names in DNS. */
function conflictOf(claims: readonly Claim[]): Conflict | undefined {
	const routed = claims.flatMap((claim) => claim.routers.map((router) => ({ router, claim })))
	const byRouter = [...grouped(routed, ({ router }) => router).values()].map((each) => each.map(({ claim }) => claim))
	const byPath = byRouter.flatMap((each) => [...grouped(each, ({ path }) => path).values()])
	const samePath = byPath.filter(isOfSeveralStages).flat()
	if (samePath.length > 0) return { severity: 'high', claims: samePath, how: 'with the same path' }
	const sameRouter = byRouter.filter(isOfSeveralStages).flat()
	if (sameRouter.length > 0) return { severity: 'medium', claims: sameRouter, how: 'with different paths' }
	const [first] = claims
	if (first?.host === anyHost || !isOfSeveralStages(claims)) return undefined
	return { severity: 'low', claims, how: 'at different doors' }
}

function isOfSeveralStages(claims: readonly Claim[]): boolean {
	return claims.some(({ stage }) => stage !== claims[0]?.stage)
}

function findingFor(scene: Scene, { severity, claims, how }: Conflict): Finding {
	const stages = inOrder(
		scene,
		claims.map(({ stage }) => stage),
	)
	const [{ host } = { host: '' }] = claims
	const routers = [...new Set(claims.flatMap((claim) => claim.routers))]
	const what = host === anyHost ? 'whatever nobody else wants' : `the host ${host}`
	const last = stages.at(-1)
	return finding(scene, {
		code: 'network/shared-host',
		severity,
		// The later stage has more to lose.
		...(last === undefined ? {} : { stage: last }),
		subject: undefined,
		message: `${listed(stages)} want ${what}, ${how}, at ${showSome(routers)}`,
		witness: claims.map(({ object, field, path }) => evidence(object, field, `${host}${path}`)),
		remedy: 'Give each stage host names of its own.',
	})
}
