/** Finds the kubeconfig, as kubectl does. */
import { readFile } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { KnownError } from '../../model/errors.ts'
import type { Environment } from './environment.ts'
import { inClusterConfig } from './in-cluster.ts'
import { type Kubeconfig, parseKubeconfig } from './kubeconfig-file.ts'

/**
 * Reads and merges the kubeconfig: the file that is asked for; else the files of `KUBECONFIG`; else `~/.kube/config`; else
 * the service account of the pod that this runs in. Where files are merged, the first one to name a thing decides, and files
 * that do not exist are passed over.
 *
 * @param explicit - the value of `--kubeconfig`; it must exist
 * @throws KnownError `cluster/kubeconfig-missing`, `cluster/kubeconfig-unreadable`, `cluster/kubeconfig-invalid`
 */
export async function loadKubeconfig(explicit: string | undefined, environment: Environment): Promise<Kubeconfig> {
	const paths = explicit === undefined ? usualPaths(environment) : [resolve(explicit)]
	const texts = await Promise.all(paths.map(readIfThere))
	const configs = paths.flatMap((path, index) => {
		const text = texts[index]
		return text === undefined ? [] : [parseKubeconfig(text, path)]
	})
	if (configs.length > 0) return merge(configs)
	const config = explicit === undefined ? await inClusterConfig(environment) : undefined
	if (config === undefined) throw missing(paths)
	return config
}

function usualPaths(environment: Environment): readonly string[] {
	const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
	if (listed.length > 0) return listed.map((path) => resolve(path))
	const home = environment['HOME'] ?? environment['USERPROFILE']
	return home === undefined ? [] : [join(home, '.kube', 'config')]
}

async function readIfThere(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8')
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
		throw new KnownError('cluster/kubeconfig-unreadable', `the kubeconfig ${path} cannot be read: ${code}`, {
			exit: 'cluster',
			hint: 'It must be a file that you may read.',
			cause: error,
		})
	}
}

function merge(configs: readonly Kubeconfig[]): Kubeconfig {
	// Entries of a Map that come later win, so the files are taken from the last to the first.
	const lastFirst = configs.toReversed()
	return {
		files: configs.flatMap(({ files }) => files),
		currentContext: configs.find(({ currentContext }) => currentContext !== undefined)?.currentContext,
		clusters: new Map(lastFirst.flatMap(({ clusters }) => [...clusters])),
		users: new Map(lastFirst.flatMap(({ users }) => [...users])),
		contexts: new Map(lastFirst.flatMap(({ contexts }) => [...contexts])),
	}
}

function missing(paths: readonly string[]): KnownError {
	const where = paths.length === 0 ? 'neither KUBECONFIG nor HOME is set' : `${paths.join(', ')} does not exist`
	return new KnownError('cluster/kubeconfig-missing', `there is no kubeconfig: ${where}`, {
		exit: 'cluster',
		hint: 'Name one with --kubeconfig or KUBECONFIG, or look at manifests instead with --directory.',
	})
}
