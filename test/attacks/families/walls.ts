/** The objects of the plan themselves. */
import { type Actor, type Attack, change, create, masters, remove } from '../attack.ts'
import { binding, emergency, subject } from '../shapes.ts'

const policyWriters: readonly Actor[] = ['edit', 'admin', ...masters]
const roleWriters: readonly Actor[] = ['near-admin', 'admin', ...masters]

/** Attacks on walls of a namespace. */
export const walls: readonly Attack[] = [
	{
		what: 'deletes the policy that closes the namespace',
		source: 'N05; CIS 5.3.2',
		policy: 'walls-policies',
		by: policyWriters,
		request: ({ dev }) => remove('networkpolicies.networking.k8s.io', dev, 'stagewall-default-deny'),
	},
	{
		what: 'deletes all policies of the namespace at once',
		source: 'N05; CIS 5.3.2',
		policy: 'walls-policies',
		by: policyWriters,
		request: ({ dev }) => remove('networkpolicies.networking.k8s.io', dev),
	},
	{
		what: 'lets nothing be selected by the policy that closes the namespace',
		source: 'N05 pods that are not selected',
		policy: 'walls-policies',
		by: policyWriters,
		request: ({ dev }) =>
			change('networkpolicies.networking.k8s.io', dev, 'stagewall-default-deny', {
				spec: { podSelector: { matchLabels: { never: 'there' } } },
			}),
	},
	{
		what: 'takes the label of the plan from a policy, to change it later',
		source: 'N05; R15 labels decide',
		policy: 'walls-policies',
		by: policyWriters,
		request: ({ dev }) =>
			change('networkpolicies.networking.k8s.io', dev, 'stagewall-default-deny', {
				metadata: { labels: { 'stagewall.dev/plan': null } },
			}),
	},
	{
		what: 'makes a policy that looks like one of the plan',
		source: 'N04 a forged wall',
		policy: 'walls-policies',
		by: policyWriters,
		request: ({ dev, plan }) =>
			create('networkpolicies.networking.k8s.io', dev, {
				metadata: { name: 'stagewall-extra', labels: { 'stagewall.dev/plan': plan } },
				spec: { podSelector: {}, policyTypes: ['Ingress'] },
			}),
	},
	{
		what: 'deletes the quota',
		source: 'Q04; MTB-PL1-CC-TI-1',
		policy: 'walls-quotas',
		by: masters,
		request: ({ dev }) => remove('resourcequotas', dev, 'stagewall'),
	},
	{
		what: 'raises the quota',
		source: 'Q04; MTB-PL1-CC-TI-1',
		policy: 'walls-quotas',
		by: masters,
		request: ({ dev }) => change('resourcequotas', dev, 'stagewall', { spec: { hard: { pods: '100000' } } }),
	},
	{
		what: 'writes into the status of the quota that nothing is used and much is allowed',
		source: 'Q04 quotas are counted in their status',
		policy: 'walls-quotas',
		by: masters,
		request: ({ dev }) =>
			change('resourcequotas/status', dev, 'stagewall', { status: { hard: { pods: '100000' }, used: { pods: '0' } } }),
	},
	{
		what: 'takes the label of the plan from the quota by its status',
		source: 'N01 labels pass by status',
		policy: 'walls-quotas',
		by: masters,
		request: ({ dev }) =>
			change('resourcequotas/status', dev, 'stagewall', { metadata: { labels: { 'stagewall.dev/plan': null } } }),
	},
	{
		what: 'deletes the limits of containers',
		source: 'Q05',
		policy: 'walls-quotas',
		by: masters,
		request: ({ dev }) => remove('limitranges', dev, 'stagewall'),
	},
	{
		what: 'writes rights into the Role of an access level',
		source: 'R02; CIS 5.1.3',
		policy: 'walls-roles',
		by: roleWriters,
		request: ({ dev }) =>
			change('roles.rbac.authorization.k8s.io', dev, 'stagewall-view', {
				rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch', 'update'] }],
			}),
	},
	{
		what: 'deletes the Role of an access level',
		source: 'R20',
		policy: 'walls-roles',
		by: roleWriters,
		request: ({ dev }) => remove('roles.rbac.authorization.k8s.io', dev, 'stagewall-view'),
	},
	{
		what: 'takes somebody out of a binding of the plan',
		source: 'R04',
		policy: 'walls-bindings',
		by: masters,
		request: ({ dev }) => change('rolebindings.rbac.authorization.k8s.io', dev, 'stagewall-view', { subjects: [] }),
	},
	{
		what: 'adds people of the same stage to a binding of the plan',
		source: 'R04',
		policy: 'walls-bindings',
		by: masters,
		request: ({ dev, plan }) =>
			change('rolebindings.rbac.authorization.k8s.io', dev, 'stagewall-deploy', {
				subjects: [subject('Group', `${plan}-deploy`), subject('Group', `${plan}-view`)],
			}),
	},
	{
		what: 'deletes a binding of the plan',
		source: 'R20',
		policy: 'walls-bindings',
		by: ['admin', ...masters],
		request: ({ dev }) => remove('rolebindings.rbac.authorization.k8s.io', dev, 'stagewall-deploy'),
	},
	{
		what: 'lets a service account of the plan mount its token',
		source: 'CIS 5.1.6',
		policy: 'walls-accounts',
		by: ['deploy', 'near-admin', 'edit', 'admin', ...masters],
		request: ({ dev }) => change('serviceaccounts', dev, 'machines', { automountServiceAccountToken: true }),
	},
	{
		what: 'deletes a service account of the plan',
		source: 'R20',
		policy: 'walls-accounts',
		by: ['deploy', 'near-admin', 'edit', 'admin', ...masters],
		request: ({ dev }) => remove('serviceaccounts', dev, 'machines'),
	},
	{
		what: 'deletes the namespace, and all its walls with it',
		source: 'R20',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev }) => remove('namespaces', undefined, dev),
	},
	{
		what: 'makes a Role that stands for break-glass access',
		source: 'R03 rights that only roles name',
		policy: 'walls-roles',
		by: masters,
		request: ({ dev }) =>
			create('roles.rbac.authorization.k8s.io', dev, {
				metadata: { generateName: 'try-' },
				rules: [{ apiGroups: ['stagewall.dev'], resources: ['breakglass'], verbs: ['use'] }],
			}),
	},
	{
		what: 'makes a Role that stands for break-glass access without saying so',
		source: 'R02; CIS 5.1.3',
		policy: 'walls-roles',
		by: masters,
		request: ({ dev }) =>
			create('roles.rbac.authorization.k8s.io', dev, {
				metadata: { generateName: 'try-' },
				rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['use', 'create'] }],
			}),
	},
	{
		what: 'binds a service account to the Role of break-glass access',
		source: 'R05 accounts of the namespace',
		policy: 'walls-bindings',
		by: ['wildcard'],
		request: ({ prod }) =>
			create('rolebindings.rbac.authorization.k8s.io', prod, {
				...binding({ kind: 'ServiceAccount', namespace: prod, name: 'default' }),
				roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: emergency },
			}),
	},
	{
		what: 'makes break-glass access last longer',
		source: 'R04',
		policy: 'walls-bindings',
		by: ['wildcard'],
		request: ({ prod }) =>
			change('rolebindings.rbac.authorization.k8s.io', prod, emergency, {
				metadata: { annotations: { 'stagewall.dev/until': '2099-01-01T00:00:00Z' } },
			}),
	},
]

const podSecurity = 'pod-security.kubernetes.io/enforce'

/** Attacks on what makes a namespace part of a stage. */
export const namespaces: readonly Attack[] = [
	...(['namespaces', 'namespaces/status'] as const).map(
		(resource): Attack => ({
			what: `puts the namespace into prod, by ${resource}`,
			source: 'N01 stage label changed',
			policy: 'namespaces',
			by: ['wildcard', 'account', 'keeper'],
			request: ({ dev, stageLabel }) =>
				change(resource, undefined, dev, { metadata: { labels: { [stageLabel]: 'prod' } } }),
		}),
	),
	{
		what: 'puts the namespace into prod, by namespaces/finalize',
		source: 'N01 stage label changed',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev, stageLabel }) => ({
			method: 'PUT',
			path: `/api/v1/namespaces/${dev}/finalize`,
			body: { metadata: { name: dev, labels: { [stageLabel]: 'prod' } }, spec: { finalizers: ['kubernetes'] } },
		}),
	},
	{
		what: 'takes the namespace out of every stage',
		source: 'N01 stage label removed',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev, stageLabel }) =>
			change('namespaces', undefined, dev, {
				metadata: { labels: { [stageLabel]: null, 'stagewall.dev/plan': null } },
			}),
	},
	{
		what: 'gives the namespace to another app',
		source: 'N01 stage label changed',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev }) =>
			change('namespaces', undefined, dev, { metadata: { labels: { 'stagewall.dev/app': 'other' } } }),
	},
	{
		what: 'takes Pod Security from the namespace',
		source: 'N03; Kubescape C-0192',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev }) => change('namespaces', undefined, dev, { metadata: { labels: { [podSecurity]: null } } }),
	},
	{
		what: 'allows everything in the namespace by Pod Security',
		source: 'N03; Kubescape C-0193',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev }) =>
			change('namespaces', undefined, dev, { metadata: { labels: { [podSecurity]: 'privileged' } } }),
	},
	{
		what: 'sets Pod Security back to an old version',
		source: 'N03 enforce-version',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev }) =>
			change('namespaces', undefined, dev, { metadata: { labels: { [`${podSecurity}-version`]: 'v1.0' } } }),
	},
	{
		what: 'puts a node selector on all pods of the namespace',
		source: 'admission plugin PodNodeSelector',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev, nodeLabel }) => annotate(dev, 'scheduler.alpha.kubernetes.io/node-selector', `${nodeLabel}=prod`),
	},
	{
		what: 'puts a toleration of everything on all pods of the namespace',
		source: 'admission plugin PodTolerationRestriction',
		policy: 'namespaces',
		by: ['wildcard', 'account', 'keeper'],
		request: ({ dev }) => annotate(dev, 'scheduler.alpha.kubernetes.io/defaultTolerations', '[{"operator":"Exists"}]'),
	},
	{
		what: 'makes a namespace with the label of prod',
		source: 'N02 a namespace labelled as another stage',
		policy: 'namespaces',
		by: ['keeper'],
		request: ({ stageLabel }) =>
			create('namespaces', undefined, { metadata: { generateName: 'try-', labels: { [stageLabel]: 'prod' } } }),
	},
	{
		what: 'makes a namespace that looks like one of the plan',
		source: 'N02 a namespace labelled as another stage',
		policy: 'namespaces',
		by: ['keeper'],
		request: ({ plan }) =>
			create('namespaces', undefined, { metadata: { generateName: 'try-', labels: { 'stagewall.dev/plan': plan } } }),
	},
	{
		what: 'gives the label of prod to a namespace outside of the plan',
		source: 'N02 a namespace labelled as another stage',
		policy: 'namespaces',
		by: ['keeper'],
		request: ({ stageLabel }) =>
			change('namespaces', undefined, 'default', { metadata: { labels: { [stageLabel]: 'prod' } } }),
	},
]

function annotate(name: string, key: string, value: string): ReturnType<typeof change> {
	return change('namespaces', undefined, name, { metadata: { annotations: { [key]: value } } })
}
