/**
 * The placement engine against the real scheduler and the real DaemonSet controller, on nodes that exist on paper: random labels,
 * taints, selectors, affinities and tolerations. Nothing asks for resources, so that room is never the reason.
 */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import { admissionOf } from '../../src/verify/placement/admission.ts'
import { type Landings, landingsOn } from '../../src/verify/placement/landing.ts'
import type { PodPlacement } from '../../src/verify/placement/placement.ts'
import { maybe, nodeNames, randomNode, randomSpec } from '../../src/verify/placement/random-placement.suite.ts'
import { readNode } from '../../src/verify/placement/read/read-node.ts'
import { readPlacement } from '../../src/verify/placement/read/read-placement.ts'
import { seed, times } from '../../src/verify/repeatable.suite.ts'
import { tenancy } from '../../src/verify/verify.suite.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import type { NodeSpec } from '../control-plane/nodes.ts'
import { describeLive, ownServer } from './support/suite.ts'

const nodes =
	fc.sample(fc.array(randomNode, { minLength: nodeNames.length, maxLength: nodeNames.length }), {
		seed,
		numRuns: 1,
	})[0] ?? []
const specs: readonly NodeSpec[] = nodes.map(({ labels, taints }, index) => ({
	name: nodeNames[index] ?? '',
	labels,
	taints,
	allocatable: { pods: '1000' },
}))
const options = { scheduler: true, nodes: specs }
const home = 'placement'
const containers = [{ name: 'main', image: 'example.org/main' }]

/** One that adds and narrows, and one that only adds. */
const runtimeClasses: readonly KubeObject[] = [
	{ scheduling: { nodeSelector: { pool: 'a' }, tolerations: [{ key: 'gpu', operator: 'Exists' }] } },
	{ scheduling: { tolerations: [{ key: 'stage', operator: 'Exists', effect: 'NoSchedule' }] } },
	{},
].map((more, index) => ({
	apiVersion: 'node.k8s.io/v1',
	kind: 'RuntimeClass',
	metadata: { name: `class-${index + 1}` },
	handler: 'handler',
	...more,
}))

interface Pod extends KubeObject {
	readonly spec: Readonly<Record<string, unknown>> & { readonly nodeName?: string }
	readonly status: {
		readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
	}
}

describeLive('placement', options, () => {
	const server = ownServer(options)
	let api: ApiClient
	let land: Landings
	const admit = admissionOf(tenancy, () => undefined, runtimeClasses)

	beforeAll(async () => {
		api = server().api
		await api.post(pathOf(kinds.Namespace), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } })
		for (const object of runtimeClasses) await api.post(pathOf(kinds.RuntimeClass), object)
		const cordoned = nodeNames.filter((_, index) => nodes[index]?.unschedulable)
		for (const name of cordoned) await api.patch(pathOf(kinds.Node, { name }), { spec: { unschedulable: true } })
		const isTold = ({ name, taints }: ReturnType<typeof readNode>): boolean =>
			cordoned.includes(name) === taints.some(({ key }) => key === 'node.kubernetes.io/unschedulable')
		const list = () => api.get<{ items: KubeObject[] }>(pathOf(kinds.Node))
		const { items } = await eventually(list, ({ items: all }) => all.map(readNode).every(isTold), {
			what: 'taints of cordoned nodes',
		})
		land = landingsOn(items.map((item) => ({ node: readNode(item), stages: [] })))
		// Pods need the account of their namespace, and the admission plugin has to know the classes.
		const last = { runtimeClassName: 'class-3', containers }
		const path = `${pathOf(kinds.Pod, { namespace: home })}?dryRun=All`
		await eventually(
			() =>
				api.request('POST', path, { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'first' }, spec: last } }),
			({ status }) => status === 201,
			{ what: 'a pod that is admitted' },
		)
	})

	const namesFor = (placement: PodPlacement): readonly string[] =>
		land(placement, 'lower')
			.groups.flatMap((group) => group.nodes.map(({ name }) => name))
			.sort()

	test(`the scheduler puts pods where it may, and nowhere else (seed ${seed})`, async () => {
		const runtimeClassName = maybe(fc.constantFrom('class-1', 'class-2', 'class-3'), 2)
		const schedulingGates = maybe(fc.constant([{ name: 'example.org/wait' }]), 1)
		const draws = fc.sample(fc.tuple(randomSpec, runtimeClassName, schedulingGates), {
			seed,
			numRuns: Math.ceil(620 * times),
		})
		const written = draws.map(
			([spec, named, gates], index): Pod => ({
				apiVersion: 'v1',
				kind: 'Pod',
				metadata: { name: `pod-${index}`, namespace: home },
				spec: {
					...spec,
					containers,
					...(named === undefined ? {} : { runtimeClassName: named }),
					...(gates === undefined ? {} : { schedulingGates: gates }),
				},
				status: {},
			}),
		)
		const expected = new Map(written.map((pod) => [pod.metadata.name, admit(pod, pod.spec, readPlacement(pod.spec))]))
		const collection = pathOf(kinds.Pod, { namespace: home })
		await inParallel(written, async ({ status: _, ...pod }) => {
			const { status, text } = await api.request('POST', collection, { body: pod })
			const refused = expected.get(pod.metadata.name)?.unadmitted
			expect(status, `${JSON.stringify(pod.spec)}\n${text}\n${refused}`).toBe(refused === undefined ? 201 : 403)
		})
		const { items } = await eventually(
			() => api.get<{ items: Pod[] }>(collection),
			({ items: all }) => all.every((pod) => answerOf(pod) !== 'none yet'),
			{ what: 'an answer for every pod' },
		)
		const seen = { bound: 0, unschedulable: 0, gated: 0, refused: written.length - items.length }
		for (const pod of items) {
			const { placement } = expected.get(pod.metadata.name) ?? {}
			if (placement === undefined) throw new Error(`nobody made ${pod.metadata.name}`)
			const why = JSON.stringify(pod.spec)
			// Of tolerations that a RuntimeClass brings, the server leaves out those that others cover.
			if (placement.tolerations.every(({ from }) => from?.startsWith('RuntimeClass') !== true))
				expect(tolerationsOf(readPlacement(pod.spec)), why).toEqual(tolerationsOf(placement))
			const answer = answerOf(pod)
			if (answer === 'gated') expect(placement.gates, why).toEqual(['example.org/wait'])
			else if (answer === 'unschedulable') expect(namesFor(placement), why).toEqual([])
			else expect(namesFor(placement), why).toContain(pod.spec.nodeName)
			seen[answer as keyof typeof seen]++
		}
		expect(items.length).toBeGreaterThan(500 * Math.min(1, times))
		for (const [what, number] of Object.entries(seen)) expect(number, what).toBeGreaterThan(0)
	})

	test(`a DaemonSet has a pod on each node of the set, and on no other (seed ${seed})`, async () => {
		const templates = fc.sample(randomSpec, { seed: seed + 1, numRuns: Math.ceil(60 * times) })
		const collection = '/apis/apps/v1/namespaces/placement/daemonsets'
		const sets = templates.map((spec, index): KubeObject => {
			const labels = { daemons: `set-${index}` }
			return {
				apiVersion: 'apps/v1',
				kind: 'DaemonSet',
				metadata: { name: labels.daemons, namespace: home },
				spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { ...spec, containers } } },
			}
		})
		await inParallel(sets, (set) => api.post(collection, set))
		const expected = new Map(
			sets.map((set, index) => {
				const spec = templates[index] ?? {}
				return [set.metadata.name, namesFor(admit(set, spec, readPlacement(spec)).placement)]
			}),
		)
		type Status = {
			readonly desiredNumberScheduled: number
			readonly currentNumberScheduled: number
			readonly observedGeneration?: number
		}
		await eventually(
			() => api.get<{ items: (KubeObject & { status: Status })[] }>(collection),
			({ items }) =>
				items.every(
					({ status }) =>
						status.observedGeneration !== undefined && status.currentNumberScheduled === status.desiredNumberScheduled,
				),
			{ what: 'a pod of each DaemonSet on each of its nodes' },
		)
		const { items: pods } = await eventually(
			() => api.get<{ items: Pod[] }>(`${pathOf(kinds.Pod, { namespace: home })}?labelSelector=daemons`),
			({ items }) =>
				items.length === [...expected.values()].flat().length && items.every(({ spec }) => spec.nodeName !== undefined),
			{ what: 'as many pods as foretold' },
		)
		for (const [name, on] of expected) {
			const own = pods.filter(({ metadata }) => metadata.labels?.['daemons'] === name)
			expect(
				own.map(({ spec }) => spec.nodeName ?? '').toSorted((a, b) => (a < b ? -1 : 1)),
				JSON.stringify(sets.find(({ metadata }) => metadata.name === name)?.['spec']),
			).toEqual(on)
		}
		expect(new Set([...expected.values()].map(({ length }) => length)).size).toBeGreaterThan(4)
	})
})

function answerOf({ spec, status }: Pod): 'bound' | 'unschedulable' | 'gated' | 'none yet' {
	if (spec.nodeName !== undefined) return 'bound'
	const reason = status.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False')?.reason
	return reason === 'Unschedulable' ? 'unschedulable' : reason === 'SchedulingGated' ? 'gated' : 'none yet'
}

function tolerationsOf({ tolerations }: PodPlacement): readonly string[] {
	return tolerations.map(({ from: _, ...each }) => JSON.stringify(each)).sort()
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
	const left = [...items]
	await Promise.all(
		Array.from({ length: 16 }, async () => {
			for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item)
		}),
	)
}
