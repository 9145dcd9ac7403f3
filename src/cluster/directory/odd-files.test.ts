import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import { type Files, folderWith, observeAll, shown } from './files.suite.ts'
import { openDirectory } from './index.ts'

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le')
const pod = (name: string, more = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${more}`
const json = (name: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })

interface Case {
	readonly files: Files
	readonly objects: readonly string[]
	/** As patterns; none where nothing is wrong. */
	readonly complaints?: readonly RegExp[]
}

/** Files as people have them, the objects in them, and what is complained about. */
const cases: Readonly<Record<string, Case>> = {
	'one document': { files: { 'a.yaml': pod('a') }, objects: ['Pod default/a'] },
	'several documents': {
		files: { 'a.yaml': `${pod('a')}---\n${pod('b')}` },
		objects: ['Pod default/a', 'Pod default/b'],
	},
	'empty documents and comments': {
		files: { 'a.yaml': `---\n# nothing\n---\n\n---\n${pod('a')}---\n---\n# the end\n` },
		objects: ['Pod default/a'],
	},
	'only comments': { files: { 'a.yaml': '# nothing\n', 'b.yaml': '---\n', 'c.yaml': '' }, objects: [] },
	'a separator with a comment': { files: { 'a.yaml': `--- # first\n${pod('a')}` }, objects: ['Pod default/a'] },
	'an end marker': {
		files: { 'a.yaml': `${pod('a')}...\n---\n${pod('b')}` },
		objects: ['Pod default/a', 'Pod default/b'],
	},
	'a directive': { files: { 'a.yaml': `%YAML 1.1\n---\n${pod('a')}` }, objects: ['Pod default/a'] },
	'three dashes in a text': {
		files: { 'a.yaml': pod('a', '  annotations:\n    note: |\n      ---\n      still the note\n') },
		objects: ['Pod default/a'],
	},
	'Windows line ends': {
		files: { 'a.yaml': `${pod('a')}---\n${pod('b')}`.replaceAll('\n', '\r\n') },
		objects: ['Pod default/a', 'Pod default/b'],
	},
	'a byte order mark': { files: { 'a.yaml': `\ufeff${pod('a')}` }, objects: ['Pod default/a'] },
	'UTF-16, as PowerShell writes it': { files: { 'a.yaml': utf16(pod('a')) }, objects: ['Pod default/a'] },
	JSON: { files: { 'a.json': json('a') }, objects: ['Pod default/a'] },
	'JSON in a YAML file': {
		files: { 'a.yaml': `${json('a')}\n---\n${json('b')}` },
		objects: ['Pod default/a', 'Pod default/b'],
	},
	'YAML in a JSON file': { files: { 'a.json': pod('a') }, objects: ['Pod default/a'] },
	'a List': {
		files: { 'a.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n' },
		objects: ['Pod default/a'],
	},
	'a List in a List': {
		files: {
			'a.json': `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"List","items":[${json('a')}]}]}`,
		},
		objects: ['Pod default/a'],
	},
	'a typed list, whose items need not say their kind': {
		files: {
			'a.json': '{"apiVersion":"apps/v1","kind":"DeploymentList","items":[{"metadata":{"name":"a","namespace":"b"}}]}',
		},
		objects: ['Deployment b/a'],
	},
	'an empty List': {
		files: {
			'a.json': '{"apiVersion":"v1","kind":"List","items":[]}',
			'b.json': '{"apiVersion":"v1","kind":"PodList","items":null}',
		},
		objects: [],
	},
	'a List with items that say nothing': {
		files: { 'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- {metadata: {name: a}}\n- 5\n- ${json('b')}\n` },
		objects: ['Pod default/b'],
		complaints: [/^a\.yaml: at 4:3: an item of a List has no apiVersion and kind \(and 1 more\)$/],
	},
	'kinds without a namespace': {
		files: {
			'a.yaml':
				'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "system:a", namespace: left-over}\n',
		},
		objects: ['ClusterRole system:a'],
	},
	'a custom resource': {
		files: { 'a.yaml': 'apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: a}\n' },
		objects: ['Gadget a'],
	},
	'what is no manifest': {
		files: {
			'values.yaml': 'image: {tag: 1.25}\nenabled: no\n',
			'kustomization.yaml': 'resources: [a.yaml]\n',
			'kustomize.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: a}\n',
			'stages.yaml': 'apiVersion: stagewall.dev/v1alpha1\nkind: StagePlan\nmetadata: {name: a}\n',
			'kubeconfig.yaml': 'apiVersion: v1\nkind: Config\nclusters: []\n',
			'array.json': '[1, 2]',
			'Chart.yaml': 'apiVersion: v2\nname: a\n',
			'README.md': pod('a'),
			'notes.txt': '\0',
		},
		objects: [],
	},
	'another Kustomization is an object': {
		files: { 'a.yaml': 'apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: kustomization}\n' },
		objects: ['Gadget kustomization'],
	},
	'a template beside a manifest': {
		files: { 'a.yaml': pod('a'), 'templates/b.yaml': pod('{{ .Release.Name }}') },
		objects: ['Pod default/a'],
		complaints: [/^templates\/b\.yaml: at 4:10: .*template/],
	},
	'a template that no parser understands': {
		files: { 'a.yaml': 'kind: {{ .Values.kind }}\n{{- if .x }}\n  a: b\n{{- end }}\n' },
		objects: [],
		complaints: [/^a\.yaml: at \d+:\d+: it is a template, no manifest: render it first/],
	},
	'a broken document between good ones': {
		files: { 'a.yaml': `${pod('a')}---\nkind: a: b\n---\n${pod('b')}` },
		objects: ['Pod default/a', 'Pod default/b'],
		complaints: [/^a\.yaml: at 6:7: /],
	},
	'broken JSON': {
		files: { 'a.json': '{\n  "apiVersion": "v1",\n  "kind" "Pod"\n}' },
		objects: [],
		complaints: [/^a\.json: at 3:/],
	},
	'a label that is no string': {
		files: { 'a.yaml': `${pod('a')}---\n${pod('b', '  labels:\n    stage: dev\n    critical: no\n')}` },
		objects: ['Pod default/a'],
		complaints: [/^a\.yaml: at 12:15: metadata\.labels\.critical of a Pod is no string/],
	},
	'an annotation that is no string, in JSON': {
		files: { 'a.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"example.org/n":1}}}' },
		objects: [],
		complaints: [/^a\.json: metadata\.annotations\["example\.org\/n"\] of a Pod is no string/],
	},
	'a name that is no string': {
		files: { 'a.yaml': pod('0777') },
		objects: [],
		complaints: [/at 4:9: metadata\.name of a Pod/],
	},
	'no name': {
		files: { 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: a-\n' },
		objects: [],
		complaints: [/^a\.yaml: at 1:1: a Pod has no metadata\.name$/],
	},
	'an object in two files': {
		files: { 'b.yaml': pod('a', 'spec: {hostNetwork: true}\n'), 'a/z.yaml': pod('a') },
		objects: ['Pod default/a'],
		complaints: [
			/^b\.yaml: Pod default\/a is written in a\/z\.yaml and in b\.yaml, and not the same; which one counts cannot be seen$/,
		],
	},
	'an object twice in one file': {
		files: { 'a.yaml': `${pod('a')}---\n${pod('a', '  namespace: default\nspec: {x: 1}\n')}` },
		objects: ['Pod default/a'],
		complaints: [/^a\.yaml: Pod default\/a is written twice in a\.yaml, and not the same/],
	},
	'the same object twice, word for word or in another order': {
		files: {
			'a.yaml': pod('a', '  namespace: default\nspec: {x: 1, y: [2]}\n'),
			'b.yaml': pod('a', 'spec: {y: [2], x: 1}\n'),
		},
		objects: ['Pod default/a'],
	},
	'a binary file': { files: { 'a.yaml': Uint8Array.of(1, 2, 0, 3) }, objects: [], complaints: [/^a\.yaml: .*binary/] },
	'a file in another encoding': {
		files: { 'a.yaml': Buffer.from('# für\n', 'latin1') },
		objects: [],
		complaints: [/^a\.yaml: it is no UTF-8 text$/],
	},
	'a file with documents without end': {
		files: { 'a.yaml': '---\n'.repeat(100_002) },
		objects: [],
		complaints: [/^a\.yaml: it has more than 100,000 documents$/],
	},
	'Lists inside of Lists without end': {
		files: { 'a.json': `${'{"apiVersion":"v1","kind":"List","items":['.repeat(9999)}${']}'.repeat(9999)}` },
		objects: [],
		complaints: [/^a\.json: Lists inside of Lists/],
	},
}

test.each(Object.entries(cases))('%s', async (_, { files, objects, complaints = [] }) => {
	const folder = await folderWith(files)
	expect(shown(await observeAll(folder), folder)).toEqual({
		objects,
		complaints: complaints.map((pattern) => expect.stringMatching(pattern) as unknown),
	})
})

test('an object stands as the API server would store it', async () => {
	const folder = await folderWith({
		'a.yaml':
			'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {empty: , "no": "no"}\n  annotations:\nspec: {x: no}\n',
	})
	expect((await observeAll(folder)).objects).toEqual([
		{
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: { name: 'a', namespace: 'default', labels: { empty: '', no: 'no' } },
			spec: { x: false },
		},
	])
})

test('of an object that is defined twice the first in the order of paths counts', async () => {
	const folder = await folderWith({ 'b.yaml': pod('a', 'spec: {x: 2}\n'), 'a.yaml': pod('a', 'spec: {x: 1}\n') })
	expect((await observeAll(folder)).objects).toMatchObject([{ spec: { x: 1 } }])
})

test('of an object that is defined twice its kind is unseen in its namespace, and nothing else', async () => {
	const namespace = (stage: string): string =>
		`apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {stage: ${stage}}}\n`
	const folder = await folderWith({ 'a.yaml': namespace('dev'), 'b.yaml': namespace('test'), 'c.yaml': pod('a') })
	const { unseen } = await observeAll(folder)
	expect(unseen.map(({ kind, namespace: home }) => [kind?.plural, home])).toEqual([['namespaces', 'shop']])
})

test('a file of more than 64 MiB is not read', async () => {
	const folder = await folderWith({ 'a.yaml': '' })
	await truncate(join(folder, 'a.yaml'), 64 * 1024 * 1024 + 1)
	expect(shown(await observeAll(folder), folder).complaints).toEqual(['a.yaml: it has 65 MiB; the limit is 64 MiB'])
})

/** A dump of more than 1 MiB is read item by item; that must not show. */
test.each(['', '  '])('a large List with items behind "%s" says the same as a small one', async (indent) => {
	const items = Array.from({ length: 600 }, (_, index) => {
		const lines = [
			`- ${index % 2 === 0 ? '' : '# a comment\n  '}apiVersion: v1`,
			'  kind: Pod',
			`  metadata: {name: "pod-${index}", labels: {stage: dev}}`,
			'  note: |',
			'    items:',
			`    - ${'x'.repeat(2000)}`,
		]
		return lines.join('\n').replace(/^/gm, indent)
	})
	items[400] = `${indent}- kind: a: b`
	const text = `apiVersion: v1\nitems:\n${items.join('\n# between\n')}\nkind: List\nmetadata: {}\n`
	const folder = await folderWith({ 'a.yaml': text })
	const facts = await observeAll(folder)
	expect(facts.objects).toHaveLength(599)
	expect(facts.objects[1]).toEqual({
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name: 'pod-1', namespace: 'default', labels: { stage: 'dev' } },
		note: `items:\n- ${'x'.repeat(2000)}\n`,
	})
	const line = text.slice(0, text.indexOf('kind: a: b')).split('\n').length
	expect(shown(facts, folder).complaints).toEqual([expect.stringMatching(`^a\\.yaml: at ${line}:`)])
})

test('describes the kinds that are known, and those in the files', async () => {
	const gadget = (kind: string, more: string): string =>
		`apiVersion: example.org/v1beta1\nkind: ${kind}\nmetadata: {name: a${more}}\n`
	const folder = await folderWith({ 'a.yaml': `${gadget('Policy', ', namespace: b')}---\n${gadget('Class', '')}` })
	const { type, name, serverVersion, kinds: found } = await (await openDirectory(folder)).describe()
	expect({ type, name, serverVersion }).toEqual({ type: 'directory', name: folder, serverVersion: undefined })
	expect(found).toEqual([
		...Object.values(kinds),
		{ group: 'example.org', version: 'v1beta1', kind: 'Policy', plural: 'policies', namespaced: true },
		{ group: 'example.org', version: 'v1beta1', kind: 'Class', plural: 'classes', namespaced: false },
	])
})

test('a foreign version of a kind is shown in its own version', async () => {
	const folder = await folderWith({
		'a.yaml': 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n',
	})
	expect((await observeAll(folder)).objects).toMatchObject([{ apiVersion: 'policy/v1beta1' }])
})
