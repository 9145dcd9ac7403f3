import { expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, endIn, namespace, pod, policy } from '../cases/cluster.suite.ts'
import type { KnownEnd } from '../connections/classes.ts'
import type { World } from '../match.ts'
import { portRange, showPorts } from '../ports.ts'
import { readNetwork } from '../read-network.ts'
import { traceIn } from './trace.ts'

const cluster = [namespace('x'), pod('x/a', 'app=a', { ip: '10.0.0.1' }), pod('x/new', 'app=new')]
const world: World = { family: 4, hostPods: 'pods', blocks: 'pods' }

function ordered(name: string, tier: 'Admin' | 'Baseline', priority: number, rules: string): KubeObject {
	return clusterPolicy(name, `{tier: ${tier}, priority: ${priority}, subject: {namespaces: {}}, egress: [${rules}]}`)
}
const everybody = 'to: [{namespaces: {}}]'
const upTo = (last: number): string => `protocols: [{tcp: {destinationPort: {range: {start: 1, end: ${last}}}}}]`
const block = 'to: [{networks: [10.0.0.0/8]}]'

type Case = readonly [what: string, added: readonly KubeObject[], decides: readonly string[], to?: string]

function complete([what, added, decides, to = 'x/a']: Case): Required<Case> {
	return [what, added, decides, to]
}

/** Who decides what of TCP 1-9, as `POLICY[RULE] ACTION PORTS`, in the order of the tiers; `= PORTS` is what each leaves over. */
const cases: readonly Case[] = [
	['no policies', [], ['= TCP 1-9', '= TCP 1-9']],
	[
		'the first rule that matches decides',
		[ordered('p', 'Admin', 1, `{action: Accept, ${everybody}, ${upTo(3)}}, {action: Deny, ${everybody}, ${upTo(6)}}`)],
		['p[0] accept TCP 1-3', 'p[1] deny TCP 4-6', '= TCP 7-9', '= TCP 7-9'],
	],
	[
		'the lower number comes first',
		[
			ordered('later', 'Admin', 2, `{action: Deny, ${everybody}, ${upTo(6)}}`),
			ordered('sooner', 'Admin', 1, `{action: Accept, ${everybody}, ${upTo(3)}}`),
		],
		['sooner[0] accept TCP 1-3', 'later[0] deny TCP 4-6', '= TCP 7-9', '= TCP 7-9'],
	],
	[
		'of equal numbers each may come first, and what one of them lacks is for the other',
		[
			ordered('a', 'Admin', 1, `{action: Deny, ${everybody}, ${upTo(6)}}`),
			ordered('b', 'Admin', 1, `{action: Accept, ${everybody}, ${upTo(3)}}`),
			ordered('c', 'Admin', 2, `{action: Accept, ${everybody}}`),
		],
		['a[0]~ deny TCP 1-6', 'b[0]~ accept TCP 1-3', 'c[0] accept TCP 7-9', '= ', '= '],
	],
	[
		'a rule that may match leaves its ports to the next one',
		[ordered('p', 'Admin', 1, `{action: Accept, ${block}, ${upTo(3)}}, {action: Deny, ${everybody}}`)],
		['p[0]? accept TCP 1-3', 'p[1] deny TCP 1-9', '= ', '= '],
		'x/new',
	],
	[
		'what is passed on goes to the policies, which leave nothing over',
		[
			ordered('p', 'Admin', 1, `{action: Pass, ${everybody}, ${upTo(3)}}, {action: Deny, ${everybody}, ${upTo(6)}}`),
			policy('x/own', '{policyTypes: [Egress], egress: [{ports: [{port: 2, endPort: 8}]}]}'),
			ordered('base', 'Baseline', 1, `{action: Accept, ${everybody}}`),
		],
		['p[0] pass TCP 1-3', 'p[1] deny TCP 4-6', '= TCP 1-3,7-9', 'own[0] allow TCP 2-3,7-8', '= '],
	],
	[
		'where no policy selects the pod, the baseline is asked',
		[
			policy('x/other', '{podSelector: {matchLabels: {app: other}}, policyTypes: [Egress]}'),
			ordered('base', 'Baseline', 1, `{action: Deny, ${everybody}, ${upTo(3)}}`),
		],
		['= TCP 1-9', '= TCP 1-9', 'base[0] deny TCP 1-3'],
	],
	[
		'a peer of an unknown kind: an accepting rule counts for nobody, any other one denies everything',
		[
			ordered(
				'p',
				'Admin',
				1,
				`{action: Accept, to: [{services: {}}]}, {action: Pass, to: [{services: {}}], ${upTo(3)}}`,
			),
		],
		['p[1] deny TCP 1-9', '= ', '= '],
	],
]
test.each(cases.map(complete))('%s', (_, added, decides, to) => {
	const network = readNetwork({ objects: [...cluster, pod('x/from'), ...added] })
	const [from, destination] = ['x/from', to].map((name) => endIn(network, name) as KnownEnd)
	if (from === undefined || destination === undefined) throw new Error('both ends are there')
	const question = { network, from, to: destination, asked: portRange('TCP', 1, 9) }
	const lines = traceIn(question, world).egress.tiers.flatMap(({ reached, policies }, tier) => [
		...(tier === 0 ? [] : [`= ${showPorts(reached)}`]),
		...policies.flatMap(({ policy: { ref }, tied, rules }) =>
			rules
				.filter((rule) => rule.decides.length > 0)
				.map(({ rule, action, match, decides: ports }) => {
					const doubt = `${tied ? '~' : ''}${match === 'maybe' ? '?' : ''}`
					return `${ref.name}[${rule.field.at(-2)}]${doubt} ${action} ${showPorts(ports)}`
				}),
		),
	])
	expect(lines).toEqual(decides)
})
