/** The main job on a real API server: apply, apply again, drift, conflicts, adoption, pruning. */
import { expect, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import { sameQuantity } from '../../src/model/quantity.ts'
import { writtenKinds } from '../../src/model/written-kinds.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { unprovenIn, workplace } from './support/plans.ts'
import { describeLive, liveServer, uniqueName } from './support/suite.ts'

/** `Kind name` → resourceVersion of everything that a plan owns in a namespace. */
async function owned(api: ApiClient, namespace: string): Promise<Readonly<Record<string, string | undefined>>> {
	const found: Record<string, string | undefined> = {}
	for (const kind of writtenKinds.filter(({ namespaced }) => namespaced)) {
		const list = await api.get<{ items: KubeObject[] }>(
			`${pathOf(kind, { namespace })}?labelSelector=stagewall.dev/plan`,
		)
		for (const { metadata } of list.items) found[`${kind.kind} ${metadata.name}`] = metadata.resourceVersion
	}
	return found
}

describeLive('apply', { controllers: true }, () => {
	test('makes everything on an empty cluster, and a second time changes nothing', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('web')
		const place = await workplace(kubeconfig, { name })
		const first = await place.run('apply', '--yes')
		expect(first.stderr).toBe('')
		expect(first.code).toBe(0)
		expect(first.stdout).toMatch(/✓ Cluster default: \d+ created, 0 unchanged/)

		const namespace = await api.get(pathOf(kinds.Namespace, { name: `${name}-dev` }))
		expect(namespace.metadata.labels).toMatchObject({
			[`stage-of-${name}`]: 'dev',
			'stagewall.dev/app': name,
			'stagewall.dev/plan': name,
			'pod-security.kubernetes.io/enforce': 'baseline',
			'pod-security.kubernetes.io/enforce-version': 'v1.36',
		})
		const before = await owned(api, `${name}-dev`)
		expect(Object.keys(before).toSorted()).toEqual([
			'LimitRange stagewall',
			'NetworkPolicy stagewall-default-deny',
			'NetworkPolicy stagewall-dns',
			'NetworkPolicy stagewall-ingress-controller',
			'NetworkPolicy stagewall-same-stage',
			'ResourceQuota stagewall',
			'Role stagewall-deploy',
			'Role stagewall-near-admin',
			'RoleBinding stagewall-deployers',
			'RoleBinding stagewall-developers',
			'ServiceAccount default',
			'ServiceAccount deployers',
		])

		// The quota controller writes what is used into the status; wait for it, as it moves the resourceVersion.
		await eventually(
			() =>
				api.get<{ status?: { used?: object } }>(
					pathOf(kinds.ResourceQuota, { namespace: `${name}-dev`, name: 'stagewall' }),
				),
			({ status }) => status?.used !== undefined,
		)
		const settled = await owned(api, `${name}-dev`)
		const second = await place.run('apply', '--yes')
		expect(second.stdout).toMatch(/Nothing to change; \d+ unchanged\./)
		expect(second.code).toBe(0)
		expect(await owned(api, `${name}-dev`)).toEqual(settled)

		const verified = await place.run('verify')
		expect(unprovenIn(verified.stdout)).toEqual([])
		expect(verified.code).toBe(0)
	})

	test('plan shows without changing anything, and --exit-code says whether there is something', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('look')
		const place = await workplace(kubeconfig, { name })
		const planned = await place.run('plan', '--exit-code')
		expect(planned.code).toBe(1)
		expect(planned.stdout).toContain(
			`  ${name}-dev  new\n    + Namespace ${name}-dev, ResourceQuota stagewall, LimitRange stagewall, 4 NetworkPolicies`,
		)
		expect((await place.run('apply', '--dry-run', 'server')).stdout).toBe(planned.stdout)
		const answer = await api.request('GET', pathOf(kinds.Namespace, { name: `${name}-dev` }))
		expect(answer.status).toBe(404)
	})

	test('asks before it changes anything; where nobody can answer it stops', async () => {
		const { kubeconfig } = liveServer()
		const place = await workplace(kubeconfig, { name: uniqueName('ask') })
		const result = await place.run('apply')
		expect(result.stderr).toBe(
			'stagewall: nothing was changed: nobody is there to confirm\n  Add --yes to apply without a question.\n',
		)
		expect(result.code).toBe(2)
	})

	const drifts: readonly [what: string, kind: keyof typeof kinds, name: string, patch: object, field: string][] = [
		['a quota is raised', 'ResourceQuota', 'stagewall', { spec: { hard: { pods: '999' } } }, 'spec.hard.pods'],
		[
			'a limit default is raised',
			'LimitRange',
			'stagewall',
			{ spec: { limits: [{ type: 'Container', default: { cpu: '64' }, defaultRequest: { cpu: '1' } }] } },
			'spec.limits',
		],
		['a policy is opened', 'NetworkPolicy', 'stagewall-default-deny', { spec: { ingress: [{}] } }, 'spec.ingress'],
		[
			'a policy selects fewer pods',
			'NetworkPolicy',
			'stagewall-default-deny',
			{ spec: { podSelector: { matchLabels: { a: 'b' } } } },
			'spec.podSelector',
		],
		[
			'a policy no longer isolates egress',
			'NetworkPolicy',
			'stagewall-default-deny',
			{ spec: { policyTypes: ['Ingress'] } },
			'spec.policyTypes',
		],
		[
			'a role is widened',
			'Role',
			'stagewall-near-admin',
			{ rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
			'rules',
		],
		[
			'a binding gets a subject',
			'RoleBinding',
			'stagewall-developers',
			{ subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:authenticated' }] },
			'subjects',
		],
		[
			'the default account mounts its token again',
			'ServiceAccount',
			'default',
			{ automountServiceAccountToken: true },
			'automountServiceAccountToken',
		],
		[
			'an object loses its label',
			'NetworkPolicy',
			'stagewall-dns',
			{ metadata: { labels: { 'stagewall.dev/app': null } } },
			'metadata.labels["stagewall.dev/app"]',
		],
	]

	test('every kind of drift is found by verify, named with its writer, and repaired', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('drift')
		const namespace = `${name}-dev`
		const place = await workplace(kubeconfig, { name })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		for (const [, kind, object, patch] of drifts)
			await api.patch(`${pathOf(kinds[kind], { namespace, name: object })}?fieldManager=somebody`, patch)
		await api.patch(`${pathOf(kinds.Namespace, { name: namespace })}?fieldManager=somebody`, {
			metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
		})
		await api.delete(pathOf(kinds.NetworkPolicy, { namespace, name: 'stagewall-same-stage' }))

		const verified = await place.run('verify', '-o', 'json')
		expect(verified.code).toBe(1)
		const report = JSON.parse(verified.stdout) as VerifyReport
		const [objects] = report.clusters[0]?.proofs ?? []
		const seen = (objects?.findings ?? []).flatMap(({ code, subject, witness }) =>
			witness.map(({ field, manager }) =>
				`${code} ${subject?.kind} ${subject?.name} ${field ?? ''} ${manager ?? ''}`.trim(),
			),
		)
		// A label that is gone has no writer; the deleted policy has no field.
		expect(seen.toSorted()).toEqual(
			[
				...drifts.map(
					([, kind, object, , field]) =>
						`objects/drift ${kind} ${object} ${field}${field.startsWith('metadata') ? '' : ' somebody'}`,
				),
				`objects/drift Namespace ${namespace} metadata.labels["pod-security.kubernetes.io/enforce"] somebody`,
				'objects/missing NetworkPolicy stagewall-same-stage',
			].toSorted(),
		)

		const refused = await place.run('apply', '--yes')
		expect(refused.code).toBe(3)
		expect(refused.stdout).toContain(`conflict: ResourceQuota ${namespace}/stagewall has fields that others manage`)
		expect(refused.stdout).toMatch(/spec\.hard\.pods {2}999 → \d+ {2}owned by somebody/)
		expect(refused.stderr).toContain('nothing was changed')
		expect(refused.stderr).toContain('--force-conflicts')

		const forced = await place.run('apply', '--yes', '--force-conflicts')
		expect(forced.stderr).toBe('')
		expect(forced.code).toBe(0)
		expect(unprovenIn((await place.run('verify')).stdout)).toEqual([])
	})

	test('a namespace that exists is adopted: what others wrote in it stays', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('adopt')
		const namespace = `${name}-legacy`
		await api.post(pathOf(kinds.Namespace), {
			metadata: { name: namespace, labels: { team: 'red' }, annotations: { 'meta.helm.sh/release-name': 'old' } },
		})
		await api.post(pathOf(kinds.ConfigMap, { namespace }), { metadata: { name: 'settings' }, data: { a: 'b' } })
		const settings = await api.get(pathOf(kinds.ConfigMap, { namespace, name: 'settings' }))
		const apps = `{${name}: {stages: "*", namespaces: {test: ${namespace}}}}`
		const place = await workplace(kubeconfig, { name, apps })

		const planned = await place.run('plan')
		expect(planned.stdout).toContain(`${namespace}  exists already, adopted: what others wrote in it stays`)
		expect(planned.stdout).toContain(`note: Namespace ${namespace} is carried by Helm (old)`)
		expect((await place.run('apply', '--yes')).code).toBe(0)

		const adopted = await api.get(pathOf(kinds.Namespace, { name: namespace }))
		expect(adopted.metadata.labels).toMatchObject({
			team: 'red',
			[`stage-of-${name}`]: 'test',
			'stagewall.dev/plan': name,
		})
		expect(adopted.metadata.annotations).toMatchObject({ 'meta.helm.sh/release-name': 'old' })
		expect(await api.get(pathOf(kinds.ConfigMap, { namespace, name: 'settings' }))).toEqual(settings)
		expect((await place.run('plan')).stdout).toContain('Nothing to change')

		const verified = await place.run('verify')
		expect(verified.stdout).toContain(
			`labels/missing ConfigMap ${namespace}/settings without the label stage-of-${name}=test`,
		)
	})

	test('prunes what it made and no longer wants, and never a namespace', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('prune')
		const place = await workplace(kubeconfig, { name })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		const foreign = { metadata: { name: 'foreign' }, spec: { podSelector: {} } }
		await api.post(pathOf(kinds.NetworkPolicy, { namespace: `${name}-dev` }), foreign)

		// Testers lose their rights, developers are now operators in test, and the blog leaves the plan.
		await place.write({
			name,
			access: { dev: '{developers: near-admin}', test: '{developers: operate}' },
			apps: `{${name}: {stages: "*"}}`,
			people: `{developers: {groups: [${name}-developers]}}`,
		})
		expect((await place.run('plan')).stdout).toContain('± RoleBinding stagewall-developers')
		const kept = await place.run('apply', '--yes')
		expect(kept.code).toBe(0)
		expect(kept.stdout).toContain('no longer in the plan, and still in force:')
		const binding = await api.get<{ roleRef: { name: string } } & KubeObject>(
			pathOf(kinds.RoleBinding, { namespace: `${name}-test`, name: 'stagewall-developers' }),
		)
		expect(binding.roleRef.name).toBe('stagewall-operate')
		expect((await owned(api, `${name}-test`))['RoleBinding stagewall-testers']).toBeDefined()

		const pruned = await place.run('apply', '--yes', '--prune')
		expect(pruned.stderr).toBe('')
		expect(pruned.code).toBe(0)
		const left = Object.keys(await owned(api, `${name}-test`))
		expect(left).not.toContain('RoleBinding stagewall-testers')
		expect(left).not.toContain('ServiceAccount deployers')
		await api.get(pathOf(kinds.NetworkPolicy, { namespace: `${name}-dev`, name: 'foreign' }))

		// The blog's namespace stands, closed, with nobody's rights in it.
		const blog = Object.keys(await owned(api, `${name}-blog-dev`))
		expect(blog).toContain('NetworkPolicy stagewall-default-deny')
		expect(blog.filter((each) => each.startsWith('Role'))).toEqual([])

		const deletion = ['--delete-namespace', `${name}-blog-dev`]
		expect((await place.run('plan', ...deletion)).stdout).toContain('deleted with everything in it')
		const deleted = await place.run('apply', '--yes', ...deletion)
		expect(deleted.code).toBe(0)
		await eventually(
			() => api.request('GET', pathOf(kinds.Namespace, { name: `${name}-blog-dev` })),
			({ status }) => status === 404,
			{ what: 'the namespace is gone' },
		)
	})

	test('a plan does not take a namespace from another plan', async () => {
		const { kubeconfig } = liveServer()
		const name = uniqueName('first')
		const other = uniqueName('second')
		const place = await workplace(kubeconfig, { name })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		const second = await workplace(kubeconfig, {
			name: other,
			apps: `{x: {stages: [dev], namespaces: {dev: ${name}-dev}}}`,
		})
		const result = await second.run('apply', '--yes')
		expect(result.code).toBe(3)
		expect(result.stdout).toContain(`Namespace ${name}-dev belongs to the plan "${name}"`)
	})

	test('a quota below what is used is applied, with a warning', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('tight')
		const namespace = `${name}-dev`
		const apps = `{${name}: {stages: "*"}}`
		const place = await workplace(kubeconfig, { name, apps })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		await api.post(pathOf(kinds.Pod, { namespace }), {
			metadata: { name: 'big' },
			spec: {
				containers: [
					{
						name: 'c',
						image: 'i',
						resources: { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } },
					},
				],
			},
		})
		await eventually(
			() =>
				api.get<{ status?: { used?: Record<string, string> } }>(
					pathOf(kinds.ResourceQuota, { namespace, name: 'stagewall' }),
				),
			({ status }) => status?.used?.['requests.cpu'] === '2',
		)
		await place.write({
			name,
			apps,
			budget: { dev: '{cpu: 1, memory: 16Gi, pods: 40}', test: '{cpu: 8, memory: 16Gi, pods: 40}' },
		})
		const result = await place.run('apply', '--yes')
		expect(result.stdout).toContain(
			`the quota of ${namespace} would be below what is used there now: limits.cpu 1 (used: 2), requests.cpu 1 (used: 2)`,
		)
		expect(result.code).toBe(0)
	})

	test('an adopted namespace without a quota is counted as the quota will count it', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('crowd')
		const namespace = `${name}-legacy`
		await api.post(pathOf(kinds.Namespace), { metadata: { name: namespace } })
		await eventually(
			() => api.request('GET', pathOf(kinds.ServiceAccount, { namespace, name: 'default' })),
			({ status }) => status === 200,
			{ what: 'the service account that pods need' },
		)
		await crowd(api, namespace, name)
		const place = await workplace(kubeconfig, {
			name,
			apps: `{${name}: {stages: [test], namespaces: {test: ${namespace}}}}`,
			budget: {
				dev: '{cpu: 8, memory: 16Gi, pods: 40}',
				test: `{cpu: 2, memory: 2Gi, ephemeralStorage: 1Gi, pods: 2, extended: {example.org/gpu: 1}, objects: {pods: 3, networkpolicies.networking.k8s.io: 9}}`,
			},
		})
		const planned = await place.run('plan', '-o', 'json')
		const { clusters } = JSON.parse(planned.stdout) as PlanReport
		const [below] = clusters[0]?.capacity?.below ?? []
		const foretold = (below?.keys ?? []).map(({ key, used }) => [key, used])
		expect(Object.fromEntries(foretold)).toEqual({
			'count/pods': '6',
			pods: '5',
			'requests.cpu': '9500m',
			'limits.cpu': '10250m',
			'requests.memory': '9280Mi',
			'limits.memory': '4Gi',
			'requests.ephemeral-storage': '3Gi',
			'limits.ephemeral-storage': '3Gi',
			'requests.example.org/gpu': '2',
		})

		const applied = await place.run('apply', '--yes')
		expect(applied.stderr).toBe('')
		expect(applied.code).toBe(0)
		const { status } = await eventually(
			() => api.get<{ status?: Use }>(pathOf(kinds.ResourceQuota, { namespace, name: 'stagewall' })),
			({ status }) => status?.used !== undefined,
			{ what: 'the quota counted' },
		)
		const differing = foretold.filter(([key = '', use = '']) => !sameQuantity(status?.used?.[key] ?? '', use))
		expect(differing, JSON.stringify(status?.used)).toEqual([])
	})

	test('a snapshot gives the same proofs elsewhere, and holds no data of Secrets', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('snap')
		const place = await workplace(kubeconfig, { name })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		await api.post(pathOf(kinds.Secret, { namespace: `${name}-dev` }), {
			metadata: { name: 's' },
			stringData: { key: 'tOpSeCrEt' },
		})
		expect((await place.run('snapshot', '-o', 'cluster.json')).code).toBe(0)
		const live = JSON.parse((await place.run('verify', '-o', 'json')).stdout) as VerifyReport
		const saved = JSON.parse(
			(await place.run('verify', '-o', 'json', '--snapshot', 'cluster.json')).stdout,
		) as VerifyReport
		expect(saved.clusters[0]?.proofs).toEqual(live.clusters[0]?.proofs)
		expect(saved.clusters[0]?.proofs[1]?.findings.map(({ subject }) => subject?.name)).toEqual(['s'])
		const { readFile } = await import('node:fs/promises')
		const text = await readFile(`${place.folder}/cluster.json`, 'utf8')
		expect(text).not.toContain('tOpSeCrEt')
		expect(text).not.toContain(Buffer.from('tOpSeCrEt').toString('base64'))
	})
})

/** Pods with everything that a quota counts in its own way, and one that has ended. */
async function crowd(api: ApiClient, namespace: string, name: string): Promise<void> {
	await api.post('/apis/node.k8s.io/v1/runtimeclasses', {
		metadata: { name },
		handler: 'walled',
		overhead: { podFixed: { cpu: '250m', memory: '64Mi' } },
	})
	const container = (requests: object, limits: object = {}) => ({ image: 'i', resources: { requests, limits } })
	const small = container({ cpu: '500m' })
	const pods: Readonly<Record<string, object>> = {
		initialised: {
			initContainers: [
				{ name: 'first', ...container({ cpu: '3', memory: '4Gi' }) },
				{ name: 'beside', ...small, restartPolicy: 'Always' },
				{ name: 'last', ...container({ cpu: '1' }) },
			],
			containers: [{ name: 'c', ...container({ cpu: '1', memory: '1Gi' }) }],
		},
		accompanied: {
			initContainers: [
				{ name: 'beside', ...small, restartPolicy: 'Always' },
				{ name: 'last', ...container({ cpu: '2' }) },
			],
			containers: [{ name: 'c', ...container({}, { 'ephemeral-storage': '2Gi', 'example.org/gpu': '2' }) }],
		},
		enveloped: {
			runtimeClassName: name,
			containers: [{ name: 'c', ...container({ cpu: '1', memory: '1Gi' }, { cpu: '8' }) }],
		},
		whole: {
			resources: { requests: { cpu: '2' }, limits: { cpu: '2', memory: '4Gi' } },
			containers: [{ name: 'c', ...container({ cpu: '1' }, { 'ephemeral-storage': '1Gi' }) }],
		},
		resized: { containers: [{ name: 'c', ...small }] },
		ended: { containers: [{ name: 'c', ...container({ cpu: '64' }) }] },
	}
	for (const [pod, spec] of Object.entries(pods))
		await api.post(pathOf(kinds.Pod, { namespace }), { metadata: { name: pod }, spec })
	const status = (pod: string): string => `${pathOf(kinds.Pod, { namespace, name: pod })}/status`
	await api.patch(status('ended'), { status: { phase: 'Failed' } })
	const has = { name: 'c', image: 'i', imageID: '', ready: true, restartCount: 0, allocatedResources: { cpu: '750m' } }
	await api.patch(status('resized'), { status: { phase: 'Running', containerStatuses: [has] } })
}

interface Use {
	readonly used?: Readonly<Record<string, string>>
}

interface PlanReport {
	readonly clusters: readonly {
		readonly capacity?: {
			readonly below: readonly { readonly keys: readonly { readonly key: string; readonly used: string }[] }[]
		}
	}[]
}

interface VerifyReport {
	readonly clusters: readonly {
		readonly proofs: readonly {
			readonly name: string
			readonly findings: readonly {
				readonly code: string
				readonly subject?: { readonly kind: string; readonly name: string }
				readonly witness: readonly { readonly field?: string; readonly manager?: string }[]
			}[]
		}[]
	}[]
}
