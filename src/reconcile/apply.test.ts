import { describe, expect, test } from 'vitest'
import type { Cluster } from '../cluster/cluster.ts'
import type { Change, ClusterPlan, Outcome } from '../model/change.ts'
import { KnownError } from '../model/errors.ts'
import { type KubeObject, refOf, showRef } from '../model/kube-object.ts'
import { carryOut } from './apply.ts'

const create = (kind: string, name: string, namespace?: string): Change => {
	const desired: KubeObject = {
		apiVersion: 'v1',
		kind,
		metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
	}
	return { action: 'create', ref: refOf(desired), desired }
}
const removal = (kind: string, name: string, namespace: string): Change => {
	const observed: KubeObject = { apiVersion: 'v1', kind, metadata: { name, namespace } }
	return { action: 'delete', ref: refOf(observed), observed }
}

const planOf = (changes: readonly Change[]): ClusterPlan => ({
	cluster: 'c',
	changes,
	unchanged: 0,
	stale: [],
	blocked: [],
	notices: [],
	hidden: [],
	unseen: [],
})

/** A cluster that writes down what it is asked, and answers as told: what cannot be had on demand from a real one. */
function scripted(
	answer: (object: KubeObject) => Outcome = (object) => ({ type: 'applied', object }),
	removing: () => Outcome = () => ({ type: 'deleted' }),
): Cluster & { readonly log: string[] } {
	const log: string[] = []
	return {
		log,
		describe: () => Promise.reject(new Error('not asked for')),
		observe: () => Promise.reject(new Error('not asked for')),
		apply: async (object) => {
			log.push(showRef(refOf(object)))
			return answer(object)
		},
		remove: async (object) => {
			log.push(`- ${showRef(refOf(object))}`)
			return removing()
		},
		close: async () => {},
	}
}

const all = [
	create('RoleBinding', 'dev', 'a'),
	create('Role', 'dev', 'a'),
	create('NetworkPolicy', 'deny', 'a'),
	create('ResourceQuota', 'q', 'a'),
	removal('NetworkPolicy', 'old', 'a'),
	create('Namespace', 'a'),
]

describe('carryOut', () => {
	test('walls before what they protect, removals last', async () => {
		const cluster = scripted()
		const result = await carryOut(planOf(all), cluster, { force: false, concurrency: 1 })
		expect(cluster.log).toEqual([
			'Namespace a',
			'ResourceQuota a/q',
			'NetworkPolicy a/deny',
			'Role a/dev',
			'RoleBinding a/dev',
			'- NetworkPolicy a/old',
		])
		expect(result.notBegun).toBe(0)
	})

	test('where a wall is refused nobody gets rights, and other namespaces go on', async () => {
		const cluster = scripted((object) =>
			object.kind === 'NetworkPolicy' && object.metadata.namespace === 'a'
				? { type: 'refused', reason: 'forbidden', message: 'no' }
				: { type: 'applied', object },
		)
		const changes = [
			...all,
			create('Namespace', 'b'),
			create('NetworkPolicy', 'deny', 'b'),
			create('RoleBinding', 'dev', 'b'),
		]
		const { applied } = await carryOut(planOf(changes), cluster, { force: false, concurrency: 4 })
		const skipped = applied.filter(({ outcome }) => outcome.type === 'skipped').map(({ change }) => showRef(change.ref))
		expect(skipped).toEqual(['Role a/dev', 'RoleBinding a/dev', 'NetworkPolicy a/old'])
		expect(cluster.log).toContain('RoleBinding b/dev')
	})

	test('an interrupt lets what is under way finish and begins nothing new', async () => {
		const interrupt = new AbortController()
		const cluster = scripted((object) => {
			if (object.kind === 'ResourceQuota') interrupt.abort()
			return { type: 'applied', object }
		})
		const result = await carryOut(planOf(all), cluster, { force: false, concurrency: 1, signal: interrupt.signal })
		expect(cluster.log).toEqual(['Namespace a', 'ResourceQuota a/q'])
		expect(result.notBegun).toBe(4)
		expect(result.applied).toHaveLength(2)
	})

	test('a cluster that no longer answers ends the run, and what was done is told', async () => {
		const cluster = scripted((object) => {
			if (object.kind === 'NetworkPolicy') throw new KnownError('cluster/unreachable', 'gone', { exit: 'cluster' })
			return { type: 'applied', object }
		})
		const result = await carryOut(planOf(all), cluster, { force: false, concurrency: 1 })
		expect(result.applied.map(({ outcome }) => outcome.type)).toEqual(['applied', 'applied', 'refused'])
		expect(result.notBegun).toBe(3)
	})

	test('a replaced binding is gone before it is made anew', async () => {
		const cluster = scripted()
		const made = create('RoleBinding', 'dev', 'a')
		if (made.action !== 'create') throw new Error('unreachable')
		const change: Change = { ...made, action: 'replace', observed: made.desired, fields: [], adopts: false }
		const { applied } = await carryOut(planOf([change]), cluster, { force: false, concurrency: 1 })
		expect(cluster.log).toEqual(['- RoleBinding a/dev', 'RoleBinding a/dev'])
		expect(applied).toMatchObject([{ outcome: { type: 'applied' } }])
		expect(applied[0]).not.toHaveProperty('removed')
	})

	const refusal = { type: 'refused', reason: 'forbidden', message: 'no' } as const
	const lost = (): never => {
		throw new KnownError('cluster/unreachable', 'gone', { exit: 'cluster' })
	}
	const deleted = { type: 'deleted' } as const
	test.each<[string, removing: () => Outcome, making: () => Outcome, told: object, log: number]>([
		['refused to go', () => refusal, lost, { outcome: refusal }, 1],
		['gone, and refused anew', () => deleted, () => refusal, { outcome: refusal, removed: true }, 2],
		['lost before it went', lost, lost, { outcome: { ...refusal, reason: 'failed', message: 'gone' } }, 1],
		[
			'gone, and then the cluster too',
			() => deleted,
			lost,
			{ outcome: { ...refusal, reason: 'failed', message: 'gone' }, removed: true },
			2,
		],
	])('a binding to be replaced, %s', async (_, removing, making, told, log) => {
		const cluster = scripted(making, removing)
		const made = create('RoleBinding', 'dev', 'a')
		if (made.action !== 'create') throw new Error('unreachable')
		const change: Change = { ...made, action: 'replace', observed: made.desired, fields: [], adopts: false }
		const { applied } = await carryOut(planOf([change]), cluster, { force: false, concurrency: 1 })
		expect(applied).toEqual([{ change, ...told }])
		expect(cluster.log).toHaveLength(log)
	})
})
