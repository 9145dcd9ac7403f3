/** Any tenancy that a plan could mean, for property tests. */

import fc from 'fast-check'
import { type GuardMode, type GuardName, type Guards, guardNames, noGuards } from '../model/guards.ts'
import { dnsPresets, ingressPresets } from '../model/presets.ts'
import { grainOf } from '../model/quantity.ts'
import type {
	Allow,
	AllowPeer,
	Budget,
	NodeRule,
	OutsidePeer,
	Person,
	Stage,
	StageNamespace,
	Tenancy,
} from '../model/tenancy.ts'

const clusterNames = ['east', 'west'] as const
const stageNames = ['dev', 'test', 'perf', 'prod'] as const
const appNames = ['blog', 'search', 'shop'] as const
const levelNames = ['none', 'view', 'operate', 'deploy', 'near-admin'] as const
const oneBillionth = { millis: 1_000_000n, bytes: 1_000_000_000n, pieces: 1_000_000_000n } as const

const people: readonly Person[] = [
	{ name: 'developers', users: ['dora@example.org'], groups: ['ldap:developers'], serviceAccounts: false },
	{ name: 'machines', users: [], groups: [], serviceAccounts: true },
	{ name: 'operators', users: [], groups: ['ldap:operators'], serviceAccounts: true },
]

const budget: fc.Arbitrary<Budget> = fc
	.dictionary(
		fc.constantFrom('requests.cpu', 'limits.cpu', 'requests.memory', 'requests.storage', 'pods', 'count/jobs.batch'),
		fc.bigInt({ min: 0n, max: 10n ** 15n }),
	)
	.map((steps) =>
		Object.fromEntries(Object.entries(steps).map(([key, count]) => [key, count * oneBillionth[grainOf(key)]])),
	)

/** Each guard in any mode, and every exception. */
const guards: fc.Arbitrary<Guards> = fc
	.tuple(
		...guardNames.map((name) =>
			fc.constantFrom<GuardMode>('enforce', 'warn', 'off').map((mode) => [name, mode] as const),
		),
	)
	.chain((modes) =>
		fc.record({
			modes: fc.constant(Object.fromEntries(modes) as Record<GuardName, GuardMode>),
			exempt: fc.subarray(people.map(({ name }) => name)),
			mutation: fc.constantFrom('auto', 'v1', 'v1beta1', 'off'),
			schedulers: fc.subarray(['gang', "it's"]),
			priorityClasses: fc.subarray(['shared', 'rush']),
		}),
	)

function nodeRule(stage: string): fc.Arbitrary<NodeRule> {
	const label = { key: 'node-restriction.kubernetes.io/stage', value: stage }
	const taint = { key: 'stagewall.dev/stage', value: stage }
	return fc
		.constantFrom('shared', 'labelled', 'tainted', 'dedicated')
		.map((type): NodeRule => (type === 'shared' ? { type } : { type, label, taint, select: { labels: {}, names: [] } }))
}

function stage(name: string): fc.Arbitrary<Stage> {
	return fc.record({
		name: fc.constant(name),
		cluster: fc.constantFrom(...clusterNames),
		budget: fc.option(budget, { nil: undefined }),
		containers: fc.constantFrom<Stage['containers']>(
			{ type: 'declared' },
			{ type: 'defaults', request: {}, limit: {}, max: { memory: 2n ** 30n * 1_000_000_000n } },
		),
		access: fc
			.subarray([...people])
			.chain((chosen) =>
				fc.tuple(
					...chosen.map((person) => fc.constantFrom(...levelNames).map((level) => ({ person: person.name, level }))),
				),
			),
		isolation: fc.constantFrom('stage', 'app', 'namespace'),
		podSecurity: fc.constant({ enforce: 'baseline', warn: 'restricted', version: 'v1.36' } as const),
		nodes: nodeRule(name),
		priority: fc.option(fc.record({ value: fc.integer({ min: 0, max: 1_000_000 }), preempts: fc.boolean() }), {
			nil: undefined,
		}),
		performance: fc.constantFrom(undefined, { daemonSets: [] }),
	})
}

/** In the order of stages, then apps; some apps have a second namespace in a stage. */
function namespaces(stages: readonly Stage[]): fc.Arbitrary<readonly StageNamespace[]> {
	const possible = stages.flatMap(({ name: of, cluster }) =>
		appNames.flatMap((app) => [`${app}-${of}`, `${app}-${of}-more`].map((name) => ({ name, app, stage: of, cluster }))),
	)
	return fc
		.subarray(possible)
		.chain((chosen) =>
			fc.tuple(...chosen.map((each) => fc.integer({ min: 1, max: 9 }).map((share) => ({ ...each, share })))),
		)
}

const outside: fc.Arbitrary<OutsidePeer> = fc.constantFrom<OutsidePeer>(
	{ type: 'pods', namespace: 'monitoring', pods: { app: 'prometheus', tier: 'web' } },
	{ type: 'pods', namespace: { team: 'platform', 'example.org/zone': 'inner' }, pods: {} },
	{ type: 'cidr', cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
	{ type: 'cidr', cidr: '2001:db8::/32', except: [] },
)

function inside(stages: readonly string[]): fc.Arbitrary<AllowPeer> {
	return fc
		.record({
			stages: fc.subarray([...stages], { minLength: 1 }),
			app: fc.option(fc.constantFrom(...appNames), { nil: undefined }),
			pods: fc.constantFrom<Readonly<Record<string, string>>>({}, { tier: 'web' }),
		})
		.map(({ app, ...peer }): AllowPeer => ({ type: 'stage', ...peer, ...(app === undefined ? {} : { app }) }))
}

function allows(stages: readonly string[]): fc.Arbitrary<readonly Allow[]> {
	const ends = fc.oneof(
		fc.record({ from: inside(stages), to: inside(stages) }),
		fc.record({ from: outside, to: inside(stages) }),
		fc.record({ from: inside(stages), to: outside }),
	)
	const ports = fc.subarray<Allow['ports'][number]>([
		{ protocol: 'TCP', port: 443 },
		{ protocol: 'UDP', port: 'dns' },
		{ protocol: 'SCTP', port: 1000, end: 2000 },
	])
	return fc
		.array(fc.tuple(ends, ports), { maxLength: 3 })
		.map((all) =>
			all.map(([peers, open], index) => ({ name: `way-${index}`, ...peers, ports: open, reason: 'a test' })),
		)
}

/** Tenancies of up to four stages in two clusters, three apps, and every rule that changes what is compiled. */
export const anyTenancy: fc.Arbitrary<Tenancy> = fc
	.subarray([...stageNames], { minLength: 1 })
	.chain((names) => fc.tuple(...names.map(stage)))
	.chain((stages) =>
		fc.record({
			name: fc.constantFrom('webshop', 'p1'),
			labels: fc.constantFrom(
				{ stage: 'stage', app: 'stagewall.dev/app' },
				{ stage: 'example.org/environment', app: 'app' },
			),
			clusters: fc.constant(clusterNames.map((name) => ({ name, source: { type: 'context' } as const }))),
			stages: fc.constant(stages),
			apps: fc.constant(appNames.map((name) => ({ name, share: 1, stages: stages.map((each) => each.name) }))),
			people: fc.constant(people),
			levels: fc.constant([]),
			namespaces: namespaces(stages),
			network: fc.record({
				ingress: fc.constantFrom(...Object.values(ingressPresets).map(({ controller }) => controller)),
				dns: fc.constantFrom('auto' as const, ...Object.values(dnsPresets)),
				peers: fc.constantFrom('labels', 'names'),
				allow: allows(stages.map(({ name }) => name)),
			}),
			guards: fc.constant(noGuards),
			accept: fc.constant([]),
		}),
	)

/** The same with guards. They are many and long, so that other properties are better off without them. */
export const anyGuardedTenancy: fc.Arbitrary<Tenancy> = fc
	.record({ tenancy: anyTenancy, its: guards })
	.map(({ tenancy, its }) => ({ ...tenancy, guards: its }))
