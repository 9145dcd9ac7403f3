/** What the API server itself says about rights, held against the objects: other authorizers show in nothing else. */
import { showRequest, showSubject, subjectKey } from '../../../model/access.ts'
import { grouped } from '../../../model/collect.ts'
import type { Review } from '../../../model/facts.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { isPlanned } from '../../../model/tenancy.ts'
import { finding } from '../../prover.ts'
import { showSome } from '../../words.ts'
import { differs, isByRbac } from '../reviews/differs.ts'
import { isAboutWalls } from '../reviews/samples.ts'
import type { Scene } from './scene.ts'

/** The proofs of access, by what they are about. */
type About = 'isolation' | 'levels' | 'walls'

/**
 * What the server allows somebody and RBAC does not, one finding for each stage; what of it may be RBAC's after all; and one note of
 * what it is the other way round.
 *
 * @param isHidden - whether roles or bindings could not be seen: what RBAC itself allows is then no sign of anybody else
 */
export function otherAuthorizers(scene: Scene, about: About, isHidden: boolean): readonly Finding[] {
	const { allowed, refused } = differencesIn(scene, isHidden)
	const own = allowed.filter((review) => refutes(scene, review) === about)
	return [
		...[...grouped(own, ({ request }) => stageOf(scene, request.namespace)).values()].map((group) =>
			allowedFinding(scene, group),
		),
		...(about === 'isolation' && refused.length > 0 ? [refusedNote(scene, refused)] : []),
		...unsettledFindings(scene, about),
	]
}

/** What the claims rest on as far as other authorizers go. */
export function assumptionOnAuthorizers(scene: Scene, isHidden: boolean): string {
	const { reviews } = scene.input.facts
	const start =
		'RBAC is asked, and nobody besides it: other authorizers (webhooks, Node, ABAC) leave no trace in objects'
	if (reviews === undefined) return `${start}.`
	const { answers, missing } = reviews
	const { allowed, refused } = differencesIn(scene, isHidden)
	const other = allowed.length + refused.length
	const asked = `${answers.length} SubjectAccessReview`
	const why =
		missing === undefined
			? []
			: [`not confirmed: ${missing.reason === 'forbidden' ? 'may not create subjectaccessreviews' : missing.message}`]
	const confirmed =
		answers.length === 0
			? []
			: [
					other === 0
						? `confirmed by ${asked}${answers.length === 1 ? '' : 's'}`
						: `${other} of ${asked}s say otherwise`,
				]
	const parts = [start, ...confirmed, ...why]
	return `${parts.join('; ').replace(/\.$/, '')}.`
}

interface Differences {
	readonly allowed: readonly Review[]
	readonly refused: readonly Review[]
}

function differencesIn({ access, input }: Scene, isHidden: boolean): Differences {
	const answers = input.facts.reviews?.answers ?? []
	const other = answers.filter((review) => differs(access, review) && !(isHidden && isByRbac(review)))
	return { allowed: other.filter(({ allowed }) => allowed), refused: other.filter(({ allowed }) => !allowed) }
}

/** What a right that nobody wrote down is against: at home it is more than the level, or opens a wall; elsewhere it crosses one. */
function refutes({ input, stageOf: find, residents }: Scene, { subject, request }: Review): About {
	const stage = request.namespace === undefined ? undefined : find(request.namespace)
	const isHome = stage !== undefined && residents.get(subjectKey(subject))?.homes.has(stage) === true
	if (!isHome) return 'isolation'
	if (isAboutWalls(request)) return 'walls'
	// Without a plan nobody says what is too much at home; that somebody else decides is worth knowing all the same.
	return isPlanned(input.tenancy) ? 'levels' : 'isolation'
}

function stageOf({ stageOf: find }: Scene, namespace: string | undefined): string | undefined {
	return namespace === undefined ? undefined : find(namespace)
}

function allowedFinding(scene: Scene, group: readonly Review[]): Finding {
	const [{ request }] = group as readonly [Review, ...Review[]]
	const stage = stageOf(scene, request.namespace)
	const who = [...new Set(group.map(({ subject }) => showSubject(subject)))]
	const what = [...new Set(group.map((review) => showRequest(review.request)))]
	const whose = group.every(isByRbac)
		? 'by rights that are not among the objects'
		: 'so another authorizer besides RBAC does'
	return finding(scene, {
		code: 'access/other-authorizer',
		severity: 'high',
		...(stage === undefined ? {} : { stage }),
		subject: undefined,
		message: `the API server lets ${showSome(who)} ${showSome(what)}, and no role or binding gives it: ${whose}`,
		witness: group.map(evidenceOf),
		remedy:
			'See who else decides there: --authorization-mode and --authorization-config of the API server, its webhooks, what a cloud adds.',
	})
}

function unsettledFindings(scene: Scene, about: About): readonly Finding[] {
	const { answers = [], why } = scene.input.facts.reviews?.unsettled ?? {}
	const own = answers.filter((review) => refutes(scene, review) === about)
	if (own.length === 0) return []
	const what = own.map(({ subject, request }) => `${showSubject(subject)} ${showRequest(request)}`)
	return [
		finding(scene, {
			code: 'access/not-visible',
			result: 'not-visible',
			severity: 'medium',
			subject: undefined,
			message: `by whom the API server allows it is not known, RBAC or another authorizer: ${showSome(what)}; ${why}`,
			witness: own.map(evidenceOf),
			remedy: 'Run it again.',
		}),
	]
}

function refusedNote(scene: Scene, group: readonly Review[]): Finding {
	const what = group.map(({ subject, request }) => `${showSubject(subject)} ${showRequest(request)}`)
	return finding(scene, {
		code: 'access/refused-by-other',
		result: 'noted',
		severity: 'info',
		subject: undefined,
		message: `the API server refuses what RBAC allows, so another authorizer is asked first: ${showSome(what)}`,
		witness: group.map(evidenceOf),
	})
}

function evidenceOf({ subject, request, allowed, reason }: Review): Evidence {
	const words = allowed ? 'allowed' : 'denied'
	return {
		field: `${showSubject(subject)}, ${showRequest(request)}`,
		observed: reason === '' ? `${words}, without a reason` : `${words} (${reason})`,
		expected: allowed ? 'denied, by RBAC' : 'allowed, by RBAC',
	}
}
