import { expect, test } from 'vitest'
import { closest } from './closest.ts'

test.each([
	['nonprd-eu', 'nonprod-eu'],
	['PROD', 'prod'],
	['prod-ue', 'prod-eu'],
	['kind', undefined],
	['', undefined],
])('%s means %s', (text, meant) => {
	expect(closest(text, ['prod', 'prod-eu', 'nonprod-eu'])).toBe(meant)
})
