/**
 * Every attack on the walls of a stage, tried by everybody on a real API server: with guards in force, and with guards that only tell.
 * Then what has to work all the same, what people are told where nothing is written for them, and what only a proof finds.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { guardNames } from '../../src/model/guards.ts'
import { eventually } from '../control-plane/eventually.ts'
import { at } from '../live/support/attacks/attack.ts'
import { inParallel } from '../live/support/rights.ts'
import { describeLive, ownServer } from '../live/support/suite.ts'
import { type Actor, type Attack, actorsOf, attempt, type Place, type Verdict } from './attack.ts'
import { families } from './families/index.ts'
import { type Day, furnishOddities, type Innocent, innocents, outcomeOf } from './innocents.ts'
import { pageWith } from './page.ts'
import { nodesOf, type PlanOptions, placeOf } from './plan.ts'
import { applied, clientOf, furnish, furnishCluster, policiesSeen, runPlan } from './scene.ts'
import { unguarded } from './unguarded.ts'
import { type Unwritten, unwritten } from './unwritten.ts'

/** Guards that refuse, and guards that tell; in a cluster that writes labels and placement into new objects, and in one that does not. */
const plans = {
	walled: { name: 'walled', mode: 'enforce', mutation: 'auto', hasSpare: true },
	told: { name: 'told', mode: 'warn', mutation: 'auto' },
	bare: { name: 'bare', mode: 'enforce', mutation: 'off' },
	'bare-told': { name: 'bare-told', mode: 'warn', mutation: 'off' },
} as const satisfies Record<string, PlanOptions>

const attacks = guardNames.flatMap((guard) => families[guard])

/** An attack by somebody. */
interface Tried {
	readonly attack: Attack
	readonly actor: Actor
	readonly guarded: Verdict
	readonly told: Verdict
}

describeLive('attacks on guarded stages', { scheduler: true, nodes: [{ name: 'any' }] }, () => {
	const server = ownServer({ scheduler: true, nodes: Object.keys(plans).flatMap(nodesOf) })
	const results = new Map<Attack, readonly Tried[]>()
	/** What came of each innocent. */
	const days = new Map<Innocent, string>()
	/** What was said about what lacks something. */
	const told = new Map<Unwritten, Verdict>()

	const as = (actor: Actor, place: Place) => clientOf(server().api, actor, place)

	beforeAll(async () => {
		const { api } = server()
		await furnishCluster(api)
		await inParallel(Object.values(plans), (plan) => applied(server(), plan))
		await inParallel(Object.keys(plans), (plan) => furnish(api, placeOf(plan)))
		await furnishOddities(api)
		await policiesSeen(api)
		const tries = attacks.flatMap((attack) => actorsOf(attack).map((actor) => ({ attack, actor })))
		const tried = await inParallel(tries, async ({ attack, actor }): Promise<Tried> => {
			const { mutation, request } = attack
			const [first, second] = mutation === 'off' ? (['bare', 'bare-told'] as const) : (['walled', 'told'] as const)
			const tryIt = (place: Place) => attempt(as(actor, place), request(place))
			return { attack, actor, guarded: await tryIt(placeOf(first)), told: await tryIt(placeOf(second)) }
		})
		for (const attack of attacks)
			results.set(
				attack,
				tried.filter((each) => each.attack === attack),
			)
		const bare = placeOf('bare')
		await inParallel(unwritten, async (each) => {
			told.set(each, await attempt(as(each.by, bare), each.request(bare)))
		})
		const place = placeOf('walled')
		const day: Day = { admin: api, as: (actor) => as(actor, place), place }
		await inParallel(innocents, async (each) => {
			days.set(each, await outcomeOf(each, day))
		})
	}, 300_000)

	describe.each(guardNames)('%s refuses', (guard) => {
		test.each(families[guard].map((attack) => [`somebody ${attack.what} (${attack.source})`, attack] as const))(
			'%s',
			(_, attack) => {
				const [first, second] = attack.mutation === 'off' ? ['bare', 'bare-told'] : ['walled', 'told']
				const expected = (text: string) => Object.fromEntries(attack.by.map((actor) => [actor, text]))
				expect({ guarded: outcomes(attack, 'guarded'), told: outcomes(attack, 'told') }).toEqual({
					guarded: expected(`guarded stagewall-${first}-${attack.policy}`),
					told: expected(`done stagewall-${second}-${attack.policy}`),
				})
			},
		)
	})

	/** What came of an attack of those who have the right, with the policies that were against it. */
	function outcomes(attack: Attack, side: 'guarded' | 'told'): Readonly<Record<string, string>> {
		const able = (results.get(attack) ?? []).filter((each) => each[side].result !== 'no right')
		return Object.fromEntries(
			able.map(({ actor, [side]: { result, policies, message } }) => [
				actor,
				[result, ...policies, ...(result === 'else' ? [message] : [])].join(' '),
			]),
		)
	}

	test.each(innocents.map((each) => [each.what, each] as const))('%s', (_, each) => {
		expect(days.get(each)).toBe('passes')
	})

	test.each(unwritten.map((each) => [each.what, each] as const))('where nothing is written: %s', (_, each) => {
		const { result, message } = told.get(each) ?? {}
		const says = each.says(placeOf('bare'))
		expect({ result, says: message === undefined ? undefined : said(message) }).toEqual(
			says === undefined ? { result: 'done', says: '' } : { result: 'guarded', says },
		)
	})

	test('break-glass access opens a stage to commands, for whom it is given and as long as it is', async () => {
		const { api, kubeconfig } = server()
		const { prod } = placeOf('walled')
		const erin = api.as('erin@example.org')
		const run = {
			method: 'POST',
			path: `${at('pods', prod, 'target')}/exec?command=id&container=main&stdout=true`,
			connects: true,
		} as const
		const access = (...args: readonly string[]) =>
			runPlan(kubeconfig, plans.walled, 'access', ...args, '--stage', 'prod', '--to', 'user:erin@example.org')
		expect((await attempt(erin, run)).result).toBe('no right')
		const granted = await access('grant', '--level', 'near-admin', '--for', '1h', '--reason', 'INC-1')
		expect(granted.code, granted.stderr).toBe(0)
		await eventually(
			() => attempt(erin, run),
			({ result }) => result !== 'no right',
			{ what: 'the rights of break-glass access' },
		)
		expect(await attempt(erin, run)).toMatchObject({ result: 'done', policies: [] })
		expect((await access('revoke')).code).toBe(0)
		await eventually(
			() => attempt(erin, run),
			({ result }) => result === 'no right',
			{ what: 'the end of break-glass access' },
		)
	})

	test('a namespace that left the plan is deleted with all that lives in it, walls included', async () => {
		const { api, kubeconfig } = server()
		const spare = 'walled-spare-dev'
		await api.post(at('deployments.apps', spare), {
			metadata: { name: 'web' },
			spec: {
				selector: { matchLabels: { app: 'web' } },
				template: {
					metadata: { labels: { app: 'web' } },
					spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }] },
				},
			},
		})
		const plan = { ...plans.walled, hasSpare: false }
		const result = await runPlan(kubeconfig, plan, 'apply', '--yes', '--delete-namespace', spare)
		expect(result.code, result.stderr).toBe(0)
		await eventually(
			() => api.request('GET', at('namespaces', undefined, spare)),
			({ status }) => status === 404,
			{ what: 'the namespace being gone' },
		)
	})

	describe('what no guard refuses is found by verify', () => {
		const findings: Finding[] = []
		beforeAll(async () => {
			const { api, kubeconfig } = server()
			await inParallel(unguarded, ({ perform }) => perform(api, placeOf('bare')), 1)
			const { stdout } = await runPlan(kubeconfig, plans.bare, 'verify', '-o', 'json')
			findings.push(...findingsIn(JSON.parse(stdout)))
		}, 120_000)

		test.each(unguarded.map((each) => [`somebody ${each.what} (${each.source})`, each] as const))(
			'%s',
			(_, { code, about }) => {
				const texts = findings.filter((each) => each.code === code).map((each) => JSON.stringify(each))
				expect(
					texts.filter((text) => text.includes(about(placeOf('bare')))),
					texts.join('\n'),
				).not.toEqual([])
			},
		)
	})

	test('docs/reference/guards.md is written from this test (STAGEWALL_WRITE_DOCS=1)', async () => {
		const file = join(import.meta.dirname, '../../docs/reference/guards.md')
		const verdict = (attack: Attack, actor: Actor) => results.get(attack)?.find((each) => each.actor === actor)
		const page = await readFile(file, 'utf8')
		const written = pageWith(
			page,
			(attack, actor) => marks[verdict(attack, actor)?.guarded.result ?? 'else'],
			(attack) => said(attack.by.flatMap((actor) => verdict(attack, actor)?.guarded.message ?? [])[0] ?? ''),
		)
		if (process.env['STAGEWALL_WRITE_DOCS'] === '1') await writeFile(file, written)
		else expect(page).toBe(written)
	})
})

const marks = { guarded: '**refused**', 'no right': '–', done: 'WORKS', else: '?' } as const

/** A policy's own words in an answer, with names as they were before the server made them. */
function said(message: string): string {
	return (message.split('denied request: ')[1] ?? '').replaceAll(/try-[a-z0-9]{5}\b/g, 'try')
}

function findingsIn(report: unknown): readonly Finding[] {
	const { clusters } = report as {
		readonly clusters: readonly { readonly proofs: readonly { readonly findings: readonly Finding[] }[] }[]
	}
	return clusters.flatMap(({ proofs }) => proofs.flatMap(({ findings }) => findings))
}
