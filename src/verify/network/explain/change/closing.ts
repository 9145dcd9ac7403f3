/** Ways to close a connection at one of its ends. */
import { grouped } from '../../../../model/collect.ts'
import { keyOf, type ObjectRef } from '../../../../model/kube-object.ts'
import type { Step } from '../../../../model/network-explanation.ts'
import { matches } from '../../../reading/selector.ts'
import { portsOf } from '../../evaluate.ts'
import { type Direction, type Endpoint, isOutside, type Rule } from '../../network.ts'
import { intersect, subtract } from '../../ports.ts'
import type { PolicyTrace, RuleTrace, SideTrace, TierTrace, Trace } from '../trace.ts'
import { pathOf } from './apply-steps.ts'
import { podLabelSteps } from './label-steps.ts'
import { newPolicy } from './new-policy.ts'
import { labelsToAdd, listAt, type Written } from './parts.ts'
import type { Trial } from './trial.ts'

/**
 * Ways to close a connection by the policies of one end, from the one that changes least. Each is complete by itself as far as can be
 * told without trying; none where policies do not reach the end.
 *
 * @param traces - how the connection goes now, in every way of reading
 */
export function waysToClose(
	trial: Trial,
	written: Written,
	traces: readonly Trace[],
	direction: Direction,
): readonly (readonly Step[])[] {
	const sides = traces.map((trace) => trace[direction])
	const [side] = sides
	if (side === undefined || isOutside(side.self) || sides.some(({ unasked }) => unasked !== undefined)) return []
	const fromAdmin = removals(trial, written, sides, 'admin')
	const isIsolated = tierOf(side, 'network-policies').policies.length > 0
	if (isIsolated) return [[...fromAdmin, ...removals(trial, written, sides, 'network-policies')]]
	const { self } = side
	const isolation = newPolicy(trial, self, direction, `${self.owner.name}-${direction}`, [])
	return [...closedByLabel(trial, self, direction), [isolation]].map((steps) => [...fromAdmin, ...steps])
}

function tierOf({ tiers }: SideTrace, wanted: TierTrace['tier']): TierTrace {
	return tiers.find(({ tier }) => tier === wanted) ?? { tier: wanted, reached: [], policies: [] }
}

/** A rule that opens a connection, in one way of reading. */
interface Opener {
	readonly policy: PolicyTrace['policy']
	readonly trace: RuleTrace
}

/** Everything in a tier that opens the connection, or would once what is before it is gone. */
function removals(
	trial: Trial,
	written: Written,
	sides: readonly SideTrace[],
	tier: TierTrace['tier'],
): readonly Step[] {
	const found = sides
		.flatMap((side) => tierOf(side, tier).policies)
		.flatMap(({ policy, rules }) => rules.map((trace) => ({ policy, trace })))
		.filter(({ trace: { action, match, ports } }) => {
			const isOpening = match !== 'no' && (action === 'allow' || action === 'accept')
			return isOpening && intersect(trial.asked, ports.possible).length > 0
		})
	const direction = sides[0]?.direction ?? 'ingress'
	// The same rule in several ways of reading is one.
	const byRule = grouped(found, ({ policy, trace }) => `${keyOf(policy.ref)} ${trace.rule.field}`)
	const steps = [...byRule.values()].flatMap((own) => removal(trial, written, own))
	return [...steps, ...keptTypes(written, steps, direction)]
}

/**
 * The least to take out of a rule so that it no longer matches: single peers or ports, where others stay. (A rule whose last peer or
 * port is gone would be about everybody, or all ports.)
 */
function removal(trial: Trial, written: Written, found: readonly Opener[]): readonly Step[] {
	const [first] = found
	if (first === undefined) return []
	const { ref: object } = first.policy
	const { rule } = first.trace
	const take = (what: 'rule' | 'peer' | 'port', field: string): Step => {
		return { type: 'remove', what, object, field, ...written.by(object) }
	}
	const peers = new Set(
		found.flatMap(({ trace }) => trace.peers.filter(({ match }) => match !== 'no').map(({ peer }) => peer)),
	)
	if (rule.peers !== 'anyone' && peers.size > 0 && peers.size < rule.peers.length && peers.size <= 2)
		return [...peers].map(({ field }) => take('peer', /^.*?\.(from|to)\[\d+\]/.exec(field)?.[0] ?? field))
	const ports = portsToTake(trial, written, object, rule)
	if (ports.length > 0) return ports.map((field) => take('port', field))
	return [take('rule', rule.field)]
}

/** The places of ports that are about nothing but what was asked, where others stay. */
function portsToTake(trial: Trial, written: Written, object: ObjectRef, { field, ports }: Rule): readonly string[] {
	if (ports === 'all') return []
	const key = object.kind === 'ClusterNetworkPolicy' ? 'protocols' : 'ports'
	const raw = listAt(written.at(object), ...pathOf(field), key)
	const each = ports.map((port) => portsOf({ field, peers: 'anyone', ports: [port] }, trial.to).possible)
	const asked = [...each.keys()].filter((index) => intersect(trial.asked, each[index] ?? []).length > 0)
	const isExact = asked.every((index) => subtract(each[index] ?? [], trial.asked).length === 0)
	if (raw.length !== ports.length || !isExact || asked.length === ports.length || asked.length > 2) return []
	return asked.map((index) => `${field}.${key}[${index}]`)
}

/** Without policyTypes a policy isolates egress by having egress rules: with the last of them gone it would open everything. */
function keptTypes(written: Written, steps: readonly Step[], direction: Direction): readonly Step[] {
	if (direction === 'ingress') return []
	const gone = steps.filter(({ type, object }) => type === 'remove' && object.kind === 'NetworkPolicy')
	return [...grouped(gone, ({ object }) => keyOf(object)).values()].flatMap((own): readonly Step[] => {
		const [{ object }] = own as readonly [Step]
		const policy = written.at(object)
		const rules = new Set(own.flatMap((step) => (step.type === 'remove' && step.what === 'rule' ? [step.field] : [])))
		const isWritten = listAt(policy, 'spec', 'policyTypes').length > 0
		if (isWritten || listAt(policy, 'spec', 'egress').length > rules.size) return []
		const value = ['Ingress', 'Egress']
		return [{ type: 'write', object, field: 'spec.policyTypes', value, ...written.by(object) }]
	})
}

/** A policy that isolates others would isolate these pods too, if they had its label. */
function closedByLabel({ network }: Trial, self: Endpoint, direction: Direction): readonly (readonly Step[])[] {
	return network
		.policiesIn(self.namespace)
		.filter((policy) => policy[direction] !== undefined && !matches(policy.pods, self.labels))
		.map(({ pods }) => podLabelSteps(network, self, labelsToAdd(pods, self.labels) ?? {}))
		.filter((steps) => steps.length === 1)
}
