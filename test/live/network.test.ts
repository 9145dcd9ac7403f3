/**
 * The network proofs on a real API server: what it takes and refuses of policies is what the reader says, what it fills in changes
 * no answer, and what a plan foretells is what is there afterwards.
 */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import { allowedPorts, type Network, readNetwork, samePorts, showPorts } from '../../src/verify/network/index.ts'
import { asWritten } from '../../src/verify/network/random-cluster.suite.ts'
import { policies } from '../../src/verify/network/random-policies.suite.ts'
import { namespaceNames } from '../../src/verify/network/random-words.suite.ts'
import { pods } from '../../src/verify/network/random-workloads.suite.ts'
import { seed } from '../../src/verify/repeatable.suite.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { runCli } from './support/cli.ts'
import { workplace } from './support/plans.ts'
import { describeLive, ownServer } from './support/suite.ts'

/** Policies that somebody may write, right and wrong; what is wrong in them is for the server to say. */
const written: readonly string[] = [
	'{}',
	'{podSelector: {}}',
	'{podSelectr: {}}',
	'{policyTypes: [Egress]}',
	'{policyTypes: [egress]}',
	'{policyTypes: null, egress: []}',
	'{ingress: [{from: [{}]}]}',
	'{ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]}',
	'{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]}',
	'{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]}',
	'{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]}',
	'{ingress: [{ports: [{port: 0}]}]}',
	'{ingress: [{ports: [{port: 65536}]}]}',
	'{ingress: [{ports: [{port: 80, endPort: 79}]}]}',
	'{ingress: [{ports: [{port: 80, endPort: 80}]}]}',
	'{ingress: [{ports: [{port: http, endPort: 80}]}]}',
	'{ingress: [{ports: [{endPort: 80}]}]}',
	'{ingress: [{ports: [{port: HTTP}]}]}',
	'{ingress: [{ports: [{port: a-name-that-is-too-long}]}]}',
	'{ingress: [{ports: [{port: "80"}]}]}',
	'{ingress: [{ports: [{protocol: tcp}]}]}',
	'{ingress: [{ports: [{protocol: ICMP}]}]}',
	'{ingress: [{ports: [{protocol: SCTP, port: 7}]}]}',
	'{podSelector: {matchLabels: {app: true}}}',
	'{podSelector: {matchLabels: {"a b": c}}}',
	'{podSelector: {matchLabels: {app: "not a label"}}}',
	'{podSelector: {matchExpressions: [{key: app, operator: In}]}}',
	'{podSelector: {matchExpressions: [{key: app, operator: In, values: []}]}}',
	'{podSelector: {matchExpressions: [{key: app, operator: Exists, values: [a]}]}}',
	'{podSelector: {matchExpressions: [{key: app, operator: exists}]}}',
	'{podSelector: {matchExpressions: [{operator: Exists}]}}',
	'{podSelector: {matchExpressions: [{key: "/", operator: Exists}]}}',
	'{ingress: {}}',
	'{ingress: [[]]}',
	'{ingress: "all"}',
	'{egress: [{from: []}]}',
	'{ingress: [{from: null, ports: null}]}',
	'{podSelector: []}',
]

describeLive('network policies on a real API server', { controllers: false }, () => {
	const server = ownServer()
	let api: ApiClient
	const home = 'ns-dev'

	beforeAll(async () => {
		api = server().api
		for (const name of namespaceNames) await api.post(pathOf(kinds.Namespace), namespace(name))
	})

	function namespace(name: string, labels: object = {}): object {
		return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
	}

	/** What the server would store, without storing it; `undefined` where it refuses. */
	async function stored(policy: KubeObject): Promise<KubeObject | undefined> {
		const path = `${pathOf(kinds.NetworkPolicy, { namespace: policy.metadata.namespace ?? home })}?dryRun=All&fieldValidation=Strict`
		const { status, text } = await api.request('POST', path, { body: policy })
		if (status >= 500) throw new Error(text)
		return status < 300 ? (JSON.parse(text) as KubeObject) : undefined
	}

	test.each(written)(
		'%s is taken by the server exactly where the reader has nothing to say against it',
		async (spec) => {
			const { parse } = await import('yaml')
			const policy = {
				apiVersion: 'networking.k8s.io/v1',
				kind: 'NetworkPolicy',
				metadata: { name: 'p', namespace: home },
				spec: parse(spec) as object,
			}
			const { problems } = readNetwork({ objects: [namespace(home) as KubeObject, policy] })
			const wrong = problems
				.filter(({ affects }) => affects !== 'nobody')
				.map(({ field, message }) => `${field} ${message}`)
			expect(wrong.length === 0, wrong.join('\n')).toBe((await stored(policy)) !== undefined)
		},
	)

	test('a range that does not begin at its first address is refused today, and may be there from before', async () => {
		const spec = { ingress: [{ from: [{ ipBlock: { cidr: '10.10.1.12/24' } }] }] }
		const policy = {
			apiVersion: 'networking.k8s.io/v1',
			kind: 'NetworkPolicy',
			metadata: { name: 'p', namespace: home },
			spec,
		}
		expect(await stored(policy)).toBeUndefined()
		const { problems } = readNetwork({ objects: [namespace(home) as KubeObject, policy] })
		expect(problems.map(({ message, affects }) => `${affects as string}: ${message}`)).toEqual([
			'nobody: "10.10.1.12/24" means 10.10.1.0/24: it does not begin at its first address',
		])
	})

	test(`what the server fills in changes no answer (seed ${seed})`, async () => {
		const samples = fc.sample(fc.tuple(policies, pods), { seed, numRuns: 60 })
		let decisions = 0
		for (const [some, running] of samples) {
			const asIs = asWritten(some)
			const kept: KubeObject[] = []
			const filled: KubeObject[] = []
			for (const [index, policy] of asIs.entries()) {
				const named = { ...policy, metadata: { ...policy.metadata, name: `p${index}` } }
				const object = await stored(named)
				if (object === undefined) continue
				kept.push(named)
				filled.push(object)
			}
			const others = [...namespaceNames.map((name) => namespace(name) as KubeObject), ...asWritten(running)]
			const [files, live] = [
				readNetwork({ objects: [...others, ...kept] }),
				readNetwork({ objects: [...others, ...filled] }),
			]
			for (const [from, to, ports] of answers(files)) {
				const [source, destination] = [live.endpoints()[from], live.endpoints()[to]]
				if (source === undefined || destination === undefined) throw new Error('another number of pods')
				const found = allowedPorts(live, source, destination, { blocks: 'pods', bound: 'upper' })
				expect(samePorts(found, ports), `${showPorts(ports)} from files, ${showPorts(found)} live`).toBe(true)
				decisions++
			}
		}
		expect(decisions).toBeGreaterThan(1000)
	})

	function* answers(network: Network): Generator<readonly [number, number, ReturnType<typeof allowedPorts>]> {
		const all = network.endpoints()
		for (const [from, source] of all.entries())
			for (const [to, destination] of all.entries())
				yield [from, to, allowedPorts(network, source, destination, { blocks: 'pods', bound: 'upper' })]
	}

	test('without a plan: stages are found on the live cluster, their walls are refuted, then proven', async () => {
		const place = { env: { KUBECONFIG: server().kubeconfig } }
		for (const [name, env] of [
			['web-dev', 'dev'],
			['web-prod', 'prod'],
		] as const) {
			await api.post(pathOf(kinds.Namespace), namespace(name, { env }))
			await api.post(pathOf(kinds.Deployment, { namespace: name }), deployment('web', name))
		}
		const args = ['verify', '--kubeconfig', server().kubeconfig, '--stage-label', 'env', '-o', 'json']
		const before = await runCli(args, place)
		expect(before.code, before.stderr).toBe(1)
		expect(codesOf(before.stdout)).toContain('network/cross-stage')
		for (const name of ['web-dev', 'web-prod'])
			await api.post(pathOf(kinds.NetworkPolicy, { namespace: name }), {
				apiVersion: 'networking.k8s.io/v1',
				kind: 'NetworkPolicy',
				metadata: { name: 'own', namespace: name },
				spec: {
					podSelector: {},
					policyTypes: ['Ingress', 'Egress'],
					ingress: [{ from: [{ podSelector: {} }] }],
					egress: [{ to: [{ podSelector: {} }] }],
				},
			})
		const after = await runCli(args, place)
		const [proof] = reportOf(after.stdout).clusters[0]?.proofs ?? []
		expect(proof).toMatchObject({ name: 'network/isolation', result: 'proven', strength: 'any-plugin' })
	})

	test('what a plan made is proven, and it foretells nothing more', async () => {
		const place = await workplace(server().kubeconfig, { name: 'foretold' })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		const verified = await place.run('verify')
		expect(verified.stdout).toMatch(/✓ proven {6}network\/isolation/)
		const again = JSON.parse((await place.run('plan', '-o', 'json')).stdout) as {
			clusters: readonly { network?: object }[]
		}
		expect(again.clusters.map(({ network }) => network)).toEqual([undefined])
	})

	function deployment(name: string, home: string): object {
		return {
			apiVersion: 'apps/v1',
			kind: 'Deployment',
			metadata: { name, namespace: home },
			spec: {
				selector: { matchLabels: { app: name } },
				template: {
					metadata: { labels: { app: name } },
					spec: { containers: [{ name: 'main', image: 'example.org/web:1' }] },
				},
			},
		}
	}
})

interface VerifyReport {
	readonly clusters: readonly {
		readonly proofs: readonly {
			readonly name: string
			readonly result: string
			readonly strength?: string
			readonly findings: readonly { readonly code: string }[]
		}[]
	}[]
}

function reportOf(text: string): VerifyReport {
	return JSON.parse(text) as VerifyReport
}

function codesOf(text: string): readonly string[] {
	return reportOf(text).clusters.flatMap(({ proofs }) =>
		proofs.flatMap(({ findings }) => findings.map(({ code }) => code)),
	)
}
