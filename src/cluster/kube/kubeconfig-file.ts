/** One kubeconfig file: its text as typed entries, with every path made absolute. */
import { dirname, isAbsolute, resolve } from 'node:path'
import { parseDocument, visit } from 'yaml'
import { KnownError } from '../../model/errors.ts'

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

/** A mapping of the file. */
export type Mapping = Readonly<Record<string, unknown>>

/**
 * Reads the text of a kubeconfig.
 *
 * @param file - absolute path, for messages and as the base of relative paths
 * @throws KnownError `cluster/kubeconfig-invalid` with the place, where it is no YAML or an entry has the wrong type
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
	const root = reader(parseYaml(text, file), file, 'the file')
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
	if (complaint !== undefined) throw invalid(file, complaint.message.trimEnd(), complaint)
	try {
		return document.toJS() ?? {}
	} catch (error) {
		throw invalid(file, error instanceof Error ? error.message : String(error), error)
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
		const entry = reader(item, file, where)
		const name = entry.text('name')
		if (name !== undefined && !entries.has(name))
			entries.set(name, read(name, file, reader(entry.mapping(key) ?? {}, file, `${where}.${key}`)))
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
	const extra = reader(content.mapping('as-user-extra') ?? {}, file, 'as-user-extra')
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
	return { ...exec, command: absolute(command, file) }
}

function contextOf(name: string, file: string, content: Reader): KubeContext {
	return { name, file, cluster: content.text('cluster'), user: content.text('user') }
}

/** Reads the fields of one mapping; an empty text or `null` counts as absent, as in Go. */
interface Reader {
	readonly keys: readonly string[]
	text(key: string): string | undefined
	path(key: string): string | undefined
	base64(key: string): string | undefined
	flag(key: string): boolean
	list(key: string): readonly unknown[]
	mapping(key: string): Mapping | undefined
}

function reader(content: unknown, file: string, where: string): Reader {
	if (!isMapping(content)) throw invalid(file, `${where} is no mapping`)
	const wrong = (key: string, expected: string): KnownError => invalid(file, `${where}: ${key} is no ${expected}`)
	const text = (key: string): string | undefined => {
		const value = content[key] ?? ''
		if (typeof value !== 'string') throw wrong(key, 'text')
		return value === '' ? undefined : value
	}
	return {
		keys: Object.keys(content),
		text,
		path(key) {
			const value = text(key)
			return value === undefined ? undefined : absolute(value, file)
		},
		base64(key) {
			const value = text(key)
			if (value === undefined) return undefined
			if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(value)) throw wrong(key, 'base64')
			return Buffer.from(value, 'base64').toString('utf8')
		},
		flag(key) {
			const value = content[key] ?? false
			if (typeof value !== 'boolean') throw wrong(key, 'true or false')
			return value
		},
		list(key) {
			const value = content[key] ?? []
			if (!Array.isArray(value)) throw wrong(key, 'list')
			return value
		},
		mapping(key) {
			const value = content[key] ?? undefined
			if (value !== undefined && !isMapping(value)) throw wrong(key, 'mapping')
			return value
		},
	}
}

function isMapping(value: unknown): value is Mapping {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function absolute(path: string, file: string): string {
	return isAbsolute(path) ? path : resolve(dirname(file), path)
}

function invalid(file: string, message: string, cause?: unknown): KnownError {
	return new KnownError('cluster/kubeconfig-invalid', `the kubeconfig ${file} cannot be read: ${message}`, {
		exit: 'cluster',
		hint: 'Mend the file, or name another one with --kubeconfig or KUBECONFIG. `kubectl config view` shows what kubectl makes of it.',
		cause,
	})
}
