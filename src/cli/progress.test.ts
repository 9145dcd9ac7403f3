import { expect, test } from 'vitest'
import { progressBar } from './progress.ts'

test('draws a bar, at most ten times a second, and leaves nothing behind', () => {
	let written = ''
	let now = 0
	const bar = progressBar(
		(text) => (written += text),
		() => now,
	)
	bar.show(1, 4, 'applying')
	now = 50
	bar.show(2, 4, 'applying')
	now = 100
	bar.show(4, 4, 'applying')
	bar.end()
	bar.end()
	const wipe = '\r\u001b[K'
	expect(written).toBe(
		`${wipe}${'█'.repeat(6)}${'░'.repeat(18)} 1/4 applying${wipe}${'█'.repeat(24)} 4/4 applying${wipe}`,
	)
})
