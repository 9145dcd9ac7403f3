/** Clusters of rights by the line, for the tests of what rights lead to. */
import type { KubeObject } from '../../model/kube-object.ts'
import { asked, subject } from './access.suite.ts'

/**
 * A role and a binding for each line, `WHO may VERB RESOURCE [NAME] in NAMESPACE`, or `… everywhere`. Several rights joined by
 * `and` are one role; only the last of them says where.
 *
 * @example rights('User erin may create pods in shop-dev', 'Group qa may bind clusterroles.rbac and create rolebindings.rbac everywhere')
 */
export function rights(...lines: readonly string[]): readonly KubeObject[] {
	return lines.flatMap((line, index) => {
		const [who = '', what = ''] = line.split(' may ')
		const isEverywhere = what.endsWith(' everywhere')
		const [words = '', namespace] = isEverywhere ? [what.slice(0, -' everywhere'.length)] : what.split(' in ')
		const name = `right-${index}`
		const place = isEverywhere ? { name } : { name, namespace: namespace ?? '' }
		const rules = words.split(' and ').map(ruleOf)
		return [
			{ ...rbacObject(isEverywhere ? 'ClusterRole' : 'Role', place), rules },
			{
				...rbacObject(isEverywhere ? 'ClusterRoleBinding' : 'RoleBinding', place),
				roleRef: { apiGroup: rbac, kind: isEverywhere ? 'ClusterRole' : 'Role', name },
				subjects: [subject(who)],
			},
		]
	})
}

const rbac = 'rbac.authorization.k8s.io'

function rbacObject(kind: string, metadata: KubeObject['metadata']): KubeObject {
	return { apiVersion: `${rbac}/v1`, kind, metadata }
}

/** The groups by which lines name them for short. */
const groups: Readonly<Record<string, string>> = {
	rbac,
	admission: 'admissionregistration.k8s.io',
	certificates: 'certificates.k8s.io',
	networking: 'networking.k8s.io',
	discovery: 'discovery.k8s.io',
	tiers: 'policy.networking.k8s.io',
}

function ruleOf(words: string): object {
	const request = asked(words)
	if ('path' in request) return { verbs: [request.verb], nonResourceURLs: [request.path] }
	const { verb, group, resource, subresource, name } = request
	return {
		verbs: [verb],
		apiGroups: [groups[group] ?? group],
		resources: [subresource === undefined ? resource : `${resource}/${subresource}`],
		...(name === undefined ? {} : { resourceNames: [name] }),
	}
}

/** A namespace; with an empty level of Pod Security its pods may take hold of their node. */
export function namespace(name: string, level = 'baseline'): KubeObject {
	const labels = level === '' ? {} : { 'pod-security.kubernetes.io/enforce': level }
	return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

/** A running pod with its service account and its node. */
export function pod(path: string, account: string, node: string, spec: object = {}): KubeObject {
	const [home = '', name = ''] = path.split('/')
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name, namespace: home },
		spec: { containers: [{ name: 'main' }], serviceAccountName: account, nodeName: node, ...spec },
	}
}

/** A node. */
export function node(name: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
	return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } }
}

/** A Secret with the token of a service account, as metadata shows it. */
export function tokenSecret(path: string, account: string): KubeObject {
	const [home = '', name = ''] = path.split('/')
	return {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: { name, namespace: home, annotations: { 'kubernetes.io/service-account.name': account } },
	}
}
