/** How full a namespace is, as a person would say it: a table of what is left, who uses it, and what would still fit. */
import { showRefusal } from '../model/capacity.ts'
import type { ExplainedKey, ExplainedQuota, ExplainedWorkload, QuotaExplanation } from '../model/quota-explanation.ts'
import { doubtsText } from './doubts.ts'
import type { Paint } from './paint.ts'
import { type TableCell, tableLines } from './table.ts'
import { indent } from './words.ts'

/** A line has at most so many characters, where words allow it. */
const width = 120

/** One explanation. */
export function explainQuotaText(explanation: QuotaExplanation, paint: Paint): string {
	const { cluster, namespace, stage, doubts, quotas, limitRanges, workloads } = explanation
	const where = stage === undefined ? `cluster ${cluster}` : `stage ${stage}, cluster ${cluster}`
	const ranges =
		limitRanges.length === 0
			? []
			: [
					`Limit ranges: ${limitRanges.map(({ name }) => name).join(', ')}. They fill in what a container does not declare.`,
				]
	return `${[
		...doubtsText(doubts, 'Not certain, because', paint),
		paint.bold(`${namespace} (${where})`),
		...(quotas.length === 0
			? ['No quota: nothing limits what it uses.']
			: quotas.map((quota) => quotaText(quota, paint))),
		...(workloads.length === 0 ? [] : [workloadsText(workloads, paint)]),
		...ranges.map((line) => paint.dim(line)),
	].join('\n\n')}\n`
}

/** `stagewall explain quota -o json`. */
export function explainQuotaJson(explanation: QuotaExplanation): string {
	const report = { apiVersion: 'stagewall.dev/v1alpha1', kind: 'QuotaExplanation', ...explanation }
	return `${JSON.stringify(report, undefined, 2)}\n`
}

function quotaText({ object, scopes, keys }: ExplainedQuota, paint: Paint): string {
	const scope = scopes.length === 0 ? '' : `, counts only ${scopes.join(' and ')}`
	const rows = keys.map((each) => keyRow(each, paint))
	const title = ['key', 'hard', 'used', 'free', 'of the stage', 'most by'].map((word) =>
		cell(word, (text) => paint.dim(text)),
	)
	return [
		`${paint.bold(`ResourceQuota ${object.name}`)}${scope}`,
		...tableLines([title, ...rows], width - 2).map((line) => indent(line, 2)),
		paint.dim(indent(sourceOf(keys), 2)),
	].join('\n')
}

function cell(line: string, mark?: TableCell['mark']): TableCell {
	return { lines: [line], ...(mark === undefined ? {} : { mark }) }
}

function keyRow({ key, hard, used, free, percent, budget, most }: ExplainedKey, paint: Paint): readonly TableCell[] {
	const isOver = free?.startsWith('-') === true
	const isTight = percent !== undefined && percent >= 90
	const mark = (text: string): string => (isOver ? paint.red(text) : isTight ? paint.yellow(text) : text)
	return [
		cell(key),
		cell(hard),
		cell(used === undefined ? '?' : percent === undefined ? used : `${used} (${percent} %)`, mark),
		cell(free ?? '?', mark),
		cell(budget === undefined ? '' : `${budget.percent} % of ${budget.whole}`),
		cell(most.map(({ object, amount }) => `${object.kind} ${object.name} ${amount}`).join(', '), (text) =>
			paint.dim(text),
		),
	]
}

/** Where the numbers come from, and whether both sources say the same. */
function sourceOf(keys: readonly ExplainedKey[]): string {
	if (keys.every(({ reported }) => reported === undefined))
		return 'Counted by Stagewall from what was seen: no quota controller has counted for this quota as it stands.'
	const both = keys.filter(({ reported, counted }) => reported !== undefined && counted !== undefined)
	const others = both.filter(({ reported, counted }) => reported !== counted)
	if (others.length > 0) {
		const list = others.map(({ key, reported, counted }) => `${key} ${reported} and not ${counted}`).join(', ')
		return `As the quota controller reports it (status.used). Stagewall counts something else: the controller says ${list}.`
	}
	return both.length === keys.length
		? 'As the quota controller reports it (status.used); Stagewall counts the same.'
		: `As the quota controller reports it (status.used); Stagewall counts the same for ${both.length} of ${keys.length} keys and cannot count the others.`
}

function workloadsText(workloads: readonly ExplainedWorkload[], paint: Paint): string {
	const title = ['workload', 'pods', 'uses', 'one more replica'].map((word) => cell(word, (text) => paint.dim(text)))
	return [
		paint.bold('Workloads'),
		...tableLines([title, ...workloads.map((each) => workloadRow(each, paint))], width - 2).map((line) =>
			indent(line, 2),
		),
	].join('\n')
}

function workloadRow(
	{ object, pods, wanted, uses, next, refusals }: ExplainedWorkload,
	paint: Paint,
): readonly TableCell[] {
	const verdict = {
		fits: cell('fits', (text) => paint.green(text)),
		none: cell('–', (text) => paint.dim(text)),
		refused: { lines: refusals.map((refusal) => showRefusal(refusal)), mark: (text: string) => paint.red(text) },
	}
	return [
		cell(`${object.kind} ${object.name}`),
		cell(wanted === undefined ? `${pods}` : `${pods} of ${wanted}`),
		cell(
			Object.entries(uses)
				.map(([key, amount]) => `${key} ${amount}`)
				.join(', '),
		),
		verdict[next],
	]
}
