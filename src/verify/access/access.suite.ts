/** Rules, requests and whole clusters by the line, for the tests of the access engine. */
import { parse, parseAllDocuments } from 'yaml'
import { type AccessRequest, identityOf, type Subject } from '../../model/access.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Access } from './access.ts'
import { decide } from './authority.ts'
import type { Rule } from './rule.ts'

const nothing: Rule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] }

/**
 * Rules as a role has them, in YAML.
 *
 * @example rules('[{verbs: [get], apiGroups: [""], resources: [pods]}]')
 */
export function rules(text: string): readonly Rule[] {
	return (parse(text) as readonly Partial<Rule>[]).map((rule) => ({ ...nothing, ...rule }))
}

/**
 * A request as kubectl and `showRequest` would say it.
 *
 * @example asked('patch deployments.apps/scale web in shop-dev')
 * @example asked('get /metrics')
 */
export function asked(text: string): AccessRequest {
	const [words = '', namespace] = text.split(' in ')
	const [verb = '', what = '', name] = words.split(' ')
	if (what.startsWith('/')) return { verb, path: what }
	const [, plural = '', subresource] = /^([^/]*)\/?(.*)$/.exec(what) ?? []
	const [resource = '', ...group] = plural.split('.')
	return {
		verb,
		group: group.join('.'),
		resource,
		...(subresource === '' || subresource === undefined ? {} : { subresource }),
		...(name === undefined ? {} : { name }),
		...(namespace === undefined || namespace === 'the whole cluster' ? {} : { namespace }),
	}
}

/** `User erin`, `Group devs` or `ServiceAccount shop-dev/ci`. */
export function subject(text: string): Subject {
	const [kind, rest = ''] = text.split(' ')
	if (kind === 'User' || kind === 'Group') return { kind, name: rest }
	const [namespace = '', name = ''] = rest.split('/')
	return { kind: 'ServiceAccount', namespace, name }
}

/** Whether somebody may do something. */
export function may(access: Access, who: string, request: string): boolean {
	return decide(access, identityOf(subject(who)), asked(request)).allowed
}

/** Documents of YAML as objects, whatever is in them; `apiVersion` may be left out of those of RBAC. */
export function manifests(text: string): readonly KubeObject[] {
	return parseAllDocuments(text).map((document) => {
		const { apiVersion = 'rbac.authorization.k8s.io/v1', ...rest } = document.toJS() as Partial<KubeObject>
		return { apiVersion, ...rest } as KubeObject
	})
}
