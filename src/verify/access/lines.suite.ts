/** Small clusters as lines, for tables of cases. */
import { noGuards } from '../../model/guards.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Person, Stage, Tenancy } from '../../model/tenancy.ts'
import type { AccessCase } from './matrix/access-matrix.ts'
import { readAccess } from './read-access.ts'

const rbac = 'rbac.authorization.k8s.io'

/**
 * The objects that some lines mean:
 *
 * - `namespace shop-dev`
 * - `account shop-dev/ci`
 * - `role shop-dev/debug: create pods/exec; get,list pods; get configmaps[a,b]` (without a namespace a ClusterRole)
 * - `bind shop-dev/debug ClusterRole/view to group:devs sa:shop-dev/ci` (without a namespace a ClusterRoleBinding)
 */
export function objectsOf(lines: string): readonly KubeObject[] {
	return lines
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map(objectOf)
}

function objectOf(line: string): KubeObject {
	const [word = '', path = '', ...rest] = line.split(' ')
	const [name = '', namespace] = path.replace(/:$/, '').split('/').reverse()
	const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
	switch (word) {
		case 'namespace':
			return { apiVersion: 'v1', kind: 'Namespace', metadata }
		case 'account':
			return { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
		case 'role': {
			const kind = namespace === undefined ? 'ClusterRole' : 'Role'
			return {
				apiVersion: `${rbac}/v1`,
				kind,
				metadata,
				rules: rest
					.join(' ')
					.split(';')
					.map((each) => ruleOf(each.trim())),
			}
		}
		case 'bind': {
			const [role = '', , ...subjects] = rest
			const [roleKind, roleName] = role.split('/')
			const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'
			const roleRef = { apiGroup: rbac, kind: roleKind, name: roleName }
			return { apiVersion: `${rbac}/v1`, kind, metadata, roleRef, subjects: subjects.map(subjectOf) }
		}
		default:
			throw new Error(`no such line: ${line}`)
	}
}

/** `get,list pods/log deployments.apps configmaps[a,b] /metrics` */
function ruleOf(text: string): object {
	const [verbs = '', what = ''] = text.split(' ')
	if (what.startsWith('/')) return { verbs: verbs.split(','), nonResourceURLs: [what] }
	const [, resource = '', group = '', below = '', names] = /^([^./[]+)\.?([^/[]*)([^[]*)(?:\[(.*)\])?$/.exec(what) ?? []
	return {
		verbs: verbs.split(','),
		apiGroups: [group],
		resources: [`${resource}${below}`],
		...(names === undefined ? {} : { resourceNames: names.split(',') }),
	}
}

function subjectOf(text: string): object {
	const colon = text.indexOf(':')
	const [form, name] = [text.slice(0, colon), text.slice(colon + 1)]
	if (form !== 'sa') return { apiGroup: rbac, kind: form === 'user' ? 'User' : 'Group', name }
	const [namespace, account] = name.split('/')
	return { kind: 'ServiceAccount', namespace, name: account }
}

/** Stages dev and prod with the apps shop and blog; nobody is in the plan. */
export const stages: Tenancy = {
	name: 'shop',
	labels: { stage: 'stage', app: 'stagewall.dev/app' },
	clusters: [{ name: 'one', source: { type: 'context' } }],
	stages: ['dev', 'prod'].map(
		(name): Stage => ({
			name,
			cluster: 'one',
			budget: undefined,
			containers: { type: 'declared' },
			access: [],
			isolation: 'stage',
			podSecurity: { enforce: 'baseline', warn: 'baseline', version: 'latest' },
			nodes: { type: 'shared' },
			priority: undefined,
			performance: undefined,
		}),
	),
	apps: [],
	people: [],
	levels: [],
	namespaces: ['dev', 'prod'].flatMap((stage) =>
		['blog', 'shop'].map((app) => ({ name: `${app}-${stage}`, app, stage, cluster: 'one', share: 1 })),
	),
	network: { ingress: undefined, dns: 'auto', peers: 'labels', allow: [] },
	guards: noGuards,
	accept: [],
}

/** Somebody of the plan. */
export function person(name: string, of: Partial<Person> = {}): Person {
	return { name, users: [], groups: [], serviceAccounts: false, ...of }
}

/** A cluster of these lines. */
export function clusterOf(
	lines: string,
	tenancy: Partial<Tenancy> = {},
): AccessCase & { readonly facts: { readonly objects: readonly KubeObject[]; readonly unseen: readonly never[] } } {
	const objects = objectsOf(lines)
	return {
		cluster: 'one',
		info: { name: 'a cluster', kinds: [] },
		facts: { objects, unseen: [] },
		tenancy: { ...stages, ...tenancy },
		access: readAccess({ objects }),
	}
}
