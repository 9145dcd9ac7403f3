import { describe, expect, test } from 'vitest'
import type { ApiServer, Cluster } from './cluster/cluster.ts'
import { accountUser } from './model/access.ts'
import { KnownError } from './model/errors.ts'
import type { Facts } from './model/facts.ts'
import { kinds } from './model/kinds.ts'
import type { KubeObject } from './model/kube-object.ts'
import { withReviews } from './reviews.ts'
import { decide, readAccess } from './verify/access/index.ts'
import { objectsOf, stages } from './verify/access/lines.suite.ts'

const before = objectsOf('namespace shop-dev\nnamespace shop-prod\naccount shop-dev/ci')
const letIn = objectsOf('role shop-prod/all: * pods\nbind shop-prod/all Role/all to sa:shop-dev/ci')

/** A server whose authorizers see, question by question, these objects. */
function clusterOf(
	seenAt: (question: number) => readonly KubeObject[],
	listed: readonly KubeObject[],
	review: (question: number) => Awaited<ReturnType<ApiServer['review']>> | 'rbac' = () => 'rbac',
	unseen: Facts['unseen'] = [],
): { readonly cluster: Cluster; readonly asked: () => number; readonly listings: () => number } {
	let asked = 0
	let listings = 0
	const unused = (): never => {
		throw new Error('not asked for here')
	}
	const server: ApiServer = {
		whoAmI: unused,
		endpoint: unused,
		requestToken: unused,
		probe: unused,
		async review(identity, request) {
			const answer = review(asked)
			const access = readAccess({ objects: seenAt(asked++) })
			return answer === 'rbac'
				? { type: 'reviewed', allowed: decide(access, identity, request).allowed, reason: '' }
				: answer
		},
	}
	const cluster: Cluster = {
		describe: unused,
		apply: unused,
		remove: unused,
		close: unused,
		async observe() {
			listings++
			return { ...facts, objects: listed, unseen }
		},
		server,
	}
	return { cluster, asked: () => asked, listings: () => listings }
}

const facts: Facts = { cluster: 'one', objects: before, unseen: [], absent: [] }
const all = 200

async function reviewsOf(cluster: Cluster): Promise<NonNullable<Facts['reviews']>> {
	const { reviews } = await withReviews(cluster, facts, stages, {})
	return reviews ?? { answers: [] }
}

describe('what the server says about rights', () => {
	test('nothing is asked of files', async () => {
		const { cluster } = clusterOf(() => before, before)
		const { server: _, ...files } = cluster
		expect(await withReviews(files, facts, stages, {})).toBe(facts)
	})

	test('where it agrees, each question is put once', async () => {
		const { cluster, asked, listings } = clusterOf(() => before, before)
		const progress: string[] = []
		const { reviews } = await withReviews(cluster, facts, stages, {
			progress: (done, total, label) => progress.push(`${done}/${total} ${label}`),
		})
		expect(reviews?.answers).toHaveLength(all)
		expect(reviews).not.toHaveProperty('missing')
		expect({ asked: asked(), listings: listings() }).toEqual({ asked: all, listings: 0 })
		expect(progress.at(-1)).toBe(`${all}/${all} subjectaccessreviews`)
	})

	/** Whether it is told that the account comes to pods of prod. */
	const isTold = ({ answers }: NonNullable<Facts['reviews']>): boolean => answers.some(({ allowed }) => allowed)

	/** Of the first questions, so many are about that. */
	const doubtful = 2

	test.each<[string, (question: number) => readonly KubeObject[], readonly KubeObject[], boolean, again: number]>([
		['what no object gives, before and after, stays', () => [...before, ...letIn], before, true, doubtful],
		['what somebody gave meanwhile says nothing', () => [...before, ...letIn], [...before, ...letIn], false, 0],
		[
			'what the authorizer forgets a moment later says nothing',
			(question) => (question < all ? [...before, ...letIn] : before),
			before,
			false,
			doubtful,
		],
	])('%s', async (_, seenAt, listed, told, again) => {
		const { cluster, asked, listings } = clusterOf(seenAt, listed)
		const reviews = await reviewsOf(cluster)
		expect(isTold(reviews)).toBe(told)
		expect({ asked: asked(), listings: listings() }).toEqual({ asked: all + again, listings: 1 })
		expect(reviews.answers).toHaveLength(told ? all : all - doubtful)
		expect(reviews).not.toHaveProperty('unsettled')
		const who = new Set(reviews.answers.filter(({ allowed }) => allowed).map(({ subject }) => subject.name))
		expect([...who]).toEqual(told ? ['ci'] : [])
	})

	test('what may have been given where nothing could be listed again is open, and not asked again', async () => {
		const gap = { kind: kinds.RoleBinding, reason: 'failed', message: 'timed out' } as const
		const { cluster, asked } = clusterOf(() => [...before, ...letIn], before, undefined, [gap])
		const { answers, unsettled } = await reviewsOf(cluster)
		expect(asked()).toBe(all)
		expect(answers).toHaveLength(all - doubtful)
		expect(isTold({ answers })).toBe(false)
		expect(unsettled?.answers).toHaveLength(doubtful)
		expect(unsettled?.why).toBe('not everything could be listed again: rolebindings: timed out')
	})

	test('what could be listed neither time leaves the difference to the proofs, which know of it', async () => {
		const gap = { kind: kinds.ClusterRole, reason: 'forbidden', message: 'no' } as const
		const { cluster } = clusterOf(() => [...before, ...letIn], before, undefined, [gap])
		const { reviews } = await withReviews(cluster, { ...facts, unseen: [gap] }, stages, {})
		expect(isTold(reviews ?? { answers: [] })).toBe(true)
		expect(reviews).not.toHaveProperty('unsettled')
	})

	test('what could not be asked again is open; what was asked stands', async () => {
		const lost = { type: 'refused', reason: 'invalid', message: 'gone' } as const
		const { cluster } = clusterOf(
			() => [...before, ...letIn],
			before,
			(question) => (question > all ? lost : 'rbac'),
		)
		const { answers, missing, unsettled } = await reviewsOf(cluster)
		expect(missing).toEqual({ reason: 'failed', message: 'gone' })
		expect(answers).toHaveLength(all - doubtful + 1)
		expect(unsettled?.answers).toHaveLength(doubtful - 1)
		expect(unsettled?.why).toBe('it could not be asked again: gone')
	})

	test('a refusal that could not be looked at again is left out: it opens nothing', async () => {
		const gap = { kind: kinds.RoleBinding, reason: 'failed', message: 'timed out' } as const
		const { cluster } = clusterOf(() => before, before, undefined, [gap])
		const { reviews } = await withReviews(cluster, { ...facts, objects: [...before, ...letIn] }, stages, {})
		expect(reviews?.answers).toHaveLength(all - doubtful)
		expect(reviews).not.toHaveProperty('unsettled')
	})

	test('who may not ask is told so by the first answer, and asks no more', async () => {
		const refused = { type: 'refused', reason: 'forbidden', message: 'no' } as const
		const { cluster, asked } = clusterOf(
			() => before,
			before,
			() => refused,
		)
		expect(await reviewsOf(cluster)).toEqual({ answers: [], missing: { reason: 'forbidden', message: 'no' } })
		expect(asked()).toBe(1)
	})

	test('a lost connection ends the asking and nothing else; a bug is a bug', async () => {
		const failing = (error: Error) =>
			clusterOf(
				() => before,
				before,
				(question) => {
					if (question === 40) throw error
					return 'rbac'
				},
			).cluster
		const lost = new KnownError('cluster/unreachable', 'gone', { exit: 'cluster' })
		const { answers, missing } = await reviewsOf(failing(lost))
		expect(missing).toEqual({ reason: 'failed', message: 'gone' })
		expect(answers.length).toBeGreaterThanOrEqual(40)
		await expect(reviewsOf(failing(new Error('oops')))).rejects.toThrow('oops')
	})

	test('an interrupt ends it for its reason', async () => {
		const { cluster } = clusterOf(() => before, before)
		const signal = AbortSignal.abort(new Error('interrupted'))
		await expect(withReviews(cluster, facts, stages, { signal })).rejects.toThrow('interrupted')
	})

	test('members of a group are asked about without a name, service accounts by theirs', async () => {
		const { cluster } = clusterOf(() => before, before)
		const names = new Set<string | undefined>()
		const review: ApiServer['review'] = async ({ user }) => {
			names.add(user)
			return { type: 'reviewed', allowed: false, reason: '' }
		}
		await withReviews({ ...cluster, server: { ...(cluster.server as ApiServer), review } }, facts, stages, {})
		expect([...names].slice(0, 4)).toEqual([
			undefined,
			'system:anonymous',
			accountUser('shop-dev', 'ci'),
			accountUser('shop-prod', 'default'),
		])
	})
})
