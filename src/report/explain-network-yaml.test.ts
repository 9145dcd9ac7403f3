import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { writeYaml } from './explain-network-yaml.ts'

const cases: readonly [value: unknown, text: string][] = [
	['web', 'web'],
	['kubernetes.io/metadata.name', 'kubernetes.io/metadata.name'],
	['', '""'],
	['true', '"true"'],
	['No', '"No"'],
	['80', '"80"'],
	['1e3', '"1e3"'],
	['~', '"~"'],
	['a: b', '"a: b"'],
	['10.0.0.0/8', '"10.0.0.0/8"'],
	[80, '80'],
	[{}, '{}'],
	[[], '[]'],
	[['Ingress', 'Egress'], '[Ingress, Egress]'],
	[{ on: 1 }, '"on": 1'],
	[{ a: { b: [{ c: 'd', e: ['f'] }, { g: {} }] } }, 'a:\n  b:\n    - c: d\n      e: [f]\n    - g: {}'],
]
test.each(cases)('%j', (value, text) => {
	expect(writeYaml(value)).toBe(text)
	expect(parse(text)).toEqual(value)
})
