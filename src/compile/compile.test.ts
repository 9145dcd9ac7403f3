import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leavesOf, showPath } from '../model/fields.ts'
import { type KubeObject, keyOf, refOf, showRef } from '../model/kube-object.ts'
import { planLabel } from '../model/ownership.ts'
import { parseQuantity } from '../model/quantity.ts'
import type { AllowPeer, Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { compile } from './index.ts'
import { type Labels, sorted } from './meta.ts'
import { sampleTenancy } from './sample.suite.ts'
import { surroundingsOf } from './surroundings.ts'
import { anyTenancy } from './tenancies.suite.ts'

const sample = sampleTenancy()

/** Enough for each rule to meet each other one, in about a second a property. */
const runs = { numRuns: 50 }

describe('the sample, compiled', () => {
	it('stands in this order', () => {
		expect(
			objectsOf(sample, 'production')
				.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
				.slice(0, 15),
		).toEqual([
			'PriorityClass /webshop-prod',
			'Namespace /shop-prod',
			'ResourceQuota shop-prod/stagewall',
			'NetworkPolicy shop-prod/stagewall-default-deny',
			'NetworkPolicy shop-prod/stagewall-same-stage',
			'NetworkPolicy shop-prod/stagewall-dns',
			'NetworkPolicy shop-prod/stagewall-ingress-controller',
			'NetworkPolicy shop-prod/stagewall-allow-metrics-ingress',
			'ServiceAccount shop-prod/default',
			'ServiceAccount shop-prod/deployers',
			'Role shop-prod/stagewall-operate',
			'Role shop-prod/stagewall-deploy',
			'RoleBinding shop-prod/stagewall-operators',
			'RoleBinding shop-prod/stagewall-deployers',
			'Namespace /payments',
		])
	})

	it('has its namespaces in the order of the tenancy, each in the cluster of its stage', () => {
		expect(namesOf(sample, 'shared')).toEqual([
			'shop-dev',
			'blog-dev',
			'search-dev',
			'shop-test',
			'search-test',
			'shop-perf',
		])
		expect(namesOf(sample, 'production')).toEqual(['shop-prod', 'payments', 'blog-prod', 'search-prod'])
		expect(namesOf(sample, 'elsewhere')).toEqual([])
	})

	it('has a pool for each stage with nodes of its own', () => {
		const pools = compile(sample, 'shared', surroundingsOf(sample, undefined)).pools
		expect(pools.map(({ stage, label, taints }) => [stage, label?.value, taints.map(({ effect }) => effect)])).toEqual([
			['test', 'test', []],
			['perf', 'perf', ['NoSchedule', 'NoExecute']],
		])
	})

	it('has its keys in the order in which YAML is read', () => {
		const [first] = objectsOf(sample, 'shared').filter(({ kind }) => kind === 'ResourceQuota')
		expect(Object.keys(first ?? {})).toEqual(['apiVersion', 'kind', 'metadata', 'spec'])
		expect(Object.keys(first?.metadata ?? {})).toEqual(['name', 'namespace', 'labels'])
		expect(Object.keys(first?.metadata.labels ?? {})).toEqual(['stage', 'stagewall.dev/app', 'stagewall.dev/plan'])
		expect(JSON.stringify(first?.spec)).toBe(
			'{"hard":{"count/jobs.batch":"25","limits.cpu":"16","limits.memory":"32Gi","pods":"61","requests.cpu":"8","requests.memory":"16Gi","services.loadbalancers":"0"},"scopes":null,"scopeSelector":null}',
		)
	})

	it('writes null for what shall stay empty, so that nobody fills it without a conflict', () => {
		const nulls = objectsOf(sample, 'shared')
			.filter(({ metadata }) => metadata.labels?.['stage'] === 'perf')
			.map((object) => [
				showRef(refOf(object)),
				...leavesOf(object)
					.filter(({ value }) => value === null)
					.map(({ path }) => showPath(path)),
			])
		expect(nulls.filter(([, ...fields]) => fields.length > 0)).toEqual([
			['PriorityClass webshop-perf', 'globalDefault'],
			['ResourceQuota shop-perf/stagewall', 'spec.scopes', 'spec.scopeSelector'],
			['NetworkPolicy shop-perf/stagewall-default-deny', 'spec.ingress', 'spec.egress'],
			['NetworkPolicy shop-perf/stagewall-dns', 'spec.ingress'],
			['NetworkPolicy shop-perf/stagewall-ingress-controller', 'spec.egress'],
			['NetworkPolicy shop-perf/stagewall-allow-metrics-ingress', 'spec.egress'],
			['NetworkPolicy shop-perf/stagewall-allow-replay-ingress', 'spec.egress'],
		])
	})
})

describe('any tenancy, compiled', () => {
	it('is the same bytes again, in whatever order its maps were filled', () => {
		fc.assert(
			fc.property(anyTenancy, (tenancy) => {
				const bytes = JSON.stringify(everything(tenancy))
				expect(JSON.stringify(everything(structuredClone(tenancy)))).toBe(bytes)
				expect(JSON.stringify(everything(reversedMaps(tenancy)))).toBe(bytes)
			}),
			runs,
		)
	})

	it('gives each stage its budget, no more and no less', () => {
		fc.assert(
			fc.property(anyTenancy, (tenancy) => {
				for (const stage of tenancy.stages) {
					const quotas = objectsOf(tenancy, stage.cluster).filter(
						({ kind, metadata }) => kind === 'ResourceQuota' && metadata.labels?.[tenancy.labels.stage] === stage.name,
					)
					if (quotas.length === 0) continue
					for (const [key, whole] of Object.entries(stage.budget ?? {}))
						expect([key, quotas.reduce((sum, quota) => sum + amountOf(quota, key), 0n)]).toEqual([key, whole])
				}
			}),
			runs,
		)
	})

	it('labels each object with its stage and its plan', () => {
		everyObject((object, tenancy) => {
			const stages = tenancy.stages.map(({ name }) => name)
			expect(stages).toContain(object.metadata.labels?.[tenancy.labels.stage])
			expect(object.metadata.labels?.[planLabel]).toBe(tenancy.name)
			expect(
				object.metadata.namespace === undefined || object.metadata.labels?.[tenancy.labels.app] !== undefined,
			).toBe(true)
		})
	})

	it('has valid names and labels, no name twice', () => {
		everyObject(({ metadata }) => {
			expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
			expect(metadata.name.length).toBeLessThanOrEqual(253)
			for (const [key, value] of Object.entries(metadata.labels ?? {})) {
				expect(key).toMatch(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/)
				expect(value).toMatch(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/)
			}
		})
		fc.assert(
			fc.property(anyTenancy, (tenancy) => {
				for (const { name } of tenancy.clusters) {
					const keys = objectsOf(tenancy, name).map((object) => keyOf(refOf(object)))
					expect(new Set(keys).size).toBe(keys.length)
				}
			}),
			runs,
		)
	})

	it('isolates all pods, and opens nothing to everybody', () => {
		everyObject((object) => {
			if (object.kind !== 'NetworkPolicy') return
			const { policyTypes, ingress, egress } = object.spec as PolicySpec
			const rules = [...(ingress ?? []), ...(egress ?? [])]
			if (object.metadata.name === 'stagewall-default-deny')
				expect(object.spec).toEqual({
					podSelector: {},
					policyTypes: ['Ingress', 'Egress'],
					ingress: null,
					egress: null,
				})
			else {
				expect(rules.length).toBeGreaterThan(0)
				expect(policyTypes).toEqual([...(ingress === null ? [] : ['Ingress']), ...(egress === null ? [] : ['Egress'])])
			}
			for (const { from, to } of rules) {
				const peers = from ?? to ?? []
				expect(peers.length).toBeGreaterThan(0)
				for (const peer of peers) expect(peer.namespaceSelector).not.toEqual({})
			}
		})
	})

	it('grants no wildcard, and binds roles and ServiceAccounts of the namespace alone', () => {
		fc.assert(
			fc.property(anyTenancy, (tenancy) => {
				const objects = tenancy.clusters.flatMap(({ name }) => objectsOf(tenancy, name))
				const keys = new Set(objects.map((object) => keyOf(refOf(object))))
				for (const { kind, metadata, rules, roleRef, subjects } of objects) {
					if (kind === 'Role') expect(JSON.stringify(rules)).not.toContain('*')
					if (kind !== 'RoleBinding') continue
					const { namespace = '' } = metadata
					const { kind: role, name } = roleRef as { kind: string; name: string }
					expect(keys).toContain(`rbac.authorization.k8s.io/${role}/${namespace}/${name}`)
					for (const subject of subjects as readonly { kind: string; name: string; namespace?: string }[])
						if (subject.kind === 'ServiceAccount') {
							expect(subject.namespace).toBe(namespace)
							expect(keys).toContain(`/ServiceAccount/${namespace}/${subject.name}`)
						}
				}
			}),
			runs,
		)
	})

	it('lets pods reach those of their own stage and those of an allow, and no others', () => {
		fc.assert(
			fc.property(anyTenancy, (tenancy) => {
				for (const { name } of tenancy.clusters) {
					const pods = podsOf(tenancy, name)
					const policies = policiesByNamespace(objectsOf(tenancy, name))
					const wrong = pods.flatMap((from) =>
						pods
							.filter((to) => passes(policies, from, to) !== isMeant(tenancy, from, to))
							.map((to) => ({ from, to, passes: passes(policies, from, to) })),
					)
					expect(wrong).toEqual([])
				}
			}),
			runs,
		)
	})
})

/** A pod of a namespace; one with and one without the label that allows select by are enough to tell selectors apart. */
interface Pod {
	readonly namespace: StageNamespace
	readonly namespaceLabels: Labels
	readonly labels: Labels
}

interface Selector {
	readonly matchLabels?: Labels
	readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[]
}

interface Peer {
	readonly namespaceSelector?: Selector
	readonly podSelector?: Selector
	readonly ipBlock?: object
}

interface Rule {
	readonly from?: readonly Peer[]
	readonly to?: readonly Peer[]
}

interface PolicySpec {
	readonly podSelector: Selector
	readonly policyTypes: readonly string[]
	readonly ingress: readonly Rule[] | null
	readonly egress: readonly Rule[] | null
}

/** What the plan means: the same wall around both, or an allow from one to the other. */
function isMeant({ stages, network }: Tenancy, from: Pod, to: Pod): boolean {
	const stage = stages.find(({ name }) => name === from.namespace.stage)
	if (stage !== undefined && to.namespace.stage === stage.name && isTogether(stage, from.namespace, to.namespace))
		return true
	return network.allow.some((allow) => isAt(allow.from, from) && isAt(allow.to, to))
}

function isTogether({ isolation }: Stage, a: StageNamespace, b: StageNamespace): boolean {
	if (isolation === 'stage') return true
	return isolation === 'app' ? a.app === b.app : a.name === b.name
}

function isAt(end: AllowPeer, { namespace, labels }: Pod): boolean {
	return (
		end.type === 'stage' &&
		end.stages.includes(namespace.stage) &&
		(end.app === undefined || end.app === namespace.app) &&
		Object.entries(end.pods).every(([key, value]) => labels[key] === value)
	)
}

/** What the objects say: as every pod is isolated, one rule at each end has to let the connection pass. */
function passes(policies: ReadonlyMap<string, readonly PolicySpec[]>, from: Pod, to: Pod): boolean {
	const ofPod = ({ namespace, labels }: Pod): readonly PolicySpec[] =>
		(policies.get(namespace.name) ?? []).filter(({ podSelector }) => selects(podSelector, labels))
	const isPeer = (peer: Peer, local: Pod, remote: Pod): boolean =>
		peer.ipBlock === undefined &&
		(peer.namespaceSelector === undefined
			? local.namespace.name === remote.namespace.name
			: selects(peer.namespaceSelector, remote.namespaceLabels)) &&
		selects(peer.podSelector ?? {}, remote.labels)
	return (
		ofPod(from).some(({ egress }) =>
			(egress ?? []).some((rule) => (rule.to ?? []).some((peer) => isPeer(peer, from, to))),
		) &&
		ofPod(to).some(({ ingress }) =>
			(ingress ?? []).some((rule) => (rule.from ?? []).some((peer) => isPeer(peer, to, from))),
		)
	)
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
	return (
		Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
		matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
	)
}

function podsOf(tenancy: Tenancy, cluster: string): readonly Pod[] {
	const labels = new Map(
		objectsOf(tenancy, cluster)
			.filter(({ kind }) => kind === 'Namespace')
			.map(({ metadata }) => [metadata.name, { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }]),
	)
	return tenancy.namespaces
		.filter((namespace) => namespace.cluster === cluster)
		.flatMap((namespace) =>
			[{}, { tier: 'web' }].map(
				(each): Pod => ({
					namespace,
					namespaceLabels: labels.get(namespace.name) ?? {},
					labels: each,
				}),
			),
		)
}

function policiesByNamespace(objects: readonly KubeObject[]): ReadonlyMap<string, readonly PolicySpec[]> {
	const policies = new Map<string, PolicySpec[]>()
	for (const { kind, metadata, spec } of objects)
		if (kind === 'NetworkPolicy')
			policies.set(metadata.namespace ?? '', [...(policies.get(metadata.namespace ?? '') ?? []), spec as PolicySpec])
	return policies
}

function everyObject(check: (object: KubeObject, tenancy: Tenancy) => void): void {
	fc.assert(
		fc.property(anyTenancy, (tenancy) => {
			for (const { name } of tenancy.clusters) for (const object of objectsOf(tenancy, name)) check(object, tenancy)
		}),
		runs,
	)
}

function everything(tenancy: Tenancy): unknown {
	return tenancy.clusters.map(({ name }) => compile(tenancy, name, surroundingsOf(tenancy, undefined)))
}

function objectsOf(tenancy: Tenancy, cluster: string): readonly KubeObject[] {
	return compile(tenancy, cluster, surroundingsOf(tenancy, undefined)).objects
}

function namesOf(tenancy: Tenancy, cluster: string): readonly string[] {
	return objectsOf(tenancy, cluster)
		.filter(({ kind }) => kind === 'Namespace')
		.map(({ metadata }) => metadata.name)
}

function amountOf(quota: KubeObject, key: string): bigint {
	const { hard } = quota.spec as { hard: Readonly<Record<string, string>> }
	return parseQuantity(hard[key] ?? '') ?? -1n
}

/** The same tenancy with the entries of its open maps (budgets, labels of pods) in the opposite order. */
function reversedMaps(tenancy: Tenancy): Tenancy {
	const reversed = <Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
		Object.fromEntries(Object.entries(sorted(map)).toReversed())
	const end = <Peer extends AllowPeer>(peer: Peer): Peer =>
		peer.type === 'cidr' ? peer : { ...peer, pods: reversed(peer.pods) }
	return {
		...tenancy,
		stages: tenancy.stages.map((stage) =>
			stage.budget === undefined ? stage : { ...stage, budget: reversed(stage.budget) },
		),
		network: {
			...tenancy.network,
			allow: tenancy.network.allow.map((allow) => ({ ...allow, from: end(allow.from), to: end(allow.to) })),
		},
	}
}
