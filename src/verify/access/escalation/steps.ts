/** A way through the graph as a person would tell it. */
import { plainSubject, type Subject, showResource, showSubject } from '../../../model/access.ts'
import type { BecomingStep } from '../../../model/access-explanation.ts'
import type { Evidence } from '../../../model/finding.ts'
import type { Access } from '../access.ts'
import { rightEvidence } from '../grant-evidence.ts'
import { type Right, rightsTo } from './evidence.ts'
import type { Graph, Place } from './graph.ts'
import type { Power } from './powers.ts'

/** The steps of a way; what is nothing but a name for the one before it is left out. */
export function stepsOf(graph: Graph, access: Access, way: readonly number[]): readonly BecomingStep[] {
	return way.flatMap((number, index): readonly BecomingStep[] => {
		const place = graph.places[number] as Place
		const before = index === 0 ? undefined : (graph.places[way[index - 1] as number] as Place)
		const subject = before === undefined ? undefined : subjectAt(before)
		const rights = subject === undefined ? [] : rightsTo(access, subject, place)
		if (rights.length > 0 && place.type !== 'user' && place.type !== 'group') {
			const [home] = rights.flatMap(({ grant }) => grant.binding.namespace ?? [])
			const where = home === undefined ? 'in the whole cluster' : `in ${home}`
			const requests = rights.map(({ request }) => `${request.verb} ${showAsked(request)}`)
			return [{ what: `${requests.join(' and ')} ${where}`, evidence: rights.map(evidenceOf) }]
		}
		// A right in the whole cluster is not told again for each namespace.
		if (place.type === 'accounts' || sameThing(before, place)) return []
		return [{ what: showPlace(place), evidence: rights.map(evidenceOf) }]
	})
}

function sameThing(before: Place | undefined, place: Place): boolean {
	if (before === undefined) return false
	const isSpread = before.type === 'power' && place.type === 'power' && before.power === place.power
	return isSpread || (before.type === 'write-anywhere' && place.type === 'write')
}

/** `*` is no resource that anybody would call so. */
function showAsked(request: { readonly group: string; readonly resource: string }): string {
	if (request.resource === '*')
		return request.group === '*' ? 'everything' : `everything of ${request.group || 'the core group'}`
	const [resource = '', subresource] = request.resource.split('/')
	return showResource({ group: request.group, resource, ...(subresource === undefined ? {} : { subresource }) })
}

function evidenceOf(right: Right): Evidence {
	return rightEvidence(right, `${right.request.verb} ${showAsked(right.request)}`)
}

/** The subject that a place is. */
export function subjectAt(place: Place): Subject | undefined {
	if (place.type === 'group') return { kind: 'Group', name: place.name }
	return place.type === 'user' ? plainSubject({ kind: 'User', name: place.name }) : undefined
}

/** A place that no right of whoever comes before it leads to; every right where it is nothing else. */
function showPlace(place: Place): string {
	const subject = subjectAt(place)
	if (subject !== undefined) return showSubject(subject)
	switch (place.type) {
		case 'power':
			return `${powerWords[place.power] ?? place.power}${place.namespace === undefined ? '' : ` in ${place.namespace}`}`
		case 'admin':
			return `every right in ${place.namespace}`
		case 'write':
			return `change objects in ${place.namespace}`
		case 'secrets':
			return `read Secrets of ${place.namespace}`
		case 'node':
			return place.name === undefined ? 'root on a node' : `root on the node ${place.name}`
		case 'certificate':
			return 'a certificate of any name'
		default:
			return 'every right in the cluster'
	}
}

/** Powers that ways show without a right to them: what every right in a namespace is good for first, and what takes two identities. */
const powerWords: Readonly<Partial<Record<Power, string>>> = {
	run: 'run pods',
	token: 'make tokens of service accounts',
	writeBindings: 'write RoleBindings',
}
