/** Asking an API server itself about rights: whatever else than RBAC decides there shows in no object. */
import type { ApiServer, Cluster, Progress } from './cluster/cluster.ts'
import { identityOf } from './model/access.ts'
import { KnownError } from './model/errors.ts'
import {
	type Facts,
	newlyUnseen,
	type Review,
	type ReviewQuestion,
	type Reviews,
	showUnseen,
	type Unseen,
} from './model/facts.ts'
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
 * answer is not what the listed objects say, they are listed anew, and where these do not explain it the question is put once more:
 * only where both are as before does the difference count. An answer that no longer holds says nothing about what was listed and is
 * left out; one that could not be looked at again is unsettled.
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
	const listed = await cluster.observe({
		wants: accessWants(),
		namespaces,
		...(signal === undefined ? {} : { signal }),
	})
	const gaps = newlyUnseen(facts.unseen, listed.unseen)
	const again = gaps.length === 0 ? await askAgain(server, doubtful, listed, asking) : unlisted(doubtful, gaps)
	const missing = first.missing ?? again.missing
	const sure = first.answers.filter((review) => !doubtful.includes(review))
	return {
		...facts,
		reviews: {
			answers: [...sure, ...again.answers],
			...(missing === undefined ? {} : { missing }),
			...(again.unsettled === undefined ? {} : { unsettled: again.unsettled }),
		},
	}
}

/** What stands of answers that the objects did not explain. */
async function askAgain(
	server: ApiServer,
	doubtful: readonly Review[],
	listed: Facts,
	asking: Asking,
): Promise<Reviews> {
	const access = accessOf(listed)
	const unexplained = doubtful.filter((review) => differs(access, review))
	const { answers, missing } = await ask(server, unexplained, asking)
	const stands = new Set(answers.map(keyOf))
	const confirmed = unexplained.filter((review) => stands.has(keyOf(review)))
	if (missing === undefined) return { answers: confirmed }
	const answered = new Set(answers.map(questionOf))
	const open = unexplained.filter((review) => !answered.has(questionOf(review)))
	return { answers: confirmed, missing, ...unsettled(open, `it could not be asked again: ${missing.message}`) }
}

/** What could not be listed again may hold a right given meanwhile, whatever the server would answer to the question now. */
function unlisted(doubtful: readonly Review[], gaps: readonly Unseen[]): Reviews {
	const what = [...new Set(gaps.map((gap) => `${showUnseen(gap)}: ${gap.message}`))].join('; ')
	return { answers: [], ...unsettled(doubtful, `not everything could be listed again: ${what}`) }
}

/** A refusal of what the objects give opens nothing, so that only what is allowed is left open. */
function unsettled(open: readonly Review[], why: string): Pick<Reviews, 'unsettled'> {
	const answers = open.filter(({ allowed }) => allowed)
	return answers.length === 0 ? {} : { unsettled: { answers, why } }
}

function questionOf({ subject, request }: ReviewQuestion): string {
	return JSON.stringify([subject, request])
}

/** The question with its answer. */
function keyOf(review: Review): string {
	return `${review.allowed} ${questionOf(review)}`
}

/** Asks until there is an end to it: who may not ask the first question may ask none, so that it goes ahead of the others. */
async function ask(
	server: ApiServer,
	questions: readonly ReviewQuestion[],
	{ progress, signal }: Asking,
): Promise<Reviews> {
	let missing: Reviews['missing']
	let done = 0
	const put = async (question: ReviewQuestion): Promise<readonly Review[]> => {
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
	}
	const first = await inParallel(questions.slice(0, 1), 1, put)
	const others = await inParallel(questions.slice(1), concurrency, put)
	return { answers: [...first, ...others].flat(), ...(missing === undefined ? {} : { missing }) }
}
