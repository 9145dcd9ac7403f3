/** What says the same and what does not, both ways round. */
import { expect, test } from 'vitest'
import { isSame } from './same.ts'

const rows: readonly [a: unknown, b: unknown, same: boolean][] = [
	['get', 'get', true],
	['get', 'list', false],
	[undefined, null, false],
	[['get', 'list'], ['get', 'list'], true],
	[['get', 'list'], ['list', 'get'], false],
	[['get'], ['get', 'list'], false],
	[[], {}, false],
	[{}, 'get', false],
	[{ verbs: ['get'], apiGroups: [''] }, { apiGroups: [''], verbs: ['get'] }, true],
	[{ verbs: ['get'] }, { verbs: ['list'] }, false],
	[{ verbs: ['get'] }, { verbs: ['get'], resourceNames: ['web'] }, false],
	[{ verbs: undefined }, { verb: undefined }, false],
	[[{ verbs: ['get'] }], [{ verbs: ['get'] }], true],
]

test.each(rows)('%j and %j', (a, b, same) => {
	expect(isSame(a, b)).toBe(same)
	expect(isSame(b, a)).toBe(same)
})
