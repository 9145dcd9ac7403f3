/** A plan for a person: what changes, for which namespace, and what stands in the way. */
import type { Blocked, Change, ClusterPlan, FieldChange, NetworkRadius, Stale } from '../model/change.ts'
import { grouped } from '../model/collect.ts'
import { showUnseen } from '../model/facts.ts'
import { showPath } from '../model/fields.ts'
import { type Json, showRef } from '../model/kube-object.ts'
import { nodesText } from './node-changes.ts'
import type { Paint } from './paint.ts'
import { quotasText } from './quota-changes.ts'
import { rightsText } from './rights-changes.ts'
import { count, indent } from './words.ts'

/** How much to show. */
export interface PlanTextOptions {
	/** Every object of a new namespace by name, instead of a summary. */
	readonly details: boolean
	/** Only what stands in the way, what is left over, and the numbers: for a plan that is carried out without a question. */
	readonly brief?: boolean
}

/** All clusters of a plan. */
export function planText(plans: readonly ClusterPlan[], paint: Paint, options: PlanTextOptions): string {
	return plans.map((plan) => clusterText(plan, paint, options)).join('\n')
}

function clusterText(plan: ClusterPlan, paint: Paint, options: PlanTextOptions): string {
	const groups = grouped(plan.changes, ({ ref }) => (ref.kind === 'Namespace' ? ref.name : (ref.namespace ?? '')))
	const sections = [
		paint.bold(`Cluster ${plan.cluster}`),
		...(options.brief === true
			? []
			: [...groups].map(([namespace, changes]) => indent(namespaceText(namespace, changes, paint, options), 2))),
		...staleText(plan.stale, paint),
		...(options.brief === true
			? []
			: [...radiusText(plan.network, paint), ...rightsText(plan.access, paint), ...nodesText(plan.nodes, paint)]),
		...quotasText(plan.capacity, paint),
		...plan.notices.map(
			({ message, hint }) =>
				`  ${paint.yellow('note')}: ${message}${hint === undefined ? '' : `\n        ${paint.dim(hint)}`}`,
		),
		...plan.unseen.map((unseen) => {
			const { namespace, message } = unseen
			const where = namespace === undefined ? '' : ` in ${namespace}`
			return `  ${paint.yellow('not visible')}: ${showUnseen(unseen)}${where}: ${message}`
		}),
		...blockedText(plan.blocked, paint),
		`  ${summary(plan)}`,
	]
	return `${sections.join('\n')}\n`
}

/** So many changed ways are shown before the rest is counted; JSON has them all. */
const shownWays = 12

/** What pods that are there already gain and lose. */
function radiusText(network: NetworkRadius | undefined, paint: Paint): readonly string[] {
	if (network === undefined) return []
	const { opens, closes, unseen } = network
	const ways = [
		...opens.map((way) => ({ word: paint.green('opens '), way })),
		...closes.map((way) => ({ word: paint.red('closes'), way })),
	]
	if (ways.length === 0 && unseen.length === 0) return []
	const width = Math.max(...ways.map(({ way: { from, to } }) => `${from} → ${to}`.length))
	const lines = ways.slice(0, shownWays).map(({ word, way: { from, to, ports, except, connections, example } }) => {
		const much = except !== undefined ? `all ports but ${except}` : ports === 'all' ? 'all ports' : ports
		const pair = `${example.from} → ${example.to}`
		const which = connections === 1 ? pair : `${connections} pairs of workloads, e.g. ${pair}`
		return `    ${word} ${`${from} → ${to}`.padEnd(width)}  ${much}  ${paint.dim(which)}`
	})
	return [
		`  ${paint.bold('connections')} of pods that are there already`,
		...lines,
		...(ways.length > shownWays ? [paint.dim(`    and ${ways.length - shownWays} more`)] : []),
		...unseen.map((entry) => `    ${paint.yellow('not visible')}: ${showUnseen(entry)}`),
	]
}

function namespaceText(
	namespace: string,
	changes: readonly Change[],
	paint: Paint,
	{ details }: PlanTextOptions,
): string {
	const own = changes.find(({ ref }) => ref.kind === 'Namespace')
	const created = changes.filter(({ action }) => action === 'create')
	const isNew = own?.action === 'create'
	const what = isNew
		? paint.green('new')
		: own?.action === 'delete'
			? paint.red('deleted with everything in it')
			: own?.action === 'update' && own.adopts
				? paint.cyan('exists already, adopted: what others wrote in it stays')
				: ''
	const title = namespace === '' ? 'whole cluster' : namespace
	const lines = [`${paint.bold(title)}${what === '' ? '' : `  ${what}`}`]
	const folded = details ? [] : created
	if (folded.length > 0) lines.push(`  ${paint.green('+')} ${kindCounts(folded)}`)
	for (const change of changes) if (!folded.includes(change)) lines.push(indent(changeText(change, paint), 2))
	return lines.join('\n')
}

function kindCounts(changes: readonly Change[]): string {
	return [...grouped(changes, ({ ref }) => ref.kind)]
		.map(([kind, each]) => (each.length === 1 ? `${kind} ${each[0]?.ref.name}` : count(each.length, kind)))
		.join(', ')
}

function changeText(change: Change, paint: Paint): string {
	const name = `${change.ref.kind} ${change.ref.name}`
	if (change.action === 'create') return `${paint.green('+')} ${name}`
	if (change.action === 'delete') return `${paint.red('-')} ${name}`
	const sign = change.action === 'replace' ? paint.yellow('±') : paint.yellow('~')
	const how =
		change.action === 'replace'
			? paint.dim('  (deleted and made anew: the API does not let this field change)')
			: change.fields.length === 0
				? paint.dim('  (values stay, Stagewall becomes a manager of its fields)')
				: ''
	return [`${sign} ${name}${how}`, ...fieldTexts(change.fields, paint).map((line) => indent(line, 4))].join('\n')
}

/** Keys that are only added to one map (labels of an adopted namespace) are one line together. */
function fieldTexts(fields: readonly FieldChange[], paint: Paint): readonly string[] {
	const parentOf = ({ path }: FieldChange): string => showPath(path.slice(0, -1))
	const added = grouped(
		fields.filter(({ before }) => before === undefined),
		parentOf,
	)
	const isFolded = (field: FieldChange): boolean =>
		field.before === undefined && field.path.length > 1 && (added.get(parentOf(field))?.length ?? 0) > 1
	const folded = [...added].flatMap(([parent, each]) => {
		const entries = each
			.filter(isFolded)
			.map(({ path, after }) => ({ key: path.at(-1) ?? '', value: valueText(after) }))
		return entries.length === 0 ? [] : [`${parent}  ${paint.green(`+ ${entriesText(entries)}`)}`]
	})
	return [...fields.filter((field) => !isFolded(field)).map((field) => fieldText(field, paint)), ...folded]
}

/** Keys with one prefix share it: `pod-security.kubernetes.io/{enforce: baseline, warn: restricted}`. */
function entriesText(entries: readonly { readonly key: string; readonly value: string }[]): string {
	const groups = grouped(entries, ({ key }) => key.slice(0, key.indexOf('/') + 1))
	return [...groups]
		.map(([prefix, each]) => {
			const pairs = each.map(({ key, value }) => `${key.slice(prefix.length)}: ${value}`).join(', ')
			return prefix === '' ? pairs : each.length === 1 ? `${prefix}${pairs}` : `${prefix}{${pairs}}`
		})
		.join(', ')
}

function fieldText({ path, before, after }: FieldChange, paint: Paint): string {
	return `${showPath(path)}  ${paint.red(valueText(before))} → ${paint.green(valueText(after))}`
}

function valueText(value: Json | undefined): string {
	if (value === undefined || value === null) return '(not set)'
	return typeof value === 'string' ? value : JSON.stringify(value)
}

function staleText(stale: readonly Stale[], paint: Paint): readonly string[] {
	const sentences: Readonly<Record<Stale['why'], (names: string) => string>> = {
		'not-asked': (names) => `no longer in the plan, and still in force: ${names} (--prune removes them)`,
		wall: (names) => `kept, because the namespace still stands and would be open without: ${names}`,
		namespace: (names) => `no longer in the plan: ${names} (--delete-namespace NAME deletes one with everything in it)`,
	}
	return [...grouped(stale, ({ why }) => why)].map(
		([why, each]) =>
			`  ${paint.yellow('left over')}: ${sentences[why as Stale['why']](each.map(({ ref }) => showRef(ref)).join(', '))}`,
	)
}

function blockedText(blocked: readonly Blocked[], paint: Paint): readonly string[] {
	return blocked.map(({ change, outcome }) => {
		if (outcome.type === 'refused') return `  ${paint.red('refused')}: ${showRef(change.ref)}: ${outcome.message}`
		const fields = outcome.conflicts.map(
			({ field, manager, before, after }) =>
				`      ${field}  ${valueText(before)} → ${valueText(after)}  ${paint.dim(`owned by ${manager}`)}`,
		)
		return [`  ${paint.red('conflict')}: ${showRef(change.ref)} has fields that others manage`, ...fields].join('\n')
	})
}

function summary({ changes, unchanged, blocked }: ClusterPlan): string {
	const number = (action: Change['action']): number => changes.filter((change) => change.action === action).length
	const parts = [
		[number('create'), 'to create'],
		[number('update'), 'to change'],
		[number('replace'), 'to replace'],
		[number('delete'), 'to delete'],
	].flatMap(([amount, words]) => (amount === 0 ? [] : [`${amount} ${words}`]))
	const first = parts.length === 0 ? 'Nothing to change' : parts.join(', ')
	const conflicts = blocked.length === 0 ? '' : `, ${blocked.length} blocked`
	return `${first}; ${unchanged} unchanged${conflicts}.`
}
