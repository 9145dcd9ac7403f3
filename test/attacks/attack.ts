/** An attack on the walls of a stage: one request, by whom it would work, and what refuses it. */
import type { Answer, ApiClient } from '../control-plane/api-client.ts'
import { at } from '../live/support/attacks/attack.ts'

/** A plan on the server, and what its walls are called. */
export interface Place {
	readonly plan: string
	/** The key of the label by which its stages are told apart. */
	readonly stageLabel: string
	/** The namespace of each stage. */
	readonly dev: string
	readonly test: string
	readonly perf: string
	readonly prod: string
	/** Keys of the label and the taint by which nodes belong to its stages. */
	readonly nodeLabel: string
	readonly nodeTaint: string
}

/** A request as it is sent. */
export interface Attempt {
	readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
	readonly path: string
	readonly body?: object
	readonly type?: 'application/merge-patch+json' | 'application/strategic-merge-patch+json'
	/** A stream, or a request that is handed on to a pod: there is no dry run of it, and nobody answers. */
	readonly connects?: boolean
}

/** Something that would open a wall. */
export interface Attack {
	/** What somebody does, as a sentence without its subject. */
	readonly what: string
	/** Where it is described: a row of an escape table, an advisory, or a benchmark's identifier. */
	readonly source: string
	/** The guard's policy that refuses it, without the plan's name. */
	readonly policy: string
	/** Who gets there when the guard is off; everybody else lacks the right. */
	readonly by: readonly Actor[]
	readonly request: (place: Place) => Attempt
	/** `off`: in a cluster where nothing is written into new objects. */
	readonly mutation?: 'off'
}

/** Who tries: each access level, roles that Kubernetes brings, every right in the namespaces, a service account with that, and somebody who keeps nodes and namespaces. */
export const actors = [
	'view',
	'operate',
	'deploy',
	'near-admin',
	'edit',
	'admin',
	'wildcard',
	'account',
	'keeper',
	'kubelet',
] as const

/** Somebody who tries. */
export type Actor = (typeof actors)[number]

/** Whoever tries an attack. What kubelets may do has nothing to do with stages, but for nodes. */
export function actorsOf({ policy }: Attack): readonly Actor[] {
	return actors.filter((actor) => actor !== 'kubelet' || policy === 'nodes')
}

/** Whoever may write workloads. */
export const writers: readonly Actor[] = ['deploy', 'near-admin', 'edit', 'admin', 'wildcard', 'account']

/** Whoever may write pods. */
export const podWriters: readonly Actor[] = ['near-admin', 'edit', 'admin', 'wildcard', 'account']

/** Whoever may do anything in the namespaces. */
export const masters: readonly Actor[] = ['wildcard', 'account']

/** What the API server said, and which guards were against it. */
export interface Verdict {
	readonly answer: Answer
	/** `done`, refused by policies or told of them, or refused for want of rights. */
	readonly result: 'done' | 'guarded' | 'no right' | 'else'
	/** Names of the policies that refuse, or would. */
	readonly policies: readonly string[]
	readonly message: string
}

/** Sends a request as somebody; where the server can, without leaving a trace. */
export async function attempt(client: ApiClient, { method, path, body, type, connects }: Attempt): Promise<Verdict> {
	const where = connects === true ? path : `${path}${path.includes('?') ? '&' : '?'}dryRun=All`
	const mediaType = type ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')
	const answer = await client.request(method, where, body === undefined ? {} : { body, type: mediaType })
	return verdictOf(answer, connects === true)
}

/** Reads an answer. */
export function verdictOf(answer: Answer, connects = false): Verdict {
	const { status, headers, text } = answer
	const warnings = [headers['warning'] ?? []].flat().join('\n')
	const message = (statusOf(text)?.message ?? text).trim()
	if (status === 403) {
		const policies = policiesIn(message)
		const result = policies.length > 0 ? 'guarded' : isWantOfRights(message) ? 'no right' : 'else'
		return { answer, result, policies, message }
	}
	// 400: a stream has to be asked for as one; 500 and more: nobody is there.
	const isDone = (status >= 200 && status <= 299) || (connects && [400, 500, 502, 503].includes(status))
	return { answer, result: isDone ? 'done' : 'else', policies: policiesIn(warnings), message }
}

function statusOf(text: string): { readonly message?: string } | undefined {
	return text.startsWith('{') ? (JSON.parse(text) as { readonly message?: string }) : undefined
}

function policiesIn(text: string): readonly string[] {
	return [
		...new Set([...text.matchAll(/ValidatingAdmissionPolicy '([^']+)'/g)].map(([, name = '']) => name)),
	].toSorted()
}

/** By the authorizer, or because a role would hand out what its author does not have. */
function isWantOfRights(message: string): boolean {
	return (
		/ cannot (create|update|patch|delete|deletecollection|get) resource /.test(message) ||
		/attempting to grant RBAC permissions|is not allowed to modify/.test(message)
	)
}

/** A request that makes something. */
export function create(resource: string, namespace: string | undefined, body: object): Attempt {
	return { method: 'POST', path: at(resource, namespace), body }
}

/** A request that changes something by a merge patch. */
export function change(resource: string, namespace: string | undefined, name: string, body: object): Attempt {
	return { method: 'PATCH', path: at(resource, namespace, name), body }
}

/** A request that deletes something. */
export function remove(resource: string, namespace: string | undefined, name?: string): Attempt {
	return { method: 'DELETE', path: at(resource, namespace, name) }
}
