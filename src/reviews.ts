/** Asking an API server itself about rights: whatever else than RBAC decides there shows in no object. */
import type { ApiServer, Cluster, Progress } from './cluster/cluster.ts'
import { identityOf } from './model/access.ts'
import { KnownError } from './model/errors.ts'
import type { Facts, Review, ReviewQuestion, Reviews } from './model/facts.ts'
import { inParallel } from './model/parallel.ts'
import type { Tenancy } from './model/tenancy.ts'
import { concurrency } from './targets.ts'
import { accessOf, accessWants, differs, reviewSamples } from './verify/access/index.ts'

/** How a question is asked. */
interface Asking {
	readonly progress?: Progress
	readonly signal?: AbortSignal
}

/**
 * Adds what the API server says to a sample of requests; facts of files stay as they are.
 *
 * Between listing and asking rights may change, and the authorizer learns of a change a moment after the list does. So where the
 * answer is not what the listed objects say, they are listed anew and the question is put once more: only where both are as
 * before does the difference count. An answer that no longer holds says nothing about what was listed and is left out.
 */
export async function withReviews(cluster: Cluster, facts: Facts, tenancy: Tenancy, asking: Asking): Promise<Facts> {
	const { server } = cluster
	if (server === undefined) return facts
	const samples = reviewSamples({ tenancy, facts })
	if (samples.length === 0) return facts
	const first = await ask(server, samples, asking)
	const access = accessOf(facts)
	const doubtful = first.answers.filter((review) => differs(access, review))
	if (doubtful.length === 0) return { ...facts, reviews: first }

	const { signal } = asking
	const namespaces = tenancy.namespaces.filter((each) => each.cluster === facts.cluster).map(({ name }) => name)
	const fresh = accessOf(
		await cluster.observe({ wants: accessWants(), namespaces, ...(signal === undefined ? {} : { signal }) }),
	)
	const second = await ask(server, doubtful, asking)
	const stands = new Set(second.answers.filter((review) => differs(fresh, review)).map(keyOf))
	const answers = first.answers.filter((review) => !doubtful.includes(review) || stands.has(keyOf(review)))
	const missing = first.missing ?? second.missing
	return { ...facts, reviews: { answers, ...(missing === undefined ? {} : { missing }) } }
}

/** The question with its answer. */
function keyOf({ subject, request, allowed }: Review): string {
	return JSON.stringify([subject, request, allowed])
}

/** Asks until there is an end to it: who may not ask the first question may ask none. */
async function ask(
	server: ApiServer,
	questions: readonly ReviewQuestion[],
	{ progress, signal }: Asking,
): Promise<Reviews> {
	let missing: Reviews['missing']
	let done = 0
	const answers = await inParallel(questions, concurrency, async (question): Promise<readonly Review[]> => {
		if (missing !== undefined) return []
		signal?.throwIfAborted()
		const { subject, request } = question
		try {
			const verdict = await server.review(identityOf(subject), request, signal)
			progress?.(++done, questions.length, 'subjectaccessreviews')
			if (verdict.type === 'reviewed') return [{ subject, request, allowed: verdict.allowed, reason: verdict.reason }]
			missing ??= {
				reason: verdict.reason === 'forbidden' ? 'forbidden' : 'failed',
				message: verdict.message,
			}
		} catch (error) {
			// What was listed can be proved all the same.
			if (!(error instanceof KnownError)) throw error
			missing ??= { reason: 'failed', message: error.message }
		}
		return []
	})
	return { answers: answers.flat(), ...(missing === undefined ? {} : { missing }) }
}
