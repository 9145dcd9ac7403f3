import { expect, test } from 'vitest'
import { secondsIn, showSeconds } from './duration.ts'

const good: readonly [text: string, seconds: number][] = [
	['30m', 1_800],
	['2h', 7_200],
	['1h30m', 5_400],
	['90m', 5_400],
	['0m', 0],
	['0h5m', 300],
]
test.each(good)('%s is %d seconds', (text, seconds) => {
	expect(secondsIn(text)).toBe(seconds)
})

test.each(['', '2', 'h', '2 h', '2H', '1.5h', '-1h', '30s', '30m1h', '1d', '1h30', ' 1h', '1h\n', '99999999h'])(
	'%j is no length of time',
	(text) => {
		expect(secondsIn(text)).toBeUndefined()
	},
)

test.each(['1m', '59m', '1h', '1h1m', '24h'])('%s is shown as it was read', (text) => {
	expect(showSeconds(secondsIn(text) ?? 0)).toBe(text)
})
