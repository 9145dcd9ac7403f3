import { expect, test } from 'vitest'
import { grouped, once } from './collect.ts'

test('groups keep the order in which things came', () => {
	expect([...grouped(['ab', 'b', 'ac'], (word) => word[0])]).toEqual([
		['a', ['ab', 'ac']],
		['b', ['b']],
	])
})

test('what is made once is made when it is first asked for, also where nothing comes of it', () => {
	let times = 0
	const make = once(() => {
		times++
		return undefined
	})
	expect(times).toBe(0)
	make()
	make()
	expect(times).toBe(1)
})
