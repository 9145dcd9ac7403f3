/** Starts a Kubernetes control plane out of real programs, for tests and for a person to play with. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import { type ApiClient, apiClient, type Connection, pathOf } from './api-client.ts'
import { eventually } from './eventually.ts'
import { type Files, filesIn, flagsFor } from './flags.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { isReady, type NodeSpec, nodeObject } from './nodes.ts'
import { programGroup } from './program-group.ts'
import { basicPrograms } from './programs.ts'
import { authorityCertificate } from './x509.ts'

/** What runs besides etcd and the API server. */
export interface ControlPlaneOptions {
	/** The controller manager: service accounts, namespace deletion, workloads, quota usage. */
	readonly controllers?: boolean
	/** The scheduler; brings the controllers along. */
	readonly scheduler?: boolean
	/** Simulated nodes, ready when the start returns; they bring the controllers along. */
	readonly nodes?: readonly NodeSpec[]
	/** Users with tokens of their own, with their groups. */
	readonly users?: Readonly<Record<string, readonly string[]>>
	/** What ABAC, a second authorizer, allows besides RBAC: the `spec` of each policy. */
	readonly abac?: readonly object[]
}

/** A running control plane. */
export interface ControlPlane extends Connection {
	/** Path of a kubeconfig for the administrator (`system:masters`), with the context `stagewall-test`. */
	readonly kubeconfig: string
	/** Paths of the server's own certificate and key, which hold for any server on 127.0.0.1. */
	readonly certificate: string
	readonly key: string
	/** The administrator's client. */
	readonly api: ApiClient
	/** Tokens of the extra users. */
	readonly users: Readonly<Record<string, string>>
	/** Aborted if a program ends by itself; the reason is an Error with the logs. */
	readonly failure: AbortSignal
	/** Ends all programs and removes all files. */
	stop(): Promise<void>
}

/** A program that can run in a control plane. */
type Part = keyof ReturnType<typeof flagsFor>

/** The programs that a control plane with these options is made of. */
export function programsFor({ controllers, scheduler, nodes = [] }: ControlPlaneOptions): readonly Part[] {
	const simulated = nodes.length > 0
	return [
		...basicPrograms,
		...(controllers || scheduler || simulated ? (['kube-controller-manager'] as const) : []),
		...(scheduler ? (['kube-scheduler'] as const) : []),
		...(simulated ? (['kwok'] as const) : []),
	]
}

/**
 * Starts a control plane in a fresh folder, on a free port of 127.0.0.1; it takes about four seconds on two cores. All of
 * it ends with this process, however that ends.
 *
 * @param folder - holds the programs (`findPrograms(programsFor(options), …)`)
 * @throws Error with the end of every program's log, where one ends by itself or does not get ready in two minutes
 */
export async function startControlPlane(folder: string, options: ControlPlaneOptions = {}): Promise<ControlPlane> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await attemptStart(folder, options)
		} catch (error) {
			// The operating system named a free port, and somebody else was quicker to take it.
			if (attempt === 3 || !String(error).includes('address already in use')) throw error
		}
	}
}

async function attemptStart(folder: string, options: ControlPlaneOptions): Promise<ControlPlane> {
	const home = await mkdtemp(join(tmpdir(), 'stagewall-control-plane-'))
	const files = filesIn(home)
	const group = programGroup(home)
	try {
		const port = await freePort()
		const url = `https://127.0.0.1:${port}`
		const { token, users } = await writeCredentials(files, options.users ?? {})
		await writeFile(files.kubeconfig, kubeconfigText(url, files.certificate, token), { mode: 0o600 })
		const { abac } = options
		if (abac !== undefined) await writeFile(files.policies, abac.map(policyLine).join(''))
		const flags = flagsFor(home, port, abac !== undefined)
		const run = (name: Part) => group.start(join(folder, name), name, flags[name])
		// Both at once: the API server waits for etcd by itself.
		basicPrograms.forEach(run)
		const connection = await answers({ url, token }, files.certificate, group.failure)
		const api = apiClient(connection)
		const others = programsFor(options).slice(basicPrograms.length)
		others.forEach(run)
		if (others.length > 0) await controllersWork(api, group.failure)
		await addNodes(api, options.nodes ?? [], group.failure)
		return {
			...connection,
			kubeconfig: files.kubeconfig,
			certificate: files.certificate,
			key: files.key,
			api,
			users,
			failure: group.failure,
			stop: () => group.stop(),
		}
	} catch (error) {
		// A program that ended by itself has put the logs into its message already.
		const logs = group.failure.aborted ? '' : `\n${group.logs()}`
		await group.stop()
		const reason = error instanceof Error ? error.message : String(error)
		throw new Error(`the control plane did not start: ${reason}${logs}`, { cause: error })
	}
}

/** Free a moment ago; see the attempts in {@link startControlPlane}. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1')
	await once(server, 'listening')
	const { port } = server.address() as AddressInfo
	server.close()
	await once(server, 'close')
	return port
}

/** Writes the tokens and the client certificates that the API server accepts, and the keys by which it signs those of service accounts. */
async function writeCredentials(files: Files, groupsOf: Readonly<Record<string, readonly string[]>>) {
	const newToken = () => randomBytes(16).toString('hex')
	const token = newToken()
	const users = Object.fromEntries(Object.keys(groupsOf).map((name) => [name, newToken()]))
	const lines = [
		`${token},admin,admin,system:masters`,
		...Object.entries(users).map(([name, its]) => `${its},${name},${name},"${groupsOf[name]?.join(',') ?? ''}"`),
	]
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
	const clients = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
	const secret = { mode: 0o600 }
	await Promise.all([
		writeFile(files.tokens, `${lines.join('\n')}\n`, secret),
		writeFile(files.serviceAccountKey, privateKey.export({ type: 'sec1', format: 'pem' }), secret),
		writeFile(files.serviceAccountPublicKey, publicKey.export({ type: 'spki', format: 'pem' })),
		writeFile(files.clientAuthority, authorityCertificate({ commonName: 'clients' }, clients)),
		writeFile(files.clientAuthorityKey, clients.export({ type: 'sec1', format: 'pem' }), secret),
	])
	return { token, users }
}

function policyLine(spec: object): string {
	return `${JSON.stringify({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec })}\n`
}

/** Waits for the certificate that the server makes for itself, then for the server. */
async function answers(
	address: Pick<Connection, 'url' | 'token'>,
	certificate: string,
	signal: AbortSignal,
): Promise<Connection> {
	const ask = async () => {
		const connection = { ...address, authority: await readFile(certificate, 'utf8') }
		const { status, text } = await apiClient(connection).request('GET', '/readyz')
		return { status, text, connection }
	}
	const wait = { what: 'a ready API server', deadline: 120_000, signal }
	return (await eventually(ask, ({ status }) => status === 200, wait)).connection
}

/** The controllers are at work once they have given the first namespace its service account. */
async function controllersWork(api: ApiClient, signal: AbortSignal): Promise<void> {
	const path = pathOf(kinds.ServiceAccount, { namespace: 'default', name: 'default' })
	const ask = () => api.request('GET', path)
	await eventually(ask, ({ status }) => status === 200, { what: 'the first service account', signal })
}

async function addNodes(api: ApiClient, nodes: readonly NodeSpec[], signal: AbortSignal): Promise<void> {
	if (nodes.length === 0) return
	await Promise.all(nodes.map((node) => api.post(pathOf(kinds.Node), nodeObject(node))))
	const list = () => api.get<{ items: KubeObject[] }>(pathOf(kinds.Node))
	await eventually(list, ({ items }) => items.every(isReady), { what: 'all nodes ready', signal })
}
