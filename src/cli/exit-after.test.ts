import { expect, test } from 'vitest'
import type { Applied, ClusterResult } from '../model/change.ts'
import { exitAfter } from './exit-after.ts'

const ref = { group: '', kind: 'Thing', name: 'x' }
const object = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' } }
const outcomes = {
	applied: { type: 'applied', object },
	deleted: { type: 'deleted' },
	conflict: { type: 'conflict', conflicts: [] },
	refused: { type: 'refused', reason: 'forbidden', message: 'no' },
	skipped: { type: 'skipped', because: ref },
} as const

/** One cluster: what became of each change (`removed refused` is a replacement that got half-way), `N left` for those not begun. */
function resultOf(text: string): ClusterResult {
	const parts = text === '' ? [] : text.split(', ')
	const left = parts.filter((part) => part.endsWith(' left')).map((part) => Number(part.split(' ')[0]))
	const applied = parts.flatMap((part): readonly Applied[] => {
		const [word = '', half] = part.split(' ').toReversed()
		if (word === 'left') return []
		const outcome = outcomes[word as keyof typeof outcomes]
		return [{ change: { action: 'create', ref, desired: object }, outcome, ...(half && { removed: true }) }]
	})
	const plan = { cluster: 'c', changes: [], unchanged: 0, stale: [], blocked: [], notices: [], hidden: [], unseen: [] }
	return { plan, applied, notBegun: left[0] ?? 0 }
}

test.each([
	['nothing to do', [''], 'done'],
	['all made and deleted', ['applied, deleted'], 'done'],
	['no cluster', [], 'done'],
	['all refused', ['refused, conflict, skipped'], 'cluster'],
	['nothing but refusals in one cluster, nothing to do in another', ['refused', ''], 'cluster'],
	['one made, one refused', ['applied, refused'], 'partial'],
	['one deleted, one refused', ['deleted, refused'], 'partial'],
	['one made, one in conflict', ['applied, conflict'], 'partial'],
	['made in one cluster, refused in another', ['applied', 'refused'], 'partial'],
	['deleted and not made anew', ['removed refused'], 'partial'],
	['deleted and not made anew, by a conflict', ['removed conflict'], 'partial'],
	['a cluster that went away at once', ['refused, 3 left'], 'cluster'],
	['a cluster that went away after a deletion', ['deleted, 3 left'], 'partial'],
] as const)('%s: %j ends as %s', (_, results, exit) => {
	expect(exitAfter(results.map(resultOf), false)).toBe(exit)
})

test.each([
	['before the first change', ['2 left'], 'partial'],
	['where all was refused', ['refused, 2 left'], 'partial'],
	['after the last change', ['applied'], 'done'],
] as const)('interrupted %s: %j ends as %s', (_, results, exit) => {
	expect(exitAfter(results.map(resultOf), true)).toBe(exit)
})
