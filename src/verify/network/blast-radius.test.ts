import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import { type KubeObject, refOf } from '../../model/kube-object.ts'
import { patience, seed } from '../repeatable.suite.ts'
import { networkRadius, outside } from './blast-radius.ts'
import { deployment, namespace, pod, policy } from './cases/cluster.suite.ts'
import { allowedPorts } from './evaluate.ts'
import type { Endpoint, Network } from './network.ts'
import { noPorts, type Ports, showPorts, subtract, unite } from './ports.ts'
import { policyObject, policyRules } from './random-policies.suite.ts'
import { checkClusters } from './random-runs.suite.ts'
import { namespaceNames } from './random-words.suite.ts'
import { readNetwork } from './read-network.ts'

const create = (desired: KubeObject): Change => ({ action: 'create', ref: refOf(desired), desired })
const remove = (observed: KubeObject): Change => ({ action: 'delete', ref: refOf(observed), observed })
const update = (observed: KubeObject, desired: KubeObject): Change => ({
	action: 'update',
	ref: refOf(desired),
	desired,
	observed,
	fields: [],
	adopts: false,
})

const dev = namespace('dev', 'stage=dev')
const prod = namespace('prod', 'stage=prod')
const pods = [deployment('dev/web'), deployment('prod/db')]
const closed = policy('prod/deny', 'policyTypes: [Ingress]')
const fromDev = policy(
	'prod/in',
	'{ingress: [{from: [{namespaceSelector: {matchLabels: {stage: dev}}}], ports: [{port: 80}]}]}',
)

const cases: readonly [
	what: string,
	objects: readonly KubeObject[],
	changes: readonly Change[],
	found: readonly string[],
][] = [
	['nothing that matters', [dev, prod, ...pods], [create(deployment('dev/other'))], []],
	[
		'the first policy closes everything but a stage to itself',
		[dev, prod, ...pods],
		[create(closed)],
		['- dev > prod all', `- ${outside} > prod all`],
	],
	['one policy more opens a port', [dev, prod, ...pods, closed], [create(fromDev)], ['+ dev > prod TCP 80']],
	[
		'a policy that goes away closes it again',
		[dev, prod, ...pods, closed, fromDev],
		[remove(fromDev)],
		['- dev > prod TCP 80'],
	],
	[
		'a label on a namespace opens what was written before',
		[namespace('dev', 'team=a'), prod, ...pods, closed, fromDev],
		[update(namespace('dev', 'team=a'), dev)],
		['+ dev > prod TCP 80'],
	],
	[
		'the rule of a policy changes',
		[dev, prod, ...pods, closed, fromDev],
		[update(fromDev, policy('prod/in', '{ingress: [{ports: [{port: 81}]}]}'))],
		['+ dev > prod TCP 81', `+ ${outside} > prod TCP 81`, '- dev > prod TCP 80'],
	],
	['a namespace that is new has nobody in it', [dev, ...pods.slice(0, 1)], [create(prod), create(closed)], []],
]

describe('blast radius', () => {
	test.each(cases)('%s', (_, objects, changes, found) => {
		const { opens, closes } = networkRadius(objects, changes, (name) => name)
		const shown = (sign: string, ways: typeof opens): readonly string[] =>
			ways.map(
				({ from, to, ports, except }) => `${sign} ${from} > ${to} ${except === undefined ? ports : `but ${except}`}`,
			)
		expect([...shown('+', opens), ...shown('-', closes)]).toEqual(found)
	})

	test('counts pairs of workloads and names one of them; long sets are told by what is left out', () => {
		const many = [dev, prod, deployment('dev/a'), deployment('dev/b'), deployment('prod/c'), pod('prod/d')]
		const { closes } = networkRadius(many, [create(closed), create(fromDev)], (name) => name)
		expect(closes[0]).toEqual({
			from: 'dev',
			to: 'prod',
			ports: 'TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535',
			except: 'TCP 80',
			connections: 4,
			example: { from: 'dev/Deployment/a', to: 'prod/Deployment/c' },
		})
	})

	test('a workload that is alone in its group loses nothing to itself', () => {
		const { closes } = networkRadius([dev, deployment('dev/web')], [create(policy('dev/deny', '{}'))], () => 'all')
		expect(closes.map(({ from, to }) => `${from} > ${to}`)).toEqual([`${outside} > all`])
	})

	/** Ports between the pods of two workloads, pair by pair; a pod to itself is always open. */
	function between(network: Network, from: string, to: string): Ports {
		const of = (name: string): readonly Endpoint[] => network.endpoints().filter(({ owner }) => nameOf(owner) === name)
		return of(from)
			.flatMap((source) =>
				of(to).map((destination) => allowedPorts(network, source, destination, { blocks: 'pods', bound: 'upper' })),
			)
			.reduce(unite, noPorts)
	}
	const nameOf = ({ namespace: home, kind, name }: Endpoint['owner']): string => `${home}/${kind}/${name}`

	test(`what is foretold is what is observed afterwards (seed ${seed})`, patience, () => {
		const added = fc.tuple(fc.constantFrom(...namespaceNames), policyRules, fc.nat())
		checkClusters(150, added, function* ({ objects, extra: [home, rules, chosen] }) {
			const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
			const gone = policies[chosen % Math.max(1, policies.length)]
			const more = policyObject('policy-more', home, rules)
			const changes = [create(more), ...(gone === undefined ? [] : [remove(gone)])]
			const { opens, closes } = networkRadius(objects, changes, (name) => name)
			const before = readNetwork({ objects })
			const after = readNetwork({ objects: [...objects.filter((each) => each !== gone), more] })
			const owners = [...new Set(before.endpoints().map(({ owner }) => nameOf(owner)))]
			const expected = { opens: new Map<string, Ports>(), closes: new Map<string, Ports>() }
			for (const from of owners)
				for (const to of owners) {
					if (from === to) continue
					const [was, will] = [between(before, from, to), between(after, from, to)]
					const key = `${from.split('/')[0]} > ${to.split('/')[0]}`
					expected.opens.set(key, unite(expected.opens.get(key) ?? noPorts, subtract(will, was)))
					expected.closes.set(key, unite(expected.closes.get(key) ?? noPorts, subtract(was, will)))
				}
			for (const [kind, ways] of [['opens', opens] as const, ['closes', closes] as const])
				for (const [key, ports] of expected[kind]) {
					const found = ways.find(({ from, to }) => `${from} > ${to}` === key)?.ports ?? ''
					if (found !== showPorts(ports)) yield `${kind} ${key}: ${showPorts(ports)} expected, ${found} found`
				}
		})
	})
})
