/** docs/reference/access-levels.md, written from the same data as the Roles. */
import { curatedLevels } from '../src/model/access-levels.ts'

/** The page as Markdown: a table of resources and levels, with the verbs that each level holds. */
export function accessLevelsPage(): string {
	const levels = curatedLevels.map(({ name }) => name)
	const verbs = new Map<string, Map<string, Set<string>>>()
	for (const { name, rules } of curatedLevels)
		for (const { apiGroups, resources, verbs: allowed } of rules)
			for (const group of apiGroups)
				for (const resource of resources) {
					const key = group === '' ? resource : `${resource}.${group}`
					const byLevel = verbs.get(key) ?? new Map<string, Set<string>>()
					verbs.set(key, byLevel)
					byLevel.set(name, new Set([...(byLevel.get(name) ?? []), ...allowed]))
				}
	const rows = [...verbs]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(
			([resource, byLevel]) => `| \`${resource}\` | ${levels.map((level) => short(byLevel.get(level))).join(' | ')} |`,
		)
	return [
		'# Access levels',
		'',
		'What a person may do in each namespace of a stage. Each level is a Role in the namespace, never `*` and never aggregated.',
		'No level may touch the walls (quotas, limit ranges, network policies, the namespace), bind roles, impersonate, or mint tokens.',
		'',
		...curatedLevels.map(({ name, description }) => `- **${name}**: ${description}`),
		'',
		'**read** is get, list, watch; **write** is create, update, patch, delete.',
		'',
		`| resource | ${levels.join(' | ')} |`,
		`|---|${levels.map(() => '---').join('|')}|`,
		...rows,
		'',
	].join('\n')
}

function short(verbs: ReadonlySet<string> | undefined): string {
	if (verbs === undefined) return ''
	const left = new Set(verbs)
	const words: string[] = []
	for (const [word, all] of [
		['read', ['get', 'list', 'watch']],
		['write', ['create', 'update', 'patch', 'delete']],
	] as const)
		if (all.every((verb) => left.has(verb))) {
			words.push(`**${word}**`)
			for (const verb of all) left.delete(verb)
		}
	return [...words, ...left].join(', ')
}
