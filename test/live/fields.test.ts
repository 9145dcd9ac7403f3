/**
 * Whether an object is unchanged is decided from a listed object, without a request. Here the API server judges that: every
 * kind that a plan writes, every field, changed in every way that the server allows, must get the same answer from the local
 * comparison and from a dry run of server-side apply.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import { compile } from '../../src/compile/index.ts'
import { sampleTenancy } from '../../src/compile/sample.suite.ts'
import { differencesOf, isSettled, leavesOf, showPath } from '../../src/model/fields.ts'
import { allGuards, noGuards } from '../../src/model/guards.ts'
import { kindOf } from '../../src/model/kinds.ts'
import { type Json, type JsonObject, type KubeObject, keyOf, refOf, showRef } from '../../src/model/kube-object.ts'
import { dnsPresets } from '../../src/model/presets.ts'
import { inWaves } from '../../src/reconcile/index.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { describeLive, ownServer } from './support/suite.ts'

const somebody = 'kubectl-edit'

/** Ways to change a field, as merge patches of its value. */
const changes: readonly { readonly name: string; readonly to: (value: Json | undefined) => Json | undefined }[] = [
	{ name: 'removed', to: () => null },
	{ name: 'set to another value', to: otherThan },
	{ name: 'set to the same value by somebody else', to: (value) => value },
]

describeLive('the local comparison and the server’s dry run agree', { controllers: false }, () => {
	const server = ownServer()
	let cluster: Cluster
	const dns = dnsPresets['kube-dns']
	if (dns === undefined) throw new Error('no preset kube-dns')
	const plan = { ...sampleTenancy(), guards: { ...noGuards, modes: allGuards('enforce') } }
	const everything = ['shared', 'production'].flatMap(
		(name) =>
			compile(plan, name, {
				dns,
				admission: { validation: true, mutation: 'v1' },
				defaultPriorityClass: undefined,
			}).objects,
	)
	// The guards of both clusters have the same names.
	const desired = [...new Map(everything.map((object) => [keyOf(refOf(object)), object])).values()]
	const subjects = oneOfEach(desired)

	beforeAll(async () => {
		const context = { name: 'test', source: { type: 'context', kubeconfig: server().kubeconfig } } as const
		cluster = await openCluster(context, { concurrency: 16, environment: {} })
		const creations = desired.map((object) => ({ action: 'create', ref: refOf(object), desired: object }) as const)
		for (const wave of inWaves(creations))
			await Promise.all(
				wave.map(({ ref }) => applied(desired.find((object) => showRef(refOf(object)) === showRef(ref)))),
			)
	})
	afterAll(() => cluster.close())

	async function applied(object: KubeObject | undefined): Promise<KubeObject> {
		if (object === undefined) throw new Error('nothing to apply')
		const outcome = await cluster.apply(object, { dryRun: false, force: true })
		if (outcome.type !== 'applied') throw new Error(`${showRef(refOf(object))}: ${JSON.stringify(outcome)}`)
		return outcome.object
	}

	/** What the server would do: nothing, or something (a conflict is a wish to change). */
	async function serverWouldChange(object: KubeObject, observed: KubeObject): Promise<boolean> {
		const outcome = await cluster.apply(object, { dryRun: true, force: false })
		if (outcome.type === 'conflict') return true
		if (outcome.type !== 'applied') throw new Error(`${showRef(refOf(object))}: ${JSON.stringify(outcome)}`)
		return comparable(outcome.object) !== comparable(observed)
	}

	test('after the first apply everything is settled, and a second one moves no resourceVersion', async () => {
		for (const object of desired) {
			const before = await read(server().api, object)
			expect(differencesOf(object, before), showRef(refOf(object))).toEqual([])
			expect(isSettled(object, before), showRef(refOf(object))).toBe(true)
			const after = await applied(object)
			expect(after.metadata.resourceVersion, showRef(refOf(object))).toBe(before.metadata.resourceVersion)
		}
	})

	test.each(subjects.map((object) => [showRef(refOf(object)), object] as const))('%s', async (_, object) => {
		const { api } = server()
		let tried = 0
		for (const { path, value } of leavesOf(object)) {
			for (const { name, to } of changes) {
				const patch = nested(path, to(value))
				const answer = await api.request('PATCH', `${pathTo(object)}?fieldManager=${somebody}`, {
					body: patch,
					type: 'application/merge-patch+json',
				})
				// What the API forbids to change (roleRef, a PriorityClass's value) cannot drift.
				if (answer.status === 422) continue
				expect(answer.status, answer.text).toBe(200)
				tried++
				const observed = await read(api, object)
				expect(!isSettled(object, observed), `${showPath(path)} ${name}`).toBe(
					await serverWouldChange(object, observed),
				)
				await applied(object)
			}
		}
		expect(tried).toBeGreaterThan(0)
	})

	test('a field that the plan no longer has is a change for both', async () => {
		const [object] = subjects.filter(({ kind }) => kind === 'ResourceQuota')
		if (object === undefined) throw new Error('no quota')
		const hard = (object['spec'] as { readonly hard: Record<string, string> }).hard
		const more = { ...object, spec: { hard: { ...hard, 'count/widgets.example.org': '3' } } }
		const observed = await applied(more)
		expect(isSettled(object, observed)).toBe(false)
		expect(await serverWouldChange(object, observed)).toBe(true)
		const back = await applied(object)
		expect(back['spec']).toEqual({ hard })
	})
})

/** One object of each kind and shape: names differ between namespaces only by what follows from the namespace. */
function oneOfEach(objects: readonly KubeObject[]): readonly KubeObject[] {
	const byShape = new Map(
		objects.map((object) => [`${object.kind}/${object.kind === 'Namespace' ? '' : object.metadata.name}`, object]),
	)
	return [...byShape.values()]
}

function pathTo(object: KubeObject): string {
	const kind = kindOf(object)
	if (kind === undefined) throw new Error(`unknown kind ${object.kind}`)
	const { name, namespace } = object.metadata
	return pathOf(kind, { name, ...(namespace === undefined ? {} : { namespace }) })
}

function read(api: ApiClient, object: KubeObject): Promise<KubeObject> {
	return api.get(pathTo(object))
}

/** Everything but what changes by itself: times and versions. */
function comparable(object: KubeObject): string {
	const { resourceVersion: _, managedFields = [], ...metadata } = object.metadata
	return JSON.stringify(
		sorted({
			...object,
			metadata: {
				...metadata,
				generation: undefined,
				managedFields: managedFields.map((entry) => ({ ...entry, time: undefined })),
			},
		}),
	)
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted)
	if (typeof value !== 'object' || value === null) return value
	return Object.fromEntries(
		Object.entries(value)
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, content]) => [key, sorted(content)]),
	)
}

function nested(path: readonly string[], value: Json | undefined): JsonObject {
	return path.reduceRight<Json | undefined>((inner, key) => ({ [key]: inner }), value) as JsonObject
}

/** Another valid value, as far as that can be known from the value alone. */
function otherThan(value: Json | undefined): Json {
	if (typeof value === 'boolean') return !value
	if (typeof value === 'number') return value + 1
	if (typeof value === 'string') return /^\d+/.test(value) ? '1234' : `${value}x`
	if (Array.isArray(value)) return value.slice(1)
	if (value === null || value === undefined) return [{}]
	return { matchLabels: { other: 'x' } }
}
