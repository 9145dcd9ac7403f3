/** Why somebody may do something, or may not, as a person would say it: the answer first, then what it rests on. */
import { subjectKey } from '../model/access.ts'
import type {
	AccessExplanation,
	AccessVerdict,
	AccessWay,
	ExplainedAccess,
	NearMiss,
	WrittenObject,
	WrittenRule,
} from '../model/access-explanation.ts'
import { showRef } from '../model/kube-object.ts'
import { subjectWords } from './access-words.ts'
import { doubtsText } from './doubts.ts'
import type { Paint } from './paint.ts'
import { indent, someOf } from './words.ts'

/** One explanation. */
export function explainAccessText(explanation: AccessExplanation, paint: Paint): string {
	const { answers, doubts } = explanation
	const isOpen = answers.some(({ verdict }) => verdict === 'unknown')
	const title = isOpen ? 'Not certain, because' : 'There may be more ways to the same right, because'
	return `${[
		...doubtsText(doubts, title, paint),
		...overview(explanation, paint),
		...answers.map((answer) => answerText(answer, explanation, paint)),
		paint.dim(notes(explanation).join('\n')),
	].join('\n\n')}\n`
}

/** `stagewall explain access -o json`. */
export function explainAccessJson(explanation: AccessExplanation): string {
	const report = { apiVersion: 'stagewall.dev/v1alpha1', kind: 'AccessExplanation', ...explanation }
	return `${JSON.stringify(report, undefined, 2)}\n`
}

const verdictWords: Readonly<Record<AccessVerdict, string>> = {
	allowed: 'allowed',
	denied: 'denied',
	unknown: 'not known',
}

/** Where there are several answers, all of them in one line. */
function overview({ answers, subject, request }: AccessExplanation, paint: Paint): readonly string[] {
	if (answers.length < 2) return []
	const parts = (['allowed', 'unknown', 'denied'] as const).flatMap((verdict) => {
		const own = answers.filter((answer) => answer.verdict === verdict)
		const places = [...new Set(own.map((answer) => placeName(answer, answers)))]
		return places.length === 0 ? [] : [`${verdictWords[verdict]} in ${places.join(', ')}`]
	})
	return [`${paint.bold(`${subject}, ${request}`)}: ${parts.join('; ')}`]
}

/** A stage by its name where it has one answer, else the namespaces. */
function placeName(answer: ExplainedAccess, answers: readonly ExplainedAccess[]): string {
	const { stage, namespaces, cluster } = answer
	if (namespaces.length === 0) return `the whole cluster ${cluster}`
	const isWhole = answers.every(
		(other) => other.stage !== stage || other.cluster !== cluster || other.verdict === answer.verdict,
	)
	return stage !== undefined && isWhole ? stage : someOf(namespaces)
}

function answerText(answer: ExplainedAccess, explanation: AccessExplanation, paint: Paint): string {
	const lines =
		answer.verdict === 'allowed' ? allowedLines(answer, explanation, paint) : deniedLines(answer, explanation, paint)
	return [titleText(answer, explanation, paint), ...lines.map((line) => indent(line, 2))].join('\n')
}

function titleText(answer: ExplainedAccess, explanation: AccessExplanation, paint: Paint): string {
	const result = {
		allowed: paint.green('allowed by RBAC'),
		denied: paint.red('denied by RBAC'),
		unknown: paint.yellow('not known: nothing that could be read allows it'),
	}[answer.verdict]
	const who = whoWords(answer, explanation.subject)
	return `${paint.bold(`${who}, ${explanation.request}, in ${whereWords(answer)}`)}: ${result}`
}

/** The subject as it was asked about, and who that is. */
function whoWords({ subjects, namespaces }: ExplainedAccess, asked: string): string {
	const [first] = subjects
	const words =
		first?.kind === 'ServiceAccount' && namespaces.length > 1 && namespaces.includes(first.namespace)
			? 'the service account of each namespace'
			: someOf(subjects.map(subjectWords))
	return words === asked || words === `user:${asked}` ? words : `${asked} (${words})`
}

function whereWords({ namespaces, stage, cluster }: ExplainedAccess): string {
	if (namespaces.length === 0) return `the whole cluster ${cluster}`
	if (stage === undefined) return someOf(namespaces)
	return namespaces.length === 1 ? `${namespaces[0]} (stage ${stage})` : `${stage} (${someOf(namespaces)})`
}

function allowedLines(
	{ master, ways, namespaces }: ExplainedAccess,
	{ subject, request }: AccessExplanation,
	paint: Paint,
): readonly string[] {
	return [
		...(master ? ['Members of system:masters are let through before any rule is asked.'] : []),
		...ways.map((way) => wayText(way, subject, request, paint)),
		...(namespaces.length > 1 && ways.some(({ binding }) => binding.object.namespace !== undefined)
			? [paint.dim(`Shown for ${namespaces[0]}; the others are alike.`)]
			: []),
	]
}

function wayText(
	{ through, binding, subjectField, role, assumed, ruleField, rule }: AccessWay,
	asked: string,
	request: string,
	paint: Paint,
): string {
	const who = subjectWords(through)
	const named = who === asked || who === `user:${asked}` ? 'it' : who
	const brought = assumed ? paint.dim(' (of Kubernetes itself, not in these files)') : ''
	return [
		`${paint.green('✓')} ${showRef(binding.object)} ${subjectField} names ${named}${writtenBy(binding, paint)}`,
		`  → ${showRef(role.object)}${brought}${writtenBy(role, paint)}`,
		`  → ${ruleField}: ${ruleWords(rule, request)}`,
	].join('\n')
}

function writtenBy({ manager }: WrittenObject, paint: Paint): string {
	return manager === undefined ? '' : paint.dim(`, written by ${manager}`)
}

/** @example 'create, get on pods/exec', 'every verb on everything' */
function ruleWords(
	{ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: WrittenRule,
	request: string,
): string {
	const [, asked = ''] = request.split(' ')
	const [base = '', ...below] = asked.split('/')
	const written = [base.split('.')[0], ...below].join('/')
	const doing = verbs.includes('*') ? 'every verb' : verbs.join(', ')
	if (resources.length === 0) return `${doing} on ${nonResourceURLs.join(', ')}`
	const groups = apiGroups.includes('*')
		? resources.includes('*')
			? ''
			: ' of every API group'
		: apiGroups.every((group) => group === '')
			? ''
			: ` of ${apiGroups.map((group) => (group === '' ? 'the core group' : group)).join(', ')}`
	const what = resources.includes('*')
		? apiGroups.includes('*')
			? 'everything'
			: 'every resource'
		: someOf([...resources].sort((a, b) => Number(b === written) - Number(a === written)))
	return `${doing} on ${what}${groups}${resourceNames.length === 0 ? '' : `, named ${resourceNames.join(', ')}`}`
}

/** So many near misses are shown. */
const shownMisses = 5

function deniedLines(answer: ExplainedAccess, explanation: AccessExplanation, paint: Paint): readonly string[] {
	const near = answer.near.flatMap((miss) => withoutSaid(miss, answer, explanation.answers))
	const rest = near.length - shownMisses
	return [
		...(near.length === 0 ? ['No binding gives it anything near.'] : ['What comes closest:']),
		...near.slice(0, shownMisses).map((miss) => `${paint.dim('·')} ${missText(miss, explanation)}`),
		...(rest > 0 ? [paint.dim(`  and ${rest} more`)] : []),
		...becomingLines(answer, paint),
		...levelLines(answer),
	]
}

/** A denial that somebody can walk around says so. */
function becomingLines({ becoming = [] }: ExplainedAccess, paint: Paint): readonly string[] {
	const [, ...steps] = becoming
	if (steps.length === 0) return []
	return [
		`${paint.red('By becoming somebody else it can all the same')}: ${steps.map(({ what }) => what).join(' → ')}`,
		...steps.flatMap(({ evidence }) =>
			evidence.map(({ object, observed }) => {
				const by = object === undefined ? '' : `${showRef(object)}: `
				return `  ${paint.dim('→')} ${by}${observed ?? ''}`
			}),
		),
	]
}

/** That it holds elsewhere is no news where that is an answer of its own. */
function withoutSaid(
	miss: NearMiss,
	{ cluster, subjects }: ExplainedAccess,
	answers: readonly ExplainedAccess[],
): readonly NearMiss[] {
	if (miss.type !== 'namespace') return [miss]
	const keys = new Set(subjects.map(subjectKey))
	const said = answers.flatMap((other) => {
		const isSaid = other.cluster === cluster && other.verdict === 'allowed'
		return isSaid && other.subjects.some((subject) => keys.has(subjectKey(subject))) ? other.namespaces : []
	})
	const has = miss.has.filter((namespace) => !said.includes(namespace))
	return has.length === 0 ? [] : [{ ...miss, has }]
}

function missText({ type, binding, role, field, has }: NearMiss, { request }: AccessExplanation): string {
	const [verb = '', resource = '', name] = request.split(' ')
	const way = `${showRef(binding)} → ${showRef(role)}`
	const rule = `${way} ${field}`
	switch (type) {
		case 'names':
			return `${rule} is about objects named ${has.join(', ')} alone${name === undefined ? ', and no name was asked about' : ''}`
		case 'wildcard':
			return `${rule} says ${has.join(', ')}, which is no wildcard and matches nothing; ${resource} has to be named`
		case 'subresource':
			return `${rule} is about ${has.join(', ')}, which does not cover ${resource}`
		case 'resource':
			return `${rule} is about ${has.join(', ')}, which does not cover ${resource}`
		case 'verb':
			return `${rule} allows ${has.join(', ')} on ${resource}, and not ${verb}`
		case 'api-group':
			return `${rule} is about the API group ${has.map((group) => (group === '' ? '"" (core)' : group)).join(', ')}, and not about ${resource}`
		case 'related':
			return `${way} allows ${has.join('; ')}`
		case 'missing-role':
			return `${showRef(binding)} names ${showRef(role)}, and there is no such role`
		case 'subject':
			return `${way} allows it to ${has.join(', ')}, which is somebody else`
		case 'namespace':
			return `${way} allows it, but in ${someOf(has)}`
	}
}

function levelLines({ levels, planned }: ExplainedAccess): readonly string[] {
	const gives =
		planned === undefined
			? []
			: [
					planned.allows
						? `The plan gives ${planned.person} the level ${planned.level}, which allows it: stagewall apply writes what is not there yet.`
						: `The plan gives ${planned.person} the level ${planned.level}.`,
				]
	const would =
		levels.length === 0 || planned?.allows === true
			? []
			: [
					`${levels.length === 1 ? 'The access level that allows it is' : 'Access levels that allow it are'} ${levels.join(', ')}.`,
				]
	return [...gives, ...would]
}

function notes({ groups, answers }: AccessExplanation): readonly string[] {
	const isPeople = answers.some(({ subjects }) => subjects.some(({ kind }) => kind !== 'ServiceAccount'))
	const login =
		groups.length === 0
			? 'Groups that a login adds are not known here: --group GROUP.'
			: `With the groups ${groups.join(', ')}.`
	return ['This is what RBAC says; another authorizer of the API server may allow more.', ...(isPeople ? [login] : [])]
}
