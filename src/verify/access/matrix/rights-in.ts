/** The rights that roles give in the places of a column. */
import type { AccessCell, AccessColumn, Rights, RightsIn } from '../../../model/access-report.ts'
import { grouped } from '../../../model/collect.ts'
import type { Role } from '../access.ts'
import { allowedOf, partsOf } from '../allowed.ts'
import { isClusterScoped } from '../asked/known-resources.ts'
import { rightsOfEverybody } from '../everybody.ts'
import { type KnownLevel, rightsAs } from '../levels.ts'
import { type Rule, uncovered } from '../rule.ts'
import type { RolesHeld } from './members.ts'

/** Says which rights roles are in a column. */
export type CellMaker = (column: AccessColumn, roles: RolesHeld) => AccessCell

/** What some roles are together: looked at once, however many subjects and namespaces have the same. */
interface Sum {
	readonly key: string
	/** `undefined` where they give nothing here. */
	readonly rights: Rights | undefined
	readonly parts: readonly Rule[]
}

/**
 * Makes cells. What everybody may do anyway is no right.
 *
 * @param detailed - whether cells hold everything that is allowed, too
 */
export function cellMaker(levels: readonly KnownLevel[], detailed: boolean): CellMaker {
	const sumOf = summer(levels)
	return (column, { everywhere, within }) => {
		const isCluster = column.type === 'cluster'
		const places = isCluster ? [undefined] : column.namespaces
		const held = places.flatMap((namespace) => {
			const own = namespace === undefined ? [] : (within.get(namespace) ?? [])
			const sum = sumOf([...everywhere, ...own], isCluster)
			return sum.rights === undefined ? [] : [{ namespace, sum, rights: sum.rights, clusterWide: own.length === 0 }]
		})
		const alike = grouped(held, ({ sum, clusterWide }) => `${clusterWide} ${sum.key}`)
		const rights = [...alike.values()]
			.map((own): RightsIn => {
				const [first] = own as readonly [(typeof own)[number]]
				return {
					namespaces: own.flatMap(({ namespace }) => namespace ?? []),
					clusterWide: first.clusterWide,
					rights: first.rights,
					...(detailed ? { allows: allowedOf(first.sum.parts) } : {}),
				}
			})
			.sort((a, b) => b.namespaces.length - a.namespaces.length)
		return { column: column.name, rights }
	}
}

function summer(levels: readonly KnownLevel[]): (roles: readonly Role[], isCluster: boolean) => Sum {
	const numbers = new Map<string, number>()
	const byRole = new Map<Role, number>()
	const numberOf = (role: Role): number => {
		let number = byRole.get(role)
		if (number === undefined) {
			const text = JSON.stringify(role.rules)
			number = numbers.get(text) ?? numbers.size
			numbers.set(text, number)
			byRole.set(role, number)
		}
		return number
	}
	const sums = new Map<string, Sum>()
	return (roles, isCluster) => {
		const key = `${isCluster} ${[...new Set(roles.map(numberOf))].sort((a, b) => a - b).join()}`
		const known = sums.get(key)
		if (known !== undefined) return known
		const own = partsHeld(
			roles.flatMap(({ rules }) => rules),
			isCluster,
		)
		const rights = own.length === 0 ? undefined : rightsAs(levels, own)
		const sum: Sum = { key: JSON.stringify(rights) ?? '', rights, parts: own }
		sums.set(key, sum)
		return sum
	}
}

/**
 * Rules taken apart, each part once, without what everybody may do anyway.
 *
 * @param isCluster - in the whole cluster; in a namespace, what is in no namespace is no right
 */
export function partsHeld(rules: readonly Rule[], isCluster: boolean): readonly Rule[] {
	const parts = distinct(partsOf(rules))
		.filter(meansAnything)
		.filter((part) => isCluster || isAboutNamespaces(part))
	return uncovered(rightsOfEverybody, parts)
}

function distinct(parts: readonly Rule[]): readonly Rule[] {
	return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
}

/** `pods/*` is no wildcard, and matches nothing. */
function meansAnything({ resources: [written = ''] }: Rule): boolean {
	return !written.endsWith('/*')
}

/** What is in no namespace, and paths, are rights in the whole cluster alone. */
function isAboutNamespaces({ apiGroups: [group = ''], resources: [written] }: Rule): boolean {
	if (written === undefined) return false
	const [resource = ''] = written.split('/')
	return !isClusterScoped(group, resource)
}
