/** Objects as attackers and innocents send them; whatever a test does not care about is right. */

/** Requests and limits that are equal, as a stage for measurements wants them. */
export const measured = { requests: { cpu: '10m', memory: '8Mi' }, limits: { cpu: '10m', memory: '8Mi' } }

/** A container that every stage takes. */
export const container = { name: 'main', image: 'registry.example/main:1', resources: measured }

/** The spec of a pod, with something else in it. */
export function podSpec(more: object = {}): object {
	return { containers: [container], terminationGracePeriodSeconds: 0, ...more }
}

/** A pod. */
export function pod(more: object = {}, labels: Readonly<Record<string, string>> = {}): object {
	return { metadata: { generateName: 'try-', labels }, spec: podSpec(more) }
}

/** A template of pods, as workloads have them. */
export function template(more: object = {}, labels: Readonly<Record<string, string>> = {}): object {
	return { metadata: { labels: { app: 'try', ...labels } }, spec: podSpec(more) }
}

const selector = { matchLabels: { app: 'try' } }

/** Workloads by resource, made from what is in their pods. */
export const workloads: Readonly<Record<string, (more: object, labels?: Readonly<Record<string, string>>) => object>> =
	{
		'deployments.apps': (more, labels) => named({ selector, template: template(more, labels) }),
		'statefulsets.apps': (more, labels) => named({ selector, serviceName: 'try', template: template(more, labels) }),
		'replicasets.apps': (more, labels) => named({ selector, template: template(more, labels) }),
		'daemonsets.apps': (more, labels) => named({ selector, template: template(more, labels) }),
		'jobs.batch': (more, labels) => named({ template: template({ restartPolicy: 'Never', ...more }, labels) }),
		'cronjobs.batch': (more, labels) =>
			named({
				schedule: '0 0 1 1 *',
				jobTemplate: { spec: { template: template({ restartPolicy: 'Never', ...more }, labels) } },
			}),
	}

function named(spec: object): object {
	return { metadata: { generateName: 'try-' }, spec }
}

/** A NetworkPolicy for all pods. */
export function policy(spec: object): object {
	return { metadata: { generateName: 'try-' }, spec: { podSelector: {}, ...spec } }
}

/** A Service. */
export function service(spec: object): object {
	return { metadata: { generateName: 'try-' }, spec: { selector: { app: 'try' }, ports: [{ port: 80 }], ...spec } }
}

/** A binding to a role that whoever may bind has. */
export function binding(...subjects: readonly object[]): object {
	return {
		metadata: { generateName: 'try-' },
		roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'harmless' },
		subjects,
	}
}

/** The Role of somebody's break-glass access, and the binding to it. */
export const emergency = 'stagewall-break-glass.operate'

/** A subject that is a user or a group. */
export function subject(kind: 'User' | 'Group', name: string): object {
	return { apiGroup: 'rbac.authorization.k8s.io', kind, name }
}
