/** Who gains and loses which rights by a plan, in a few lines. */
import { type Subject, showSubject } from '../model/access.ts'
import type { Allowed, Rights } from '../model/access-report.ts'
import type { AccessRadius, RightsChange } from '../model/change.ts'
import { showUnseen } from '../model/facts.ts'
import { rightsWords } from './access-words.ts'
import type { Paint } from './paint.ts'
import { count, someOf } from './words.ts'

/** So many changes are shown before the rest is counted; JSON has them all. */
const shownChanges = 12

/** A line for each change, under a heading; nothing where nobody gains or loses anything. */
export function rightsText(access: AccessRadius | undefined, paint: Paint): readonly string[] {
	if (access === undefined) return []
	const { changes, unseen } = access
	if (changes.length === 0 && unseen.length === 0) return []
	const width = Math.max(...changes.slice(0, shownChanges).map((change) => whoOf(change).length))
	const lines = changes
		.slice(0, shownChanges)
		.map((change) => `    ${whoOf(change).padEnd(width)}  ${changeWords(change, paint)}`)
	return [
		`  ${paint.bold('rights')}`,
		...lines,
		...(changes.length > shownChanges ? [paint.dim(`    and ${changes.length - shownChanges} more`)] : []),
		...unseen.map((entry) => `    ${paint.yellow('not visible')}: ${showUnseen(entry)}`),
	]
}

/** @example 'Group ldap:qa (testers)', 'ServiceAccount ci of each namespace (deployers)' */
function whoOf({ subjects, person }: RightsChange): string {
	const [first] = subjects as readonly [Subject]
	const isEach = subjects.length > 1 && subjects.every(({ kind }) => kind === 'ServiceAccount')
	const who = isEach ? `ServiceAccount ${first.name} of each namespace` : someOf(subjects.map(showSubject), 3)
	return person === undefined || (isEach && person === first.name) ? who : `${who} (${person})`
}

function changeWords(change: RightsChange, paint: Paint): string {
	const { before, after, gains, loses } = change
	const gained = `${paint.green('gains')} ${wordsFor(after, before, gains)}`
	const lost = `${paint.red('loses')} ${wordsFor(before, after, loses)}`
	const where = `in ${whereOf(change)}`
	if (gains.length > 0 && loses.length > 0) return `${gained}, ${lost} ${where}`
	if (gains.length > 0)
		return `${gained} ${where}${before === undefined ? '' : paint.dim(` (had ${rightsWords(before)})`)}`
	return `${lost} ${where}${after === undefined ? '' : paint.dim(` (keeps ${rightsWords(after)})`)}`
}

/** The level that is new, with what is new beyond it; where the level is the same, what changes. */
function wordsFor(rights: Rights | undefined, other: Rights | undefined, changed: readonly Allowed[]): string {
	if (rights?.type === 'everything') return rightsWords(rights)
	if (rights?.type === 'level' && !(other?.type === 'level' && other.level === rights.level)) {
		const extras = rights.extras.filter(({ resource, verbs }) =>
			changed.some((each) => each.resource === resource && each.verbs.some((verb) => verbs.includes(verb))),
		)
		return rightsWords({ ...rights, extras })
	}
	const verbs = new Set(changed.flatMap((each) => each.verbs)).size
	const resources = new Set(changed.map(({ resource }) => resource)).size
	return rightsWords({ type: 'custom', verbs, resources, allows: changed }).replace(/^(only|custom:) /, '')
}

function whereOf({ place: { type, name, size }, namespaces }: RightsChange): string {
	if (type === 'cluster') return 'the whole cluster'
	if (type === 'namespace') return name
	const [only = ''] = namespaces
	if (namespaces.length === size) return size === 1 ? name : `${name} (${count(size, 'namespace')})`
	return namespaces.length === 1 ? only : `${name} (${namespaces.length} of ${size} namespaces)`
}
