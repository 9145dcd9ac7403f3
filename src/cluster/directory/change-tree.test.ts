import { chmod, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Cluster } from '../cluster.ts'
import { type Files, filesIn, folderWith, observeAll, shown } from './files.suite.ts'
import { openDirectory, toYaml, writeManifests } from './index.ts'

const real = { dryRun: false, force: false }
const header = '# Written by stagewall from stages.yaml; change it there.\n'

const namespace = (name: string): KubeObject => ({
	apiVersion: 'v1',
	kind: 'Namespace',
	metadata: { name, labels: { stage: 'dev' } },
})
const quota = (home: string, name = 'stage'): KubeObject => ({
	apiVersion: 'v1',
	kind: 'ResourceQuota',
	metadata: { name, namespace: home },
	spec: { hard: { pods: '5' } },
})
const manifest = (kind: string, name: string, home: string): string =>
	`apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${home}\n`

async function clusterOf(folder: string): Promise<Cluster> {
	return openDirectory(folder)
}

describe('a new object', () => {
	test('gets a file of its own, by its namespace, kind and name', async () => {
		const folder = await folderWith()
		const cluster = await clusterOf(folder)
		const role = {
			apiVersion: 'rbac.authorization.k8s.io/v1',
			kind: 'Role',
			metadata: { name: 'stagewall:view', namespace: 'shop-dev' },
			rules: [],
		}
		const priority = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'prod' }, value: 7 }
		for (const object of [namespace('shop-dev'), quota('shop-dev'), role, priority])
			expect(await cluster.apply(object, real)).toEqual({ type: 'applied', object })
		expect(await filesIn(folder)).toEqual({
			'shop-dev/namespace.yaml': `${header}${toYaml(namespace('shop-dev'))}`,
			'shop-dev/resourcequota-stage.yaml': `${header}${toYaml(quota('shop-dev'))}`,
			'shop-dev/role-stagewall%3Aview.yaml': `${header}${toYaml(role)}`,
			'_cluster/priorityclass-prod.yaml': `${header}${toYaml(priority)}`,
		})
	})

	test('comes behind what stands in its file already', async () => {
		const folder = await folderWith({ 'a/namespace.yaml': '# mine\nreplicas: 3' })
		await (await clusterOf(folder)).apply(namespace('a'), real)
		expect(await filesIn(folder)).toEqual({ 'a/namespace.yaml': `# mine\nreplicas: 3\n---\n${toYaml(namespace('a'))}` })
	})

	test.each<[string, string | Uint8Array]>([
		['broken', 'kind: a: b\n'],
		['binary', Uint8Array.of(0)],
	])('does not come over a %s file', async (_, content) => {
		const folder = await folderWith({ 'a/namespace.yaml': content })
		const before = await filesIn(folder)
		const outcome = await (await clusterOf(folder)).apply(namespace('a'), real)
		expect(outcome).toMatchObject({ type: 'refused', reason: 'failed' })
		expect(await filesIn(folder)).toEqual(before)
	})

	test('may be in a namespace that every cluster has', async () => {
		const folder = await folderWith()
		expect(await (await clusterOf(folder)).apply(quota('default'), real)).toMatchObject({ type: 'applied' })
	})

	test('makes the directory where there was none', async () => {
		const folder = join(await folderWith(), 'prod')
		const cluster = await clusterOf(folder)
		expect(await cluster.observe({ wants: [{ kind: kinds.Namespace, detail: 'whole' }], namespaces: [] })).toEqual({
			cluster: folder,
			objects: [],
			unseen: [],
			absent: [],
		})
		await cluster.apply(namespace('a'), real)
		expect(Object.keys(await filesIn(folder))).toEqual(['a/namespace.yaml'])
	})
})

describe('an object that is there', () => {
	test('changes where it stands, and nothing else does', async () => {
		const files = {
			'all.yaml': `# first\n${manifest('Pod', 'a', 'a')}---\n# second\n${toYaml(quota('a'))}# behind\n---\nreplicas:   3\n`,
			'other.yaml': 'apiVersion:   v1\nkind:   Namespace\nmetadata:   {name: a}\n',
		}
		const folder = await folderWith(files)
		const desired = { ...quota('a'), spec: { hard: { pods: '6' } } }
		await (await clusterOf(folder)).apply(desired, real)
		expect(await filesIn(folder)).toEqual({ ...files, 'all.yaml': files['all.yaml'].replace('pods: "5"', 'pods: "6"') })
	})

	test('changes with its neighbours at the same time, and no change is lost', async () => {
		const names = Array.from({ length: 10 }, (_, index) => `quota-${index}`)
		const folder = await folderWith({ 'all.yaml': names.map((name) => toYaml(quota('a', name))).join('---\n') })
		const cluster = await clusterOf(folder)
		const desired = names.map((name) => ({ ...quota('a', name), spec: { hard: { pods: '6' } } }))
		await Promise.all(desired.map((object) => cluster.apply(object, real)))
		expect(await filesIn(folder)).toEqual({ 'all.yaml': desired.map(toYaml).join('---\n') })
	})

	test('is not written when nothing changes', async () => {
		const folder = await folderWith({ 'a.yaml': toYaml(quota('a')) })
		const before = await stat(join(folder, 'a.yaml'))
		expect(await (await clusterOf(folder)).apply(quota('a'), real)).toEqual({ type: 'applied', object: quota('a') })
		expect((await stat(join(folder, 'a.yaml'))).ino).toBe(before.ino)
	})

	test('in `default` because it names no namespace still names none', async () => {
		const { namespace: _, ...metadata } = quota('default').metadata
		const folder = await folderWith({ 'a.yaml': toYaml({ ...quota('default'), metadata }) })
		const desired = { ...quota('default'), spec: { hard: { pods: '6' } } }
		expect(await (await clusterOf(folder)).apply(desired, real)).toEqual({ type: 'applied', object: desired })
		expect(await filesIn(folder)).toEqual({ 'a.yaml': toYaml({ ...desired, metadata }) })
	})

	test('is found where somebody has put it since', async () => {
		const folder = await folderWith({ 'a.yaml': toYaml(quota('a')) })
		const cluster = await clusterOf(folder)
		await cluster.describe()
		await rm(join(folder, 'a.yaml'))
		await writeFile(join(folder, 'b.yaml'), `# moved\n${toYaml(quota('a'))}`)
		const desired = { ...quota('a'), spec: { hard: { pods: '6' } } }
		await cluster.apply(desired, real)
		expect(await filesIn(folder)).toEqual({ 'b.yaml': `# moved\n${toYaml(desired)}` })
	})

	test('keeps what somebody has written beside it since', async () => {
		const folder = await folderWith({ 'a.yaml': toYaml(quota('a')) })
		const cluster = await clusterOf(folder)
		await cluster.describe()
		await writeFile(join(folder, 'a.yaml'), `${manifest('Pod', 'a', 'a')}---\n${toYaml(quota('a'))}`)
		const desired = { ...quota('a'), spec: { hard: { pods: '6' } } }
		await cluster.apply(desired, real)
		expect(await filesIn(folder)).toEqual({ 'a.yaml': `${manifest('Pod', 'a', 'a')}---\n${toYaml(desired)}` })
	})

	test('keeps the mode of its file, and a link to it', async () => {
		const outside = await folderWith({ 'a.yaml': toYaml(quota('a')) })
		await chmod(join(outside, 'a.yaml'), 0o640)
		const folder = await folderWith()
		await symlink(join(outside, 'a.yaml'), join(folder, 'link.yaml'))
		const desired = { ...quota('a'), spec: { hard: { pods: '6' } } }
		await (await clusterOf(folder)).apply(desired, real)
		expect(await readlink(join(folder, 'link.yaml'))).toBe(join(outside, 'a.yaml'))
		expect(await filesIn(outside)).toEqual({ 'a.yaml': toYaml(desired) })
		expect((await stat(join(outside, 'a.yaml'))).mode & 0o777).toBe(0o640)
	})

	test('of a Secret keeps its data in the file', async () => {
		const secret = {
			apiVersion: 'v1',
			kind: 'Secret',
			metadata: { name: 's', namespace: 'a' },
			data: { password: 'eA==' },
		}
		const folder = await folderWith({ 'a.yaml': toYaml(secret) })
		const { data: _, ...desired } = { ...secret, metadata: { ...secret.metadata, labels: { stage: 'dev' } } }
		await (await clusterOf(folder)).apply(desired, real)
		expect(await filesIn(folder)).toEqual({ 'a.yaml': toYaml({ ...desired, data: secret.data }) })
	})
})

describe('removing', () => {
	const pair = `${manifest('Pod', 'a', 'a')}---\n# about b\n${manifest('Pod', 'b', 'a')}`
	const pod = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'a' } })

	test.each<[what: string, before: Files, after: Files]>([
		['a document', { 'x.yaml': pair }, { 'x.yaml': `---\n# about b\n${manifest('Pod', 'b', 'a')}` }],
		['a file, and the folders that held nothing else', { 'x/y/a.yaml': manifest('Pod', 'a', 'a') }, {}],
		['no folder that holds more', { 'x/y/a.yaml': manifest('Pod', 'a', 'a'), 'x/b.txt': '' }, { 'x/b.txt': '' }],
		['a file with comments and empty documents', { 'a.yaml': `# x\n---\n${manifest('Pod', 'a', 'a')}---\n# y\n` }, {}],
		[
			'no file with something that is no manifest',
			{ 'a.yaml': `replicas: 3\n---\n${manifest('Pod', 'a', 'a')}` },
			{ 'a.yaml': 'replicas: 3\n' },
		],
		[
			'an item of a List',
			{ 'a.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod('a'), pod('b')] }) },
			{ 'a.json': `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod('b')] })}\n` },
		],
		['a List of nothing else', { 'a.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod('a')] }) }, {}],
		['every definition', { 'a.yaml': manifest('Pod', 'a', 'a'), 'b.yaml': manifest('Pod', 'a', 'a') }, {}],
		[
			'nothing where it is gone already',
			{ 'b.yaml': manifest('Pod', 'b', 'a') },
			{ 'b.yaml': manifest('Pod', 'b', 'a') },
		],
	])('takes %s', async (_, before, after) => {
		const folder = await folderWith(before)
		expect(await (await clusterOf(folder)).remove(pod('a'), { dryRun: false })).toEqual({ type: 'deleted' })
		expect(await filesIn(folder)).toEqual(after)
	})

	test('a Namespace takes everything in it, as the API server does', async () => {
		const folder = await folderWith()
		await writeManifests(folder, [namespace('a'), quota('a'), namespace('b'), quota('b')])
		await writeFile(join(folder, 'pods.yaml'), pair)
		expect(await (await clusterOf(folder)).remove(namespace('a'), { dryRun: false })).toEqual({ type: 'deleted' })
		expect(Object.keys(await filesIn(folder)).toSorted()).toEqual(['b/namespace.yaml', 'b/resourcequota-stage.yaml'])
	})

	test('spares an object that is another one by now', async () => {
		const other = { ...pod('a'), metadata: { ...pod('a').metadata, uid: '2' } }
		const folder = await folderWith({ 'a.yaml': toYaml(other) })
		const observed = { ...pod('a'), metadata: { ...pod('a').metadata, uid: '1' } }
		const outcome = await (await clusterOf(folder)).remove(observed, { dryRun: false })
		expect(outcome).toMatchObject({ type: 'refused', reason: 'failed' })
		expect(await filesIn(folder)).toEqual({ 'a.yaml': toYaml(other) })
	})
})

describe('what goes wrong', () => {
	test.each([
		['neither it nor the folder around it exists', 'gone/prod'],
		['it is a file', 'file'],
	])('a directory cannot be read: %s', async (_, path) => {
		const folder = join(await folderWith({ file: '' }), path)
		const known = expect.objectContaining({ code: 'directory/missing', exit: 'cluster', hint: expect.any(String) })
		const cluster = await clusterOf(folder)
		await expect(cluster.observe({ wants: [], namespaces: [] })).rejects.toEqual(known)
		await expect(cluster.describe()).rejects.toEqual(known)
		await expect(cluster.apply(namespace('a'), real)).rejects.toEqual(known)
		await expect(cluster.remove(namespace('a'), real)).rejects.toEqual(known)
	})

	test('a file cannot be written, and nothing is left behind', async () => {
		const folder = await folderWith({ a: 'a file where the folder should be' })
		const known = expect.objectContaining({ code: 'directory/not-written', exit: 'cluster', hint: expect.any(String) })
		await expect((await clusterOf(folder)).apply(namespace('a'), real)).rejects.toEqual(known)
		await expect(writeManifests(folder, [namespace('a')])).rejects.toEqual(known)
		expect(Object.keys(await filesIn(folder))).toEqual(['a'])
	})

	test('an unfinished file of an interrupted run is no manifest', async () => {
		const folder = await folderWith({ 'a/.stagewall-1.tmp': 'apiVersion: v1\nki' })
		expect(shown(await observeAll(folder), folder)).toEqual({ objects: [], complaints: [] })
	})

	test('an interrupted observation throws the reason', async () => {
		const folder = await folderWith({ 'a.yaml': '' })
		const cluster = await clusterOf(folder)
		const signal = AbortSignal.abort(new Error('Ctrl-C'))
		await expect(cluster.observe({ wants: [], namespaces: [], signal })).rejects.toThrow('Ctrl-C')
		await expect(cluster.apply(namespace('a'), { ...real, signal })).rejects.toThrow('Ctrl-C')
		expect(await filesIn(folder)).toEqual({ 'a.yaml': '' })
	})

	test('a second observation sees what was edited, however alike it looks', async () => {
		const folder = await folderWith({ 'a.yaml': toYaml(quota('a')) })
		const cluster = await clusterOf(folder)
		const look = async (): Promise<unknown> =>
			(await cluster.observe({ wants: [{ kind: kinds.ResourceQuota, detail: 'whole' }], namespaces: [] })).objects[0]
		expect(await look()).toMatchObject({ spec: { hard: { pods: '5' } } })
		await writeFile(join(folder, 'a.yaml'), toYaml(quota('a')).replace('"5"', '"6"'))
		expect(await look()).toMatchObject({ spec: { hard: { pods: '6' } } })
		await rm(join(folder, 'a.yaml'))
		expect(await look()).toBeUndefined()
	})
})

test('render writes whole files, gives objects of one path one file, and removes nothing', async () => {
	const folder = await folderWith({ 'a/namespace.yaml': 'old: true\n', 'a/other.yaml': '' })
	const knative = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'web', namespace: 'a' } }
	const core = { ...knative, apiVersion: 'v1' }
	const files = await writeManifests(folder, [namespace('a'), core, knative])
	expect(files).toEqual(['a/namespace.yaml', 'a/service-web.yaml'])
	expect(await filesIn(folder)).toEqual({
		'a/namespace.yaml': `${header}${toYaml(namespace('a'))}`,
		'a/service-web.yaml': `${header}${toYaml(core)}---\n${toYaml(knative)}`,
		'a/other.yaml': '',
	})
})

test('any set of objects that is applied is read back as it was', async () => {
	const text = fc.oneof(
		fc.string({ unit: 'grapheme' }),
		fc.constantFrom('no', 'on', '0777', '1_000', '12:30:45', '2026-11-24', '~', 'a: b', 'two\nlines\n', '---\nx'),
	)
	const map = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}(?:\.dev\/[a-z]{1,3})?$/), text, { maxKeys: 3 })
	const object = fc
		.record({
			kind: fc.constantFrom('ResourceQuota', 'Role', 'Gadget'),
			name: fc.constantFrom('a', 'b:c', 'd'),
			map,
			spec: map,
		})
		.map(
			({ kind, name, map: labels, spec }): KubeObject => ({
				apiVersion:
					kind === 'ResourceQuota' ? 'v1' : kind === 'Role' ? 'rbac.authorization.k8s.io/v1' : 'example.org/v1',
				kind,
				metadata: { name, namespace: 'default', labels, annotations: spec },
				spec: { hard: spec, list: [labels, spec, null, 5, true] },
			}),
		)
	const set = fc.uniqueArray(object, { selector: ({ kind, metadata }) => `${kind} ${metadata.name}`, maxLength: 5 })
	await fc.assert(
		fc.asyncProperty(set, async (objects) => {
			const folder = await folderWith()
			const cluster = await clusterOf(folder)
			for (const each of objects) await cluster.apply(each, real)
			for (const each of objects) await cluster.apply(each, real)
			const { objects: found, unseen } = await observeAll(folder)
			expect(unseen).toEqual([])
			expect(found).toHaveLength(objects.length)
			expect(found).toEqual(expect.arrayContaining(JSON.parse(JSON.stringify(objects)) as unknown[]))
		}),
		{ numRuns: 30 },
	)
})
