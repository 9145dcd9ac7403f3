import { describe, expect, it } from 'vitest'
import type { ClusterInfo, Facts } from '../model/facts.ts'
import type { Guards } from '../model/guards.ts'
import { type Kind, kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { dnsPresets } from '../model/presets.ts'
import type { Dns, Tenancy } from '../model/tenancy.ts'
import { sampleTenancy } from './sample.suite.ts'
import { type Admission, surroundingsOf, surroundingsWants } from './surroundings.ts'

const sample = sampleTenancy()
const auto: Tenancy = { ...sample, network: { ...sample.network, dns: 'auto' } }

const dnsPort = [
	{ name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 },
	{ name: 'dns-tcp', protocol: 'TCP', port: 53, targetPort: 53 },
	{ name: 'metrics', protocol: 'TCP', port: 9153, targetPort: 9153 },
]
const kubeDns = { type: 'pods', namespace: 'kube-system', pods: { 'k8s-app': 'kube-dns' } } as const
const [, linkLocal, linkLocalOfKubespray] = dnsPresets['nodelocal']?.peers ?? []

const cases: readonly (readonly [string, readonly KubeObject[], Dns])[] = [
	['kubeadm', [service('kube-dns', { ports: dnsPort })], { name: 'kube-dns', peers: [kubeDns], ports: [53] }],
	[
		'a CoreDNS of its own labels and port',
		[service('coredns', { selector: { app: 'coredns' }, ports: [{ port: 53, targetPort: 8053 }] })],
		{ name: 'kube-dns', peers: [{ ...kubeDns, pods: { app: 'coredns' } }], ports: [8053] },
	],
	[
		'RKE2, which renames the Service',
		[service('rke2-coredns-rke2-coredns', { ports: dnsPort }, { 'k8s-app': 'kube-dns' })],
		{ name: 'kube-dns', peers: [kubeDns], ports: [53] },
	],
	[
		'a manifest without a target port',
		[service('kube-dns', { ports: [{ port: 53 }] })],
		{ name: 'kube-dns', peers: [kubeDns], ports: [53] },
	],
	[
		'a named target port',
		[service('kube-dns', { ports: [{ port: 53, targetPort: 'dns' }] })],
		{ name: 'kube-dns', peers: [kubeDns], ports: [53] },
	],
	[
		'a Service for metrics beside the one for names',
		[
			service('coredns', { ports: [{ port: 9153, targetPort: 9153 }] }, { 'k8s-app': 'kube-dns' }),
			service('dns', { ports: dnsPort }, { 'k8s-app': 'kube-dns' }),
		],
		{ name: 'kube-dns', peers: [kubeDns], ports: [53] },
	],
	[
		'NodeLocal DNSCache in front of kube-dns',
		[
			service('kube-dns', { ports: dnsPort, clusterIPs: ['10.96.0.10', 'fd00::a'] }),
			{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'node-local-dns', namespace: 'kube-system' } },
		],
		{
			name: 'nodelocal',
			peers: [kubeDns, linkLocal, linkLocalOfKubespray, cidr('10.96.0.10/32'), cidr('fd00::a/128')].flatMap(
				(peer) => peer ?? [],
			),
			ports: [53],
		},
	],
	[
		'NodeLocal DNSCache in front of pods on another port',
		[
			service('kube-dns', { ports: [{ port: 53, targetPort: 8053 }], clusterIP: 'None' }),
			{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'nodelocaldns', namespace: 'kube-system' } },
		],
		{
			name: 'nodelocal',
			peers: [kubeDns, linkLocal, linkLocalOfKubespray].flatMap((peer) => peer ?? []),
			ports: [53, 8053],
		},
	],
	[
		'NodeLocal DNSCache where Services cannot be seen',
		[{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'nodelocaldns', namespace: 'kube-system' } }],
		dnsPresets['nodelocal'] as Dns,
	],
	[
		'OpenShift, whatever else there is',
		[
			service('kube-dns', { ports: dnsPort }),
			{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'openshift-dns' } },
		],
		dnsPresets['openshift'] as Dns,
	],
]

describe('the DNS of a cluster', () => {
	it.each(cases)('is found with %s', (_case, objects, dns) => {
		expect(surroundingsOf(auto, facts(objects))).toMatchObject({ dns, detected: 'cluster' })
	})

	it.each<readonly [string, Facts | undefined]>([
		['no cluster is looked at', undefined],
		['nothing is there', facts([])],
		['the Service stands in another namespace', facts([service('kube-dns', { ports: dnsPort }, {}, 'shop-dev')])],
		['the Service has no pods behind it', facts([service('kube-dns', { ports: dnsPort, selector: {} })])],
		['a DaemonSet of that name stands elsewhere', facts([cacheIn('shop-dev')])],
	])('is taken for kube-dns where %s', (_case, observed) => {
		expect(surroundingsOf(auto, observed)).toMatchObject({ dns: dnsPresets['kube-dns'], detected: 'assumed' })
	})

	it('is what the plan says, whatever the cluster shows', () => {
		const dns: Dns = { name: 'custom', peers: [cidr('192.0.2.53/32')], ports: [53] }
		const tenancy = { ...auto, network: { ...auto.network, dns } }
		const observed = facts([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'openshift-dns' } }])
		expect(surroundingsOf(tenancy, observed)).toMatchObject({ dns, detected: 'plan' })
	})

	it('is looked for in these kinds', () => {
		expect(surroundingsWants.map(({ kind, detail }) => `${kind.kind} ${detail}`)).toEqual([
			'Service whole',
			'Namespace metadata',
			'DaemonSet metadata',
		])
	})
})

function service(
	name: string,
	spec: Readonly<Record<string, unknown>>,
	labels: Readonly<Record<string, string>> = {},
	namespace = 'kube-system',
): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Service',
		metadata: { name, namespace, labels },
		spec: { selector: { 'k8s-app': 'kube-dns' }, ...spec },
	}
}

function cacheIn(namespace: string): KubeObject {
	return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'node-local-dns', namespace } }
}

function cidr(range: string): Extract<Dns['peers'][number], { type: 'cidr' }> {
	return { type: 'cidr', cidr: range, except: [] }
}

function facts(objects: readonly KubeObject[]): Facts {
	return { cluster: 'shared', objects, unseen: [], absent: [] }
}

describe('what the API server can do at admission', () => {
	const policies = (version: string, ...names: readonly ('ValidatingAdmissionPolicy' | 'MutatingAdmissionPolicy')[]) =>
		names.map((name) => ({ ...kinds[name], version }))
	const live = (served: readonly Kind[]): ClusterInfo => ({
		name: 'c',
		type: 'live',
		serverVersion: 'v1.37.2',
		kinds: served,
	})
	const mutating = 'MutatingAdmissionPolicy'
	const validating = 'ValidatingAdmissionPolicy'

	it.each<readonly [string, ClusterInfo | undefined, Guards['mutation'], Admission]>([
		['nothing is looked at', undefined, 'auto', { validation: true, mutation: 'v1' }],
		['files', { ...live([]), type: 'directory' }, 'auto', { validation: true, mutation: 'v1' }],
		['1.36 and later', live(policies('v1', validating, mutating)), 'auto', { validation: true, mutation: 'v1' }],
		[
			'1.34 that opted in',
			live([...policies('v1', validating), ...policies('v1beta1', mutating)]),
			'auto',
			{ validation: true, mutation: 'v1beta1' },
		],
		[
			'1.32 that opted in to what is not yet beta',
			live([...policies('v1', validating), ...policies('v1alpha1', mutating)]),
			'auto',
			{ validation: true, mutation: undefined },
		],
		['1.30', live(policies('v1', validating)), 'auto', { validation: true, mutation: undefined }],
		['1.29', live([]), 'auto', { validation: false, mutation: undefined }],
		['not wanted', live(policies('v1', validating, mutating)), 'off', { validation: true, mutation: undefined }],
		['the plan says which', live(policies('v1', validating)), 'v1beta1', { validation: true, mutation: 'v1beta1' }],
	])('%s', (_case, info, mutation, admission) => {
		const tenancy = { ...auto, guards: { ...auto.guards, mutation } }
		expect(surroundingsOf(tenancy, undefined, info).admission).toEqual(admission)
	})
})

it('the class of pods that name none is seen', () => {
	const priorityClass = (name: string, more: object) => ({
		apiVersion: 'scheduling.k8s.io/v1',
		kind: 'PriorityClass',
		metadata: { name },
		...more,
	})
	const classes = [priorityClass('low', { value: 1 }), priorityClass('usual', { value: 10, globalDefault: true })]
	expect(surroundingsOf(auto, facts(classes)).defaultPriorityClass).toBe('usual')
	expect(surroundingsOf(auto, facts(classes.slice(0, 1))).defaultPriorityClass).toBeUndefined()
})
