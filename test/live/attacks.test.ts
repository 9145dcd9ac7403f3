/** Every way from some rights to more, performed on a real API server; each takes all of its rights, and the engine knows it. */
import { beforeAll, describe, expect, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import type { Escalation } from '../../src/verify/access/escalation/escalation.ts'
import { asksOf, type Power, requestsOf } from '../../src/verify/access/escalation/powers.ts'
import { randomNamespaces } from '../../src/verify/access/random-access.suite.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { Refused, rightOf, type Scene } from './support/attacks/attack.ts'
import { evilWebhook } from './support/attacks/evil-webhook.ts'
import { attacks } from './support/attacks/index.ts'
import {
	type Attempt,
	attemptsOf,
	escalationOn,
	giveRights,
	makeHome,
	makePrizes,
	showAttempt,
	targetOf,
} from './support/attacks/stage-set.ts'
import { inParallel, untilSeen } from './support/rights.ts'
import { describeLive, ownServer } from './support/suite.ts'

const attempts = attemptsOf(attacks)

describe('attacks', () => {
	test('each request that gives a power is an attack', () => {
		const place = { home: 'home', tag: 'tag', role: 'role' }
		const key = ({ verb, group, resource }: { verb: string; group: string; resource: string }) =>
			`${verb} ${resource}.${group}`
		const performed = new Set(
			attacks.flatMap(({ ways }) =>
				ways.flatMap(({ rights, vain }) => (vain === undefined ? rights.map((line) => key(rightOf(line, place))) : [])),
			),
		)
		const powers = Object.keys(asksOf) as readonly Power[]
		const left = powers.flatMap((power) => requestsOf(power).map((request) => `${power}: ${key(request)}`))
		expect(left.filter((line) => !performed.has(line.slice(line.indexOf(' ') + 1)))).toEqual([])
	})
})

describeLive('attacks on a real API server', { controllers: true }, () => {
	const users = Object.fromEntries(attempts.map(({ who }) => [who, []]))
	const server = ownServer({ controllers: true, users })
	/** What came of each attempt. */
	const results = new Map<Attempt, unknown>()
	let engine: Escalation

	beforeAll(async () => {
		const { api } = server()
		await makePrizes(api)
		const homes = new Map(
			attempts.map(({ home, attack }) => [home, attack.open === true ? 'privileged' : 'restricted']),
		)
		await inParallel([...homes], ([home, level]) => makeHome(api, home, level))
		await api.post(pathOf(kinds.Namespace), { metadata: { name: randomNamespaces[0] } })
		await inParallel(attempts, async (attempt) => {
			const { way, who, home } = attempt
			await giveRights(api, attempt)
			await way.setUp?.({ admin: api, home, tag: who, who })
		})
		await untilSeen(api)
		engine = await escalationOn(api)
		const webhook = await evilWebhook(server())
		await inParallel(attempts, async (attempt) => {
			results.set(attempt, await outcome(attempt, webhook.url))
		})
		webhook.stop()
	}, 180_000)

	/** `works`, or why it does not. */
	async function outcome({ way, who, home }: Attempt, webhook: string): Promise<unknown> {
		const plane = server()
		const me = plane.api.bearing(plane.users[who] ?? '')
		const scene: Scene = { server: plane, admin: plane.api, me, home, tag: who, who, role: who, webhook }
		return await way.perform(scene).then(
			() => 'works',
			(error: unknown) => error,
		)
	}

	const claims = ({ attack, who, home }: Attempt) =>
		engine.way({ kind: 'User', name: who }, targetOf(attack.goal, home))?.steps.map(({ what }) => what)

	describe.each(attacks)('$id: $what', ({ id }) => {
		const own = attempts.filter(({ attack }) => attack.id === id)

		const works = own.filter(({ lacks, way }) => lacks === undefined && way.vain === undefined)
		test.each(works.map((attempt) => [showAttempt(attempt), attempt] as const))('%s', (_, attempt) => {
			expect(results.get(attempt)).toBe('works')
			expect(claims(attempt)).toBeDefined()
		})

		const vain = own.filter(({ way }) => way.vain !== undefined)
		const refused = own.filter(({ lacks }) => lacks !== undefined)
		test.each([...refused, ...vain].map((attempt) => [showAttempt(attempt), attempt] as const))('%s', (_, attempt) => {
			const result = results.get(attempt)
			expect(result).toBeInstanceOf(attempt.way.vain === undefined ? Refused : Error)
			expect(claims(attempt)).toBeUndefined()
		})
	})
})
