/** How a connection goes through the policies of one end, as sentences. */
import { showRef } from '../model/kube-object.ts'
import type {
	ExplainedEnd,
	ExplainedPeer,
	ExplainedPolicy,
	ExplainedRule,
	ExplainedTier,
	Mismatch,
	Party,
	PlainMismatch,
	Side,
} from '../model/network-explanation.ts'
import type { Paint } from './paint.ts'
import { count, indent } from './words.ts'

/** One end's policies: each that selects it, each of their rules, and what comes of it. */
export function sideText(side: Side, asked: string, paint: Paint): string {
	const title = `${side.direction === 'egress' ? 'Out of' : 'Into'} ${nameOf(side.end)}`
	return `${paint.bold(title)} ${paint.dim(`(${side.direction})`)}\n${indent(bodyText(side, asked, paint), 2)}`
}

/** The workload, and the pod where it is another object. */
export function nameOf({ owner, object, addresses }: ExplainedEnd): string {
	if (owner !== undefined) return showRef(owner)
	return object === undefined ? `${addresses}` : showRef(object)
}

/** The pod or the address that speaks for a party. */
export function exampleName({ example }: Party): string {
	return example.object === undefined ? nameOf(example) : showRef(example.object)
}

function bodyText(side: Side, asked: string, paint: Paint): string {
	const { unasked, tiers, end } = side
	if (unasked === 'outside') return 'It is outside of the cluster, where no policy reaches.'
	if (unasked === 'host-network')
		return `It is in the network of its node${end.node === undefined ? '' : ` ${end.node}`}, where most network plugins apply no policy.`
	const isOrdered = tiers.some(({ tier }) => tier !== 'network-policies')
	return [...tiers.map((tier) => tierText(tier, side, isOrdered, paint)), ...conclusion(side, asked, paint)].join('\n')
}

const tierNames = {
	admin: 'The admin tier',
	'network-policies': 'NetworkPolicies',
	baseline: 'The baseline tier',
} as const

function tierText(tier: ExplainedTier, side: Side, isOrdered: boolean, paint: Paint): string {
	const name = tierNames[tier.tier]
	if (tier.reached === '') return `${name}: not asked, as everything is decided before.`
	const lines = [
		selectionText(tier, side),
		...tier.policies.map((policy) => indent(policyText(policy, side, paint), 2)),
		...othersText(tier, side, paint),
	]
	return isOrdered ? `${name}: ${lines.join('\n')}` : capital(lines.join('\n'))
}

function selectionText({ tier, policies }: ExplainedTier, { direction, tiers }: Side): string {
	const kind = tier === 'network-policies' ? 'NetworkPolicy' : 'ordered policy'
	if (policies.length > 0)
		return `${count(policies.length, kind)} ${policies.length === 1 ? 'selects' : 'select'} it for ${direction}:`
	const isLast = tiers.at(-1)?.tier === tier && tiers.every((each) => each.policies.length === 0)
	const effect = isLast ? `, so everything may ${direction === 'egress' ? 'leave' : 'come in'}` : ''
	return `no ${kind} selects it for ${direction}${effect}.`
}

/** So many policies of others are named. */
const shownOthers = 3

function othersText({ tier, others }: ExplainedTier, { direction }: Side, paint: Paint): readonly string[] {
	if (others.length === 0) return []
	const shown = others.slice(0, shownOthers).map(({ object, selector }) => {
		return `${object.name} (${selector === '' ? 'every pod' : selector})`
	})
	const rest = others.length - shown.length
	const more = rest === 0 ? '' : ` and ${rest} more`
	const whose = tier === 'network-policies' ? ' of the namespace' : ''
	const which = `${count(others.length, 'other policy')}${whose}`
	const verb = others.length === 1 ? 'selects' : 'select'
	return [paint.dim(`${which} ${verb} other pods for ${direction}: ${shown.join(', ')}${more}.`)]
}

function policyText(policy: ExplainedPolicy, side: Side, paint: Paint): string {
	const { object, selector, priority, tied, manager, rules } = policy
	const about = [
		selector === '' ? 'every pod' : selector,
		...(priority === undefined ? [] : [`priority ${priority}${tied ? ', as another one has' : ''}`]),
		...(manager === undefined ? [] : [`written by ${manager}`]),
	]
	const title = `${priority === undefined ? object.name : showRef(object)} ${paint.dim(`(${about.join('; ')})`)}`
	if (rules.length === 0) return `${title}: has no rule for ${side.direction}`
	return `${title}\n${indent(rules.map((rule) => ruleText(rule, side, paint)).join('\n'), 2)}`
}

function ruleText(rule: ExplainedRule, side: Side, paint: Paint): string {
	const { field, name, action, peers } = rule
	const title = `${field}${name === undefined ? '' : ` "${name}"`}${action === 'allow' ? '' : ` ${verbs[action]}`}`
	const preposition = side.direction === 'egress' ? 'to' : 'from'
	const who = peers === 'anyone' ? 'everybody' : peersWords(peers)
	const lines = outcomeText(rule, side, paint).map((line) => indent(line, 2))
	return [`${markOf(rule, paint)} ${title} ${preposition} ${who}, ${portsText(rule)}`, ...lines].join('\n')
}

/** Who is meant; of several peers those that match, if any does. */
function peersWords(peers: readonly ExplainedPeer[]): string {
	const [first, ...more] = peers
	if (first === undefined) return 'nobody'
	if (more.length === 0) return first.who
	const matching = peers.filter(({ match }) => match !== 'no').map(({ who }) => who)
	return matching.length === 0 ? `any of ${peers.length} peers` : `${matching.join(' or ')} (of ${peers.length} peers)`
}

const verbs = { accept: 'accepts', deny: 'denies', pass: 'passes on' } as const

function markOf({ action, decides, match }: ExplainedRule, paint: Paint): string {
	if (decides === '') return paint.dim('·')
	if (match === 'maybe') return paint.yellow('?')
	if (action === 'deny') return paint.red('✗')
	return action === 'pass' ? paint.cyan('→') : paint.green('✓')
}

function portsText({ ports, names }: ExplainedRule): string {
	const meanings = names.map(({ name, means }) =>
		means === '' ? `"${name}" is no port of it` : `"${name}" is ${means} there`,
	)
	return meanings.length === 0 ? ports : `${ports} (${meanings.join(', ')})`
}

/** What the rule makes of the connection, or why nothing. */
function outcomeText(rule: ExplainedRule, { direction }: Side, paint: Paint): readonly string[] {
	const { match, peers, covers, decides, action } = rule
	const reasons = peers === 'anyone' ? [] : peersText(peers, paint)
	if (decides !== '') {
		const effect = { allow: 'opens', accept: 'opens', deny: 'closes', pass: 'leaves to the next tier' }[action]
		const ports = portWords(decides)
		return match === 'maybe' ? [`may match, and then ${effect} ${ports}`, ...reasons] : [`matches: ${effect} ${ports}`]
	}
	const otherPorts = covers === '' ? [`not this port: it is about ${rule.ports}`] : []
	if (match === 'no') return [...reasons, ...otherPorts]
	const other = direction === 'egress' ? 'destination' : 'source'
	return otherPorts.length > 0
		? [`the ${other} matches, but ${otherPorts[0]}`]
		: ['matches, but everything is decided before it']
}

/** So many peers that do not match are explained. */
const shownPeers = 3

function peersText(peers: readonly ExplainedPeer[], paint: Paint): readonly string[] {
	const failing = peers.filter(({ match }) => match !== 'yes')
	const shown = failing.slice(0, shownPeers).map(({ who, why }) => {
		const reasons = why.map(mismatchText).join('; ')
		return peers.length === 1 ? reasons : `${who}: ${reasons}`
	})
	const rest = failing.length - shown.length
	return [...shown, ...(rest > 0 ? [paint.dim(`and ${count(rest, 'more peer')} that do not match either`)] : [])]
}

/** @example mismatchText({type: 'namespace-labels', …}) // 'it wants stage=prod, and Namespace shop-dev has stage=dev' */
function mismatchText(mismatch: Mismatch): string {
	switch (mismatch.type) {
		case 'namespace-labels':
		case 'pod-labels':
		case 'node-labels': {
			const { wanted, has, keys, object } = mismatch
			const selector = { 'namespace-labels': 'namespaceSelector', 'pod-labels': 'podSelector', 'node-labels': 'nodes' }
			const labels = has === '' ? `no label ${keys.join(', ')}` : has
			return `${selector[mismatch.type]} ${wanted}: ${showRef(object)} has ${labels}`
		}
		case 'other-namespace':
			return `it means pods of ${mismatch.wanted}, and this one is in ${mismatch.has}`
		case 'block':
			return mismatch.except === undefined
				? `${mismatch.addresses} is not in it`
				: `${mismatch.addresses} is taken out of it by the exception ${mismatch.except}`
		case 'range':
			return `it has only some of the addresses ${mismatch.addresses}`
		case 'other-family':
			return `it is about IPv${mismatch.family}, and this is a connection over IPv${mismatch.family === 4 ? 6 : 4}`
		default:
			return plainMismatches[mismatch.type]
	}
}

const plainMismatches: Readonly<Record<PlainMismatch, string>> = {
	outside: 'it selects what is in the cluster, and the other end is an address outside',
	'host-network': 'selectors do not find pods in the network of their node',
	'outside-only': 'taken for addresses outside of the cluster, it matches no pod',
	'address-unknown': 'the address of the pod is not known, so it may be in it',
	'no-node': 'it means nodes, and the other end is a pod in a network of its own',
	'node-unknown': 'it is not known which node the pod runs on',
	'domain-unknown': 'which addresses the domain names have is not known',
	'no-domain': 'it means domain names, and the other end is a pod',
	'unknown-peer': 'it is a peer of a kind that is not known, so the rule counts for nobody',
}

/** What the policies of an end let pass, where no single line has said so. */
function conclusion({ direction, ports, tiers }: Side, asked: string, paint: Paint): readonly string[] {
	const isIsolated = tiers.some(({ tier, policies }) => tier === 'network-policies' && policies.length > 0)
	const way = direction === 'egress' ? 'leave' : 'come in'
	if (ports.atMost === '')
		return isIsolated && !isDenied(tiers)
			? [
					paint.red(`No rule lets it ${direction === 'egress' ? 'out' : 'in'}`) +
						`, and once a policy selects a pod for ${direction}, only what a rule allows may ${way}.`,
				]
			: []
	if (ports.atLeast === asked) return []
	if (ports.atLeast === ports.atMost) return [`So only ${portWords(ports.atMost)} may ${way}.`]
	return [`So ${portWords(ports.atMost)} may ${way}, but not for sure.`]
}

function isDenied(tiers: readonly ExplainedTier[]): boolean {
	return tiers.some(({ policies }) =>
		policies.some(({ rules }) => rules.some(({ action, decides }) => action === 'deny' && decides !== '')),
	)
}

/** @example portWords('all') // 'all ports' */
export function portWords(ports: string): string {
	return ports === 'all' ? 'all ports' : ports
}

/** A sentence's first letter. */
export function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1)
}
