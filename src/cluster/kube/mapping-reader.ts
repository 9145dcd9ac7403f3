/** Reads the fields of a kubeconfig's mappings, each with its type checked. */
import { dirname, isAbsolute, resolve } from 'node:path'
import { KnownError } from '../../model/errors.ts'

/** A mapping of the file. */
export type Mapping = Readonly<Record<string, unknown>>

/** Reads the fields of one mapping; an empty text or `null` counts as absent, as in Go. */
export interface Reader {
	readonly keys: readonly string[]
	text(key: string): string | undefined
	path(key: string): string | undefined
	base64(key: string): string | undefined
	flag(key: string): boolean
	list(key: string): readonly unknown[]
	mapping(key: string): Mapping | undefined
}

/**
 * A reader of one mapping.
 *
 * @param file - the kubeconfig, for messages and as the base of relative paths
 * @param where - what the mapping is, e.g. `users[0].user`
 * @throws KnownError `cluster/kubeconfig-invalid` where it, or later a field of it, has the wrong type
 */
export function readerOf(content: unknown, file: string, where: string): Reader {
	if (!isMapping(content)) throw invalidKubeconfig(file, `${where} is no mapping`)
	const wrong = (key: string, expected: string): KnownError =>
		invalidKubeconfig(file, `${where}: ${key} is no ${expected}`)
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
			return value === undefined ? undefined : absolutePath(value, file)
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

/** Paths of a kubeconfig are relative to the folder that it stands in. */
export function absolutePath(path: string, file: string): string {
	return isAbsolute(path) ? path : resolve(dirname(file), path)
}

/** The error for a kubeconfig that says something it cannot mean. */
export function invalidKubeconfig(file: string, message: string, cause?: unknown): KnownError {
	return new KnownError('cluster/kubeconfig-invalid', `the kubeconfig ${file} cannot be read: ${message}`, {
		exit: 'cluster',
		hint: 'Mend the file, or name another one with --kubeconfig or KUBECONFIG. `kubectl config view` shows what kubectl makes of it.',
		cause,
	})
}
