import { describe, expect, test } from 'vitest'
import { parseYaml } from './parse-yaml.ts'

/** What `kubectl` makes of each scalar (sigs.k8s.io/yaml, go-yaml v2). */
const scalars: readonly (readonly [text: string, value: unknown])[] = [
	['no', false],
	['On', true],
	['y', true],
	['N', false],
	['OFF', false],
	['yEs', 'yEs'],
	['True', true],
	['~', null],
	['', null],
	['Null', null],
	['0777', 511],
	['-0777', -511],
	['0o14', 12],
	['08', 8],
	['0x1F', 31],
	['0b101', 5],
	['1_000', 1000],
	['+1', 1],
	['1e3', 1000],
	['5.', 5],
	['.5', 0.5],
	['.5_0', 0.5],
	['.', '.'],
	['1e', '1e'],
	['0x', '0x'],
	['1.5.2', '1.5.2'],
	['1e999', '1e999'],
	['12:30:45', '12:30:45'],
	['190:20:30.15', '190:20:30.15'],
	['2026-11-24', '2026-11-24'],
	['2026-11-24T06:00:00Z', '2026-11-24T06:00:00Z'],
	['!!str 5', '5'],
	['!!int "5"', 5],
	['!!float 5', 5],
	['!!binary aGk=', 'hi'],
	['!!timestamp 2026-11-24', '2026-11-24'],
	['!vault secret', 'secret'],
	['=', '='],
	['a # comment', 'a'],
	['a#b', 'a#b'],
	['"no"', 'no'],
	["'0777'", '0777'],
]

test.each(scalars)('reads the scalar %s as kubectl does', (text, value) => {
	expect(parseYaml(`key: ${text}`)).toMatchObject({ value: { key: value } })
})

const documents: readonly (readonly [text: string, value: unknown])[] = [
	['', null],
	['---\n', null],
	['# nothing\n', null],
	['--- # with a comment\na: 1', { a: 1 }],
	['--- {a: 1}', { a: 1 }],
	['a: 1\n...\n', { a: 1 }],
	['%YAML 1.1\n---\na: no', { a: false }],
	['a: 1\r\nb: |\r\n  x\r\n  y\r\n', { a: 1, b: 'x\ny\n' }],
	['a:\n- 1\n- 2', { a: [1, 2] }],
	['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
	['<<: {a: 1, b: 2}\na: 3', { a: 3, b: 2 }],
	['<<: [{a: 1}, {a: 2, b: 3}]', { a: 1, b: 3 }],
	['on: 1\n0777: 2\n1.50: 3', { true: 1, 511: 2, '1.5': 3 }],
	['__proto__: {a: 1}', JSON.parse('{"__proto__": {"a": 1}}')],
]

test.each(documents)('reads the document %j as kubectl does', (text, value) => {
	expect(parseYaml(text)).toMatchObject({ value })
	expect(JSON.stringify((parseYaml(text) as { value: unknown }).value)).toBe(JSON.stringify(value))
})

/** In `text`, `⟨` stands where the complaint points to. */
const complaints: readonly (readonly [what: string, text: string, message: RegExp])[] = [
	['a tab', 'a:\n⟨\tb: 1', /[Tt]abs/],
	['an open bracket', 'a: 1\nb: [1, 2⟨', /\]/],
	['a key twice', 'a: 1\nb: 2\n⟨a: 3', /key "a" stands here a second time/],
	['a quoted key twice', 'a: 1\n⟨"a": 2', /key "a" stands here a second time/],
	['one key in two ways of writing', 'on: 1\n⟨true: 2', /key "true" stands here a second time/],
	['a key twice, deep inside', 'a:\n  - b: {c: 1, ⟨c: 2}', /key "c" stands here a second time/],
	['a template', 'a: {⟨{ .Values.a }}', /template/],
	['an empty key', 'a: 1\n⟨~: 2', /empty/],
	['an alias of nothing', 'a: 1\nb: ⟨*x', /nothing is called \*x/],
	['an alias of what holds it', 'a: &x [⟨*x]', /nothing is called \*x/],
	['a merge of no map', 'a: 1\n⟨<<: 2', /what is merged is no map/],
	['a merge over a key', 'x: &x {a: 1}\ny:\n  a: 2\n  ⟨<<: *x', /also has "a"/],
	['infinity', 'a: ⟨.inf', /JSON/],
	['a set', 'a: !!set ⟨{b, c}', /JSON/],
	['a control character', 'a: ⟨\u0007', /control character/],
	['YAML 1.2', '⟨%YAML 1.2\n---\na: no', /YAML 1\.1/],
]

test.each(complaints)('complains about %s, with its place', (_, marked, message) => {
	const before = marked.slice(0, marked.indexOf('⟨'))
	const complaint = {
		message: expect.stringMatching(message) as unknown,
		line: before.split('\n').length,
		column: before.length - before.lastIndexOf('\n'),
	}
	expect(parseYaml(marked.replace('⟨', ''))).toEqual({ complaint })
})

describe('what would take too much time or memory', () => {
	const levels = Array.from(
		{ length: 30 },
		(_, level) => `l${level + 1}: &l${level + 1} [${'*l'.concat(`${level},`).repeat(9)}]`,
	)
	test.each([
		['an alias bomb', `l0: &l0 [x]\n${levels.join('\n')}`, /alias/],
		['brackets without end', '['.repeat(20_000), /./],
		['a document of more than 2 MiB', `a: ${'x'.repeat(2 * 1024 * 1024)}`, /2 MiB/],
	])('%s is complained about', (_, text, message) => {
		expect(parseYaml(text)).toMatchObject({ complaint: { message: expect.stringMatching(message) as unknown } })
	})
})

test('tells where a value stands', () => {
	const parsed = parseYaml('# head\nmetadata:\n  labels:\n    a: no\n')
	expect('placeOf' in parsed && parsed.placeOf(['metadata', 'labels', 'a'])).toEqual({ line: 4, column: 8 })
	expect('placeOf' in parsed && parsed.placeOf(['metadata', 'annotations'])).toBeUndefined()
})
