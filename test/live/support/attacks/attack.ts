/** An attack: what it takes, how it is done, and what the attacker has afterwards. */
import type { KubeObject } from '../../../../src/model/kube-object.ts'
import type { PowerRequest } from '../../../../src/verify/access/escalation/powers.ts'
import type { ApiClient } from '../../../control-plane/api-client.ts'
import { eventually } from '../../../control-plane/eventually.ts'
import type { ControlPlane } from '../../../control-plane/start.ts'

/**
 * What an attacker is after, in the words of the engine:
 * - `walls`, `run`, `secrets`, `write`: a deed in the namespace that is attacked
 * - `victim`: what only the victim may, a service account of that namespace, or a user
 * - `keeper`: what only the keeper may, a service account of another namespace, whose pod is on the node
 * - `guards`, `everything`: the whole cluster
 */
export type Goal = 'walls' | 'run' | 'secrets' | 'write' | 'victim' | 'keeper' | 'guards' | 'everything'

/** Something that an attacker can do, in one way or another. */
export interface Attack {
	readonly id: string
	/** In the words of a person. */
	readonly what: string
	readonly goal: Goal
	/** Whether Pod Security lets pods of the namespace take hold of their node; else it is `restricted`. */
	readonly open?: boolean
	/** Whether an attempt that ends halfway would help the next in the same namespace. */
	readonly apart?: boolean
	readonly ways: readonly Way[]
}

/** One way of an attack, with all rights that it takes and none more. */
export interface Way {
	/**
	 * `verb resource.group/subresource`, then perhaps `=name`, then perhaps `everywhere` for the whole cluster in place of the
	 * namespace; `{home}`, `{tag}` and `{role}` are those of the scene.
	 */
	readonly rights: readonly string[]
	/** What the administrator has there before. */
	readonly setUp?: (scene: SetScene) => Promise<unknown>
	/** Ends where the attack has worked; a refusal is {@link Refused}, and anything else is no answer. */
	readonly perform: (scene: Scene) => Promise<unknown>
	/** Why it looks like a way and is none, where it is none: it has to fail, for the engine too. */
	readonly vain?: string
}

/** Where an attack is set up. */
export interface SetScene {
	readonly admin: ApiClient
	/** The namespace that is attacked. */
	readonly home: string
	/** A name for what is made for this attempt alone. */
	readonly tag: string
	/** The attacker's name. */
	readonly who: string
}

/** Where an attack is performed. */
export interface Scene extends SetScene {
	readonly server: ControlPlane
	/** The attacker. */
	readonly me: ApiClient
	/** The Role, or ClusterRole, by which the attacker has his rights. */
	readonly role: string
	/** Where a webhook of the attacker's own is that makes `who` a subject of each binding it is shown. */
	readonly webhook: string
}

/** The server said no: 403, by its authorizer or by admission. */
export class Refused extends Error {}

/** A namespace in which only victims may make ConfigMaps; one in which only the keeper may. */
export const [prize, cellar] = ['prize', 'cellar']

/** Where the keeper's pod is. */
export const vault = 'vault'

/** The one node. */
export const node = 'worker'

/** A right as it is written in a role. */
export interface Right extends PowerRequest {
	readonly names: readonly string[]
	readonly everywhere: boolean
}

/** A line of {@link Way.rights}. */
export function rightOf(line: string, scene: Pick<Scene, 'home' | 'tag' | 'role'>): Right {
	const text = line.replaceAll(/\{(home|tag|role)\}/g, (_, key: 'home' | 'tag' | 'role') => scene[key])
	const [verb = '', path = '', ...rest] = text.split(' ')
	const { group, resource } = splitPath(path)
	const names = rest.flatMap((word) => (word.startsWith('=') ? [word.slice(1)] : []))
	return { verb, group, resource, names, everywhere: rest.includes('everywhere') }
}

/** `deployments.apps/scale` as group and resource with subresource; `*` is everything. */
function splitPath(path: string): { readonly group: string; readonly resource: string } {
	if (path === '*') return { group: '*', resource: '*' }
	const [plural = '', subresource] = path.split('/')
	const [resource = '', ...group] = plural.split('.')
	return { group: group.join('.'), resource: subresource === undefined ? resource : `${resource}/${subresource}` }
}

/** Groups that have more than a `v1`. */
const versions: Readonly<Record<string, string>> = { 'policy.networking.k8s.io': 'v1alpha2' }

/** Path of a resource such as `deployments.apps/scale`. */
export function at(path: string, namespace?: string, name?: string): string {
	const { group, resource } = splitPath(path)
	const [plural, subresource] = resource.split('/')
	return [
		group === '' ? '/api/v1' : `/apis/${apiVersionIn(group)}`,
		...(namespace === undefined ? [] : [`namespaces/${namespace}`]),
		plural,
		...(name === undefined ? [] : [name]),
		...(subresource === undefined ? [] : [subresource]),
	].join('/')
}

/** The API version of a group's objects. */
export function apiVersionIn(group: string): string {
	return group === '' ? 'v1' : `${group}/${versions[group] ?? 'v1'}`
}

const types = {
	merge: 'application/merge-patch+json',
	strategic: 'application/strategic-merge-patch+json',
	apply: 'application/apply-patch+yaml',
	json: 'application/json',
} as const

/** Sends a request and returns the object in the answer. */
export async function send<T = KubeObject>(
	client: ApiClient,
	method: string,
	path: string,
	body?: unknown,
	type: keyof typeof types = method === 'PATCH' ? 'merge' : 'json',
): Promise<T> {
	const where = type === 'apply' ? `${path}?fieldManager=attacker&force=true` : path
	const { status, text } = await client.request(method, where, body === undefined ? {} : { body, type: types[type] })
	if (status === 403) throw new Refused(text)
	if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`)
	return JSON.parse(text) as T
}

/** Sends what the API server hands on to a kubelet, which is not there: it is enough that it tries. */
export async function handsOn(
	client: ApiClient,
	method: string,
	path: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<void> {
	const { status, text } = await client.request(method, path, { headers })
	if (status === 403) throw new Refused(text)
	// 400: a stream has to be asked for as one; 502 and 503: nobody is there.
	if (![400, 500, 502, 503].includes(status)) throw new Error(`${method} ${path}: ${status} ${text}`)
}

/** What only those may who were bound there. */
export async function reach(client: ApiClient, namespace: string): Promise<void> {
	await send(client, 'POST', `${at('configmaps', namespace)}?dryRun=All`, { metadata: { generateName: 'taken-' } })
}

/** Waits until the authorizer has heard of new rights. */
export async function hasNow(
	client: ApiClient,
	{ verb, group, resource }: PowerRequest,
	namespace?: string,
): Promise<void> {
	const resourceAttributes = { verb, group, resource, ...(namespace === undefined ? {} : { namespace }) }
	await eventually(
		() =>
			client.post<{ readonly status: { readonly allowed: boolean } }>(
				'/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
				{ spec: { resourceAttributes } },
			),
		({ status }) => status.allowed,
		{ what: `${verb} ${resource}` },
	)
}

/** Every right there is. */
export const all: PowerRequest = { verb: '*', group: '*', resource: '*' }

/** Reading Secrets. */
export const readSecrets: PowerRequest = { verb: 'get', group: '', resource: 'secrets' }

/** Labels by which what an attack makes is found again. */
export function labelled(tag: string): { readonly labels: { readonly tag: string } } {
	return { labels: { tag } }
}
