/** Whatever the text is: a tenancy, or a known error. Never an exception of another kind, never an endless search. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KnownError, type Problem } from '../model/errors.ts'
import { readPlan } from './read.ts'
import { header, planOf, sample } from './sample.suite.ts'

/** The problems of a text; none where it makes sense. */
function read(text: string): readonly Problem[] {
	try {
		return readPlan([{ path: 'stages.yaml', text }]).warnings
	} catch (error) {
		if (error instanceof KnownError && error.code === 'plan/invalid') return error.problems
		throw error
	}
}

function first(text: string) {
	const [problem] = read(text)
	return [problem?.code, problem?.message]
}

const runs = { numRuns: 150 }

// On a loaded machine, some hundred plans take their time.
describe('every text is a plan or a known error', { timeout: 60_000 }, () => {
	it('arbitrary text', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), checked), runs)
	})

	it('text made of what YAML is made of', () => {
		const pieces = [
			'a',
			'1',
			': ',
			':',
			'- ',
			'? ',
			'\n',
			'\n  ',
			'\n    ',
			'[',
			']',
			'{',
			'}',
			', ',
			'&a ',
			'*a',
			'<<',
			'|\n',
			'"',
			"'",
			'#',
			'!x ',
			'%YAML 1.1\n',
			'---\n',
			'...\n',
			'null',
			'.inf',
		]
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => checked(parts.join(''))),
			runs,
		)
	})

	it('a sound plan with lines taken out, doubled, swapped and mangled', () => {
		const lines = sample.split('\n')
		const change = fc.tuple(
			fc.constantFrom('out', 'twice', 'swap', 'cut', 'insert'),
			fc.nat(lines.length - 1),
			fc.nat(80),
			fc.string({ maxLength: 6 }),
		)
		fc.assert(
			fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
				checked(changes.reduce(mangled, lines).join('\n'))
			}),
			runs,
		)
	})

	it('values of any type in any place of a plan', () => {
		const value = fc.constantFrom(
			'null',
			'[]',
			'{}',
			'""',
			'0',
			'-1',
			'1.5',
			'true',
			'"*"',
			'x',
			'[[]]',
			'{a: b}',
			'[{}]',
			'.nan',
			'__proto__',
			'{constructor: {}}',
			'{__proto__: 1}',
			'!!binary aGk=',
			'!!timestamp 2027-06-30',
		)
		const places = [...sample.matchAll(/(?<=: )[^\s{[][^,}\]\n#]*|(?<=: )[{[][^\n#]*/g)]
		fc.assert(
			fc.property(fc.nat(places.length - 1), value, (index, text) => {
				const { index: at = 0, 0: old = '' } = places[index] ?? {}
				const yaml11 = index % 2 === 0 ? '%YAML 1.1\n---\n' : ''
				checked(`${yaml11}${sample.slice(0, at)}${text}${sample.slice(at + old.length)}`)
			}),
			runs,
		)
	})
})

/** Every problem has its message, and a place inside the text. */
function checked(text: string): void {
	const lines = text.split('\n')
	for (const { message, place } of read(text)) {
		expect(message).not.toMatch(/undefined|\[object/)
		if (place === undefined) continue
		expect(place.line).toBeLessThanOrEqual(lines.length)
		expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? '').length + 1)
	}
}

type Change = readonly [kind: string, line: number, column: number, text: string]

function mangled(lines: readonly string[], [kind, index, column, text]: Change): string[] {
	const line = lines[index] ?? ''
	const [before, after] = [lines.slice(0, index), lines.slice(index + 1)]
	if (kind === 'out') return [...before, ...after]
	if (kind === 'twice') return [...before, line, line, ...after]
	if (kind === 'swap') return [...before, ...after.slice(0, 1), line, ...after.slice(1)]
	if (kind === 'cut') return [...before, line.slice(column), ...after]
	return [...before, `${line.slice(0, column)}${text}${line.slice(column)}`, ...after]
}

describe('texts made to exhaust whoever reads them', () => {
	const bomb = [
		'a: &a0 [x, x, x, x, x, x, x, x, x, x]',
		...Array.from(
			{ length: 9 },
			(_, n) => `b${n}: &a${n + 1} [${Array.from({ length: 10 }, () => `*a${n}`).join(', ')}]`,
		),
	].join('\n')

	it.each([
		[
			'aliases that double and redouble',
			bomb,
			'plan/too-large',
			'the aliases up to here repeat more than 20000 values',
		],
		['deep flow', `a: ${'['.repeat(5000)}`, 'plan/syntax', undefined],
		[
			'deep blocks',
			Array.from({ length: 60 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
			'plan/syntax',
			'this is nested too deep',
		],
		[
			'nothing but brackets',
			'['.repeat(1_000_000),
			'plan/too-large',
			'stages.yaml has more than 400000 words, brackets and separators',
		],
		[
			'more text than a plan has',
			`${header}# ${'x'.repeat(2 * 1024 * 1024)}`,
			'plan/too-large',
			'stages.yaml has 2097237 bytes; a plan has at most 2097152',
		],
		[
			'stages × apps',
			planOf(`  stages:\n${names(200)}\n  apps:\n${names(200, '{stages: "*"}')}`),
			'plan/too-large',
			'the plan has more than 20000 namespaces',
		],
	])('%s', (_, text, code, message) => {
		expect(first(text)).toEqual([code, message ?? expect.any(String)])
	})

	it('a thousand mistakes are told as far as they help', () => {
		const problems = read(
			planOf(
				`  network: {allow: [${Array.from({ length: 1000 }, (_, n) => `{from: {stage: x${n}}, to: {stage: dev}, reason: r${n}}`).join(', ')}]}`,
			),
		)
		expect(problems).toHaveLength(200)
	})

	it('no name can bring characters to the terminal that are no text', () => {
		const problems = read(planOf('  apps: {shop: {stages: ["\\e[31m\\u202e"]}}'))
		expect(problems.map(({ message }) => message)).toEqual(['there is no stage "\\u001b[31m\\u{202e}"'])
	})
})

function names(count: number, value = '{}'): string {
	return Array.from({ length: count }, (_, n) => `    n${n}: ${value}`).join('\n')
}
