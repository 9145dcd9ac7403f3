/** Ways for connections from one stage to another. */
import { type Actor, type Attack, change, create, masters, type Place, writers } from '../attack.ts'
import { policy, service } from '../shapes.ts'

const policyWriters: readonly Actor[] = ['edit', 'admin', ...masters]
const policies = 'networkpolicies.networking.k8s.io'

/** What somebody's own policy lets in or out. */
const rules: readonly (readonly [what: string, source: string, spec: (place: Place) => object])[] = [
	['lets everybody in', 'N04; CIS 5.3.2', () => ({ ingress: [{}] })],
	['lets everybody in by an empty list of peers', 'N04 from: []', () => ({ ingress: [{ from: [] }] })],
	['lets every namespace in', 'N04 {} peers', () => ({ ingress: [{ from: [{ namespaceSelector: {} }] }] })],
	[
		'lets the namespaces of prod in',
		'N04 foreign namespaceSelector',
		({ stageLabel }) => ({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { [stageLabel]: 'prod' } } }] }] }),
	],
	[
		'lets a namespace of prod in by its name',
		'N04 foreign namespaceSelector',
		({ prod }) => ({
			ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': prod } } }] }],
		}),
	],
	[
		'lets every namespace in that is not labelled as some stage',
		'N04 foreign namespaceSelector',
		({ stageLabel }) => ({
			ingress: [
				{
					from: [
						{ namespaceSelector: { matchExpressions: [{ key: stageLabel, operator: 'NotIn', values: ['none'] }] } },
					],
				},
			],
		}),
	],
	['lets every address in', 'N04 wide ipBlock', () => ({ ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] })],
	[
		"lets every pod of the ingress controller's namespace in",
		'N16 hairpin',
		() => ({
			ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }] }],
		}),
	],
	['lets everything out', 'N04; CIS 5.3.2', () => ({ policyTypes: ['Egress'], egress: [{}] })],
	[
		'lets everything out on the port of DNS',
		'N18 port-53 tunnel',
		() => ({ policyTypes: ['Egress'], egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }] }),
	],
	[
		'reaches the metadata service of a cloud',
		'N20; Kubescape C-0052',
		() => ({ policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '169.254.169.254/32' } }] }] }),
	],
	[
		'reaches every address of IPv6',
		'N22 dual-stack',
		() => ({ policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '::/0' } }] }] }),
	],
	[
		'reaches the DNS pods on every port',
		'N18 port-53 tunnel',
		() => ({
			policyTypes: ['Egress'],
			egress: [
				{
					to: [
						{
							namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
							podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
						},
					],
				},
			],
		}),
	],
	[
		'reaches the namespaces of prod',
		'N04 foreign namespaceSelector',
		({ stageLabel }) => ({
			policyTypes: ['Egress'],
			egress: [{ to: [{ namespaceSelector: { matchLabels: { [stageLabel]: 'prod' } } }] }],
		}),
	],
]

/** Attacks by policies of somebody's own. */
export const networkPolicies: readonly Attack[] = [
	...rules.map(
		([what, source, spec]): Attack => ({
			what: `makes a policy that ${what}`,
			source,
			policy: 'network-policies',
			by: policyWriters,
			request: (place) => create(policies, place.dev, policy(spec(place))),
		}),
	),
	{
		what: 'changes a policy of its own so that it lets everybody in',
		source: 'N04; CIS 5.3.2',
		policy: 'network-policies',
		by: policyWriters,
		request: ({ dev }) => change(policies, dev, 'own', { spec: { ingress: [{}] } }),
	},
]

/** Names that lead out of the namespace, where whoever resolves them looks in the cluster. */
const names: readonly (readonly [what: string, name: (prod: string) => string])[] = [
	['a Service of prod', (prod) => `web.${prod}.svc.cluster.local`],
	['a Service of prod by a short name', (prod) => `web.${prod}`],
	['a Service of prod by a name of three parts', (prod) => `web.${prod}.svc`],
	['a pod behind a Service of prod', (prod) => `web-0.web.${prod}.svc`],
	['an address in prod', (prod) => `10-240-0-7.${prod}.pod`],
	['a Service of prod in capitals', (prod) => `WEB.${prod}.SVC.Cluster.Local`.toLowerCase()],
	['whatever has that name where it is resolved', () => 'web'],
]

/** Attacks by Services. */
export const services: readonly Attack[] = [
	{
		what: 'makes a Service that takes over an address (externalIPs)',
		source: 'CVE-2020-8554; N12; Kubescape C-0283',
		policy: 'services',
		by: writers,
		request: ({ dev }) => create('services', dev, service({ externalIPs: ['203.0.113.7'] })),
	},
	{
		what: 'takes over an address (externalIPs) with a Service that is there',
		source: 'CVE-2020-8554; CIS 1.2.3',
		policy: 'services',
		by: writers,
		request: ({ dev }) => change('services', dev, 'web', { spec: { externalIPs: ['203.0.113.7'] } }),
	},
	...(['NodePort', 'LoadBalancer'] as const).map(
		(type): Attack => ({
			what: `makes a Service of the type ${type} in a stage that was given none`,
			source: type === 'NodePort' ? 'N11; MTB-PL1-BC-HI-1' : 'N11 the source is hidden',
			policy: 'services',
			by: writers,
			request: ({ test }) => create('services', test, service({ type })),
		}),
	),
	{
		what: 'turns a Service into a node port',
		source: 'N11; MTB-PL1-BC-HI-1',
		policy: 'services',
		by: writers,
		request: ({ test }) => change('services', test, 'web', { spec: { type: 'NodePort' } }),
	},
	...names.map(
		([what, name]): Attack => ({
			what: `makes a Service that is another name for ${what}`,
			source: 'N13 ExternalName',
			policy: 'services',
			by: writers,
			request: ({ dev, prod }) =>
				create(
					'services',
					dev,
					service({ type: 'ExternalName', externalName: name(prod), selector: null, ports: null }),
				),
		}),
	),
	{
		what: "writes a load balancer's address into a Service's status",
		source: 'CVE-2020-8554; rbac-police modify_service_status',
		policy: 'services',
		by: masters,
		request: ({ test }) =>
			change('services/status', test, 'balanced', { status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } } }),
	},
]

/** An address in prod. */
const foreign = '10.240.0.7'

/** Attacks by endpoints. */
export const endpoints: readonly Attack[] = [
	{
		what: 'writes an EndpointSlice with the address of a pod of prod',
		source: 'CVE-2021-25740; N14',
		policy: 'endpoints-slices',
		by: masters,
		request: ({ dev }) =>
			create('endpointslices.discovery.k8s.io', dev, {
				metadata: { generateName: 'web-', labels: { 'kubernetes.io/service-name': 'web' } },
				addressType: 'IPv4',
				endpoints: [{ addresses: [foreign] }],
				ports: [{ name: '', port: 80, protocol: 'TCP' }],
			}),
	},
	{
		what: 'changes an EndpointSlice that is there',
		source: 'CVE-2021-25740; N14',
		policy: 'endpoints-slices',
		by: masters,
		request: ({ dev }) =>
			change('endpointslices.discovery.k8s.io', dev, 'manual', { endpoints: [{ addresses: [foreign] }] }),
	},
	{
		what: 'writes Endpoints with the address of a pod of prod',
		source: 'CVE-2021-25740; N14',
		policy: 'endpoints-legacy',
		by: masters,
		request: ({ dev }) =>
			create('endpoints', dev, {
				metadata: { generateName: 'web-' },
				subsets: [{ addresses: [{ ip: foreign }], ports: [{ port: 80 }] }],
			}),
	},
	{
		what: 'writes the address of a pod of prod into the status of a pod that never runs',
		source: 'CVE-2021-25740; rbac-police steal_pods',
		policy: 'endpoints-pods',
		by: masters,
		request: ({ dev }) =>
			change('pods/status', dev, 'waiting', {
				status: {
					phase: 'Running',
					podIP: foreign,
					podIPs: [{ ip: foreign }],
					conditions: [{ type: 'Ready', status: 'True' }],
				},
			}),
	},
]
