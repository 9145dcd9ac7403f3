import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { changeObject, removeObject } from './edit-piece.ts'
import { merge } from './merge.ts'
import type { YamlPath } from './parse-yaml.ts'
import { parsePiece } from './read-piece.ts'

const adopted: KubeObject = {
	apiVersion: 'v1',
	kind: 'Namespace',
	metadata: { name: 'a', labels: { stage: 'dev', 'stagewall.dev/plan': 'webshop' } },
}
const quota: KubeObject = {
	apiVersion: 'v1',
	kind: 'ResourceQuota',
	metadata: { name: 'stage', namespace: 'a' },
	spec: { hard: { pods: '5', 'requests.cpu': '1' }, scopes: ['Terminating', 'BestEffort'] },
}

interface Edit {
	readonly before: string
	readonly after: string
	readonly desired?: KubeObject
	readonly path?: YamlPath
}

const edits: Readonly<Record<string, Edit>> = {
	'labels change; comments, quotes, alignment and indentation stay': {
		before: `# licence
---
# head
apiVersion: v1
kind:   Namespace
metadata:   # about metadata
    name: a # tail
    # about labels
    labels:
        stage: "test"   # why
        stagewall.dev/gone: x # goes
        team: 'payments'
        # behind labels

    # behind metadata
# before spec
spec: {finalizers: [kubernetes]}
# the end
`,
		after: `# licence
---
# head
apiVersion: v1
kind:   Namespace
metadata:   # about metadata
    name: a # tail
    # about labels
    labels:
        stage: dev   # why
        team: 'payments'
        stagewall.dev/plan: webshop
        # behind labels

    # behind metadata
# before spec
spec: {finalizers: [kubernetes]}
# the end
`,
	},
	'labels appear': {
		before: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a # tail\n# the end\n',
		after:
			'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a # tail\n  labels:\n    stage: dev\n    stagewall.dev/plan: webshop\n# the end\n',
	},
	'labels appear in a text without an end of line': {
		before: 'apiVersion: v1\nkind: Namespace\nmetadata:\n   name: a',
		after:
			'apiVersion: v1\nkind: Namespace\nmetadata:\n   name: a\n   labels:\n      stage: dev\n      stagewall.dev/plan: webshop',
	},
	'Windows line ends stay': {
		before:
			'apiVersion: v1\r\nkind: Namespace\r\nmetadata:\r\n  labels:\r\n    stagewall.dev/gone: x\r\n    stage: test # why\r\n  name: a\r\n',
		after:
			'apiVersion: v1\r\nkind: Namespace\r\nmetadata:\r\n  labels:\r\n    stage: dev # why\r\n    stagewall.dev/plan: webshop\r\n  name: a\r\n',
	},
	'metadata in flow style is written out; comments around it stay': {
		before:
			'# head\napiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {team: payments}} # tail\n# the end\n',
		after:
			'# head\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    team: payments\n    stage: dev\n    stagewall.dev/plan: webshop # tail\n# the end\n',
	},
	'a document in flow style is printed anew': {
		before: "---\n{apiVersion: v1, kind: 'Namespace', metadata: {name: a}}\n",
		after:
			'---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    stage: dev\n    stagewall.dev/plan: webshop\n',
	},
	'what others refer to is written out': {
		before:
			'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: &labels\n    stage: test\nextra: *labels\n',
		after:
			'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    stage: dev\n    stagewall.dev/plan: webshop\nextra:\n  stage: test\n',
	},
	'a spec changes where it differs, in the style of its author': {
		desired: quota,
		before: `apiVersion: v1
kind: ResourceQuota
metadata:
  name: stage
  namespace: a
spec: # agreed in spring
  # about hard
  hard:
    # five are enough
    pods: "4" # or six?
    memory: 1Gi
    # behind hard
  scopes:
  - Terminating
# the end
`,
		after: `apiVersion: v1
kind: ResourceQuota
metadata:
  name: stage
  namespace: a
spec: # agreed in spring
  # about hard
  hard:
    # five are enough
    pods: "5" # or six?
    requests.cpu: "1"
    # behind hard
  scopes:
  - Terminating
  - BestEffort
# the end
`,
	},
	'a text of several lines does not swallow the comment behind it': {
		desired: { ...adopted, metadata: { name: 'a', annotations: { note: 'two\nlines' } } },
		before: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  annotations:\n    note: one # why\n',
		after: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  annotations:\n    note: "two\\nlines" # why\n',
	},
	'an item of a List': {
		path: ['items', 1],
		before: `apiVersion: v1
kind: List
items:
# first
- apiVersion: v1
  kind: Namespace
  metadata:
    name: b
# second
- apiVersion: v1
  kind: Namespace
  metadata:
    managedFields:
    - manager: kubectl
    name: a
  status:
    phase: Active
# the end
`,
		after: `apiVersion: v1
kind: List
items:
# first
- apiVersion: v1
  kind: Namespace
  metadata:
    name: b
# second
- apiVersion: v1
  kind: Namespace
  metadata:
    name: a
    labels:
      stage: dev
      stagewall.dev/plan: webshop
  status:
    phase: Active
# the end
`,
	},
	JSON: {
		path: ['items', 0],
		before:
			'{\n    "kind": "List",\n    "items": [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "labels": {"x": "y"}}}]\n}\n',
		after: `${JSON.stringify(
			{
				kind: 'List',
				items: [
					{
						apiVersion: 'v1',
						kind: 'Namespace',
						metadata: { name: 'a', labels: { x: 'y', stage: 'dev', 'stagewall.dev/plan': 'webshop' } },
					},
				],
			},
			null,
			4,
		)}\n`,
	},
}

describe('changes an object in its text', () => {
	test.each(Object.entries(edits))('%s', (_, { before, after, desired = adopted, path = [] }) => {
		const change = (object: KubeObject): KubeObject => merge(object, desired)
		expect(changeObject(before, path, change)).toBe(after)
		expect(changeObject(after, path, change)).toBe(after)
	})
})

describe('removes an object from its text', () => {
	const list = (...items: readonly string[]): string =>
		`apiVersion: v1\nkind: List\nitems:\n${items.join('')}metadata: {}\n`
	const item = (name: string): string =>
		`# about ${name}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: ${name}} # tail\n`
	test.each<[what: string, before: string, path: YamlPath, after: string | undefined]>([
		['a document', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n', [], undefined],
		['the first item', list(item('a'), item('b')), ['items', 0], list('# about a\n', item('b'))],
		['the last item', list(item('a'), item('b')), ['items', 1], list(item('a'), '# about b\n')],
		['the only item', list(item('a')), ['items', 0], undefined],
		[
			'the only item of a List in a List',
			'{"items": [{"items": [1]}, 2]}',
			['items', 0, 'items', 0],
			'{"items":[2]}\n',
		],
		['an item in flow style', 'kind: List\nitems: [{a: 1}, {b: 2}]\n', ['items', 0], 'kind: List\nitems:\n  - b: 2\n'],
		['an item of a piece of a large List', '  - a: 1\n  - b: 2 # two\n', [0], '\n  - b: 2 # two\n'],
	])('%s', (_, before, path, after) => {
		expect(removeObject(before, path)).toBe(after)
	})
})

/** Block-style YAML with a comment in every place where one can stand. */
const commented = fc.letrec<{ map: (indent: string) => string }>((tie) => {
	const key = fc.constantFrom('a', 'b', 'stage', 'stagewall.dev/plan', 'stagewall.dev/gone', 'team')
	const scalar = fc.constantFrom(
		'x',
		'"no"',
		"'y'",
		'5',
		'~',
		'',
		'{a: [b]}',
		'"two\n@ lines"',
		'|\n@  text # here\n\n@  more',
	)
	const list = fc.constantFrom('\n@- a # one\n@- b: c # two\n@  d: e', '\n@  - a\n@  # between\n@  - b')
	const nested = tie('map').map((map) => (indent: string) => `:  # {}\n${map(`${indent}  `)}${indent}  # {}\n`)
	const flat = fc.oneof(scalar, list).map((text) => (indent: string) => {
		const tail = /[|\n]/.test(text) ? '' : '   # {}'
		return `: ${text.replaceAll('@', indent)}${tail}\n`
	})
	const pair = fc.tuple(key, fc.oneof({ depthSize: 'small' }, flat, nested))
	return {
		map: fc
			.uniqueArray(pair, { selector: ([name]) => name, minLength: 1, maxLength: 4 })
			.map(
				(pairs) => (indent: string) =>
					pairs.map(([name, rest]) => `${indent}# {}\n${indent}${name}${rest(indent)}`).join(''),
			),
	}
}).map

test('whatever a text looks like, its change says what was meant, and adds nothing to what stays', () => {
	const value = fc.constantFrom<unknown>(
		'x',
		'no',
		5,
		true,
		null,
		['a', { b: 'c' }],
		{ a: 'two\nlines', c: { d: 'no' } },
		{},
	)
	const wanted = fc.dictionary(fc.constantFrom('a', 'b', 'new', 'team', 'constructor'), value, { maxKeys: 4 })
	fc.assert(
		fc.property(commented, wanted, fc.boolean(), (map, fields, windows) => {
			let comments = 0
			const lines = map('').replace(/\{\}(?=\n)/g, () => `comment ${comments++}`)
			const text = windows ? lines.replaceAll('\n', '\r\n') : lines
			const before = (parsePiece(text) as { value: Record<string, unknown> }).value
			const after = { ...before, ...fields }
			const changed = changeObject(text, [], () => after as unknown as KubeObject)
			expect(parsePiece(changed)).toMatchObject({ value: after })
			const kept = Object.keys(before).filter((key) => !(key in fields))
			for (const key of kept) expect(changed).toContain(blockOf(text, key))
			expect(changed.includes('\r\n')).toBe(windows)
		}),
		{ numRuns: 100 },
	)
})

/** The lines of a top-level key, with the comment above it. */
function blockOf(text: string, key: string): string {
	const blocks = text.split(/(?<=\n)(?=# comment)/)
	return blocks.find((block) => block.split('\n')[1]?.startsWith(`${key}:`))?.trimEnd() ?? ''
}

test('adoption keeps every comment', () => {
	const label = fc.tuple(
		fc.constantFrom('stage', 'stagewall.dev/plan', 'stagewall.dev/gone', 'team'),
		fc.constantFrom('x', '"no"', "'y'", 'a-b  '),
	)
	const labels = fc.uniqueArray(label, { selector: ([key]) => key, maxLength: 4 })
	fc.assert(
		fc.property(labels, (others) => {
			const lines = [['other', 'x'], ...others].map(([key, value]) => `    # {}\n    ${key}: ${value} # {}\n`)
			const meta = `metadata: # {}\n  # {}\n  labels: # {}\n${lines.join('')}    # {}\n  # {}\n  name: a # {}\n  # {}\n`
			let comments = 0
			const text = `# {}\n---\n# {}\napiVersion: v1\nkind: Namespace # {}\n# {}\n${meta}# {}\nspec: {} # {}\n`.replace(
				/# \{\}/g,
				() => `# comment ${comments++}.`,
			)
			const changed = changeObject(text, [], (object) => merge(object, adopted))
			const { value } = parsePiece(text) as { value: KubeObject }
			expect(parsePiece(changed)).toMatchObject({ value: merge(value, adopted) })
			const expected = text
				.split('\n')
				// Only a comment on the line of a label that goes away goes with it.
				.filter((line) => !line.includes('stagewall.dev/gone'))
				.flatMap((line) => line.match(/# comment \d+\./) ?? [])
			expect(changed.match(/# comment \d+\./g)).toEqual(expected)
		}),
	)
})
