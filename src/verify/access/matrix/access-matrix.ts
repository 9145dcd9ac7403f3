/** Who may do what in a cluster: rows of subjects, columns of stages. */
import { identityOf, type Subject } from '../../../model/access.ts'
import type { AccessCell, AccessColumn, AccessMatrix, AccessRow, RightsIn } from '../../../model/access-report.ts'
import { grouped } from '../../../model/collect.ts'
import type { ClusterInfo, Facts } from '../../../model/facts.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import type { Access, Role } from '../access.ts'
import type { AskedRequest } from '../asked/ask-request.ts'
import { type AskedSubject, writeSubject } from '../asked/ask-subject.ts'
import { decide } from '../authority.ts'
import { knownLevels } from '../levels.ts'
import { columnsOf } from './columns.ts'
import { type Member, membersOf, type RolesHeld } from './members.ts'
import { cellMaker } from './rights-in.ts'

/** One cluster's rights and stages. */
export interface AccessCase {
	readonly cluster: string
	readonly info: Pick<ClusterInfo, 'name' | 'kinds'>
	readonly facts: Pick<Facts, 'objects'>
	/** Of all clusters of the plan. */
	readonly tenancy: Tenancy
	readonly access: Access
	/** By what the stages were found, where no plan says them. */
	readonly because?: string
}

/** What to look at. */
export interface MatrixQuestion {
	/** Only this subject, with all that it may do, also by the groups that the API server puts it into. */
	readonly subject?: AskedSubject
	/** Who may do this, in place of all rights. */
	readonly can?: AskedRequest
	/** Accounts of the control plane too. */
	readonly system: boolean
}

/** The matrix of a cluster. */
export function accessMatrix(input: AccessCase, question: MatrixQuestion): AccessMatrix {
	const { access, facts, cluster, info, because } = input
	const tenancy = ofCluster(input)
	const { subject, can } = question
	const all = columnsOf(tenancy, facts.objects, access)
	const columns = can?.clusterScoped === true ? all.filter(({ type }) => type === 'cluster') : all
	const makeCells =
		can === undefined
			? rightsMaker(input, columns, subject !== undefined)
			: requestMaker(input, columns, can, subject !== undefined)
	const members = subject === undefined ? membersOf(access, tenancy) : askedMembers(input, tenancy, subject, columns)
	const rows = folded(members.map((member) => ({ ...plainRow(member), cells: makeCells(member) })))
	const held = rows.filter((row) => subject !== undefined || row.cells.some(({ rights }) => rights.length > 0))
	const hidden = question.system || subject !== undefined ? [] : held.filter(({ type }) => type === 'system')
	const shown = held.filter((row) => !hidden.includes(row))
	const people = new Set(shown.flatMap(({ type, name }) => (type === 'person' ? name.split(', ') : [])))
	return {
		cluster,
		source: info.name,
		...(because === undefined ? {} : { because }),
		...(can === undefined ? {} : { can: can.words }),
		columns,
		rows: shown,
		without:
			subject === undefined && can === undefined
				? tenancy.people.map(({ name }) => name).filter((name) => !people.has(name))
				: [],
		system: {
			subjects: hidden.reduce((sum, { subjects }) => sum + subjects.length, 0),
			everything: hidden.filter(({ cells }) => cells.some(({ rights }) => rights.some(isEverything))).length,
		},
	}
}

/** The plan's tenancy with what is in this cluster alone. */
export function ofCluster({ tenancy, cluster }: Pick<AccessCase, 'tenancy' | 'cluster'>): Tenancy {
	return {
		...tenancy,
		stages: tenancy.stages.filter((stage) => stage.cluster === cluster),
		namespaces: tenancy.namespaces.filter((namespace) => namespace.cluster === cluster),
	}
}

type CellsOf = (member: Member) => readonly AccessCell[]

function rightsMaker({ access, tenancy }: AccessCase, columns: readonly AccessColumn[], detailed: boolean): CellsOf {
	const makeCell = cellMaker(knownLevels(tenancy, access), detailed)
	return ({ roles }) => columns.map((column) => makeCell(column, roles))
}

/** Whether a request is allowed; what everybody may makes no row, but counts in those of others. */
function requestMaker(
	{ access }: AccessCase,
	columns: readonly AccessColumn[],
	can: AskedRequest,
	keepAll: boolean,
): CellsOf {
	const allowed = (subjects: readonly Subject[], namespace: string | undefined, withGroups: boolean): boolean =>
		subjects.some((subject) => {
			const identity = identityOf(subject)
			const own = subject.kind === 'Group' ? { groups: [subject.name] } : { ...identity, groups: [] }
			return decide(access, withGroups ? identity : own, can.at(namespace)).allowed
		})
	return ({ inNamespace }) => {
		const cells = (withGroups: boolean): readonly AccessCell[] =>
			columns.map((column) => {
				const places = column.type === 'cluster' ? [undefined] : column.namespaces
				const yes = places.filter((namespace) => allowed(inNamespace(namespace), namespace, withGroups))
				const namespaces = yes.flatMap((namespace) => namespace ?? [])
				const isWide = column.type === 'cluster'
				const rights: readonly RightsIn[] =
					yes.length === 0 ? [] : [{ namespaces, clusterWide: isWide, rights: { type: 'allowed' } }]
				return { column: column.name, rights }
			})
		const own = cells(false)
		return keepAll || own.some(({ rights }) => rights.length > 0) ? cells(true) : own
	}
}

/** The subjects that were asked about, with what they are given as members of groups that the API server itself knows. */
function askedMembers(
	{ access }: AccessCase,
	{ namespaces }: Tenancy,
	{ person, subjects }: AskedSubject,
	columns: readonly AccessColumn[],
): readonly Member[] {
	const places = columns.flatMap((column) => column.namespaces)
	const isOwn = (subject: Subject): boolean =>
		person !== undefined &&
		subject.kind === 'ServiceAccount' &&
		namespaces.some(({ name }) => name === subject.namespace)
	const accounts = subjects.filter(isOwn)
	const rolesAt = (own: readonly Subject[], namespace: string | undefined): readonly Role[] => [
		...new Set(own.flatMap((subject) => access.grantsOf(identityOf(subject), namespace).map(({ role }) => role))),
	]
	const member = (own: readonly Subject[], inNamespace: Member['inNamespace']): Member => {
		const everywhere = rolesAt(own, undefined)
		const within = places.map((namespace): [string, readonly Role[]] => [
			namespace,
			rolesAt(inNamespace(namespace), namespace).filter((role) => !everywhere.includes(role)),
		])
		const roles: RolesHeld = { everywhere, within: new Map(within.filter(([, held]) => held.length > 0)) }
		const [first] = own
		return {
			type: person === undefined ? 'subject' : 'person',
			name: person ?? (first === undefined ? '' : writeSubject(first)),
			subjects: own,
			roles,
			inNamespace,
		}
	}
	return [
		...subjects.filter((subject) => !isOwn(subject)).map((subject) => member([subject], () => [subject])),
		...(accounts.length === 0
			? []
			: [
					member(accounts, (namespace) =>
						accounts.filter((each) => each.kind === 'ServiceAccount' && each.namespace === namespace),
					),
				]),
	]
}

function plainRow({ type, name, subjects }: Member): Omit<AccessRow, 'cells'> {
	return { type, name, subjects }
}

/** People of one name, and service accounts, that have equal rights everywhere are one row. */
function folded(rows: readonly AccessRow[]): readonly AccessRow[] {
	const alike = grouped(rows, (row) => {
		const [first] = row.subjects
		const folds = row.type === 'person' || (row.type === 'subject' && first?.kind === 'ServiceAccount')
		return folds ? JSON.stringify([row.type, row.type === 'person' ? row.name : '', row.cells]) : row
	})
	return [...alike.values()].map((own) => {
		const [first] = own as readonly [AccessRow]
		return { ...first, subjects: own.flatMap(({ subjects }) => subjects) }
	})
}

function isEverything({ rights }: RightsIn): boolean {
	return rights.type === 'everything'
}
