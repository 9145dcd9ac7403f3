import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ClusterInfo, Facts, Want } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { describeCluster } from '../cluster.suite.ts'
import { openSnapshot, writeSnapshot } from './index.ts'

const takenAt = '2026-11-24T06:00:00.000Z'
const info: ClusterInfo = { name: 'nonprod', type: 'live', serverVersion: 'v1.37.2', kinds: Object.values(kinds) }
const everything: readonly Want[] = Object.values(kinds).map((kind) => ({ kind, detail: 'whole' }))
const nothing: Facts = { cluster: 'nonprod', objects: [], unseen: [], absent: [] }

describeCluster('snapshot', async (objects) => {
	const file = await temporary('snapshot.json')
	await writeSnapshot(file, { takenAt, info, wants: everything, facts: { ...nothing, objects } })
	return { cluster: await openSnapshot(file), close: async () => {} }
})

async function temporary(name: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-test-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	return join(folder, name)
}

const quota: KubeObject = {
	apiVersion: 'v1',
	kind: 'ResourceQuota',
	metadata: { name: 'stage', namespace: 'shop-dev' },
	spec: { hard: { pods: '5' } },
}

test.each(['snapshot.json', 'snapshot.json.gz'])(
	'%s gives back what was written, the same bytes each time',
	async (name) => {
		const file = await temporary(name)
		const facts: Facts = {
			cluster: 'shared',
			objects: [quota],
			unseen: [
				{ kind: kinds.Role, namespace: 'shop-dev', reason: 'forbidden', message: 'no' },
				{ kind: undefined, file: 'a.yaml', reason: 'unreadable', message: 'at 1:1: tabs' },
				{ kind: undefined, group: 'example.org/v1', reason: 'failed', message: 'its own server does not answer' },
				{ kind: kinds.Pod, reason: 'failed', message: 'etcd is gone' },
			],
			absent: [kinds.Ingress, kinds.Job],
		}
		await writeSnapshot(file, { takenAt, info, wants: everything, facts })
		const bytes = await readFile(file)
		await writeSnapshot(file, { takenAt, info, wants: everything, facts })
		expect(await readFile(file)).toEqual(bytes)
		expect(bytes[0] === 0x1f).toBe(name.endsWith('.gz'))

		const cluster = await openSnapshot(file)
		expect(await cluster.describe()).toEqual({ ...info, name: file, type: 'snapshot' })
		const wants = [kinds.ResourceQuota, kinds.Role, kinds.Ingress].map((kind) => ({ kind, detail: 'whole' as const }))
		expect(await cluster.observe({ wants, namespaces: [] })).toEqual({
			cluster: file,
			objects: [quota],
			unseen: facts.unseen.slice(0, 3),
			absent: [kinds.Ingress],
		})
	},
)

test('what the server said about rights is kept with the rest', async () => {
	const file = await temporary('snapshot.json.gz')
	const review = {
		subject: { kind: 'ServiceAccount', namespace: 'shop-dev', name: 'ci' },
		request: { verb: 'get', group: '', resource: 'pods', namespace: 'shop-test' },
		allowed: false,
		reason: '',
	} as const
	const reviews: Facts['reviews'] = {
		answers: [review],
		missing: { reason: 'failed', message: 'gone' },
		unsettled: { answers: [{ ...review, allowed: true }], why: 'it could not be asked again: gone' },
	}
	await writeSnapshot(file, { takenAt, info, wants: everything, facts: { ...nothing, reviews } })
	const facts = await (await openSnapshot(file)).observe({ wants: [], namespaces: [] })
	expect(facts.reviews).toEqual(reviews)
	const without = await temporary('snapshot.json')
	await writeSnapshot(without, { takenAt, info, wants: everything, facts: nothing })
	expect(await (await openSnapshot(without)).observe({ wants: [], namespaces: [] })).not.toHaveProperty('reviews')
})

test('a compressed snapshot is known by its bytes, whatever it is called', async () => {
	const file = await temporary('snapshot.json.gz')
	await writeSnapshot(file, { takenAt, info, wants: everything, facts: nothing })
	const renamed = await temporary('snapshot.json')
	await writeFile(renamed, await readFile(file))
	expect(await (await openSnapshot(renamed)).describe()).toMatchObject({ name: renamed })
})

describe('what was not recorded is not visible', () => {
	const wants: readonly Want[] = [
		{ kind: kinds.ResourceQuota, detail: 'metadata' },
		{ kind: kinds.Secret, detail: 'metadata' },
		{ kind: kinds.Pod, detail: 'whole' },
	]
	const open = async () => {
		const file = await temporary('snapshot.json')
		const objects = [
			{ ...quota, spec: undefined },
			{ ...quota, kind: 'Pod' },
		]
		await writeSnapshot(file, { takenAt, info, wants, facts: { ...nothing, objects } })
		return openSnapshot(file)
	}
	test.each<[wanted: Want['detail'], kind: keyof typeof kinds, seen: number, unseen: RegExp | undefined]>([
		['metadata', 'ResourceQuota', 1, undefined],
		['whole', 'ResourceQuota', 0, /only the metadata of resourcequotas/],
		['metadata', 'Pod', 1, undefined],
		['whole', 'Pod', 1, undefined],
		['metadata', 'NetworkPolicy', 0, /without networkpolicies/],
		['whole', 'Secret', 0, undefined],
	])('%s %s', async (detail, name, seen, message) => {
		const kind = kinds[name]
		const facts = await (await open()).observe({ wants: [{ kind, detail }], namespaces: [] })
		expect(facts.objects).toHaveLength(seen)
		expect(facts.unseen).toEqual(
			message === undefined
				? []
				: [{ kind, reason: 'not-recorded', message: expect.stringMatching(message) as unknown }],
		)
		expect(facts.absent).toEqual([])
	})
})

test('no Secret is written with its data, even if it was observed', async () => {
	const file = await temporary('snapshot.json')
	const secret = {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: {
			name: 'password',
			namespace: 'a',
			annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}' },
		},
		data: { password: 'aHVudGVyMg==' },
		stringData: { password: 'hunter2' },
	}
	await writeSnapshot(file, { takenAt, info, wants: everything, facts: { ...nothing, objects: [secret] } })
	const written = await readFile(file, 'utf8')
	expect(written).toContain('"password"')
	expect(written).not.toMatch(/aHVudGVyMg|hunter2/)
})

describe('files that are no snapshots', () => {
	const good = { apiVersion: 'stagewall.dev/v1alpha1', kind: 'Snapshot', takenAt, cluster: info }
	const whole = { ...good, wants: everything, objects: [quota], unseen: [], absent: [] }
	test.each<[what: string, content: string | Uint8Array, code: string, message: RegExp]>([
		['nothing', '', 'broken', /JSON/],
		['half a file', JSON.stringify(whole).slice(0, 200), 'broken', /JSON/],
		['half a compressed file', gzipSync(JSON.stringify(whole)).subarray(0, 100), 'broken', /unexpected end/],
		['no text', Uint8Array.of(1, 0xff, 0xfe), 'broken', /./],
		['a List', '{"apiVersion":"v1","kind":"List","items":[]}', 'foreign', /no snapshot/],
		['a plan', '{"apiVersion":"stagewall.dev/v1alpha1","kind":"StagePlan"}', 'foreign', /no snapshot/],
		['a number', '5', 'foreign', /no snapshot/],
		[
			'another version',
			JSON.stringify({ ...whole, apiVersion: 'stagewall.dev/v2' }),
			'unknown-version',
			/stagewall\.dev\/v2/,
		],
		['missing parts', JSON.stringify(good), 'broken', /no wants and no objects and no unseen and no absent/],
		['no time', JSON.stringify({ ...whole, takenAt: 5 }), 'broken', /no takenAt/],
		['no cluster', JSON.stringify({ ...whole, cluster: { name: 'x' } }), 'broken', /no cluster/],
		[
			'objects without a name',
			JSON.stringify({ ...whole, objects: [{ ...quota, metadata: {} }] }),
			'broken',
			/no objects/,
		],
		['wants without a kind', JSON.stringify({ ...whole, wants: [{ detail: 'whole' }] }), 'broken', /no wants/],
		[
			'other than reviews',
			JSON.stringify({ ...whole, reviews: { answers: [{ allowed: true }] } }),
			'broken',
			/no reviews/,
		],
		[
			'reviews that are open without a reason',
			JSON.stringify({ ...whole, reviews: { answers: [], unsettled: { answers: [] } } }),
			'broken',
			/no reviews/,
		],
		['something else than objects', JSON.stringify({ ...whole, objects: [null] }), 'broken', /no objects/],
		[
			'something else than entries',
			JSON.stringify({ ...whole, unseen: ['x'], absent: ['x'] }),
			'broken',
			/no unseen and no absent/,
		],
	])('%s', async (_, content, code, message) => {
		const file = await temporary('snapshot.json')
		await writeFile(file, content)
		await expect(openSnapshot(file)).rejects.toMatchObject({
			name: 'KnownError',
			code: `snapshot/${code}`,
			exit: 'cluster',
			message: expect.stringMatching(message) as unknown,
			hint: expect.any(String) as unknown,
		})
	})

	test('a file that is not there', async () => {
		const missing = openSnapshot(await temporary('gone.json'))
		await expect(missing).rejects.toMatchObject({ name: 'KnownError', code: 'snapshot/missing', exit: 'cluster' })
	})
})

test('a snapshot that cannot be written leaves nothing behind', async () => {
	const file = await temporary('file')
	await writeFile(file, '')
	const written = writeSnapshot(join(file, 'snapshot.json'), { takenAt, info, wants: everything, facts: nothing })
	await expect(written).rejects.toMatchObject({ name: 'KnownError', code: 'snapshot/not-written', exit: 'cluster' })
	expect(await readdir(join(file, '..'))).toEqual(['file'])
})
