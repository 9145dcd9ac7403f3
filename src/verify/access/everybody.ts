/** Who is everybody, who is of the control plane, and what every API server gives to everybody. */
import { accountGroup, authenticated, type Subject, unauthenticated } from '../../model/access.ts'
import type { Rule } from './rule.ts'

/** Whether a subject stands for everybody, or for every service account. */
export function isEverybody(subject: Subject): boolean {
	if (subject.kind === 'User') return subject.name === 'system:anonymous'
	return subject.kind === 'Group' && [authenticated, unauthenticated, accountGroup()].includes(subject.name)
}

/** Whether nobody has to say who is in it: everybody, and the service accounts of a namespace. */
export function isAutomatic(subject: Subject): boolean {
	return isEverybody(subject) || (subject.kind === 'Group' && subject.name.startsWith(`${accountGroup()}:`))
}

/** Accounts of the control plane: every cluster has those. */
export function isOfControlPlane(subject: Subject): boolean {
	return subject.kind === 'ServiceAccount'
		? subject.namespace === 'kube-system'
		: subject.name.startsWith('system:') && !isAutomatic(subject)
}

function about(group: string, ...resources: readonly string[]): Rule {
	return { verbs: ['create'], apiGroups: [group], resources, resourceNames: [], nonResourceURLs: [] }
}

const paths = [
	'/api /api/* /apis /apis/* /openapi /openapi/* /version /version/ /healthz /livez /readyz',
	'/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
].flatMap((line) => line.split(' '))

/**
 * What every API server lets everybody do: ask about oneself, and find out what the API is. (The ClusterRoles system:basic-user,
 * system:discovery, system:public-info-viewer and system:service-account-issuer-discovery.)
 */
export const rightsOfEverybody: readonly Rule[] = [
	about('authorization.k8s.io', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
	about('authentication.k8s.io', 'selfsubjectreviews'),
	{
		verbs: ['get'],
		apiGroups: [],
		resources: [],
		resourceNames: [],
		nonResourceURLs: paths,
	},
]
