/** A way through the graph as a person would tell it. */
import { plainSubject, type Subject, showResource, showSubject } from '../../../model/access.ts'
import type { BecomingStep } from '../../../model/access-explanation.ts'
import type { Evidence } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { writerOf } from '../../network/words.ts'
import type { Access } from '../access.ts'
import { type Right, rightsTo } from './evidence.ts'
import type { Graph, Place } from './graph.ts'

/** The steps of a way; what is nothing but a name for the one before it is left out. */
export function stepsOf(graph: Graph, access: Access, way: readonly number[]): readonly BecomingStep[] {
	return way.flatMap((number, index): readonly BecomingStep[] => {
		const place = graph.places[number] as Place
		const before = index === 0 ? undefined : (graph.places[way[index - 1] as number] as Place)
		const subject = before === undefined ? undefined : subjectAt(before)
		const rights = subject === undefined ? [] : rightsTo(access, subject, place)
		if (rights.length > 0 && place.type !== 'user' && place.type !== 'group') {
			const home =
				'namespace' in place ? place.namespace : rights.flatMap(({ grant }) => grant.binding.namespace ?? [])[0]
			const where = home === undefined ? 'in the whole cluster' : `in ${home}`
			const requests = rights.map(({ request }) => `${request.verb} ${showAsked(request)}`)
			return [{ what: `${requests.join(' and ')} ${where}`, evidence: rights.map(evidenceOf) }]
		}
		// A right in the whole cluster is not told again for each namespace.
		if (place.type === 'accounts' || place.type === 'run-somewhere' || sameThing(before, place)) return []
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
	if (request.resource === '*') return request.group === '*' ? 'everything' : `everything of ${request.group}`
	const [resource = '', subresource] = request.resource.split('/')
	return showResource({ group: request.group, resource, ...(subresource === undefined ? {} : { subresource }) })
}

function evidenceOf({ grant, field, request }: Right): Evidence {
	const { binding, role, bound } = grant
	const manager = writerOf(binding.object, ['subjects'])
	return {
		object: binding.ref,
		field: bound.field,
		observed: `may ${request.verb} ${showAsked(request)} by ${showRef(role.ref)}, ${field}`,
		...(manager === undefined ? {} : { manager }),
	}
}

/** The subject that a place is. */
export function subjectAt(place: Place): Subject | undefined {
	if (place.type === 'group') return { kind: 'Group', name: place.name }
	return place.type === 'user' ? plainSubject({ kind: 'User', name: place.name }) : undefined
}

function showPlace(place: Place): string {
	const subject = subjectAt(place)
	if (subject !== undefined) return showSubject(subject)
	switch (place.type) {
		case 'power':
			return `${powerWords[place.power] ?? place.power}${place.namespace === undefined ? '' : ` in ${place.namespace}`}`
		case 'admin':
			return `every right in ${place.namespace}`
		case 'admin-anywhere':
			return 'every right in every namespace'
		case 'accounts':
			return `any service account of ${place.namespace}`
		case 'write':
			return `change objects in ${place.namespace}`
		case 'secrets':
			return `read Secrets of ${place.namespace}`
		case 'node':
			return place.name === undefined ? 'root on a node' : `root on the node ${place.name}`
		case 'write-anywhere':
			return 'change objects in every namespace'
		case 'run-somewhere':
			return 'run pods'
		case 'anyone':
			return 'any user'
		case 'sign-clients':
			return 'approve certificates of clients'
		case 'sign-kubelets':
			return 'approve certificates of kubelets'
		case 'certificate':
			return 'a certificate of any name'
		default:
			return 'every right in the cluster'
	}
}

/** What a power is, where nobody was given it as such. */
const powerWords: Readonly<Partial<Record<string, string>>> = {
	run: 'run pods',
	inside: 'run commands in pods',
	reshape: 'change the images of pods',
	token: 'make tokens of service accounts',
	impersonate: 'impersonate service accounts',
	readSecrets: 'read Secrets',
	makeSecrets: 'make Secrets',
	writeBindings: 'write RoleBindings',
	makeBindings: 'make RoleBindings',
	joinBindings: 'change RoleBindings',
	bindRoles: 'bind any Role',
	bindClusterRoles: 'bind any ClusterRole',
	writeRoles: 'write Roles',
	escalateRoles: 'write any rule into a Role',
	relabel: 'change the labels of the namespace',
	policies: 'change NetworkPolicies',
	budgets: 'change quotas and limits',
	steer: 'choose where Services lead',
}
