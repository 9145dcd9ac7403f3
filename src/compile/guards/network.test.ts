/** Ways for connections: the guards `networkPolicies`, `services`, `endpoints`. */
import { describe } from 'vitest'
import { exemption, judgeRows, type Row, type Try } from './policies.suite.ts'

const inNamespace = (labels: object) => ({ namespaceSelector: { matchLabels: labels } })
const named = (name: string) => inNamespace({ 'kubernetes.io/metadata.name': name })
const prometheus = { ...named('monitoring'), podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }
const traefik = { ...named('traefik'), podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } } }
const dns = { ...named('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }
const on = (...ports: readonly object[]) => ({ ports })

describe('networkPolicies', () => {
	const ingress = (...rules: readonly object[]): Try => ({ object: { spec: { podSelector: {}, ingress: rules } } })
	const egress = (...rules: readonly object[]): Try => ({ object: { spec: { podSelector: {}, egress: rules } } })
	const from = (...peers: readonly object[]) => ({ from: peers })
	const to = (...peers: readonly object[]) => ({ to: peers })
	const closedIn = 'the ingress rules of it name peers that the plan webshop does not open to the stage'
	const closedOut = 'the egress rules of it name peers that the plan webshop does not open to the stage'
	const rows: readonly Row[] = [
		['no rules', { object: { spec: { podSelector: {} } } }],
		['empty rules', ingress()],
		['a rule without peers', ingress({}), closedIn],
		['a rule with an empty list of peers', ingress(from()), closedIn],
		['a rule of ports alone', ingress({ ports: [{ port: 80 }] }), closedIn],
		['pods of the namespace', ingress(from({ podSelector: {} }))],
		['every namespace', ingress(from({ namespaceSelector: {} })), closedIn],
		['the own stage', ingress(from(inNamespace({ stage: 'dev' })))],
		['the own stage and more', ingress(from(inNamespace({ stage: 'dev', team: 'a' })))],
		['another stage', ingress(from(inNamespace({ stage: 'test' }))), closedIn],
		[
			'an expression that holds the own stage',
			ingress(from({ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'In', values: ['dev'] }] } })),
			closedIn,
		],
		['one peer of two is foreign', ingress(from({ podSelector: {} }, inNamespace({ stage: 'test' }))), closedIn],
		['one rule of two is open', ingress(from({ podSelector: {} }), {}), closedIn],
		['an address', ingress(from({ ipBlock: { cidr: '10.0.0.0/8' } })), closedIn],
		[
			'the own stage, where apps are apart',
			{ stage: 'test', ...ingress(from(inNamespace({ stage: 'test' }))) },
			closedIn,
		],
		[
			'the own app, where apps are apart',
			{ stage: 'test', ...ingress(from(inNamespace({ stage: 'test', 'stagewall.dev/app': 'shop' }))) },
		],
		[
			'another app, where apps are apart',
			{ stage: 'test', ...ingress(from(inNamespace({ stage: 'test', 'stagewall.dev/app': 'search' }))) },
			closedIn,
		],
		[
			'the own app, where namespaces are apart',
			{ stage: 'perf', ...ingress(from(inNamespace({ stage: 'perf', 'stagewall.dev/app': 'shop' }))) },
			closedIn,
		],
		['the ingress controller', ingress(from(traefik))],
		['the namespace of the ingress controller', ingress(from(named('traefik'))), closedIn],
		['what the plan lets in, on its port', ingress({ ...from(prometheus), ...on({ port: 9090 }) })],
		[
			'what the plan lets in, with the protocol',
			ingress({ ...from(prometheus), ...on({ protocol: 'TCP', port: 9090 }) }),
		],
		['what the plan lets in, on every port', ingress(from(prometheus)), closedIn],
		['what the plan lets in, on another port', ingress({ ...from(prometheus), ...on({ port: 9091 }) }), closedIn],
		[
			'what the plan lets in, by another protocol',
			ingress({ ...from(prometheus), ...on({ protocol: 'UDP', port: 9090 }) }),
			closedIn,
		],
		[
			'what the plan lets in, on a range',
			ingress({ ...from(prometheus), ...on({ port: 9090, endPort: 9999 }) }),
			closedIn,
		],
		[
			'what the plan lets in, on every port of a protocol',
			ingress({ ...from(prometheus), ...on({ protocol: 'TCP' }) }),
			closedIn,
		],
		[
			'what the plan opens to some pods is for no policy of others',
			{
				stage: 'test',
				...egress({
					...to({ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }),
					...on({ port: 443 }),
				}),
			},
			closedOut,
		],
		['a rule out without peers', egress({}), closedOut],
		[
			'names are asked for',
			egress({ ...to(dns), ...on({ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }) }),
		],
		['names are asked for on every port', egress(to(dns)), closedOut],
		['everybody is asked on the port of names', egress(on({ protocol: 'UDP', port: 53 })), closedOut],
		['pods of the namespace, out', egress(to({ podSelector: {} }))],
		['an address, out', egress(to({ ipBlock: { cidr: '0.0.0.0/0' } })), closedOut],
		[
			'an open policy that was open',
			{ operation: 'UPDATE', ...ingress({}), oldObject: { spec: { podSelector: {}, ingress: [{}] } } },
		],
		[
			'a policy becomes open',
			{ operation: 'UPDATE', ...ingress({}), oldObject: { spec: { podSelector: {} } } },
			closedIn,
		],
		[
			'an open policy is opened more',
			{ operation: 'UPDATE', ...ingress({}, {}), oldObject: { spec: { podSelector: {}, ingress: [{}] } } },
			closedIn,
		],
		['a policy whose name comes later', { ...ingress({}), unnamed: true }, '(no name yet)'],
		['whoever is exempt', { ...ingress({}), rights: [exemption('create', 'networkpolicies')] }],
	]
	judgeRows('network-policies', { resource: 'networkpolicies' }, rows)
})

describe('services', () => {
	const spec = (more: object) => ({ object: { spec: more } })
	const called = (externalName: string) => spec({ type: 'ExternalName', externalName })
	const update = (after: object, before: object): Try => ({
		operation: 'UPDATE',
		...spec(after),
		oldObject: { spec: before },
	})
	const elsewhere = 'leads to another namespace of the cluster'
	judgeRows('services', { resource: 'services' }, [
		['nothing is said', spec({})],
		['a plain one', spec({ type: 'ClusterIP' })],
		['external addresses', spec({ externalIPs: ['203.0.113.7'] }), 'external addresses (spec.externalIPs)'],
		['no external addresses', spec({ externalIPs: [] })],
		['external addresses stay', update({ externalIPs: ['203.0.113.7'] }, { externalIPs: ['203.0.113.7'] })],
		[
			'external addresses become more',
			update({ externalIPs: ['203.0.113.7', '203.0.113.8'] }, { externalIPs: ['203.0.113.7'] }),
			'external addresses',
		],
		['external addresses are taken away', update({}, { externalIPs: ['203.0.113.7'] })],
		['a node port', spec({ type: 'NodePort' }), 'the stage dev has no node ports (budget.nodePorts)'],
		['a load balancer where there are none', spec({ type: 'LoadBalancer' }), 'the stage dev has no load balancers'],
		['a node port stays', update({ type: 'NodePort' }, { type: 'NodePort' })],
		['it becomes a node port', update({ type: 'NodePort' }, { type: 'ClusterIP' }), 'no node ports'],
		['a name outside', called('api.example.com')],
		['a name outside, to its end', called('example.com.')],
		['a name of one part', called('web'), elsewhere],
		['a name of two parts', called('web.shop-test'), elsewhere],
		['a Service of another namespace', called('web.shop-test.svc'), elsewhere],
		['a Service of another namespace, in full', called('web.shop-test.svc.cluster.local'), elsewhere],
		['a Service of another namespace, to its end', called('web.shop-test.svc.cluster.local.'), elsewhere],
		['a Service of another namespace, in capitals', called('WEB.SHOP-TEST.SVC.CLUSTER.LOCAL'), elsewhere],
		['a Service of another namespace, below another domain', called('web.shop-test.svc.example.internal'), elsewhere],
		['a pod of another namespace', called('web-0.web.shop-test.svc'), elsewhere],
		['an address of another namespace', called('10-1-2-3.shop-test.pod'), elsewhere],
		[
			'an endpoint of a Service that is called like the namespace',
			called('web-0.shop-dev.shop-test.svc.cluster.local'),
			elsewhere,
		],
		['a Service of the own namespace', called('web.shop-dev.svc.cluster.local')],
		['a Service of the own namespace, in short', called('web.shop-dev')],
		['a pod of the own namespace', called('web-0.web.shop-dev.svc')],
		[
			'a foreign name stays',
			update({ type: 'ExternalName', externalName: 'web.shop-test' }, { externalName: 'web.shop-test' }),
		],
		['whoever is exempt', { ...spec({ externalIPs: ['203.0.113.7'] }), rights: [exemption('create', 'services')] }],
	])

	describe('status', () =>
		judgeRows(
			'services',
			{
				operation: 'UPDATE',
				resource: 'services',
				subResource: 'status',
				object: { spec: {} },
				oldObject: { spec: {} },
			},
			[
				['somebody writes it', {}, 'written by the controller of load balancers'],
				['whoever may in the namespace', { rights: ['update /services/status@shop-dev'] }, 'written by the controller'],
				['a controller that updates', { rights: ['update /services/status'] }],
				['a controller that patches', { rights: ['patch /services/status'] }],
			],
		))
})

describe('endpoints', () => {
	describe.each([
		['slices', 'discovery.k8s.io', 'endpointslices'],
		['legacy', '', 'endpoints'],
	])('%s', (part, group, resource) =>
		judgeRows(`endpoints-${part}`, { resource, object: {} }, [
			['somebody writes them', {}, `the ${resource} of services are written by controllers`],
			['whoever may create alone', { rights: [`create ${group}/${resource}`] }, 'written by controllers'],
			[
				'whoever may in the namespace',
				{ rights: ['create', 'update'].map((verb) => `${verb} ${group}/${resource}@shop-dev`) },
				'written by controllers',
			],
			['the controller', { rights: ['create', 'update'].map((verb) => `${verb} ${group}/${resource}`) }],
			['whoever is exempt', { rights: [exemption('create', 'endpoints')] }],
		]),
	)

	describe('pods', () => {
		const status = (after?: object, before?: object): Try => ({
			object: after === undefined ? {} : { status: after },
			oldObject: before === undefined ? {} : { status: before },
		})
		const at = (...ips: readonly string[]) => ({ podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) })
		const says = 'the addresses of a pod are written by its kubelet'
		judgeRows('endpoints-pods', { operation: 'UPDATE', resource: 'pods', subResource: 'status' }, [
			['no status', status()],
			['a new pod', { operation: 'CREATE', object: { status: at('10.0.0.1') } }],
			['its phase', status({ phase: 'Running' }, { phase: 'Pending' })],
			['its addresses stay', status({ phase: 'Running', ...at('10.0.0.1') }, at('10.0.0.1'))],
			['it gets an address', status(at('10.0.0.1')), says],
			['it gets another address', status(at('10.0.0.2'), at('10.0.0.1')), says],
			['it gets one more address', status(at('10.0.0.1', '10.0.0.2'), at('10.0.0.1')), says],
			['it gets the one address alone', status({ podIP: '10.0.0.2' }, at('10.0.0.1')), says],
			['whoever may in the namespace', { ...status(at('10.0.0.1')), rights: ['update /pods/status@shop-dev'] }, says],
			['the kubelet', { ...status(at('10.0.0.1')), rights: ['patch /pods/status'] }],
		])
	})
})
