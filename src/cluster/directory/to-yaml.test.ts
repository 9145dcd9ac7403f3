import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseYaml } from './parse-yaml.ts'
import { printYaml, toYaml } from './to-yaml.ts'

test('puts apiVersion, kind and metadata first, and leaves out what is undefined', () => {
	const object = {
		spec: { hard: { pods: '5' }, scopes: ['a', { b: undefined }], nothing: undefined },
		metadata: { name: 'stage', namespace: 'shop-dev' },
		kind: 'ResourceQuota',
		apiVersion: 'v1',
	}
	expect(toYaml(object)).toBe(`apiVersion: v1
kind: ResourceQuota
metadata:
  name: stage
  namespace: shop-dev
spec:
  hard:
    pods: "5"
  scopes:
    - a
    - {}
`)
})

test('writes equal parts out instead of referring to them', () => {
	const labels = { stage: 'dev' }
	expect(printYaml({ a: labels, b: labels })).toBe('a:\n  stage: dev\nb:\n  stage: dev\n')
})

test('breaks no long lines', () => {
	expect(printYaml({ a: `${'word '.repeat(50)}end` })).toBe(`a: ${'word '.repeat(50)}end\n`)
})

test.each([
	['  \n', '" \\ \\n"'],
	['\t\n', '"\\t\\n"'],
	[' a\nb', '" a\\nb"'],
	['a\n \nb', '"a\\n\\ \\nb"'],
	['a\u2028b', '"a\\u2028b"'],
	['a\n\nb\n', '|\n  a\n\n  b'],
])('%j stands in quotes where go-yaml would misread a block', (text, printed) => {
	expect(printYaml({ a: text })).toBe(`a: ${printed}\n`)
})

/** Text that some reader would take for something else, were it not quoted. */
const risky =
	`no On y N ~ null true << = - #a @a 0777 0o14 08 0x1f 0b1 1_000 1e3 .5 5. . .inf .nan +1 1:2 12:30:45 2026-11-24
	2026-11-24T06:00:00Z !a &a *a %a | > " ' {a} [a] --- ... 🙂`
		.split(/\s+/)
		.concat('', ' ', '- a', '? a', ': a', 'a: b', 'a #b', '{{ a }}', 'a\nb', '\n', 'a\n', ' a\n b', 'a\r\nb', '\ta')
		.concat('a\u0085b', 'a\u2028b', '\ufeff', '\u0007', '\x7f', '\x9f', '\ud800')

test.each(risky)('%j is the same text for readers of YAML 1.1 and of YAML 1.2', (text) => {
	const printed = printYaml({ value: text, list: [text], [text]: 'key' })
	const meant = { value: text, list: [text], [text]: 'key' }
	expect(parse(printed, { version: '1.2' })).toEqual(meant)
	// Merge keys are a thing of values in YAML 1.1, and no label is called that.
	if (text !== '<<') expect(parseYaml(printed)).toMatchObject({ value: meant })
	expect(printed).not.toMatch(/[\x7f-\x9f\u2028\u2029\ufeff]/)
})

test('any data is read back as it was', { timeout: 60_000 }, () => {
	const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...risky))
	const data = fc.letrec((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			text,
			fc.integer(),
			fc.boolean(),
			fc.constant(null),
			fc.array(tie('value'), { maxLength: 4 }),
			fc.dictionary(
				text.filter((key) => key !== '<<'),
				tie('value'),
				{ maxKeys: 4 },
			),
		),
	})).value
	fc.assert(
		fc.property(data, (value) => {
			const plain: unknown = JSON.parse(JSON.stringify(value))
			expect(parseYaml(printYaml({ plain }))).toMatchObject({ value: { plain } })
		}),
	)
})
