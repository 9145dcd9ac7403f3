/** The part of docs/reference/guards.md that is written from the attacks. */
import { type GuardName, guardNames } from '../../src/model/guards.ts'
import { type Actor, type Attack, actors } from './attack.ts'
import { families } from './families/index.ts'
import { unguarded } from './unguarded.ts'

const titles: Readonly<Record<Actor, string>> = {
	view: 'view',
	operate: 'operate',
	deploy: 'deploy',
	'near-admin': 'near-admin',
	edit: '`edit`',
	admin: '`admin`',
	wildcard: 'all rights',
	account: 'account',
	keeper: 'keeper',
	kubelet: 'kubelet',
}

const [start, end] = ['<!-- written from the attacks -->', '<!-- end of what is written from the attacks -->']

/** What came of an attack by somebody. */
export type ResultOf = (attack: Attack, actor: Actor) => string

/** The page with its part written anew. @throws Error where the page has no place for it */
export function pageWith(page: string, resultOf: ResultOf, says: (attack: Attack) => string): string {
	const [before, after] = [page.indexOf(start), page.indexOf(end)]
	if (before < 0 || after < before) throw new Error(`the page has no ${start}`)
	return `${page.slice(0, before + start.length)}\n\n${tables(resultOf, says)}\n\n${page.slice(after)}`
}

function tables(resultOf: ResultOf, says: (attack: Attack) => string): string {
	return [
		...guardNames.flatMap((guard) => guardTable(guard, resultOf, says)),
		'### What no guard refuses',
		'',
		row(['somebody …', 'source', 'why it passes', 'found by `verify` as']),
		row(['---', '---', '---', '---']),
		...unguarded.map(({ what, source, why, code }) => row([what, source, why, `\`${code}\``])),
	].join('\n')
}

function guardTable(guard: GuardName, resultOf: ResultOf, says: (attack: Attack) => string): readonly string[] {
	const attacks = families[guard]
	const own = actors.filter((actor) => actor !== 'kubelet' || guard === 'nodes')
	const policies = [...new Set(attacks.map(({ policy }) => policy))]
	return [
		`### \`${guard}\``,
		'',
		row(['somebody …', 'source', ...own.map((actor) => titles[actor])]),
		row(['---', '---', ...own.map(() => '---')]),
		...attacks.map((attack) =>
			row([
				attack.mutation === 'off' ? `${attack.what} (\`mutation: off\`)` : attack.what,
				attack.source,
				...own.map((actor) => resultOf(attack, actor)),
			]),
		),
		'',
		'What whoever tries is told, for example:',
		'',
		...policies.flatMap((policy) => {
			const attack = attacks.find((each) => each.policy === policy)
			return attack === undefined ? [] : [`- \`${policy}\`: ${says(attack)}`]
		}),
		'',
	]
}

function row(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |`
}
