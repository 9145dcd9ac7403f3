/** What .ci/run counts: a failure never goes uncounted. */
import { expect, test } from 'vitest'
import { add, countTests, nothing } from '../../scripts/tally.ts'

/** A report as vitest writes it: `p`assed, `f`ailed, `s`kipped (vitest says `pending`), `t`odo tests, file by file. */
function report(...files: readonly (readonly [status: string, tests: string])[]): string {
	const names: Record<string, string> = { p: 'passed', f: 'failed', s: 'pending', t: 'todo' }
	const testResults = files.map(([status, tests]) => ({
		status,
		assertionResults: tests.split('').map((letter) => ({ status: names[letter] })),
	}))
	return JSON.stringify({ testResults })
}

test.each([
	['all well', report(['passed', 'pp'], ['passed', 'p']), false, { passed: 3, failed: 0, skipped: 0 }],
	['skipped and todo', report(['passed', 'pst']), false, { passed: 1, failed: 0, skipped: 2 }],
	['failed tests', report(['failed', 'pff'], ['passed', 'p']), true, { passed: 2, failed: 2, skipped: 0 }],
	['a file that does not load', report(['failed', ''], ['passed', 'p']), true, { passed: 1, failed: 1, skipped: 0 }],
	[
		'several of both',
		report(['failed', ''], ['failed', ''], ['failed', 'f']),
		true,
		{ passed: 0, failed: 3, skipped: 0 },
	],
	['a hook that throws', report(['failed', 'ss']), true, { passed: 0, failed: 1, skipped: 2 }],
	['an error outside of the tests', report(['passed', 'p']), true, { passed: 1, failed: 1, skipped: 0 }],
	['a run without a report', undefined, true, { passed: 0, failed: 1, skipped: 0 }],
	['a success without a report', undefined, false, { passed: 0, failed: 1, skipped: 0 }],
])('%s', (_, text, runFailed, expected) => {
	expect(countTests(text, runFailed)).toEqual(expected)
})

test('tallies add up', () => {
	const tally = { passed: 1, failed: 2, skipped: 3 }
	expect(add(tally, nothing)).toEqual(tally)
	expect(add(tally, tally)).toEqual({ passed: 2, failed: 4, skipped: 6 })
})
