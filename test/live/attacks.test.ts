/** Every way from some rights to more, performed on a real API server; each takes all of its rights, and the engine knows it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { curatedLevels } from '../../src/model/access-levels.ts'
import { kinds } from '../../src/model/kinds.ts'
import type { Escalation } from '../../src/verify/access/escalation/escalation.ts'
import { asksOf, type Power, requestsOf } from '../../src/verify/access/escalation/powers.ts'
import { randomNamespaces } from '../../src/verify/access/random-access.suite.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { type Attack, Refused, rightOf, type Scene, type Way } from './support/attacks/attack.ts'
import { evilWebhook } from './support/attacks/evil-webhook.ts'
import { attacks } from './support/attacks/index.ts'
import { attacksPage, type LevelResult } from './support/attacks/page.ts'
import {
	type Attempt,
	attemptsOf,
	escalationOn,
	giveRights,
	makeHome,
	makePrizes,
	makeVictim,
	showAttempt,
	targetOf,
} from './support/attacks/stage-set.ts'
import { runCli } from './support/cli.ts'
import { planText } from './support/plans.ts'
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

/** The plan's name, a person for each level on dev, and others on test. */
const plan = 'walled'
const [own, other] = [`${plan}-dev`, `${plan}-test`]
const levels = curatedLevels.map(({ name }) => name)
const groupOf = (level: string) => `${plan}-${level}`

describeLive('attacks of the access levels', { controllers: true }, () => {
	const users = Object.fromEntries(levels.map((level) => [`person-${level}`, [groupOf(level)]]))
	const server = ownServer({ controllers: true, users })
	const tries: readonly Try[] = attacks.flatMap((attack) =>
		attack.ways.flatMap((way, index) => {
			// What takes no right in a namespace is the same against each.
			if (way.vain !== undefined) return []
			const isWide = way.rights.every((right) => right.includes(' everywhere'))
			return levels.flatMap((level) =>
				(isWide ? [other] : [own, other]).map(
					(home): Try => ({
						attack,
						way,
						level,
						home,
						tag: `${attack.id}-${index}-${level}-${home === own ? 'o' : 't'}`,
					}),
				),
			)
		}),
	)
	const results = new Map<Try, unknown>()

	beforeAll(async () => {
		const { api, kubeconfig } = server()
		await makePrizes(api)
		const folder = await mkdtemp(join(tmpdir(), 'stagewall-attacks-'))
		const people = [...levels, 'tester'].map((each) => `${each}: {groups: [${groupOf(each)}]}`).join(', ')
		const access = { dev: `{${levels.map((level) => `${level}: ${level}`).join(', ')}}`, test: '{tester: operate}' }
		const budget = '{cpu: 64, memory: 128Gi, pods: 2000}'
		const text = planText({
			name: plan,
			people: `{${people}}`,
			access,
			budget: { dev: budget, test: budget },
			apps: `{${plan}: {stages: "*"}}`,
		})
		await writeFile(join(folder, 'stages.yaml'), text)
		const applied = await runCli(['apply', '--yes'], { cwd: folder, env: { KUBECONFIG: kubeconfig } })
		await rm(folder, { recursive: true })
		expect(applied.code, applied.stderr).toBe(0)
		for (const home of [own, other]) await makeVictim(api, home)
		await api.post(pathOf(kinds.Namespace), { metadata: { name: randomNamespaces[0] } })
		await inParallel(tries, async ({ way, home, tag, level }) => {
			const scene = { admin: api, home, tag, who: `person-${level}` }
			// The stage's budget has no load balancers, not for the administrator either; whoever is let past that finds no Service: an error.
			await way.setUp?.(scene).catch((error: unknown) => (error instanceof Refused ? undefined : Promise.reject(error)))
		})
		await untilSeen(api)
		const webhook = await evilWebhook(server())
		await inParallel(tries, async (each) => {
			const { way, home, tag, level } = each
			const who = `person-${level}`
			const me = api.bearing(server().users[who] ?? '')
			const scene: Scene = {
				server: server(),
				admin: api,
				me,
				home,
				tag,
				who,
				role: `stagewall-${level}`,
				webhook: webhook.url,
			}
			results.set(
				each,
				await way.perform(scene).then(
					() => 'works',
					(error: unknown) => error,
				),
			)
		})
		webhook.stop()
	}, 180_000)

	test('each attack works or is refused, and by no budget', () => {
		const odd = tries.flatMap((each) => {
			const result = results.get(each)
			const said = result instanceof Error ? result.message : String(result)
			const isAnswer = result === 'works' || (result instanceof Refused && !said.includes('exceeded quota'))
			return isAnswer ? [] : [`${each.tag}: ${said}`]
		})
		expect(odd).toEqual([])
	})

	test('none reaches another stage, the cluster or the walls', () => {
		const through = tries.filter((each) => {
			const isOutside = each.home === other || ['walls', 'keeper', 'guards', 'everything'].includes(each.attack.goal)
			return isOutside && results.get(each) === 'works'
		})
		expect(through.map(({ tag }) => tag)).toEqual([])
	})

	/** The most that comes of any way. */
	function resultOf(attack: Attack, level: string): LevelResult {
		const homes = tries.filter(
			(each) => each.attack === attack && each.level === level && results.get(each) === 'works',
		)
		if (homes.some(({ home }) => home === other)) return 'works'
		return homes.length > 0 ? 'own namespace only' : 'refused'
	}

	test('docs/reference/attacks.md is written from this test (STAGEWALL_WRITE_DOCS=1)', async () => {
		const file = join(import.meta.dirname, '../../docs/reference/attacks.md')
		const told = attacks.filter(({ ways }) => ways.some(({ vain }) => vain === undefined))
		const rows = told.map((attack) => ({ attack, results: levels.map((level) => resultOf(attack, level)) }))
		const page = attacksPage(levels, rows)
		if (process.env['STAGEWALL_WRITE_DOCS'] === '1') await writeFile(file, page)
		expect(await readFile(file, 'utf8').catch(() => '')).toBe(page)
	})
})

/** An attack by somebody of a level, against a namespace. */
interface Try {
	readonly attack: Attack
	readonly way: Way
	readonly level: string
	readonly home: string
	readonly tag: string
}
