/** Counting checks and tests. */

/** How many of each outcome. */
export interface Tally {
	readonly passed: number
	readonly failed: number
	readonly skipped: number
}

/** No checks and no tests. */
export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 }

/** Both together. */
export function add(a: Tally, b: Tally): Tally {
	return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The part of vitest's JSON report that is counted. */
interface Report {
	readonly testResults: readonly {
		readonly status: string
		readonly assertionResults: readonly { readonly status: string }[]
	}[]
}

/**
 * Counts the tests of a run. A file that failed with no failed test in it (it did not load, or a hook threw) is one
 * failure, and so is a run that failed without any other (it did not start, or something was thrown outside of the tests).
 *
 * @param report - vitest's JSON report; `undefined` where it wrote none
 * @param runFailed - whether the command ended with an error
 */
export function countTests(report: string | undefined, runFailed: boolean): Tally {
	const files = report === undefined ? [] : (JSON.parse(report) as Report).testResults
	const tally = files.map(countFile).reduce(add, nothing)
	return tally.failed === 0 && (runFailed || report === undefined) ? { ...tally, failed: 1 } : tally
}

function countFile({ status, assertionResults }: Report['testResults'][number]): Tally {
	const count = (...statuses: string[]) => assertionResults.filter((test) => statuses.includes(test.status)).length
	const passed = count('passed')
	const failed = count('failed')
	return {
		passed,
		failed: failed === 0 && status === 'failed' ? 1 : failed,
		skipped: assertionResults.length - passed - failed,
	}
}
