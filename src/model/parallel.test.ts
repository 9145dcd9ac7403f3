import { describe, expect, test } from 'vitest'
import { inLanes } from './parallel.ts'

/** Runs lanes of names; each task ends when the test says so. */
function running(lanes: readonly (readonly (readonly string[])[])[], limit: number) {
	const started: string[] = []
	const ends = new Map<string, () => void>()
	const done = inLanes(lanes, limit, (name, wave) => {
		started.push(`${name}${wave}`)
		return new Promise<void>((resolve) => ends.set(name, resolve))
	})
	return {
		started,
		done,
		end: async (name: string): Promise<void> => {
			ends.get(name)?.()
			await Promise.resolve()
			await Promise.resolve()
		},
	}
}

describe('lanes', () => {
	test('a wave waits for the last one of its own lane alone', async () => {
		const { started, end, done } = running(
			[
				[['a'], ['b']],
				[['c', 'd'], ['e']],
			],
			10,
		)
		expect(started).toEqual(['a0', 'c0', 'd0'])
		await end('a')
		expect(started).toEqual(['a0', 'c0', 'd0', 'b1'])
		await end('c')
		expect(started).toHaveLength(4)
		await end('d')
		expect(started).toEqual(['a0', 'c0', 'd0', 'b1', 'e1'])
		await end('b')
		await end('e')
		await done
	})

	test('no more at a time than the limit, what is ready first before the rest', async () => {
		const { started, end, done } = running([[['a'], ['b']], [['c']], [['d']]], 2)
		expect(started).toEqual(['a0', 'c0'])
		await end('a')
		expect(started).toEqual(['a0', 'c0', 'd0'])
		await end('c')
		expect(started).toEqual(['a0', 'c0', 'd0', 'b1'])
		await end('d')
		await end('b')
		await done
	})

	test('nothing to do ends at once', async () => {
		await inLanes([], 4, () => Promise.reject(new Error('nothing was to be done')))
		await inLanes([[]], 4, () => Promise.reject(new Error('nothing was to be done')))
	})
})
