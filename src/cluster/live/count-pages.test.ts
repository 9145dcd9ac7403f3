import { expect, test } from 'vitest'
import { countPages } from './count-pages.ts'

test('lists grow as their pages come, and each ends once', () => {
	const seen: [number, number, string][] = []
	const begin = countPages((...progress) => seen.push(progress))
	const pods = begin('pods')
	const roles = begin('roles')
	roles(0)
	pods(3)
	pods(2)
	const again = begin('pods')
	pods(0)
	pods(0)
	again(0)
	expect(seen).toEqual([
		[1, 2, 'roles'],
		[2, 5, 'pods'],
		[3, 5, 'pods'],
		[4, 5, 'pods'],
		[5, 5, 'pods'],
	])
})
