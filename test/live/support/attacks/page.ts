/** docs/reference/attacks.md: what each access level can do with the attacks. */
import type { Attack } from './attack.ts'

/** What came of an attack of a level. */
export type LevelResult = 'refused' | 'own namespace only' | 'works'

/** An attack with the result of each level. */
export interface PageRow {
	readonly attack: Attack
	readonly results: readonly LevelResult[]
}

/** The page, for levels in the order of the results. */
export function attacksPage(levels: readonly string[], rows: readonly PageRow[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
	return [
		'# Attacks',
		'',
		'Ways in which somebody with some rights in a cluster can get more, and whether an access level of a stage gets anywhere with',
		'them. Each was performed on a real API server: in the own namespace of whoever tries it, and against another stage.',
		'',
		'- **refused**: the API server says no, in the own namespace too.',
		'- **own namespace only**: it works where the level holds, and nowhere else: that is what the level is for.',
		'- **works**: it reaches another stage or the cluster. No level has one of these.',
		'',
		line(['somebody who has some rights …', ...levels]),
		line(['---', ...levels.map(() => '---')]),
		...rows.map(({ attack, results }) => line([attack.what, ...results])),
		'',
		'## What each takes',
		'',
		'Rights in the namespace, or in the whole cluster where it says *everywhere*. With one of them left out it is refused.',
		'',
		...rows.flatMap(({ attack }) => [`- ${attack.what}`, ...waysOf(attack).map((way) => `  - ${way}`)]),
		'',
	].join('\n')
}

/** Ways that take rights over any object; those over named ones are the same. */
function waysOf({ ways }: Attack): readonly string[] {
	const plain = ways.filter(({ rights }) => !rights.some((right) => right.includes('{')))
	const lines = plain.map(({ rights }) => rights.map((right) => `\`${right.replace(/ =(\S+)/, ' $1')}\``).join(' and '))
	return [...new Set(lines)]
}
