/** Who gains and loses rights by a change: everybody's rights before and after, by the engine. */
import { identityOf, type Subject, showSubject, subjectKey } from '../../model/access.ts'
import type { Change, RightsChange } from '../../model/change.ts'
import { grouped } from '../../model/collect.ts'
import { kinds } from '../../model/kinds.ts'
import { homeOf, type KubeObject, keyOf, objectsByKey } from '../../model/kube-object.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import type { Access, Binding } from './access.ts'
import { allowedOf } from './allowed.ts'
import { subjectsOf } from './asked/ask-subject.ts'
import { rulesOf } from './authority.ts'
import { isOfControlPlane } from './everybody.ts'
import { type KnownLevel, knownLevels, rightsAs } from './levels.ts'
import { partsHeld } from './matrix/rights-in.ts'
import { readAccess } from './read-access.ts'
import { type Rule, uncovered } from './rule.ts'

const rbac = kinds.Role.group

/** Whether a change can give or take rights at all. Nobody has any in a new namespace. */
export function touchesAccess({ ref, action }: Change): boolean {
	if (ref.kind === kinds.Namespace.kind && ref.group === '') return action === 'delete'
	return ref.group === rbac
}

/**
 * What changes give to and take from each subject that a binding names, by stages.
 *
 * @param objects - the cluster as it is: namespaces, service accounts, roles, bindings
 * @param tenancy - with the stages and namespaces of the cluster alone
 */
export function accessRadius(
	objects: readonly KubeObject[],
	changes: readonly Change[],
	tenancy: Tenancy,
): readonly RightsChange[] {
	const before = readAccess({ objects })
	const after = readAccess({ objects: foreseen(objects, changes) })
	const compare = comparer(before, after, knownLevels(tenancy, after))
	const people = new Map(
		tenancy.people.flatMap((person) =>
			subjectsOf(person, tenancy).map((subject) => [subjectKey(subject), person.name] as const),
		),
	)
	const found = touchedIn(before, after).flatMap((touched): readonly RightsChange[] => {
		const { subject, namespace } = touched
		const difference = isOfControlPlane(subject) ? undefined : compare(touched)
		if (difference === undefined) return []
		const person = people.get(subjectKey(subject))
		const place = placeOf(tenancy, namespace)
		const namespaces = namespace === undefined ? [] : [namespace]
		return [{ subjects: [subject], ...(person === undefined ? {} : { person }), place, namespaces, ...difference }]
	})
	return folded(found).toSorted(inOrder(tenancy))
}

/** The objects as they will be, as far as it matters to rights. */
function foreseen(objects: readonly KubeObject[], changes: readonly Change[]): readonly KubeObject[] {
	const byKey = new Map(objectsByKey(objects))
	const gone = new Set<string>()
	for (const change of changes.filter(touchesAccess)) {
		const key = keyOf(change.ref)
		if (change.action === 'update') byKey.set(key, becoming(change.desired, byKey.get(key)))
		else if (change.action !== 'delete') byKey.set(key, change.desired)
		else {
			byKey.delete(key)
			if (change.ref.group !== rbac) gone.add(change.ref.name)
		}
	}
	return [...byKey.values()].filter((object) => !gone.has(homeOf(object)))
}

/** Rules and subjects are lists that are written as a whole; labels of others stay. */
function becoming(desired: KubeObject, observed: KubeObject | undefined): KubeObject {
	if (observed === undefined) return desired
	const labels = { ...observed.metadata.labels, ...desired.metadata.labels }
	return { ...observed, ...desired, metadata: { ...observed.metadata, labels } }
}

/** A subject and where a binding names it. */
interface Touched {
	readonly subject: Subject
	/** Absent for the whole cluster. */
	readonly namespace: string | undefined
}

/** Whoever is named by a binding that is another before and after, or that binds a role that is. */
function touchedIn(before: Access, after: Access): readonly Touched[] {
	const isOther = otherRoles(before, after)
	const [old, young] = [byKeyOf(before.bindings), byKeyOf(after.bindings)]
	const touched = new Map<string, Touched>()
	for (const binding of [...before.bindings, ...after.bindings]) {
		const key = keyOf(binding.ref)
		const isSame = old.get(key)?.object === young.get(key)?.object
		if (isSame && !isOther(keyOf(binding.roleRef))) continue
		for (const { subject } of binding.subjects)
			touched.set(`${binding.namespace ?? ''} ${subjectKey(subject)}`, { subject, namespace: binding.namespace })
	}
	return [...touched.values()]
}

function byKeyOf(bindings: readonly Binding[]): ReadonlyMap<string, Binding> {
	return new Map(bindings.map((binding) => [keyOf(binding.ref), binding]))
}

/** A role may change with others that are merged into it, so its rules are looked at and not its object. */
function otherRoles(before: Access, after: Access): (key: string) => boolean {
	const known = new Map<string, boolean>()
	const rulesAt = ({ roles }: Access, key: string): string | undefined => JSON.stringify(roles.get(key)?.rules)
	return (key) => {
		const other = known.get(key) ?? rulesAt(before, key) !== rulesAt(after, key)
		known.set(key, other)
		return other
	}
}

type Difference = Pick<RightsChange, 'before' | 'after' | 'gains' | 'loses'>

/** Compares all that somebody has in a place, also by the groups that the API server itself puts it into. */
function comparer(
	before: Access,
	after: Access,
	levels: readonly KnownLevel[],
): (touched: Touched) => Difference | undefined {
	// The namespaces of a stage mostly have the same roles.
	const known = new Map<string, Difference | undefined>()
	return ({ subject, namespace }) => {
		const identity = identityOf(subject)
		const [had, has] = [rulesOf(before, identity, namespace), rulesOf(after, identity, namespace)]
		const isCluster = namespace === undefined
		const key = JSON.stringify([isCluster, had, has])
		if (!known.has(key)) known.set(key, differenceOf(partsHeld(had, isCluster), partsHeld(has, isCluster), levels))
		return known.get(key)
	}
}

function differenceOf(
	had: readonly Rule[],
	has: readonly Rule[],
	levels: readonly KnownLevel[],
): Difference | undefined {
	const [gains, loses] = [uncovered(had, has), uncovered(has, had)]
	if (gains.length === 0 && loses.length === 0) return undefined
	return {
		...(had.length === 0 ? {} : { before: rightsAs(levels, had) }),
		...(has.length === 0 ? {} : { after: rightsAs(levels, has) }),
		gains: allowedOf(gains),
		loses: allowedOf(loses),
	}
}

function placeOf({ namespaces }: Tenancy, namespace: string | undefined): RightsChange['place'] {
	if (namespace === undefined) return { type: 'cluster', name: 'cluster', size: 0 }
	const stage = namespaces.find(({ name }) => name === namespace)?.stage
	if (stage === undefined) return { type: 'namespace', name: namespace, size: 1 }
	return { type: 'stage', name: stage, size: namespaces.filter((each) => each.stage === stage).length }
}

/** Over the namespaces of a stage, the subjects of a person, and service accounts of one name that are each at home. */
function folded(changes: readonly RightsChange[]): readonly RightsChange[] {
	const alike = grouped(changes, ({ subjects, namespaces, person, ...rest }) => {
		const [subject] = subjects as readonly [Subject]
		const isHome = subject.kind === 'ServiceAccount' && subject.namespace === namespaces[0]
		return JSON.stringify([isHome ? `at home ${subject.name}` : `${subjectKey(subject)}`, person, rest])
	})
	const bySubject = [...alike.values()].map((own): RightsChange => {
		const [first] = own as readonly [RightsChange]
		const subjects = new Map(own.flatMap((each) => each.subjects).map((subject) => [subjectKey(subject), subject]))
		return {
			...first,
			subjects: byName([...subjects.values()]),
			namespaces: [...new Set(own.flatMap((each) => each.namespaces))].sort(),
		}
	})
	const byPerson = grouped(bySubject, ({ subjects, ...rest }) =>
		rest.person === undefined || subjects[0]?.kind === 'ServiceAccount' ? subjects : JSON.stringify(rest),
	)
	return [...byPerson.values()].map((own) => {
		const [first] = own as readonly [RightsChange]
		return { ...first, subjects: byName(own.flatMap((each) => each.subjects)) }
	})
}

function byName(subjects: readonly Subject[]): readonly Subject[] {
	return subjects.toSorted((a, b) => (showSubject(a) < showSubject(b) ? -1 : 1))
}

/** The whole cluster first, then stages in their order, then other namespaces; in each, people in the plan's order first. */
function inOrder({ stages, people }: Tenancy): (a: RightsChange, b: RightsChange) => number {
	const place = ({
		place: { type, name },
		person,
		subjects,
		namespaces,
	}: RightsChange): readonly (number | string)[] => [
		['cluster', 'stage', 'namespace'].indexOf(type),
		type === 'stage' ? stages.findIndex((stage) => stage.name === name) : 0,
		type === 'namespace' ? name : '',
		person === undefined ? people.length : people.findIndex((each) => each.name === person),
		subjects.map(showSubject).join(),
		namespaces.join(),
	]
	return (a, b) => {
		const [first, second] = [place(a), place(b)]
		const index = first.findIndex((one, at) => one !== second[at])
		return index < 0 ? 0 : (first[index] as number | string) < (second[index] as number | string) ? -1 : 1
	}
}
