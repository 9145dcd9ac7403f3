/** `capacity/several-limit-ranges`: which of several defaults a container gets is chance. */
import { showAmount } from '../../../model/capacity.ts'
import { addTo } from '../../../model/collect.ts'
import type { Finding } from '../../../model/finding.ts'
import type { ObjectRef } from '../../../model/kube-object.ts'
import type { Quantity } from '../../../model/quantity.ts'
import { about, namespaceRef, type Scene } from './scene.ts'

/** A finding for each namespace with several that fill in the same thing; a note where they fill in the same amounts or others. */
export function severalLimitRanges(scene: Scene): readonly Finding[] {
	return scene.homes.flatMap((staged): readonly Finding[] => {
		const { home } = staged
		if (home.limitRanges.length < 2) return []
		const clashes = [...defaultsIn(home.limitRanges)].filter(
			([, given]) => new Set(given.map(({ amount }) => amount)).size > 1,
		)
		const names = home.limitRanges.map(({ ref }) => ref.name).join(', ')
		const base = { ...about(scene, staged), code: 'capacity/several-limit-ranges', subject: namespaceRef(home.name) }
		if (clashes.length === 0)
			return [
				{
					...base,
					result: 'noted',
					severity: 'info',
					message: `${home.name} has several limit ranges (${names}); none of their defaults is in another’s way`,
					witness: [],
				},
			]
		return [
			{
				...base,
				severity: 'medium',
				message: `${home.name} has several limit ranges (${names}), and which of their defaults a container gets is left open: ${clashes.map(([what]) => what).join(', ')}`,
				witness: clashes.flatMap(([what, given]) =>
					given.map(({ object, amount }) => ({
						object,
						field: what,
						observed: showAmount(what.split(' ')[1] ?? '', amount),
					})),
				),
				remedy: 'Keep one of them.',
			},
		]
	})
}

interface Given {
	readonly object: ObjectRef
	readonly amount: Quantity
}

function defaultsIn(limitRanges: Scene['homes'][number]['home']['limitRanges']): ReadonlyMap<string, readonly Given[]> {
	const found = new Map<string, Given[]>()
	for (const { ref, items } of limitRanges)
		for (const { limit, request } of items) {
			for (const [name, amount] of limit) addTo(found, `default ${name}`, { object: ref, amount })
			for (const [name, amount] of request) addTo(found, `defaultRequest ${name}`, { object: ref, amount })
		}
	return found
}
