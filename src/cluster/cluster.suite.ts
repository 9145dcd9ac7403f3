/**
 * How every cluster behaves, whatever stands behind it. Each implementation's tests call {@link describeCluster}.
 *
 * A live server adds fields and objects of its own, and its namespaces outlive a test: what comes back is compared as "at
 * least", and each test has namespaces and names of its own.
 */
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Facts, Want } from '../model/facts.ts'
import { type Kind, kinds } from '../model/kinds.ts'
import { type KubeObject, keyOf, refOf } from '../model/kube-object.ts'
import { planLabel } from '../model/ownership.ts'
import type { Cluster } from './cluster.ts'

/** Gives a cluster that holds the objects; they come in an order in which they can be created. */
export type MakeCluster = (
	objects: readonly KubeObject[],
) => Promise<{ readonly cluster: Cluster; close(): Promise<void> }>

/** What a cluster is able to do. */
export interface SuiteOptions {
	/** It takes changes. */
	readonly writable?: boolean
	/** It refuses objects that the API does not allow. */
	readonly validates?: boolean
}

/**
 * Registers the shared tests.
 *
 * @example describeCluster('directory', clusterIn, { writable: true })
 */
export function describeCluster(name: string, makeCluster: MakeCluster, options: SuiteOptions = {}): void {
	const open = async (...objects: readonly KubeObject[]): Promise<Cluster> => {
		const made = await makeCluster(objects)
		onTestFinished(() => made.close())
		return made.cluster
	}
	describe(`${name}: as every cluster`, () => {
		describeReading(open)
		if (options.writable === true) describeWriting(open)
		else describeRefusal(open)
		if (options.validates === true) describeValidation(open)
	})
}

type Open = (...objects: readonly KubeObject[]) => Promise<Cluster>

function describeReading(open: Open): void {
	test('says who it is and what it serves, each time the same', async () => {
		const home = namespace()
		const cluster = await open(home, quota(home))
		const info = await cluster.describe()
		expect(info.name).not.toBe('')
		expect(info.kinds).toEqual(
			expect.arrayContaining([kinds.Namespace, kinds.ResourceQuota].map((kind) => expect.objectContaining(kind))),
		)
		expect(await cluster.describe()).toEqual(info)
	})

	test('shows what it holds', async () => {
		const home = namespace()
		const held = [home, quota(home), policy(home), priority()]
		const cluster = await open(...held)
		const facts = await look(
			cluster,
			home,
			kinds.Namespace,
			kinds.ResourceQuota,
			kinds.NetworkPolicy,
			kinds.PriorityClass,
		)
		for (const object of held) expect(objectIn(facts, object)).toMatchObject(object)
		expect(facts.unseen).toEqual([])
	})

	test('shows an object once', async () => {
		const home = namespace()
		const cluster = await open(home, quota(home))
		const facts = await look(cluster, home, kinds.ResourceQuota, kinds.ResourceQuota)
		expect(facts.objects.filter((each) => each.metadata.namespace === home.metadata.name)).toHaveLength(1)
	})

	test('shows no more than metadata where no more is wanted', async () => {
		const home = namespace()
		const cluster = await open(home, quota(home))
		const facts = await observe(cluster, home, [{ kind: kinds.ResourceQuota, detail: 'metadata' }])
		const found = objectIn(facts, quota(home))
		expect(found).toMatchObject({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: quota(home).metadata })
		expect(Object.keys(found ?? {}).toSorted()).toEqual(['apiVersion', 'kind', 'metadata'])
	})

	test('shows no kind that was not asked for', async () => {
		const home = namespace()
		const cluster = await open(home, quota(home), policy(home))
		const facts = await look(cluster, home, kinds.NetworkPolicy)
		expect(new Set(facts.objects.map(({ kind }) => kind))).toEqual(new Set(['NetworkPolicy']))
	})

	test.each(['whole', 'metadata'] as const)('never shows what is in a Secret (wanted: %s)', async (detail) => {
		const home = namespace()
		const cluster = await open(home, secret(home))
		const facts = await observe(cluster, home, [{ kind: kinds.Secret, detail }])
		expect(objectIn(facts, secret(home))).toMatchObject({ kind: 'Secret', metadata: { name: 'password' } })
		expect(facts.unseen).toEqual([])
		expect(JSON.stringify(facts)).not.toContain(hidden)
	})

	test('shows nothing of a kind that it does not serve, and does not call it unreadable', async () => {
		const home = namespace()
		const cluster = await open(home)
		const facts = await look(cluster, home, kinds.Namespace, unserved)
		expect(facts.objects.filter(({ kind }) => kind === unserved.kind)).toEqual([])
		expect(facts.unseen.filter(({ reason }) => reason !== 'not-recorded')).toEqual([])
	})
}

function describeWriting(open: Open): void {
	const real = { dryRun: false, force: false }
	const rehearsal = { dryRun: true, force: false }

	test('creates what is not there', async () => {
		const home = namespace()
		const cluster = await open(home)
		const outcome = await cluster.apply(quota(home), real)
		expect(outcome).toMatchObject({ type: 'applied', object: quota(home) })
		expect(objectIn(await look(cluster, home, kinds.ResourceQuota), quota(home))).toMatchObject(quota(home))
	})

	test('creates a namespace and what is in it', async () => {
		const cluster = await open()
		const home = namespace()
		const wanted = [home, policy(home), quota(home)]
		for (const object of wanted) expect(await cluster.apply(object, real)).toMatchObject({ type: 'applied' })
		const facts = await look(cluster, home, kinds.Namespace, kinds.NetworkPolicy, kinds.ResourceQuota)
		for (const object of wanted) expect(objectIn(facts, object)).toMatchObject(object)
	})

	test('stores nothing in a dry run, and says what it would be', async () => {
		const home = namespace()
		const cluster = await open(home, quota(home, '5'))
		const before = await look(cluster, home, kinds.ResourceQuota, kinds.NetworkPolicy)
		expect(await cluster.apply(policy(home), rehearsal)).toMatchObject({ type: 'applied', object: policy(home) })
		const forced = { dryRun: true, force: true }
		expect(await cluster.apply(quota(home, '6'), forced)).toMatchObject({ type: 'applied', object: quota(home, '6') })
		const after = await look(cluster, home, kinds.ResourceQuota, kinds.NetworkPolicy)
		expect(objectIn(after, policy(home))).toBeUndefined()
		expect(objectIn(after, quota(home))?.['spec']).toEqual(objectIn(before, quota(home))?.['spec'])
	})

	test('changes nothing when the same is applied again', async () => {
		const home = namespace()
		const cluster = await open(home)
		await cluster.apply(policy(home), real)
		const first = await look(cluster, home, kinds.NetworkPolicy)
		await cluster.apply(policy(home), real)
		expect(objectIn(await look(cluster, home, kinds.NetworkPolicy), policy(home))).toEqual(
			objectIn(first, policy(home)),
		)
	})

	test('changes what the plan names and leaves the labels of others', async () => {
		const home = namespace({ team: 'payments', stage: 'unknown' })
		const cluster = await open(home)
		const wanted = labelled(home, { stage: 'dev', [planLabel]: 'webshop' })
		expect(await cluster.apply(wanted, { dryRun: false, force: true })).toMatchObject({ type: 'applied' })
		expect(objectIn(await look(cluster, home, kinds.Namespace), home)?.metadata.labels).toMatchObject({
			team: 'payments',
			stage: 'dev',
			[planLabel]: 'webshop',
		})
	})

	test('drops what the plan no longer names', async () => {
		const home = namespace({ team: 'payments' })
		const cluster = await open(home)
		const warn = 'pod-security.kubernetes.io/warn'
		await cluster.apply(labelled(home, { [planLabel]: 'webshop', [warn]: 'restricted' }), real)
		await cluster.apply(labelled(home, { [planLabel]: 'webshop' }), real)
		const labels = objectIn(await look(cluster, home, kinds.Namespace), home)?.metadata.labels
		expect(labels).toMatchObject({ team: 'payments', [planLabel]: 'webshop' })
		expect(labels).not.toHaveProperty([warn])
	})

	test('takes many changes at a time', async () => {
		const home = namespace()
		const cluster = await open(home)
		const wanted = Array.from({ length: 20 }, (_, index) => policy(home, `policy-${index}`))
		const outcomes = await Promise.all(wanted.map((object) => cluster.apply(object, real)))
		expect(outcomes.map(({ type }) => type)).toEqual(wanted.map(() => 'applied'))
		const facts = await look(cluster, home, kinds.NetworkPolicy)
		for (const object of wanted) expect(objectIn(facts, object)).toMatchObject(object)
	})

	test.each([true, false])('refuses an object whose namespace is missing (dry run: %s)', async (dryRun) => {
		const cluster = await open()
		const outcome = await cluster.apply(quota(namespace()), { dryRun, force: false })
		expect(outcome).toMatchObject({ type: 'refused', reason: 'missing' })
	})

	test('removes one object, and takes "gone already" for done', async () => {
		const home = namespace()
		const cluster = await open(home, policy(home, 'first'), policy(home, 'second'))
		const observed = objectIn(await look(cluster, home, kinds.NetworkPolicy), policy(home, 'first')) as KubeObject
		expect(await cluster.remove(observed, { dryRun: true })).toEqual({ type: 'deleted' })
		expect(objectIn(await look(cluster, home, kinds.NetworkPolicy), observed)).toEqual(observed)
		expect(await cluster.remove(observed, { dryRun: false })).toEqual({ type: 'deleted' })
		const facts = await look(cluster, home, kinds.NetworkPolicy)
		expect(objectIn(facts, observed)).toBeUndefined()
		expect(objectIn(facts, policy(home, 'second'))).toBeDefined()
		expect(await cluster.remove(observed, { dryRun: false })).toEqual({ type: 'deleted' })
	})
}

function describeRefusal(open: Open): void {
	test('takes no changes', async () => {
		const home = namespace()
		const cluster = await open(home)
		const known = expect.objectContaining({ name: 'KnownError', exit: 'usage', hint: expect.any(String) })
		await expect(cluster.apply(home, { dryRun: false, force: false })).rejects.toEqual(known)
		await expect(cluster.remove(home, { dryRun: false })).rejects.toEqual(known)
	})
}

function describeValidation(open: Open): void {
	test.each([true, false])('refuses an object that the API does not allow (dry run: %s)', async (dryRun) => {
		const home = namespace()
		const cluster = await open(home)
		const wrong = { ...policy(home), spec: { podSelector: {}, policyTypes: ['Sideways'] } }
		expect(await cluster.apply(wrong, { dryRun, force: false })).toMatchObject({ type: 'refused', reason: 'invalid' })
	})
}

/** What is in the Secret: nothing that a cluster shows may hold it, in whatever encoding. */
const hidden = Buffer.from('correct horse battery staple').toString('base64')

const unserved: Kind = {
	group: 'unserved.example.org',
	version: 'v1',
	kind: 'Nothing',
	plural: 'nothings',
	namespaced: true,
}

function look(cluster: Cluster, home: KubeObject, ...wanted: readonly Kind[]): Promise<Facts> {
	return observe(
		cluster,
		home,
		wanted.map((kind) => ({ kind, detail: 'whole' })),
	)
}

function observe(cluster: Cluster, home: KubeObject, wants: readonly Want[]): Promise<Facts> {
	return cluster.observe({ wants, namespaces: [home.metadata.name] })
}

function objectIn({ objects }: Facts, wanted: KubeObject): KubeObject | undefined {
	const key = keyOf(refOf(wanted))
	return objects.find((object) => keyOf(refOf(object)) === key)
}

function unique(): string {
	return `suite-${randomUUID().slice(0, 8)}`
}

function namespace(labels: Readonly<Record<string, string>> = { team: 'payments' }): KubeObject {
	return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: unique(), labels } }
}

/** The object with other labels, and without any that it had. */
function labelled(object: KubeObject, labels: Readonly<Record<string, string>>): KubeObject {
	return { ...object, metadata: { ...object.metadata, labels } }
}

function quota(home: KubeObject, pods = '5'): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'ResourceQuota',
		metadata: { name: 'stage', namespace: home.metadata.name },
		spec: { hard: { pods, 'requests.cpu': '1500m' } },
	}
}

function policy(home: KubeObject, name = 'same-stage'): KubeObject {
	return {
		apiVersion: 'networking.k8s.io/v1',
		kind: 'NetworkPolicy',
		metadata: { name, namespace: home.metadata.name, annotations: { 'stagewall.dev/reason': 'no: on 12:30' } },
		spec: {
			podSelector: {},
			policyTypes: ['Ingress'],
			ingress: [
				{ from: [{ namespaceSelector: { matchLabels: { stage: 'no' } } }], ports: [{ port: 80, protocol: 'TCP' }] },
			],
		},
	}
}

function priority(): KubeObject {
	const description = 'for a test'
	return {
		apiVersion: 'scheduling.k8s.io/v1',
		kind: 'PriorityClass',
		metadata: { name: unique() },
		value: 7,
		description,
	}
}

/** A Secret as `kubectl apply` leaves it: what is in it stands in an annotation once more. */
function secret(home: KubeObject): KubeObject {
	const data = { password: hidden }
	return {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: {
			name: 'password',
			namespace: home.metadata.name,
			annotations: {
				'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data }),
			},
		},
		data,
	}
}
