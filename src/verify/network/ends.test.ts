import { describe, expect, test } from 'vitest'
import { showCidr } from '../../model/cidr.ts'
import { KnownError } from '../../model/errors.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { object, tenancy } from '../verify.suite.ts'
import { findEnds } from './ends.ts'
import { isOutside } from './network.ts'
import { readNetwork } from './read-network.ts'

const podOf = (namespace: string, name: string, owner: string, more: object = {}): KubeObject => ({
	apiVersion: 'v1',
	kind: 'Pod',
	metadata: {
		name,
		namespace,
		labels: { app: owner.split('/')[1] ?? '' },
		ownerReferences: [
			{ apiVersion: 'apps/v1', kind: owner.split('/')[0] ?? '', name: owner.split('/')[1] ?? '', controller: true },
		],
	},
	spec: { containers: [] },
	...more,
})
const template = (kind: string, name: string): KubeObject =>
	object(
		kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
		kind,
		name,
		'shop-dev',
		{},
		{
			spec:
				kind === 'CronJob'
					? { jobTemplate: { spec: { template: { spec: { containers: [] } } } } }
					: { template: { spec: { containers: [] } } },
		},
	)
const policy = object(
	'networking.k8s.io/v1',
	'NetworkPolicy',
	'p',
	'shop-dev',
	{},
	{
		spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/9', except: ['10.0.0.0/10'] } }] }] },
	},
)

const objects: readonly KubeObject[] = [
	...['shop-dev', 'shop-test', 'blog-dev', 'empty', 'kube-system', 'traefik'].map((name) =>
		object('v1', 'Namespace', name),
	),
	podOf('shop-dev', 'db-0', 'StatefulSet/db', { status: { podIP: '10.1.0.7' } }),
	podOf('shop-dev', 'db-1', 'StatefulSet/db'),
	podOf('shop-test', 'db-0', 'StatefulSet/db'),
	podOf('kube-system', 'coredns-a', 'ReplicaSet/coredns', {
		metadata: { name: 'coredns-a', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
	}),
	template('Deployment', 'web'),
	template('Deployment', 'clean'),
	template('CronJob', 'clean'),
	object('v1', 'Pod', 'clean', 'blog-dev', {}, { spec: {} }),
	template('Deployment', 'agent'),
	policy,
]
const network = readNetwork({ objects })

/** `words: ends`, or `message / hint`. */
function found(text: string, within: Tenancy = tenancy): string {
	const result = findEnds(network, within, text)
	if (result instanceof KnownError) return `${result.message} / ${result.hint}`
	const names = result.ends.map((end) =>
		isOutside(end) ? showCidr(end.outside) : 'ref' in end ? `${end.namespace}/${end.ref.name}` : '',
	)
	return `${result.words}: ${names.join(' ')}`
}

const cases: readonly [text: string, found: string][] = [
	['shop-dev/db-0', 'Pod shop-dev/db-0: shop-dev/db-0'],
	['shop-dev/db', 'StatefulSet shop-dev/db: shop-dev/db-0 shop-dev/db-1'],
	['shop-dev/web', 'Deployment shop-dev/web: shop-dev/web'],
	['shop-dev/StatefulSet/db', 'StatefulSet shop-dev/db: shop-dev/db-0 shop-dev/db-1'],
	['shop-dev/statefulset/db', 'StatefulSet shop-dev/db: shop-dev/db-0 shop-dev/db-1'],
	['shop-dev/Pod/db-1', 'Pod shop-dev/db-1: shop-dev/db-1'],
	['shop-dev/CronJob/clean', 'CronJob shop-dev/clean: shop-dev/clean'],
	[
		'shop-dev/clean',
		'shop-dev/clean may be 2 workloads / Say which one: shop-dev/CronJob/clean, shop-dev/Deployment/clean.',
	],
	['shop-dev/wbe', 'there is no pod or workload "wbe" in the namespace shop-dev / Did you mean shop-dev/web?'],
	['blog-dev/xyz', 'there is no pod or workload "xyz" in the namespace blog-dev / There is: blog-dev/clean.'],
	['empty/web', 'there is no pod or workload "web" in the namespace empty / There is none.'],
	[
		'shop-dev/StatefulSet/dbs',
		'there is no StatefulSet "dbs" in the namespace shop-dev / Did you mean shop-dev/StatefulSet/db?',
	],
	[
		'shop-dev/Deploymnet/web',
		'there is no Deploymnet "web" in the namespace shop-dev / Did you mean shop-dev/Deployment/web?',
	],
	['shop-dve/web', 'there is no namespace "shop-dve" / Did you mean shop-dev/web?'],
	['ns:shop-test', 'namespace shop-test: shop-test/db-0'],
	['ns:empty', 'namespace empty: '],
	['ns:shop-tset', 'there is no namespace "shop-tset" / Did you mean ns:shop-test?'],
	['stage:test', 'stage test: shop-test/db-0'],
	['stage:dve', 'there is no stage "dve" / Did you mean stage:dev?'],
	['stage:production', 'there is no stage "production" / There are: stage:dev, stage:test.'],
	['shop-dev', '"shop-dev" names no end of a connection / Did you mean ns:shop-dev?'],
	['dev', '"dev" names no end of a connection / Did you mean stage:dev?'],
	['ingres', '"ingres" names no end of a connection / Did you mean ingress?'],
	['a/b/c/d', expect.stringContaining('"a/b/c/d" has too many parts / Write NAMESPACE/POD, ') as unknown as string],
	['shop-dev/', expect.stringContaining('"shop-dev/" names no end of a connection / Write ') as unknown as string],
	['10.1.0.7', '10.1.0.7, Pod shop-dev/db-0: shop-dev/db-0'],
	['8.8.8.8', 'address 8.8.8.8: 8.8.8.8/32'],
	['2001:db8::1', 'address 2001:db8::1: 2001:db8::1/128'],
	['10.1.0.7/32', 'addresses 10.1.0.7/32: 10.1.0.7/32'],
	['10.0.0.0/8', 'addresses 10.0.0.0/8: 10.0.0.0/10 10.64.0.0/10 10.128.0.0/9'],
	['10.0.0.1/8', expect.stringContaining('/ Did you mean 10.0.0.0/8?') as unknown as string],
	['10.0.0/8', expect.stringContaining('neither IPv4 nor IPv6 / Write ') as unknown as string],
	['dns', 'DNS (kube-dns): kube-system/coredns-a'],
	['ingress', 'no known ingress controller runs in the cluster / Name its pods instead: NAMESPACE/KIND/NAME.'],
]

describe('findEnds', () => {
	test.each(cases)('%s', (text, expected) => {
		expect(found(text)).toEqual(expected)
	})

	test('a stage of another cluster', () => {
		expect(found('stage:test', { ...tenancy, namespaces: [] })).toBe(
			'the stage test is not in this cluster / It is in shared.',
		)
	})

	test('outside is the whole address space', () => {
		expect(found('outside')).toContain('addresses outside of the cluster: 0.0.0.0/5 ')
		expect(found('outside')).toMatch(/ ::\/0$/)
	})

	test('the ingress controller and the DNS of the plan, pods and addresses', () => {
		const given: Tenancy = {
			...tenancy,
			network: {
				...tenancy.network,
				ingress: {
					name: 'custom',
					peers: [
						{ type: 'pods', namespace: { 'kubernetes.io/metadata.name': 'blog-dev' }, pods: {} },
						{ type: 'cidr', cidr: '10.0.0.0/8', except: ['10.128.0.0/9'] },
					],
				},
				dns: { name: 'custom', ports: [53], peers: [{ type: 'pods', namespace: 'shop-dev', pods: { app: 'db' } }] },
			},
		}
		expect(found('ingress', given)).toBe('ingress controller (custom): blog-dev/clean 10.0.0.0/10 10.64.0.0/10')
		expect(found('dns', given)).toBe('DNS (custom): shop-dev/db-0 shop-dev/db-1')
	})
})
