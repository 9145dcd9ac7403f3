/** Rights and subjects in a few words. */
import { authenticated, type Subject, unauthenticated } from '../model/access.ts'
import type {
	AccessCell,
	AccessColumn,
	AccessMatrix,
	AccessRow,
	Allowed,
	Rights,
	RightsIn,
} from '../model/access-report.ts'
import { count } from './words.ts'

/** Nothing is allowed. */
export const nothing = '-'

/** A cell: a line for each part of the column's namespaces that has other rights. */
export function cellWords(cell: AccessCell, column: AccessColumn, cluster: AccessCell | undefined): readonly string[] {
	if (cell.rights.length === 0) return [nothing]
	return cell.rights.map((part) => `${partWords(part, column, cluster)}${whereWords(part, column)}`)
}

/** What an unnamed set of rights in every stage is, stands once, in the column of the cluster. */
function partWords(part: RightsIn, column: AccessColumn, cluster: AccessCell | undefined): string {
	const isSaid = part.clusterWide && column.type !== 'cluster' && cluster !== undefined && cluster.rights.length > 0
	return isSaid && (part.rights.type === 'custom' || hasExtras(part.rights)) ? 'as cluster' : rightsWords(part.rights)
}

/** ` in 2 of 4`, ` in shop-dev`; nothing where it is all of them. */
function whereWords({ namespaces }: RightsIn, column: AccessColumn): string {
	const [only] = namespaces
	if (only === undefined || namespaces.length === column.namespaces.length) return ''
	return namespaces.length === 1 ? ` in ${only}` : ` in ${namespaces.length} of ${column.namespaces.length}`
}

/** Whether rights are more than the level that they are named by. */
export function hasExtras(rights: Rights): boolean {
	return rights.type === 'level' && rights.extras.length > 0
}

/** @example 'view + exec', 'k8s edit', 'everything', 'custom: 12 verbs on 5 resources' */
export function rightsWords(rights: Rights): string {
	switch (rights.type) {
		case 'everything':
			return 'everything'
		case 'allowed':
			return 'yes'
		case 'level': {
			const name = `${rights.origin === 'kubernetes' ? 'k8s ' : ''}${rights.level}`
			return rights.extras.length === 0 ? name : `${name} + ${extraWords(rights.extras)}`
		}
		case 'custom': {
			const words = distinctWords(rights.allows)
			if (words.length <= 2) return `only ${words.join(', ')}`
			const verbs = rights.allows.some((each) => each.verbs.includes('*')) ? 'all verbs' : count(rights.verbs, 'verb')
			return `custom: ${verbs} on ${count(rights.resources, 'resource')}`
		}
	}
}

/** Two of them, what matters most first. */
function extraWords(extras: readonly Allowed[]): string {
	const words = distinctWords(extras)
	const rest = words.length - 2
	return rest > 0 ? `${words.slice(0, 2).join(', ')}, ${rest} more` : words.join(', ')
}

function distinctWords(allows: readonly Allowed[]): readonly string[] {
	const sorted = allows.map((each) => ({ each, rank: rankOf(each) })).sort((a, b) => a.rank - b.rank)
	return [...new Set(sorted.map(({ each }) => allowedWord(each)))]
}

const reads = new Set(['get', 'list', 'watch'])
const streams: Readonly<Record<string, string>> = {
	'pods/exec': 'exec',
	'pods/attach': 'attach',
	'pods/portforward': 'port-forward',
	'pods/log': 'logs',
}

function allowedWord({ verbs, resource, names }: Allowed): string {
	const stream = streams[resource]
	if (stream !== undefined) return stream
	const [base = '', ...below] = resource.split('/')
	const [plural = '', ...group] = base.split('.')
	const isPath = resource.startsWith('/')
	const what = isPath
		? resource
		: plural === '*'
			? `all of ${group.join('.') === '' ? 'core' : group.join('.')}`
			: [plural, ...below].join('/')
	const [name, ...more] = names ?? []
	const whose = name === undefined ? what : more.length === 0 ? `${what} ${name}` : `${more.length + 1} ${what}`
	if (verbs.every((verb) => reads.has(verb))) return `read ${whose}`
	const [only] = verbs
	return verbs.length === 1 && only !== '*' ? `${only} ${whose}` : whose
}

/** What opens walls or becomes somebody stronger comes first, what only looks comes last. */
const notable: readonly ((allowed: Allowed) => boolean)[] = [
	({ verbs, resource }) => verbs.includes('*') && resource.includes('*'),
	({ verbs }) => verbs.some((verb) => ['escalate', 'bind', 'impersonate'].includes(verb)),
	({ resource, verbs }) => /^(cluster)?rolebindings?\b/.test(resource) && writes(verbs),
	({ resource, verbs }) => /^networkpolicies\b/.test(resource) && writes(verbs),
	({ resource }) => resource === 'serviceaccounts/token' || resource === 'nodes/proxy',
	({ resource }) => resource === 'secrets' || resource === 'pods/exec' || resource === 'pods/attach',
	({ resource, verbs }) =>
		/^(resourcequotas|limitranges|namespaces|roles|clusterroles)\b/.test(resource) && writes(verbs),
	({ resource, verbs }) => resource === 'pods' && writes(verbs),
	({ verbs }) => writes(verbs),
]

function writes(verbs: readonly string[]): boolean {
	return verbs.some((verb) => !reads.has(verb))
}

function rankOf(allowed: Allowed): number {
	const rank = notable.findIndex((applies) => applies(allowed))
	return rank < 0 ? notable.length : rank
}

/** Who a row is, and below it the subjects where the name does not say them. */
export function rowWords(
	row: AccessRow,
	{ columns }: Pick<AccessMatrix, 'columns'>,
): { readonly name: string; readonly who: string } {
	const { type, name, subjects } = row
	switch (type) {
		case 'everybody':
			return { name, who: everybodyWords(subjects) }
		case 'system':
			return { name, who: '' }
		case 'subject':
			return {
				name,
				who:
					subjects.length === 1
						? ''
						: `and ${subjects.slice(1).map(subjectWords).slice(0, 3).join(', ')}${subjects.length > 4 ? ` and ${subjects.length - 4} more` : ''}`,
			}
		case 'accounts':
		case 'person': {
			const plain = subjects.filter(({ kind }) => kind !== 'ServiceAccount').map(subjectWords)
			const accounts = subjects.length - plain.length
			const all = columns.flatMap((column) => (column.type === 'stage' ? column.namespaces : [])).length
			const where = accounts === all ? 'each namespace' : count(accounts, 'namespace')
			return { name, who: [...plain, ...(accounts === 0 ? [] : [`service account in ${where}`])].join(', ') }
		}
	}
}

/** As `--as` takes it. */
export function subjectWords(subject: Subject): string {
	switch (subject.kind) {
		case 'User':
			return `user:${subject.name}`
		case 'Group':
			return `group:${subject.name}`
		case 'ServiceAccount':
			return `sa:${subject.namespace}/${subject.name}`
	}
}

function everybodyWords([subject]: readonly Subject[]): string {
	if (subject === undefined) return ''
	if (subject.kind === 'User' || subject.name === unauthenticated) return 'whoever does not log in'
	if (subject.name === authenticated) return 'everybody who is logged in'
	const [, , namespace] = subject.name.split(':')
	return namespace === undefined ? 'all service accounts' : `all service accounts of ${namespace}`
}
