import { describe, expect, it } from 'vitest'
import { curatedLevels } from './access-levels.ts'
import type { PolicyRule } from './tenancy.ts'

const r = 'get list watch'
const w = 'create update patch delete'
const rw = `${r} ${w}`
const rbac = 'rbac.authorization.k8s.io'

/** Every right of every level; what does not stand here is not granted. */
const rights: readonly (readonly [
	group: string,
	resource: string,
	...verbs: readonly [string, string, string, string],
])[] = [
	// group, resource                                     view        operate             deploy      near-admin
	['', 'pods', r, `${r} delete`, r, rw],
	['', 'pods/log', 'get', 'get', 'get', 'get'],
	['', 'pods/eviction', '', 'create', '', 'create'],
	['', 'pods/portforward', '', 'create get', '', 'create get'],
	['', 'pods/exec', '', '', '', 'create get'],
	['', 'pods/attach', '', '', '', 'create get'],
	['', 'pods/ephemeralcontainers', '', '', '', 'get update patch'],
	['', 'services', r, r, rw, rw],
	['', 'endpoints', r, r, r, r],
	['', 'configmaps', r, r, rw, rw],
	['', 'secrets', '', '', rw, rw],
	['', 'persistentvolumeclaims', r, r, rw, rw],
	['', 'serviceaccounts', r, r, rw, rw],
	['', 'replicationcontrollers', r, r, rw, rw],
	['', 'events', r, r, r, r],
	['', 'resourcequotas', r, r, r, r],
	['', 'limitranges', r, r, r, r],
	['', 'namespaces', 'get', 'get', 'get', 'get'],
	['apps', 'deployments', r, r, rw, rw],
	['apps', 'deployments/scale', '', 'get update patch', '', 'get update patch'],
	['apps', 'statefulsets', r, r, rw, rw],
	['apps', 'statefulsets/scale', '', 'get update patch', '', 'get update patch'],
	['apps', 'daemonsets', r, r, rw, rw],
	['apps', 'replicasets', r, r, rw, rw],
	['apps', 'controllerrevisions', r, r, r, r],
	['batch', 'jobs', r, r, rw, rw],
	['batch', 'cronjobs', r, r, rw, rw],
	['networking.k8s.io', 'ingresses', r, r, rw, rw],
	['networking.k8s.io', 'networkpolicies', r, r, r, r],
	['gateway.networking.k8s.io', 'httproutes', r, r, rw, rw],
	['gateway.networking.k8s.io', 'grpcroutes', r, r, rw, rw],
	['autoscaling', 'horizontalpodautoscalers', r, r, rw, rw],
	['policy', 'poddisruptionbudgets', r, r, rw, rw],
	['discovery.k8s.io', 'endpointslices', r, r, r, r],
	['events.k8s.io', 'events', r, r, r, r],
	['metrics.k8s.io', 'pods', 'get list', 'get list', 'get list', 'get list'],
	[rbac, 'roles', '', '', '', rw],
	[rbac, 'rolebindings', '', '', '', r],
]

/** What opens a wall or makes somebody stronger, with the words of the API server's authorizer. */
const dangerous: readonly (readonly [why: string, group: string, resource: string, verbs: string])[] = [
	['adds to what the network lets pass', 'networking.k8s.io', 'networkpolicies', `${w} deletecollection`],
	['takes more than its share', '', 'resourcequotas', `${w} deletecollection`],
	['takes more than its share', '', 'resourcequotas/status', 'update patch'],
	['lets containers be larger', '', 'limitranges', `${w} deletecollection`],
	['changes the labels that walls select by', '', 'namespaces', w],
	['changes the labels that walls select by', '', 'namespaces/status', 'update patch'],
	['changes the labels that walls select by', '', 'namespaces/finalize', 'update'],
	['lets in the people of another stage', rbac, 'rolebindings', `${w} deletecollection bind`],
	['writes rights beyond its own', rbac, 'roles', 'escalate bind'],
	['reaches beyond the namespace', rbac, 'clusterroles', `${w} escalate bind`],
	['reaches beyond the namespace', rbac, 'clusterrolebindings', w],
	['becomes somebody else', '', 'users', 'impersonate'],
	['becomes somebody else', '', 'groups', 'impersonate'],
	['becomes somebody else', '', 'serviceaccounts', 'impersonate'],
	['makes itself a token', '', 'serviceaccounts/token', 'create'],
	['chooses a node past the scheduler', '', 'pods/binding', 'create'],
	['chooses a node past the scheduler', '', 'bindings', 'create'],
	['leads a Service to another stage', '', 'endpoints', w],
	['leads a Service to another stage', 'discovery.k8s.io', 'endpointslices', w],
	['steals the traffic of a Service', '', 'services/status', 'update patch'],
	['steals the traffic of a Service', '', 'pods/status', 'update patch'],
	['goes around NetworkPolicies', '', 'pods/proxy', `get ${w}`],
	['goes around NetworkPolicies', '', 'services/proxy', `get ${w}`],
	['commands every pod of a node', '', 'nodes/proxy', `get ${w}`],
	['changes what runs where', '', 'nodes', w],
	['mounts a node', '', 'persistentvolumes', w],
	['opens a door between namespaces', 'gateway.networking.k8s.io', 'referencegrants', w],
	['opens a door between namespaces', 'gateway.networking.k8s.io', 'gateways', w],
	['approves a certificate for anybody', 'certificates.k8s.io', 'certificatesigningrequests/approval', 'update'],
	['turns off admission', 'admissionregistration.k8s.io', 'validatingadmissionpolicies', w],
	['turns off admission', 'admissionregistration.k8s.io', 'mutatingadmissionpolicies', w],
	['changes every request', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations', w],
	['changes the network of the cluster', 'policy.networking.k8s.io', 'clusternetworkpolicies', w],
	['empties the namespace at one slip', '', 'pods', 'deletecollection'],
	['empties the namespace at one slip', '', 'secrets', 'deletecollection'],
]

/** One rule against one request, as the API server's RBAC decides it; no rule here has resourceNames. */
function matches(rule: PolicyRule, group: string, resource: string, verb: string): boolean {
	const subresource = resource.includes('/') ? `*/${resource.split('/')[1]}` : undefined
	return (
		rule.verbs.some((each) => each === verb || each === '*') &&
		rule.apiGroups.some((each) => each === group || each === '*') &&
		rule.resources.some((each) => each === resource || each === '*' || each === subresource)
	)
}

function may(level: string, group: string, resource: string, verb: string): boolean {
	return rulesOf(level).some((rule) => matches(rule, group, resource, verb))
}

function rulesOf(level: string): readonly PolicyRule[] {
	return curatedLevels.find(({ name }) => name === level)?.rules ?? []
}

/** All rights of a level as `group/resource verb`. */
function grantedBy(level: string): readonly string[] {
	const all = rulesOf(level).flatMap(({ apiGroups, resources, verbs }) =>
		apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${group} ${resource} ${verb}`))),
	)
	return [...new Set(all)].toSorted()
}

describe('the curated access levels', () => {
	it('are these, from nothing to nearly everything', () => {
		expect(curatedLevels.map(({ name }) => name)).toEqual(['none', 'view', 'operate', 'deploy', 'near-admin'])
		expect(grantedBy('none')).toEqual([])
	})

	it.each([
		['view', 2],
		['operate', 3],
		['deploy', 4],
		['near-admin', 5],
	] as const)('%s grants exactly what the table says', (level, column) => {
		const expected = rights.flatMap((row) => words(row[column]).map((verb) => `${row[0]} ${row[1]} ${verb}`))
		expect(grantedBy(level)).toEqual(expected.toSorted())
	})

	it.each([
		['view', 'operate'],
		['view', 'deploy'],
		['operate', 'near-admin'],
		['deploy', 'near-admin'],
	])('%s is part of %s', (lesser, greater) => {
		expect(grantedBy(greater)).toEqual(expect.arrayContaining([...grantedBy(lesser)]))
	})

	describe.each(curatedLevels.map(({ name }) => name))('%s never', (level) => {
		it.each(dangerous)('%s (%s %s: %s)', (_why, group, resource, verbs) => {
			expect(words(verbs).filter((verb) => may(level, group, resource, verb))).toEqual([])
		})
	})

	it('hold no wildcard, in no place', () => {
		const texts = curatedLevels.flatMap(({ rules }) =>
			rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]),
		)
		expect(texts.filter((text) => text.includes('*'))).toEqual([])
	})
})

function words(text: string): readonly string[] {
	return text.split(' ').filter((word) => word !== '')
}
