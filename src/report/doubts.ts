/** What could not be read or understood comes before the answer that it may make wrong. */
import { showRef } from '../model/kube-object.ts'
import type { Doubt } from '../model/network-explanation.ts'
import type { Paint } from './paint.ts'
import { indent } from './words.ts'

/**
 * A block for all of them; none where there is no doubt.
 *
 * @param title - what follows from them
 */
export function doubtsText(doubts: readonly Doubt[], title: string, paint: Paint): readonly string[] {
	if (doubts.length === 0) return []
	const lines = doubts.flatMap(({ object, field, message, remedy }) => {
		const place = [object === undefined ? '' : showRef(object), field ?? ''].filter((part) => part !== '').join(' ')
		return [
			`${place === '' ? '' : `${place} `}${message}`,
			...(remedy === undefined ? [] : [paint.dim(`  → ${remedy}`)]),
		]
	})
	return [[paint.yellow(title), ...lines.map((line) => indent(line, 2))].join('\n')]
}
