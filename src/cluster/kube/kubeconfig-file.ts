/** One kubeconfig file: its text as typed entries, with every path made absolute. */
import { parseDocument, visit } from 'yaml'
import { absolutePath, invalidKubeconfig, type Mapping, type Reader, readerOf } from './mapping-reader.ts'

/** Where an API server is and how it is recognised. */
export interface KubeCluster {
	readonly name: string
	/** The kubeconfig file it stands in. */
	readonly file: string
	readonly server: string | undefined
	readonly caFile?: string | undefined
	/** PEM, decoded from base64. Goes before `caFile`, as all inline data goes before a file. */
	readonly caData?: string | undefined
	readonly insecure: boolean
	/** The name that the server's certificate must have, where it is not that of the address. */
	readonly tlsServerName?: string | undefined
	readonly proxyUrl?: string | undefined
}

/** Who asks. */
export interface KubeUser {
	readonly name: string
	readonly file: string
	readonly certFile?: string | undefined
	readonly certData?: string | undefined
	readonly keyFile?: string | undefined
	readonly keyData?: string | undefined
	readonly token?: string | undefined
	readonly tokenFile?: string | undefined
	readonly username?: string | undefined
	readonly password?: string | undefined
	readonly impersonation: Impersonation
	/** A credential plugin (`client.authentication.k8s.io`), as it stands in the file. */
	readonly exec?: Mapping | undefined
	/** A provider that is built into the official client (`oidc`, `azure`, `gcp`), as it stands in the file. */
	readonly authProvider?: Mapping | undefined
}

/** Somebody to act as; all empty where the user acts as himself. */
export interface Impersonation {
	readonly user?: string | undefined
	readonly uid?: string | undefined
	readonly groups: readonly string[]
	readonly extra: Readonly<Record<string, readonly string[]>>
}

/** A user at a cluster. */
export interface KubeContext {
	readonly name: string
	readonly file: string
	/** Name of the cluster. */
	readonly cluster: string | undefined
	/** Name of the user; `undefined` for nobody in particular. */
	readonly user: string | undefined
}

/** What a kubeconfig says. The maps are by name. */
export interface Kubeconfig {
	/** The files that were read. */
	readonly files: readonly string[]
	readonly currentContext: string | undefined
	readonly clusters: ReadonlyMap<string, KubeCluster>
	readonly users: ReadonlyMap<string, KubeUser>
	readonly contexts: ReadonlyMap<string, KubeContext>
}

/**
 * Reads the text of a kubeconfig.
 *
 * @param file - absolute path, for messages and as the base of relative paths
 * @throws KnownError `cluster/kubeconfig-invalid` with the place, where it is no YAML or an entry has the wrong type
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
	const root = readerOf(parseYaml(text, file), file, 'the file')
	return {
		files: [file],
		currentContext: root.text('current-context'),
		clusters: byName(root.list('clusters'), file, 'cluster', clusterOf),
		users: byName(root.list('users'), file, 'user', userOf),
		contexts: byName(root.list('contexts'), file, 'context', contextOf),
	}
}

/** As kubectl's parser takes it: YAML 1.1, and a number where text is wanted stays as it is written (`password: 0123`). */
function parseYaml(text: string, file: string): unknown {
	const document = parseDocument(text, { version: '1.1', prettyErrors: true })
	visit(document, {
		Scalar(_, node) {
			const isPlain = node.value === null || typeof node.value === 'string' || typeof node.value === 'boolean'
			if (!isPlain && node.source !== undefined) node.value = node.source
		},
	})
	const complaint = document.errors[0]
	if (complaint !== undefined) throw invalidKubeconfig(file, complaint.message.trimEnd(), complaint)
	try {
		return document.toJS() ?? {}
	} catch (error) {
		throw invalidKubeconfig(file, error instanceof Error ? error.message : String(error), error)
	}
}

/** Entries are `{name, cluster: {…}}`. The first of a name wins, as between files. */
function byName<Entry>(
	items: readonly unknown[],
	file: string,
	key: 'cluster' | 'user' | 'context',
	read: (name: string, file: string, content: Reader) => Entry,
): ReadonlyMap<string, Entry> {
	const entries = new Map<string, Entry>()
	for (const [index, item] of items.entries()) {
		const where = `${key}s[${index}]`
		const entry = readerOf(item, file, where)
		const name = entry.text('name')
		if (name !== undefined && !entries.has(name))
			entries.set(name, read(name, file, readerOf(entry.mapping(key) ?? {}, file, `${where}.${key}`)))
	}
	return entries
}

function clusterOf(name: string, file: string, content: Reader): KubeCluster {
	return {
		name,
		file,
		server: content.text('server'),
		caFile: content.path('certificate-authority'),
		caData: content.base64('certificate-authority-data'),
		insecure: content.flag('insecure-skip-tls-verify'),
		tlsServerName: content.text('tls-server-name'),
		proxyUrl: content.text('proxy-url'),
	}
}

function userOf(name: string, file: string, content: Reader): KubeUser {
	const extra = readerOf(content.mapping('as-user-extra') ?? {}, file, 'as-user-extra')
	return {
		name,
		file,
		certFile: content.path('client-certificate'),
		certData: content.base64('client-certificate-data'),
		keyFile: content.path('client-key'),
		keyData: content.base64('client-key-data'),
		token: content.text('token'),
		tokenFile: content.path('tokenFile'),
		username: content.text('username'),
		password: content.text('password'),
		impersonation: {
			user: content.text('as'),
			uid: content.text('as-uid'),
			groups: content.list('as-groups').map(String),
			extra: Object.fromEntries(extra.keys.map((key) => [key, extra.list(key).map(String)])),
		},
		exec: withAbsoluteCommand(content.mapping('exec'), file),
		authProvider: content.mapping('auth-provider'),
	}
}

/** A plugin's command with a slash is relative to the kubeconfig; without one it is looked up in PATH. */
function withAbsoluteCommand(exec: Mapping | undefined, file: string): Mapping | undefined {
	const command = exec?.['command']
	if (typeof command !== 'string' || !command.includes('/')) return exec
	return { ...exec, command: absolutePath(command, file) }
}

function contextOf(name: string, file: string, content: Reader): KubeContext {
	return { name, file, cluster: content.text('cluster'), user: content.text('user') }
}
