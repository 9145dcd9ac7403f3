import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../model/quantity.ts'
import type { Tenancy } from '../model/tenancy.ts'
import { type LoadedPlan, readPlan } from './read.ts'
import { header, planOf, sample } from './sample.suite.ts'

function read(text: string): LoadedPlan {
	return readPlan([{ path: 'plans/stages.yaml', text }])
}

/** The tenancy of a plan with these sections of `spec`. */
function tenancyOf(sections: string): Tenancy {
	return read(planOf(sections)).tenancy
}

function stageOf(sections: string, name = 'dev') {
	const stage = tenancyOf(sections).stages.find((each) => each.name === name)
	if (stage === undefined) throw new Error(`there is no stage ${name}`)
	return stage
}

describe('the sample', () => {
	it('makes sense without a warning', () => {
		expect(read(sample)).toMatchObject({ warnings: [], files: ['plans/stages.yaml'], tenancy: { name: 'webshop' } })
	})

	it('has a namespace for each app in each of its stages, in promotion order', () => {
		const { namespaces } = read(sample).tenancy
		expect(namespaces.map(({ name, cluster, share }) => `${name} in ${cluster}, share ${share}`)).toEqual([
			'shop-dev in shared, share 3',
			'blog-dev in shared, share 1',
			'shop-test in shared, share 3',
			'shop-perf in shared, share 3',
			'shop-prod in production, share 3',
			'blog-prod in production, share 1',
		])
	})
})

describe('what is not written has its default', () => {
	it('in a plan of one stage and one app', () => {
		expect(read(`${header}  stages: {dev: {}}\n  apps: {shop: {stages: [dev]}}\n`)).toEqual({
			files: ['plans/stages.yaml'],
			warnings: [],
			tenancy: {
				name: 'webshop',
				labels: { stage: 'stage', app: 'stagewall.dev/app' },
				clusters: [{ name: 'default', source: { type: 'context' } }],
				stages: [
					{
						name: 'dev',
						cluster: 'default',
						budget: undefined,
						containers: {
							type: 'defaults',
							request: { cpu: parseQuantity('100m'), memory: parseQuantity('128Mi') },
							limit: { cpu: parseQuantity('500m'), memory: parseQuantity('512Mi') },
							max: {},
						},
						access: [],
						isolation: 'stage',
						podSecurity: { enforce: 'baseline', warn: 'restricted', version: 'v1.36' },
						nodes: { type: 'shared' },
						priority: undefined,
						performance: undefined,
					},
				],
				apps: [{ name: 'shop', share: 1, stages: ['dev'] }],
				people: [],
				levels: [],
				namespaces: [{ name: 'shop-dev', app: 'shop', stage: 'dev', cluster: 'default', share: 1 }],
				network: { ingress: undefined, dns: 'auto', peers: 'labels', allow: [] },
				guards: {
					modes: {
						namespaces: 'enforce',
						walls: 'enforce',
						labels: 'enforce',
						placement: 'enforce',
						scheduling: 'enforce',
						resources: 'enforce',
						networkPolicies: 'enforce',
						roleBindings: 'enforce',
						services: 'enforce',
						endpoints: 'enforce',
						exec: 'enforce',
						nodes: 'enforce',
					},
					exempt: [],
					mutation: 'auto',
					schedulers: [],
					priorityClasses: [],
				},
				accept: [],
			},
		})
	})

	it('a stage says what it wants of the defaults, and the plan what it wants of the built-in ones', () => {
		const sections = `  defaults: {isolation: app, podSecurity: {enforce: privileged, version: v1.35}, containers: {limit: {cpu: 1, memory: 1Gi}}}
  stages: {dev: {}, prod: {isolation: namespace, podSecurity: restricted, containers: {request: {cpu: 250m, memory: 2Gi}, limit: {memory: 2Gi}}}}`
		expect(stageOf(sections, 'dev')).toMatchObject({
			isolation: 'app',
			podSecurity: { enforce: 'privileged', warn: 'restricted', version: 'v1.35' },
			containers: {
				request: { cpu: parseQuantity('100m') },
				limit: { cpu: parseQuantity('1'), memory: parseQuantity('1Gi') },
			},
		})
		expect(stageOf(sections, 'prod')).toMatchObject({
			isolation: 'namespace',
			podSecurity: { enforce: 'restricted', warn: 'restricted', version: 'v1.35' },
			containers: {
				request: { cpu: parseQuantity('250m') },
				limit: { cpu: parseQuantity('1'), memory: parseQuantity('2Gi') },
			},
		})
		expect(stageOf('  defaults: {containers: declared}').containers).toEqual({ type: 'declared' })
		expect(stageOf('  defaults: {containers: declared}\n  stages: {dev: {containers: {}}}').containers).toMatchObject({
			type: 'defaults',
		})
	})
})

describe('budgets by quota key', () => {
	/** What the plan writes of a budget, and the keys that it sets; cpu and memory are there in each. */
	it.each([
		['cpu: 4', { 'requests.cpu': '4', 'limits.cpu': '4' }],
		['cpu: 4, limits: {cpu: 4}', { 'requests.cpu': '4', 'limits.cpu': '4' }],
		['cpu: 4, limits: {cpu: 6}', { 'requests.cpu': '4', 'limits.cpu': '6' }],
		['memory: 9007199254740991', { 'requests.memory': '9007199254740991' }],
		['memory: 1500M', { 'requests.memory': '1500M', 'limits.memory': '1500M' }],
		['memory: 8Gi, limits: {memory: 12Gi}', { 'requests.memory': '8Gi', 'limits.memory': '12Gi' }],
		['ephemeralStorage: 9Gi', { 'requests.ephemeral-storage': '9Gi', 'limits.ephemeral-storage': '9Gi' }],
		['storage: 1Ti', { 'requests.storage': '1Ti' }],
		['pods: 1k', { pods: '1000' }],
		['persistentVolumeClaims: 9', { persistentvolumeclaims: '9' }],
		['services: 9', { services: '9' }],
		['loadBalancers: 9, nodePorts: 8', { 'services.loadbalancers': '9', 'services.nodeports': '8' }],
		['pods: 0', { pods: '0' }],
		['objects: {deployments.apps: 9}', { 'count/deployments.apps': '9' }],
		['objects: {services: 9}', { 'count/services': '9', services: '60' }],
		['extended: {nvidia.com/gpu: 4}', { 'requests.nvidia.com/gpu': '4' }],
	])('%s', (written, expected) => {
		const whole = { cpu: 'cpu: 16', memory: 'memory: 32Gi' }
		const rest = Object.entries(whole).flatMap(([key, text]) => (written.startsWith(key) ? [] : [text]))
		const { budget } = stageOf(
			`  stages: {dev: {budget: {${[written, ...rest].join(', ')}}}}\n  apps: {a: {stages: "*"}, b: {stages: "*"}}`,
		)
		for (const [key, amount] of Object.entries(expected))
			expect([key, budget?.[key]]).toEqual([key, parseQuantity(amount)])
	})

	it('what is not written is counted all the same, by the number of namespaces', () => {
		const { budget } = stageOf(
			'  stages: {dev: {budget: {cpu: 16, memory: 32Gi}}}\n  apps: {a: {stages: "*"}, b: {stages: "*", namespaces: {dev: [b1, b2]}}}',
		)
		expect(budget).toMatchObject({
			pods: parseQuantity('150'),
			'services.loadbalancers': 0n,
			'services.nodeports': 0n,
			'count/secrets': parseQuantity('600'),
			'count/cronjobs.batch': parseQuantity('60'),
		})
		expect(budget).not.toHaveProperty('requests.storage')
	})

	it('a share that is just enough for one container is enough', () => {
		const sections =
			'  stages: {dev: {budget: {cpu: 1, memory: 8Gi, limits: {cpu: 5}}}}\n  apps: {a: {stages: "*", share: 9}, b: {stages: "*"}}'
		expect(read(planOf(sections)).warnings).toEqual([])
	})

	it('a default count leaves something for the smallest share', () => {
		const sections =
			'  stages: {dev: {budget: {cpu: 100, memory: 320Gi}}}\n  apps: {a: {stages: "*", share: 500}, b: {stages: "*"}}'
		expect(stageOf(sections).budget).toMatchObject({ 'count/cronjobs.batch': parseQuantity('251') })
	})
})

describe('apps and namespaces', () => {
	it('several namespaces of an app divide its share, in whole numbers', () => {
		const { namespaces } = tenancyOf(`  stages: {dev: {}}
  apps:
    a: {stages: [dev], namespaces: {dev: [a1, a2]}}
    b: {stages: [dev], share: 2, namespaces: {dev: [b1, b2, b3]}}
    c: {stages: [dev]}`)
		expect(namespaces.map(({ name, share }) => [name, share])).toEqual([
			['a1', 3],
			['a2', 3],
			['b1', 4],
			['b2', 4],
			['b3', 4],
			['c-dev', 6],
		])
	})

	it('stages are in the order of the file, whatever their names and whatever the order in the app', () => {
		const { stages, apps } = tenancyOf('  stages: {dev: {}, "2": {}, 1: {}}\n  apps: {shop: {stages: ["1", dev]}}')
		expect(stages.map(({ name }) => name)).toEqual(['dev', '2', '1'])
		expect(apps.map((app) => app.stages)).toEqual([['dev', '1']])
	})

	it('namespaces of one name in two clusters are two', () => {
		const { namespaces } = tenancyOf(`  clusters: {a: {context: a}, b: {context: b}}
  stages: {dev: {cluster: a}, prod: {cluster: b}}
  apps: {shop: {stages: "*", namespaces: {dev: shop, prod: shop}}}`)
		expect(namespaces.map(({ name, cluster }) => `${cluster}/${name}`)).toEqual(['a/shop', 'b/shop'])
	})
})

describe('clusters', () => {
	it('paths are relative to the folder of the plan', () => {
		const sections = `  clusters:
    live: {kubeconfig: kube/config, context: x}
    git: {directory: ../manifests}
    saved: {snapshot: /tmp/prod.json}
  stages: {dev: {cluster: live}, test: {cluster: git}, prod: {cluster: saved}}`
		const { tenancy } = readPlan([{ path: 'stages.yaml', text: planOf(sections), folder: '/home/erin/plans' }])
		expect(tenancy.clusters).toEqual([
			{ name: 'live', source: { type: 'context', context: 'x', kubeconfig: '/home/erin/plans/kube/config' } },
			{ name: 'git', source: { type: 'directory', directory: '/home/erin/manifests' } },
			{ name: 'saved', source: { type: 'snapshot', file: '/tmp/prod.json' } },
		])
	})

	it('the only one goes without saying', () => {
		expect(stageOf('  clusters: {main: {}}').cluster).toBe('main')
	})
})

describe('nodes and priority', () => {
	it.each([
		[
			'{dedicated: true}',
			{
				type: 'dedicated',
				label: { key: 'node-restriction.kubernetes.io/stage', value: 'dev' },
				taint: { key: 'stage', value: 'dev' },
				select: { labels: {}, names: [] },
			},
		],
		['{labelled: true, label: pool}', { type: 'labelled', label: { key: 'pool', value: 'dev' } }],
		[
			'{tainted: true, taint: example.org/for=perf}',
			{ type: 'tainted', taint: { key: 'example.org/for', value: 'perf' } },
		],
		[
			'{dedicated: true, label: pool=, select: {labels: {pool: a}, names: [n-1.example]}}',
			{ label: { key: 'pool', value: '' }, select: { labels: { pool: 'a' }, names: ['n-1.example'] } },
		],
	])('nodes: %s', (nodes, expected) => {
		expect(stageOf(`  stages: {dev: {nodes: ${nodes}}}`).nodes).toMatchObject(expected)
	})

	it.each([
		['1000', { value: 1000, preempts: true }],
		['{value: -5, preempts: false}', { value: -5, preempts: false }],
	])('priority: %s', (priority, expected) => {
		expect(stageOf(`  stages: {dev: {priority: ${priority}}}`).priority).toEqual(expected)
	})
})

describe('guards', () => {
	const guardsOf = (guards: string) => tenancyOf(`  people: {platform: {groups: [admins]}}\n  guards: ${guards}`).guards

	it.each([
		['off', { exec: 'off', walls: 'off' }],
		['{exec: off}', { exec: 'off', walls: 'enforce' }],
		['{default: warn, walls: enforce}', { exec: 'warn', walls: 'enforce' }],
	])('the modes of %s', (guards, modes) => {
		expect(guardsOf(guards).modes).toMatchObject(modes)
	})

	it('exceptions', () => {
		const guards =
			'{exempt: [platform], mutation: v1beta1, schedulers: [volcano], priorityClasses: [batch, gpu.example.org]}'
		expect(guardsOf(guards)).toMatchObject({
			exempt: ['platform'],
			mutation: 'v1beta1',
			schedulers: ['volcano'],
			priorityClasses: ['batch', 'gpu.example.org'],
		})
	})
})

describe('a stage for measurements', () => {
	it.each([
		['true', { daemonSets: [{ namespace: 'kube-system', name: '*' }] }],
		['false', undefined],
		['{daemonSets: [monitoring/node-exporter]}', { daemonSets: [{ namespace: 'monitoring', name: 'node-exporter' }] }],
	])('performance: %s', (performance, expected) => {
		const stages = `  stages: {perf: {nodes: {dedicated: true}, performance: ${performance}}}`
		expect(stageOf(stages, 'perf').performance).toEqual(expected)
	})
})

describe('levels', () => {
	it('what a level extends comes before its own rules', () => {
		const { tenancy, warnings } = read(
			planOf(`  people: {qa: {groups: [q]}}
  stages: {dev: {access: {qa: c}}}
  levels:
    c: {extends: b, description: All three., rules: [{apiGroups: [""], resources: [c], resourceNames: [x], verbs: [get]}]}
    b: {extends: a, rules: [{apiGroups: [""], resources: [b], verbs: [get]}]}
    a: {rules: [{apiGroups: [""], resources: [a], verbs: [get]}]}`),
		)
		expect(warnings).toEqual([])
		expect(tenancy.levels.find(({ name }) => name === 'c')).toEqual({
			name: 'c',
			description: 'All three.',
			rules: [
				{ apiGroups: [''], resources: ['a'], verbs: ['get'] },
				{ apiGroups: [''], resources: ['b'], verbs: ['get'] },
				{ apiGroups: [''], resources: ['c'], resourceNames: ['x'], verbs: ['get'] },
			],
		})
	})

	it('a curated level can be extended', () => {
		const { levels } = tenancyOf(`  people: {qa: {groups: [q]}}
  stages: {dev: {access: {qa: more}}}
  levels: {more: {extends: view, rules: [{apiGroups: [example.org], resources: [widgets], verbs: [get]}]}}`)
		const rules = levels[0]?.rules ?? []
		expect(rules.length).toBeGreaterThan(1)
		expect(rules.at(-1)?.resources).toEqual(['widgets'])
	})
})

describe('network', () => {
	it.each([
		['ingress: none', { ingress: undefined }],
		[
			'ingress: contour',
			{ ingress: { name: 'contour', peers: [{ type: 'pods', namespace: 'projectcontour', pods: { app: 'envoy' } }] } },
		],
		[
			'ingress: {namespace: {role: edge}, pods: {app: lb}}',
			{ ingress: { name: 'custom', peers: [{ type: 'pods', namespace: { role: 'edge' }, pods: { app: 'lb' } }] } },
		],
		[
			'ingress: {cidr: 10.0.0.0/24, except: [10.0.0.128/25]}',
			{ ingress: { name: 'custom', peers: [{ type: 'cidr', cidr: '10.0.0.0/24', except: ['10.0.0.128/25'] }] } },
		],
		['dns: openshift', { dns: { name: 'openshift', ports: [5353] } }],
		[
			'dns: {cidr: "FD00:0::/64"}',
			{ dns: { name: 'custom', peers: [{ type: 'cidr', cidr: 'fd00::/64', except: [] }], ports: [53] } },
		],
		['dns: {namespace: dns, pods: {app: dns}, ports: [5353]}', { dns: { name: 'custom', ports: [5353] } }],
		['peers: names', { peers: 'names' }],
	])('%s', (written, expected) => {
		expect(tenancyOf(`  network: {${written}}`).network).toMatchObject(expected)
	})

	it.each([
		['9090', { protocol: 'TCP', port: 9090 }],
		['"9090"', { protocol: 'TCP', port: 9090 }],
		['53/UDP', { protocol: 'UDP', port: 53 }],
		['3868/SCTP', { protocol: 'SCTP', port: 3868 }],
		['8000-8100/TCP', { protocol: 'TCP', port: 8000, end: 8100 }],
		['80-80', { protocol: 'TCP', port: 80 }],
		['http', { protocol: 'TCP', port: 'http' }],
		['dns-tcp/TCP', { protocol: 'TCP', port: 'dns-tcp' }],
	])('port %s', (written, expected) => {
		const { allow } = tenancyOf(
			`  network: {allow: [{from: {stage: dev}, to: {stage: prod}, ports: [${written}], reason: x}]}`,
		).network
		expect(allow[0]?.ports).toEqual([expected])
	})

	it.each([
		['payment sandbox', 'payment-sandbox'],
		['Zahlungen für März (PCI)', 'zahlungen-fur-marz-pci'],
		['replay of the load that was recorded last year', 'replay-of-the-load-that-was-recorded'],
		['a'.repeat(50), 'a'.repeat(40)],
	])('the reason %j makes the name %s', (reason, name) => {
		const { allow } = tenancyOf(
			`  network: {allow: [{from: {stage: dev}, to: {stage: prod}, reason: "${reason}"}]}`,
		).network
		expect(allow[0]).toMatchObject({ name, reason })
	})

	it('a reason of several lines becomes one', () => {
		const { allow } = tenancyOf(`  network:
    allow:
      - from: {stage: dev}
        to: {stage: prod}
        reason: |
          replay of
            recorded load
`).network
		expect(allow[0]).toMatchObject({ name: 'replay-of-recorded-load', reason: 'replay of recorded load' })
	})

	it('"*" is every stage; with an app, every stage of it', () => {
		const { allow } = tenancyOf(`  apps: {shop: {stages: "*"}, blog: {stages: [prod]}}
  network:
    allow:
      - {name: in, from: {namespace: web}, to: {stage: "*"}, reason: x}
      - {name: out, from: {stage: "*", app: blog, pods: {tier: web}}, to: {cidr: 10.0.0.0/8}, reason: x}`).network
		expect(allow.map(({ from, to }) => [from, to])).toMatchObject([
			[{ type: 'pods' }, { type: 'stage', stages: ['dev', 'prod'], pods: {} }],
			[{ type: 'stage', stages: ['prod'], app: 'blog', pods: { tier: 'web' } }, { type: 'cidr' }],
		])
	})
})

describe('YAML', () => {
	it('anchors, aliases and merge keys work', () => {
		const { tenancy } = read(`${header}  stages:
    dev: &base {podSecurity: restricted, isolation: app}
    test: {isolation: namespace, <<: *base}
    prod: {<<: *base, isolation: namespace}
  apps: {shop: &all {stages: "*"}, blog: *all}
`)
		expect(tenancy.stages.map(({ podSecurity, isolation }) => [podSecurity.enforce, isolation])).toEqual([
			['restricted', 'app'],
			['restricted', 'namespace'],
			['restricted', 'namespace'],
		])
		expect(tenancy.apps.map(({ name }) => name)).toEqual(['shop', 'blog'])
	})

	it('names that mean something elsewhere are names', () => {
		const { tenancy } = read(`${header}  stages: {on: {}, no: {}, constructor: {}, 007: {}}
  apps: {shop: {stages: [on, no, constructor, "007"]}, tostring: {stages: "*"}}
`)
		expect(tenancy.stages.map(({ name }) => name)).toEqual(['on', 'no', 'constructor', '007'])
	})

	it('line ends of Windows, a byte-order mark and empty documents are no matter', () => {
		const text = `\ufeff---\n---\n${planOf('  labels: {stage: env}')}---\n`.replaceAll('\n', '\r\n')
		expect(read(text).tenancy.labels.stage).toBe('env')
	})
})
