/** `capacity/full` and `capacity/over-quota`: quotas that leave little, nothing, or less than nothing. */
import { showAmount } from '../../../model/capacity.ts'
import { grouped } from '../../../model/collect.ts'
import type { Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import type { Quantity } from '../../../model/quantity.ts'
import type { HomeQuota } from '../home.ts'
import { about, type Scene, type StagedHome } from './scene.ts'

type Level = 'over' | 'full' | 'nearly'

interface Filled {
	readonly level: Level
	readonly key: string
	readonly hard: Quantity
	readonly used: Quantity
}

/** A finding for each quota and level. */
export function quotaUse(scene: Scene): readonly Finding[] {
	return scene.homes.flatMap((staged) =>
		staged.home.quotas.flatMap((quota) =>
			[...grouped(filledIn(quota), ({ level }) => level)].map(([level, keys]) =>
				finding(level, keys, quota, staged, scene),
			),
		),
	)
}

/** Nothing is short of what is forbidden: a key of which nothing is allowed is only ever used too much. */
function filledIn({ hard, used }: HomeQuota): readonly Filled[] {
	return [...hard].flatMap(([key, most]) => {
		const use = used.get(key)
		if (use === undefined) return []
		const level =
			use > most
				? 'over'
				: most === 0n
					? undefined
					: use === most
						? 'full'
						: use * 10n >= most * 9n
							? 'nearly'
							: undefined
		return level === undefined ? [] : [{ level, key, hard: most, used: use }]
	})
}

function finding(
	level: Level,
	keys: readonly Filled[],
	{ ref, reported }: HomeQuota,
	{ home, stage }: StagedHome,
	scene: Scene,
): Finding {
	const list = keys
		.map(({ key, used, hard }) => `${key} ${showAmount(key, used)} of ${showAmount(key, hard)}`)
		.join(', ')
	const words = {
		over: 'uses more than its quota allows, so nothing new starts',
		full: 'has used its quota up',
		nearly: 'has used nine tenths of its quota or more',
	}
	const remedies = {
		over: 'Scale something down, or raise the budget or the share.',
		full: 'Raise the budget or the share, or scale something down.',
		nearly: undefined,
	}
	const remedy = remedies[level]
	return {
		...about(scene, { stage }),
		code: level === 'over' ? 'capacity/over-quota' : 'capacity/full',
		...(level === 'nearly' ? { result: 'noted', severity: 'low' } : { severity: 'medium' }),
		subject: ref,
		message: `${home.name} ${words[level]} (${showRef(ref)}): ${list}`,
		witness: keys.map(({ key, used, hard }) => ({
			object: ref,
			field: reported === undefined ? key : `status.used["${key}"]`,
			observed: showAmount(key, used),
			expected: `at most ${showAmount(key, hard)}`,
		})),
		...(remedy === undefined ? {} : { remedy }),
	}
}
