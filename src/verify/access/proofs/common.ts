/** What the three proofs have in common: what they read, what they assume, what they could not see. */
import type { Finding } from '../../../model/finding.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding, hiddenFrom } from '../../prover.ts'
import { isOfControlPlane } from '../everybody.ts'
import { isStored } from '../stored.ts'
import { accessWants } from '../wants.ts'
import type { Scene } from './scene.ts'

const rbacKinds = accessWants().map(({ kind }) => kind)

/** What decides whom a right lets somebody become; templates of workloads only say what pods there are going to be. */
const becomingKinds = [...rbacKinds, kinds.Pod, kinds.Node, kinds.Secret]

/**
 * What could not be read or understood, and rights may hang on it.
 *
 * @param about - `rights` alone, or also whom they let somebody become
 */
export function hiddenRights(scene: Scene, about: 'rights' | 'becoming'): readonly Finding[] {
	return [
		...hiddenFrom('access', scene.input, new Set((about === 'rights' ? rbacKinds : becomingKinds).map(kindKey))),
		...scene.access.problems
			.filter(({ matters }) => matters)
			.map(({ ref, field, message }) =>
				finding(scene, {
					code: 'access/not-visible',
					result: 'not-visible',
					severity: 'medium',
					subject: ref,
					message: `what ${showRef(ref)} gives is not known: ${message}`,
					witness: [{ object: ref, ...(field === undefined ? {} : { field }), observed: message }],
					remedy: 'Mend the object.',
				}),
			),
		...missingRoles(scene),
		...(about === 'becoming' ? constrainedImpersonation(scene) : []),
	]
}

/**
 * Verbs such as `impersonate:serviceaccount` let somebody be another for some requests alone (KEP-5284). Whom that lets him become is
 * not worked out, so it is not known.
 */
function constrainedImpersonation(scene: Scene): readonly Finding[] {
	return scene.access.bindings.flatMap(({ ref, role, subjects }) => {
		const index = role?.rules.findIndex(({ verbs }) => verbs.some((verb) => verb.startsWith('impersonate:'))) ?? -1
		if (role === undefined || index < 0 || subjects.every(({ subject }) => isOfControlPlane(subject))) return []
		return [
			finding(scene, {
				code: 'access/not-visible',
				result: 'not-visible',
				severity: 'medium',
				subject: ref,
				message: 'whom it lets somebody become is not known: it gives constrained impersonation, which is not followed',
				witness: [{ object: role.ref, field: `rules[${index}]`, observed: role.rules[index]?.verbs.join(', ') ?? '' }],
				remedy: 'Look at it yourself, or take the right away.',
			}),
		]
	})
}

/** In files a role may be written elsewhere, so what its bindings give is not known; on a server it is not there. */
function missingRoles(scene: Scene): readonly Finding[] {
	const { access } = scene
	const isLive = [...access.roles.values()].some(({ ref, object }) => ref.kind === 'ClusterRole' && isStored(object))
	return access.bindings
		.filter(({ role, subjects, namespace }) => role === undefined && subjects.length > 0 && isOurs(scene, namespace))
		.map(({ ref, roleRef, namespace }) => {
			const stage = namespace === undefined ? undefined : scene.stageOf(namespace)
			return finding(scene, {
				code: isLive ? 'access/missing-role' : 'access/not-visible',
				result: isLive ? 'violated' : 'not-visible',
				severity: isLive ? 'low' : 'medium',
				...(stage === undefined ? {} : { stage }),
				subject: ref,
				message: isLive
					? `it binds the ${roleRef.kind} ${roleRef.name}, which is not there: whoever creates it decides what it gives`
					: `what it gives is not known: no file has the ${roleRef.kind} ${roleRef.name}`,
				witness: [{ object: ref, field: 'roleRef', observed: `${roleRef.kind} ${roleRef.name}` }],
				remedy: isLive ? 'Delete the binding.' : 'Add the role to the manifests, or look at the cluster itself.',
			})
		})
}

function isOurs(scene: Scene, namespace: string | undefined): boolean {
	return namespace === undefined || scene.stageOf(namespace) !== undefined
}

/** What every claim about rights rests on, besides that nobody but RBAC is asked. */
export const assumptions = [
	'Groups that a login adds are not known; each group is judged by itself.',
	'Members of system:masters and whoever holds the keys of the cluster are outside of RBAC.',
] as const

/** What claims about becoming somebody else rest on besides. */
export const becomingAssumptions = [
	'Pods are those that are there now, and those that workloads are going to make.',
	'Where a namespace has no label of Pod Security, its pods may take hold of their node; other admission is not counted.',
] as const
