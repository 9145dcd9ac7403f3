/**
 * Requests that a guard in force refuses, whoever sends them: for the right name, in a dry run. Nothing is stored by them, be the guard
 * in force or not.
 */
import { type Kind, kinds } from '../../model/kinds.ts'
import type { JsonObject, KubeObject } from '../../model/kube-object.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { rbac } from '../access.ts'
import { objectOf } from '../meta.ts'
import type { Surroundings } from '../surroundings.ts'
import { guardPolicies } from './guards.ts'
import { type GuardPolicy, policyName, probeAnswer, probeName, writtenAnswer } from './policy.ts'
import { placements } from './pools.ts'

/** A request, and what it is answered by a guard in force. */
export interface GuardProbe {
	/** Name of the policy. */
	readonly policy: string
	readonly kind: Kind
	readonly namespace?: string
	readonly name: string
	/** A subresource that is posted to, in place of creating the object. */
	readonly subresource?: 'exec' | 'binding'
	readonly object: KubeObject
	/** The refusal holds this text. */
	readonly answer: string
	/** It also holds this where the API server writes label and placement; absent where it is not looked for. */
	readonly written?: string
}

/** A probe of each policy that is enforced. */
export function guardProbes(
	tenancy: Tenancy,
	stages: readonly Stage[],
	surroundings: Surroundings,
): readonly GuardProbe[] {
	const pooled = new Set(placements(stages).map(({ stage }) => stage))
	const names = new Set(stages.map(({ name }) => name))
	const members = tenancy.namespaces.filter(({ stage }) => names.has(stage))
	// Where a stage has nodes of its own, there is a placement to be seen.
	const namespace = (members.find(({ stage }) => pooled.has(stage)) ?? members[0])?.name
	if (namespace === undefined) return []
	return guardPolicies(tenancy, stages, surroundings)
		.filter(({ mode }) => mode === 'enforce')
		.map((policy) => probeOf(tenancy, policy, namespace))
}

function probeOf(tenancy: Tenancy, policy: GuardPolicy, namespace: string): GuardProbe {
	const name = probeName(tenancy, policy)
	const { kind, content, subresource } = targetOf(policy)
	const home = kind.namespaced ? { namespace } : {}
	return {
		policy: policyName(tenancy, policy),
		kind,
		...home,
		name,
		...(subresource === undefined ? {} : { subresource }),
		object: objectOf(subresource === 'binding' ? binding : kind, { name, ...home }, content),
		answer: probeAnswer(tenancy, policy),
		...(policy.written === undefined ? {} : { written: writtenAnswer }),
	}
}

interface Target {
	readonly kind: Kind
	readonly content: JsonObject
	readonly subresource?: 'exec' | 'binding'
}

const binding: Kind = { group: '', version: 'v1', kind: 'Binding', plural: 'bindings', namespaced: true }

/** Harmless under every Pod Security Standard, should anything let it pass. */
const podSpec: JsonObject = {
	automountServiceAccountToken: false,
	securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
	containers: [
		{
			name: 'probe',
			image: 'registry.k8s.io/pause:3.10',
			resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '10m', memory: '16Mi' } },
			securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
		},
	],
}
const labelled = { metadata: { labels: { app: 'stagewall-probe' } }, spec: podSpec }
const selector = { matchLabels: { app: 'stagewall-probe' } }
const pod: Target = { kind: kinds.Pod, content: { spec: podSpec } }
const networkPolicy: Target = {
	kind: kinds.NetworkPolicy,
	content: { spec: { podSelector: { matchLabels: { app: 'stagewall-probe' } }, policyTypes: ['Ingress'] } },
}
const roleBinding: Target = {
	kind: kinds.RoleBinding,
	content: { roleRef: { apiGroup: rbac, kind: 'Role', name: 'stagewall-probe' }, subjects: [] },
}

/** By guard, then by part. */
const targets: Readonly<Record<string, Target>> = {
	namespaces: { kind: kinds.Namespace, content: {} },
	'walls/policies': networkPolicy,
	'walls/quotas': { kind: kinds.ResourceQuota, content: { spec: { hard: {} } } },
	'walls/roles': { kind: kinds.Role, content: { rules: [] } },
	'walls/bindings': roleBinding,
	'walls/accounts': { kind: kinds.ServiceAccount, content: {} },
	labels: { kind: kinds.ConfigMap, content: {} },
	'placement/pods': pod,
	'placement/daemons': { kind: kinds.DaemonSet, content: { spec: { selector, template: labelled } } },
	'placement/templates': { kind: kinds.Deployment, content: { spec: { replicas: 0, selector, template: labelled } } },
	'placement/cronjobs': {
		kind: kinds.CronJob,
		content: {
			spec: {
				schedule: '0 0 1 1 *',
				suspend: true,
				jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } },
			},
		},
	},
	'placement/bindings': {
		...pod,
		subresource: 'binding',
		content: { target: { apiVersion: 'v1', kind: 'Node', name: 'stagewall-probe' } },
	},
	scheduling: pod,
	resources: pod,
	networkPolicies: networkPolicy,
	roleBindings: roleBinding,
	services: { kind: kinds.Service, content: { spec: { clusterIP: 'None', ports: [{ port: 80 }] } } },
	'endpoints/slices': {
		kind: {
			group: 'discovery.k8s.io',
			version: 'v1',
			kind: 'EndpointSlice',
			plural: 'endpointslices',
			namespaced: true,
		},
		content: { addressType: 'IPv4', endpoints: [], ports: [] },
	},
	'endpoints/legacy': {
		kind: { group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', namespaced: true },
		content: {},
	},
	'endpoints/pods': pod,
	exec: { ...pod, subresource: 'exec' },
	nodes: { kind: kinds.Node, content: {} },
}

function targetOf({ guard, part }: GuardPolicy): Target {
	const key = part === undefined ? guard : `${guard}/${part}`
	const target = targets[key]
	if (target === undefined) throw new Error(`nothing shows that the guard ${key} is in force`)
	return target
}
