/** An explanation of connections as a person would give it: the answer first, then the way to it, then what would change it. */
import { showRef } from '../model/kube-object.ts'
import type {
	Dependence,
	ExplainedGroup,
	NetworkExplanation,
	Party,
	StageRelation,
	View,
	WorldName,
} from '../model/network-explanation.ts'
import { doubtsText } from './doubts.ts'
import { changesText } from './explain-network-changes.ts'
import { capital, exampleName, nameOf, portWords, sideText } from './explain-network-sides.ts'
import type { Paint } from './paint.ts'
import { count, indent } from './words.ts'

/** One explanation. */
export function explainNetworkText(explanation: NetworkExplanation, paint: Paint): string {
	const { groups, doubts } = explanation
	const [first] = groups
	const blocks =
		groups.length === 1 && first !== undefined
			? [groupText(first, titleOf(explanation), paint)]
			: [overview(explanation, paint), ...groups.map((group, index) => numbered(group, index, paint))]
	return `${[...doubtsText(doubts, 'Not certain, because', paint), ...blocks, ...restText(explanation, paint)].join('\n\n')}\n`
}

/** `stagewall explain network -o json`. */
export function explainNetworkJson(explanation: NetworkExplanation): string {
	const report = { apiVersion: 'stagewall.dev/v1alpha1', kind: 'NetworkExplanation', ...explanation }
	return `${JSON.stringify(report, undefined, 2)}\n`
}

function titleOf({ from, to }: NetworkExplanation): string {
	return `${from} → ${to}`
}

function overview(explanation: NetworkExplanation, paint: Paint): string {
	const { groups, more, asked } = explanation
	const pairs = groups.reduce((sum, group) => sum + group.pairs, more.pairs)
	const ports = asked === 'all' ? '' : `, ${asked}`
	const number = count(groups.length + more.groups, 'group')
	return paint.bold(`${titleOf(explanation)}${ports}: ${count(pairs, 'pair')} of ends, in ${number} by their answers`)
}

function numbered(group: ExplainedGroup, index: number, paint: Paint): string {
	return groupText(group, `${index + 1}. ${partyText(group.from)} → ${partyText(group.to)}`, paint)
}

/** So many workloads are named on each side. */
const shownNames = 3

function partyText({ workloads, addresses }: Party): string {
	const names = [...workloads.map(showRef), ...addresses]
	const rest = names.length - shownNames
	return rest > 1 ? `${names.slice(0, shownNames).join(', ')} and ${rest} more` : names.join(', ')
}

function groupText(group: ExplainedGroup, title: string, paint: Paint): string {
	const { views, asked } = group
	const [usual] = views
	const sections = [
		[verdictText(group, title, paint), ...factsOf(group).map((line) => indent(line, 2))].join('\n'),
		...(usual === undefined ? [] : [usual.egress, usual.ingress].map((side) => sideText(side, asked, paint))),
		...otherViews(views, asked, paint),
		...labelsText(group, paint),
		...changesText(group, paint),
	]
	const [head = '', ...rest] = sections
	return [head, ...rest.map((section) => indent(section, 2))].join('\n\n')
}

function verdictText(group: ExplainedGroup, title: string, paint: Paint): string {
	const ports = group.asked === 'all' ? '' : `, ${group.asked}`
	return `${paint.bold(`${title}${ports}`)}: ${answerText(group, paint)}`
}

function answerText({ verdict, open, unsure, asked }: ExplainedGroup, paint: Paint): string {
	const all = asked === 'all' ? ' on all ports' : ''
	switch (verdict) {
		case 'open':
			return paint.green(`open${all}`)
		case 'closed':
			return paint.red(`closed${all}`)
		case 'partly':
			return paint.yellow(`open on ${open}, closed on the rest`)
		case 'depends': {
			const sure = open === '' ? '' : `open on ${portWords(open)}, and `
			return paint.yellow(unsure === asked ? 'it depends' : `${sure}it depends on ${portWords(unsure)}`)
		}
	}
}

/** Whose connection it is, and why the answer is what it is, where no policy says so. */
function factsOf(group: ExplainedGroup): readonly string[] {
	const { from, to, pairs, dependsOn, always, never, stages } = group
	const same =
		pairs > 1 ? [`${count(pairs, 'pair')} of ends, all alike: ${exampleName(from)} → ${exampleName(to)} is one.`] : []
	return [
		...dependsOn.map((each) => `It depends on ${dependences[each]}.`),
		...(always === 'self' ? ['A pod always reaches itself: no policy closes that.'] : []),
		...(always === 'same-node' ? [sameNode(group)] : []),
		...(never === undefined ? [] : ['The one has IPv4 addresses only and the other IPv6, so they cannot meet.']),
		...stagesText(stages),
		...same,
	]
}

function sameNode({ from, to }: ExplainedGroup): string {
	const host = from.example.hostNetwork ? from : to
	return `Both run on the node ${from.example.node}, and ${nameOf(host.example)} is in its network: no policy closes that, as the kubelet's probes depend on it.`
}

const dependences: Readonly<Record<Dependence, string>> = {
	blocks:
		"whether the network plugin lets ipBlock match pods, as Kubernetes' own tests want it and some plugins do not",
	addresses: 'addresses of pods that are not known',
	range: 'which of the addresses is meant, as a block has only some of them',
	domains: 'which addresses the domain names have',
	'equal-priority': 'which of the policies with the same priority the network plugin asks first',
	'host-network': 'whether the network plugin treats pods in the network of their node as pods',
	node: 'on which nodes they run, as nothing closes what is on one node',
}

function stagesText(stages: StageRelation): readonly string[] {
	const sentence = relationText(stages)
	const missing = stages.wallsMissing
	return [
		...(sentence === '' ? [] : [sentence]),
		...(stages.allowed === '' || stages.unallowed === ''
			? []
			: [`The plan does not allow what is open on ${portWords(stages.unallowed)}.`]),
		...(missing.length === 0 || stages.relation === 'inside'
			? []
			: [`The plan's policies are not there yet in ${missing.join(', ')}: stagewall apply writes them.`]),
	]
}

function relationText(stages: StageRelation): string {
	const { relation, from, to, fromZone, toZone, planned } = stages
	switch (relation) {
		case 'none':
			return ''
		case 'inside':
			return `Both are in ${fromZone === from ? `the stage ${from}` : fromZone}, without a wall between them.`
		case 'across': {
			const way =
				from === to
					? `It crosses a wall inside the stage ${from}, from ${fromZone} to ${toZone}`
					: `It crosses from the stage ${from} to the stage ${to}`
			return planned ? `${way}, ${permission(stages)}.` : `${way}; no plan says whether it may.`
		}
		case 'beyond': {
			const way =
				from === undefined
					? `It comes from outside of the stages into ${to}`
					: `It leads from the stage ${from} to outside of the stages`
			return planned ? `${way}, ${permission(stages)}.` : `${way}.`
		}
	}
}

function permission({ by, allowed }: StageRelation): string {
	if (allowed === '') return 'which the plan does not allow'
	const entries = by.map(({ type, name, reason, ports }) => {
		const what = type === 'allow' ? `allow ${name}` : type === 'ingress' ? `ingress ${name}` : 'the DNS'
		return `${what} on ${portWords(ports)}${reason === undefined ? '' : ` (${reason})`}`
	})
	return `which the plan allows: ${entries.join(', ')}`
}

/** So many other ways of reading are shown in full. */
const shownViews = 2

/** Where the way of reading makes another answer: the sides that go another way then. */
function otherViews([usual, ...others]: readonly View[], asked: string, paint: Paint): readonly string[] {
	if (usual === undefined) return []
	const differing = others.filter(({ ports }) => JSON.stringify(ports) !== JSON.stringify(usual.ports))
	const rest = differing.length - shownViews
	return [
		...differing.slice(0, shownViews).map((view) => {
			const sides = (['egress', 'ingress'] as const).filter(
				(direction) => JSON.stringify(view[direction]) !== JSON.stringify(usual[direction]),
			)
			const title = `${worldText(view.worlds, usual.worlds)}: ${resultText(view)}`
			return [paint.bold(title), ...sides.map((side) => indent(sideText(view[side], asked, paint), 2))].join('\n')
		}),
		...(rest > 0 ? [paint.dim(`and ${count(rest, 'other way')} of reading with another answer`)] : []),
	]
}

function resultText({ ports: { atLeast, atMost } }: View): string {
	if (atMost === '') return 'closed'
	if (atLeast === atMost) return `open on ${portWords(atMost)}`
	return `${portWords(atMost)} may be open`
}

/** What is other in some ways of reading than in the usual ones. */
function worldText(worlds: readonly WorldName[], usual: readonly WorldName[]): string {
	const isNew = (pick: (world: WorldName) => unknown): boolean =>
		worlds.every((world) => usual.every((other) => pick(other) !== pick(world)))
	const [world] = worlds
	const parts = [
		...(isNew(({ family }) => family) ? [`over IPv${world?.family}`] : []),
		...(isNew(({ blocks }) => blocks) ? ['where ipBlock is taken for addresses outside of the cluster only'] : []),
		...(isNew(({ hostPods }) => hostPods)
			? ['where the network plugin treats pods in the network of their node as pods']
			: []),
	]
	return capital(parts.length === 0 ? 'in another way of reading' : parts.join(', '))
}

/** Who wrote the labels that keep rules from matching. */
function labelsText({ evidence }: ExplainedGroup, paint: Paint): readonly string[] {
	const lines = evidence.flatMap(({ object, field, expected, observed, manager }) =>
		expected === undefined || manager === undefined || object === undefined
			? []
			: [`${field} of ${showRef(object)} is ${observed}, written by ${manager}.`],
	)
	return lines.length === 0 ? [] : [lines.map((line) => paint.dim(line)).join('\n')]
}

function restText({ more, withoutPort, asked }: NetworkExplanation, paint: Paint): readonly string[] {
	const names = withoutPort.slice(0, shownNames).map(showRef)
	const others = withoutPort.length - names.length
	return [
		...(more.groups === 0
			? []
			: [paint.dim(`and ${count(more.groups, 'more group')} of ${count(more.pairs, 'pair')} of ends, less open`)]),
		...(withoutPort.length === 0
			? []
			: [paint.dim(`Without a port ${asked}: ${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}.`)]),
	]
}
