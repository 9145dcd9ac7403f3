/** The capacity engine against the admission and the quota controller of a real server: random namespaces, no difference. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type Refusal, showRefusal } from '../../src/model/capacity.ts'
import { apiVersionOf, type Kind, kindOf, kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import type { Amounts } from '../../src/model/pod-resources.ts'
import { admit, type Home, homesOf, quotaUseOf, type Rules } from '../../src/verify/capacity/index.ts'
import {
	named,
	type RandomNamespace,
	randomClasses,
	randomDefaults,
	randomNamespace,
} from '../../src/verify/capacity/random-capacity.suite.ts'
import { seed, times } from '../../src/verify/repeatable.suite.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { inParallel } from './support/rights.ts'
import { describeLive, ownServer } from './support/suite.ts'

const counted = [kinds.Pod, kinds.PersistentVolumeClaim, kinds.Service, kinds.Deployment] as const
const namespaces = Math.ceil(14 * times)
const attempts = 30

const cases = [
	{ what: 'every class is named', defaults: [] },
	{ what: 'default classes', defaults: randomDefaults },
] as const

/** The random namespaces of a case, each with its name. */
function worldsOf(
	defaults: readonly KubeObject[],
): readonly { readonly name: string; readonly world: RandomNamespace }[] {
	return fc
		.sample(randomNamespace(attempts), { seed: seed * 10 + defaults.length, numRuns: namespaces })
		.map((world, index) => ({ world, name: `rnd-${defaults.length}-${index}` }))
}

/** Creates objects, as far as the server takes them: an odd quota is no matter of ours. */
async function create(api: ApiClient, objects: readonly KubeObject[], namespace?: string): Promise<void> {
	for (const object of objects) {
		const path = pathOf(kindOf(object) as Kind, namespace === undefined ? {} : { namespace })
		const { status, text } = await api.request('POST', path, { body: object })
		if (![201, 403, 422].includes(status)) throw new Error(text)
	}
}

/** A namespace as it is on the server. */
async function homeOn(api: ApiClient, name: string, classes: readonly KubeObject[]): Promise<Home> {
	const lists = await Promise.all(
		[kinds.ResourceQuota, kinds.LimitRange, ...counted].map(async (kind) => {
			const { items } = await api.get<{ readonly items: readonly KubeObject[] }>(pathOf(kind, { namespace: name }))
			return items.map((item) => ({ ...item, apiVersion: apiVersionOf(kind), kind: kind.kind }))
		}),
	)
	return homesOf({ objects: [...classes, ...lists.flat()], unseen: [], trustsStatus: false })(name)
}

// Without controllers: theirs, when it counts anew from what it has seen so far, now and then lets in what a quota forbids.
describeLive('admission on a real API server', {}, () => {
	const server = ownServer()
	let api: ApiClient
	let classes: readonly KubeObject[] = []

	beforeAll(async () => {
		;({ api } = server())
		await addClasses(randomClasses)
	})

	async function addClasses(objects: readonly KubeObject[]): Promise<void> {
		await create(api, objects)
		classes = [...classes, ...objects]
	}

	/** Makes the namespace with its rules, and does for its quotas what the controller does first. */
	async function settle(name: string, { quotas, limitRanges }: RandomNamespace): Promise<void> {
		await api.post(pathOf(kinds.Namespace), { metadata: { name } })
		await api.post(pathOf(kinds.ServiceAccount, { namespace: name }), { metadata: { name: 'default' } })
		await create(api, [...quotas, ...limitRanges], name)
		for (const { ref, hard } of (await homeOn(api, name, [])).quotas) {
			const path = pathOf(kinds.ResourceQuota, { namespace: name, name: ref.name })
			const quota = await api.get<{ readonly spec: { readonly hard: object } }>(path)
			const used = Object.fromEntries(Object.keys(quota.spec.hard).map((key) => [key, '0']))
			await api.patch(`${path}/status`, { status: { hard: quota.spec.hard, used } })
			expect(hard.size).toBeGreaterThan(0)
		}
	}

	/**
	 * Waits until admission has seen all rules that there are. Both of its caches are filled in order: once it knows a rule that was
	 * made later, it knows those before.
	 */
	async function untilSeen(name: string): Promise<void> {
		const last = { metadata: { name: 'last' } }
		await settle(name, {
			limitRanges: [
				{
					apiVersion: 'v1',
					kind: 'LimitRange',
					...last,
					spec: { limits: [{ type: 'PersistentVolumeClaim', max: { storage: '1' } }] },
				},
			],
			quotas: [{ apiVersion: 'v1', kind: 'ResourceQuota', ...last, spec: { hard: { 'count/services': '0' } } }],
			attempts: [],
		})
		const answer = async (kind: Kind, spec: object): Promise<string> => {
			const body = { metadata: { name: 'probe' }, spec }
			return (await api.request('POST', `${pathOf(kind, { namespace: name })}?dryRun=All`, { body })).text
		}
		const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
		await eventually(
			() => answer(kinds.PersistentVolumeClaim, claim),
			(text) => text.includes('maximum storage'),
		)
		await eventually(
			() => answer(kinds.Service, { ports: [{ port: 80 }] }),
			(text) => text.includes('exceeded quota'),
		)
	}

	/** Tries one object after the other, each foretold. */
	async function tryAll(name: string, { attempts }: RandomNamespace, tally: Map<string, number>): Promise<void> {
		const count = (what: string): unknown => tally.set(what, (tally.get(what) ?? 0) + 1)
		let rules: Rules = await homeOn(api, name, classes)
		for (const object of attempts) {
			const foretold = admit(named(object, object.metadata.name, name), rules)
			const answer = await api.request('POST', pathOf(kindOf(object) as Kind, { namespace: name }), { body: object })
			const told = `${answer.text}\n${JSON.stringify(object)}\n${JSON.stringify(rules, shown, 1)}`
			if (foretold.type === 'refused') {
				const { refusals } = foretold
				const reasons = refusals.map(showRefusal).join('\n')
				expect(answer.status, `${reasons}\n${told}`).toBe(isInvalid(refusals) ? 422 : 403)
				expect(isAmong(answer.text, refusals), `${reasons}\n${told}`).toBe(true)
				count(`${object.kind} ${refusals[0]?.type}`)
			} else {
				expect(answer.status, told).toBe(201)
				const stored = { ...(JSON.parse(answer.text) as KubeObject), apiVersion: object.apiVersion, kind: object.kind }
				expect(written(quotaUseOf(foretold.object)), told).toEqual(written(quotaUseOf(stored)))
				;({ rules } = foretold)
				count(`${object.kind} accepted`)
			}
		}
		const { quotas } = await homeOn(api, name, classes)
		for (const { ref, reported, counted } of quotas) {
			const foretold = rules.quotas.find((quota) => quota.ref.name === ref.name)
			expect(written(foretold?.used ?? new Map()), ref.name).toEqual(written(reported ?? new Map()))
			expect(written(counted), ref.name).toEqual(written(reported ?? new Map()))
		}
	}

	test.each(cases)(
		`each object is taken or refused as foretold, STAGEWALL_SEED=${seed}: $what`,
		{ timeout: 240_000 * times },
		async ({ defaults }) => {
			await addClasses(defaults)
			const worlds = worldsOf(defaults)
			await inParallel(worlds, ({ name, world }) => settle(name, world))
			await untilSeen(`rnd-${defaults.length}-last`)
			const tally = new Map<string, number>()
			await inParallel(worlds, ({ name, world }) => tryAll(name, world, tally))
			const number = (pattern: RegExp): number =>
				[...tally].reduce((sum, [what, amount]) => sum + (pattern.test(what) ? amount : 0), 0)
			const all = JSON.stringify(Object.fromEntries(tally))
			expect(number(/./), all).toBe(namespaces * attempts)
			expect(number(/Pod accepted/), all).toBeGreaterThan(30 * times)
			for (const type of ['exceeds', 'undeclared', 'limit', 'contradiction'])
				expect(number(new RegExp(`Pod ${type}`)), all).toBeGreaterThan(0)
		},
	)
})

describeLive('the quota controller', { controllers: true }, () => {
	const server = ownServer({ controllers: true })

	beforeAll(() => create(server().api, randomClasses))

	test.each(cases)(
		`counts as we do, STAGEWALL_SEED=${seed}: $what`,
		{ timeout: 240_000 * times },
		async ({ defaults }) => {
			const { api } = server()
			await create(api, defaults)
			const keys = await inParallel(worldsOf(defaults), async ({ name, world }) => {
				await api.post(pathOf(kinds.Namespace), { metadata: { name } })
				const account = pathOf(kinds.ServiceAccount, { namespace: name, name: 'default' })
				await eventually(
					() => api.request('GET', account),
					({ status }) => status === 200,
					{ what: account },
				)
				await create(api, [...world.limitRanges, ...world.attempts, ...world.quotas], name)
				await endSome(api, await homeOn(api, name, []))
				const { quotas } = await eventually(() => homeOn(api, name, []), isCountedAlike, {
					what: `the quotas of ${name} being as we count`,
				})
				return quotas.reduce((sum, { hard }) => sum + hard.size, 0)
			})
			expect(keys.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(20 * times)
		},
	)

	/** Some pods end well or badly, some objects are deleted. */
	async function endSome(api: ApiClient, { name, objects }: Home): Promise<void> {
		const own = objects.filter((object) => counted.some((kind) => kind === kindOf(object)))
		for (const [index, object] of own.entries()) {
			const path = pathOf(kindOf(object) as Kind, { namespace: name, name: object.metadata.name })
			if (index % 5 === 1) await api.delete(`${path}?gracePeriodSeconds=0`)
			else if (object.kind === 'Pod' && index % 5 === 2)
				await api.patch(`${path}/status`, { status: { phase: index % 2 === 0 ? 'Succeeded' : 'Failed' } })
		}
	}
})

function isCountedAlike({ quotas }: Home): boolean {
	return quotas.every(
		({ hard, counted, reported }) =>
			reported !== undefined &&
			JSON.stringify(written(new Map([...hard.keys()].map((key) => [key, counted.get(key) ?? -1n])))) ===
				JSON.stringify(written(reported)),
	)
}

/** The API server finds contradictions first, as it validates before it asks those plugins that only look. */
function isInvalid(refusals: readonly Refusal[]): boolean {
	return refusals.some(({ type }) => type === 'contradiction')
}

/** Whether what the server says is one of our reasons. */
function isAmong(text: string, refusals: readonly Refusal[]): boolean {
	if (isInvalid(refusals)) return refusals.some((each) => each.type === 'contradiction' && text.includes(each.resource))
	return refusals.some((refusal) => sentenceOf(refusal).test(text))
}

function sentenceOf(refusal: Refusal): RegExp {
	switch (refusal.type) {
		case 'exceeds':
			return new RegExp(`exceeded quota: ${refusal.object.name}`)
		case 'undeclared':
			return new RegExp(`failed quota: ${refusal.object.name}: must specify`)
		case 'limit':
			return new RegExp(`${refusal.resource}[^"]* per ${refusal.of} is`)
		case 'contradiction':
			return new RegExp(refusal.resource)
	}
}

function written(amounts: Amounts): readonly string[] {
	return [...amounts]
		.filter(([, amount]) => amount !== 0n)
		.map(([key, amount]) => `${key} ${amount}`)
		.toSorted()
}

function shown(_: string, value: unknown): unknown {
	return typeof value === 'bigint' ? `${value}` : value instanceof Map ? Object.fromEntries(value) : value
}
