/** What no guard refuses: requests that admission policies never see, whoever is exempt, and what was there before. `verify` finds it. */
import type { ApiClient } from '../control-plane/api-client.ts'
import { at } from '../live/support/attacks/attack.ts'
import type { Place } from './attack.ts'
import { binding, policy, service, subject } from './shapes.ts'

/** Something that opens a wall, done for good. */
export interface Unguarded {
	readonly what: string
	readonly source: string
	/** Why nothing refuses it. */
	readonly why: string
	/** The finding that tells of it. */
	readonly code: string
	/** Part of what the finding says or names. */
	readonly about: (place: Place) => string
	readonly perform: (admin: ApiClient, place: Place) => Promise<unknown>
}

const never = 'admission policies never see requests about admission policies'
const exempt = 'whoever may do everything is exempt'
const nothing = 'no guard watches over it'

const policyKind = 'validatingadmissionpolicies.admissionregistration.k8s.io'
const bindingKind = 'validatingadmissionpolicybindings.admissionregistration.k8s.io'

function bindEverywhere(admin: ApiClient, name: string, role: string, who: object): Promise<unknown> {
	return admin.post(at('clusterrolebindings.rbac.authorization.k8s.io'), {
		metadata: { name },
		roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
		subjects: [who],
	})
}

function roleEverywhere(admin: ApiClient, name: string, rule: object): Promise<unknown> {
	return admin.post(at('clusterroles.rbac.authorization.k8s.io'), { metadata: { name }, rules: [rule] })
}

function ingress(admin: ApiClient, namespace: string, host: string): Promise<unknown> {
	const backend = { service: { name: 'web', port: { number: 80 } } }
	return admin.post(at('ingresses.networking.k8s.io', namespace), {
		metadata: { name: 'shop' },
		spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
	})
}

/** All of them; they are done to one plan, and then it is verified once. */
export const unguarded: readonly Unguarded[] = [
	{
		what: 'lets a guard pass what it fails to judge',
		source: 'R13; Kubescape C-0036',
		why: never,
		code: 'guards/failing-open',
		about: ({ plan }) => `stagewall-${plan}-services`,
		perform: (admin, { plan }) =>
			admin.patch(at(policyKind, undefined, `stagewall-${plan}-services`), { spec: { failurePolicy: 'Ignore' } }),
	},
	{
		what: 'lets a guard see fewer namespaces',
		source: 'R13; CIS 5.1.12',
		why: never,
		code: 'guards/weakened',
		about: ({ plan }) => `stagewall-${plan}-labels`,
		perform: (admin, { plan }) =>
			admin.patch(at(policyKind, undefined, `stagewall-${plan}-labels`), {
				spec: { matchConstraints: { namespaceSelector: { matchLabels: { never: 'there' } } } },
			}),
	},
	{
		what: 'lets a guard allow everything',
		source: 'R13; CIS 5.1.12',
		why: never,
		code: 'guards/weakened',
		about: ({ plan }) => `stagewall-${plan}-scheduling`,
		perform: (admin, { plan }) =>
			admin.patch(at(policyKind, undefined, `stagewall-${plan}-scheduling`), {
				spec: { validations: [{ expression: 'true' }] },
			}),
	},
	{
		what: 'deletes a guard',
		source: 'R13; CIS 5.1.12',
		why: never,
		code: 'guards/missing',
		about: ({ plan }) => `stagewall-${plan}-nodes`,
		perform: (admin, { plan }) => admin.delete(at(policyKind, undefined, `stagewall-${plan}-nodes`)),
	},
	{
		what: 'deletes the binding of a guard, which then does nothing',
		source: 'R13; CIS 5.1.12',
		why: never,
		code: 'guards/unbound',
		about: ({ plan }) => `stagewall-${plan}-exec`,
		perform: (admin, { plan }) => admin.delete(at(bindingKind, undefined, `stagewall-${plan}-exec`)),
	},
	{
		what: 'lets a guard tell where it should refuse',
		source: 'R13; CIS 5.1.12',
		why: never,
		code: 'guards/unbound',
		about: ({ plan }) => `stagewall-${plan}-endpoints-slices`,
		perform: (admin, { plan }) =>
			admin.patch(at(bindingKind, undefined, `stagewall-${plan}-endpoints-slices`), {
				spec: { validationActions: ['Audit'] },
			}),
	},
	{
		what: 'gives people of a stage the right to change admission policies',
		source: 'R13; Trivy KSV-0114',
		why: 'guards watch over bindings in namespaces',
		code: 'access/walls',
		about: ({ plan }) => `${plan}-operate`,
		perform: async (admin, { plan }) => {
			await roleEverywhere(admin, 'gatekeepers', {
				apiGroups: ['admissionregistration.k8s.io'],
				resources: ['*'],
				verbs: ['*'],
			})
			await bindEverywhere(admin, 'gatekeepers', 'gatekeepers', subject('Group', `${plan}-operate`))
		},
	},
	{
		what: 'lets people of a stage talk to the kubelets of all nodes',
		source: 'R11 nodes/proxy; CIS 5.1.10',
		why: 'kubelets ask no admission',
		code: 'access/escalation',
		about: ({ plan }) => `${plan}-auditors`,
		perform: async (admin, { plan }) => {
			await roleEverywhere(admin, 'proxies', { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get', 'create'] })
			await bindEverywhere(admin, 'proxies', 'proxies', subject('Group', `${plan}-auditors`))
		},
	},
	{
		what: 'binds people of the plan in the whole cluster',
		source: 'R01; CIS 5.1.1; Kubescape C-0185',
		why: 'guards watch over bindings in namespaces',
		code: 'access/cluster-wide',
		about: ({ plan }) => `${plan}-view`,
		perform: (admin, { plan }) => bindEverywhere(admin, 'viewers-edit', 'edit', subject('Group', `${plan}-view`)),
	},
	{
		what: 'binds everybody who is logged in in the whole cluster',
		source: 'R14; CIS 5.1.7',
		why: 'guards watch over bindings in namespaces',
		code: 'access/everybody',
		about: () => 'system:authenticated',
		perform: (admin) => bindEverywhere(admin, 'everybody', 'view', subject('Group', 'system:authenticated')),
	},
	{
		what: 'binds a stranger in a stage, as a GitOps controller that may do everything',
		source: 'R18 controllers act for tenants',
		why: exempt,
		code: 'access/unplanned',
		about: () => 'mallory@example.org',
		perform: (admin, { dev }) =>
			admin.post(at('rolebindings.rbac.authorization.k8s.io', dev), {
				...binding(subject('User', 'mallory@example.org')),
				roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
			}),
	},
	{
		what: 'opens a namespace by a policy, as a GitOps controller that may do everything',
		source: 'R18; N04',
		why: exempt,
		code: 'network/open-rule',
		about: () => 'opened',
		perform: (admin, { dev }) =>
			admin.post(at('networkpolicies.networking.k8s.io', dev), {
				...policy({ ingress: [{}], policyTypes: ['Ingress'] }),
				metadata: { name: 'opened' },
			}),
	},
	{
		what: 'lets two stages claim one host',
		source: 'N15 Ingress across namespaces',
		why: nothing,
		code: 'network/shared-host',
		about: () => 'shop.example.com',
		perform: async (admin, { dev, prod }) => {
			await ingress(admin, dev, 'shop.example.com')
			await ingress(admin, prod, 'shop.example.com')
		},
	},
	{
		what: 'has a Service that took over an address before there were guards',
		source: 'CVE-2020-8554',
		why: 'what is there already stays',
		code: 'network/external-ips',
		about: () => 'taken-over',
		perform: (admin, { dev }) =>
			admin.post(at('services', dev), {
				...service({ externalIPs: ['203.0.113.9'] }),
				metadata: { name: 'taken-over' },
			}),
	},
	{
		what: 'has a namespace with the label of prod from before there were guards',
		source: 'N02 a namespace labelled as another stage',
		why: 'what is there already stays',
		code: 'labels/stray-namespace',
		about: () => 'stray',
		perform: (admin, { stageLabel }) =>
			admin.post(at('namespaces'), { metadata: { name: 'stray', labels: { [stageLabel]: 'prod' } } }),
	},
	{
		what: 'has an object with the label of another stage from before there were guards',
		source: 'N04 selectors trust labels',
		why: 'what is there already stays',
		code: 'labels/wrong',
		about: () => 'mislabelled',
		perform: (admin, { dev, stageLabel }) =>
			admin.post(at('configmaps', dev), { metadata: { name: 'mislabelled', labels: { [stageLabel]: 'prod' } } }),
	},
]
