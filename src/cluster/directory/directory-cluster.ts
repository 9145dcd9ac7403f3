/** A tree of manifests as a cluster: a GitOps repository, or what `kubectl get -o yaml` wrote. */
import { join } from 'node:path'
import { type ClusterInfo, type Facts, mergeWants, type Unseen } from '../../model/facts.ts'
import { type Kind, kindKey, kindOf, kinds } from '../../model/kinds.ts'
import { groupOf, type KubeObject } from '../../model/kube-object.ts'
import type { Cluster, Observation } from '../cluster.ts'
import { asWanted } from './as-wanted.ts'
import { applyTo, removeFrom } from './change-tree.ts'
import { onceEach } from './complaints.ts'
import type { Found } from './read-file.ts'
import { type Tree, treeOf } from './tree.ts'

/**
 * Opens a directory. It is read by the first call that needs it, and again by every observation; a directory that is still
 * missing is empty and is made by the first apply.
 *
 * What a file cannot show (an unreadable part, an object that is defined twice) is unseen, with the file and the reason.
 * Nobody owns fields in a file, so an apply never ends in a conflict.
 *
 * @throws KnownError `directory/missing` by the first call, where neither the directory nor the folder around it is there
 * @example const cluster = await openDirectory('clusters/prod')
 */
export async function openDirectory(directory: string): Promise<Cluster> {
	const tree = treeOf(directory)
	const inTurn = oneAtATime()
	let first: Promise<void> | undefined
	const read = (): Promise<void> => {
		first ??= tree.read().catch((error: unknown) => {
			first = undefined
			throw error
		})
		return first
	}
	let info: ClusterInfo | undefined
	return {
		describe: () =>
			inTurn(async () => {
				if (info === undefined) await read()
				info ??= { name: directory, type: 'directory', serverVersion: undefined, kinds: kindsIn(tree.found()) }
				return info
			}),
		observe: (observation) =>
			inTurn(async () => {
				await tree.read(observation.progress, observation.signal)
				first = Promise.resolve()
				return factsIn(tree, directory, observation)
			}),
		apply: (desired, options) =>
			inTurn(async () => {
				options.signal?.throwIfAborted()
				await read()
				return applyTo(tree, directory, desired, options.dryRun)
			}),
		remove: (observed, options) =>
			inTurn(async () => {
				options.signal?.throwIfAborted()
				await read()
				return removeFrom(tree, directory, observed, options.dryRun)
			}),
		close: async () => {},
	}
}

/** Two changes at a time in one file would undo each other. */
function oneAtATime(): <Result>(task: () => Promise<Result>) => Promise<Result> {
	let last: Promise<unknown> = Promise.resolve()
	return (task) => {
		const result = last.then(task)
		last = result.catch(() => undefined)
		return result
	}
}

/** The objects that are wanted; of one that is defined twice the first counts, and where they differ its kind is unseen there. */
function factsIn(tree: Tree, directory: string, { wants }: Observation): Facts {
	const wanted = new Map(mergeWants(wants).map((want) => [kindKey(want.kind), want]))
	const { first, ambiguities } = onceEach(tree.found())
	const objects: KubeObject[] = []
	for (const object of first) {
		const want = wanted.get(kindKey({ group: groupOf(object), kind: object.kind }))
		if (want !== undefined) objects.push(asWanted(object, want))
	}
	const unreadable = tree
		.unreadable()
		.map(
			({ file, message }): Unseen => ({ kind: undefined, file: join(directory, file), reason: 'unreadable', message }),
		)
	const ambiguous = ambiguities.map(({ found: { object, file }, message }): Unseen => {
		// A Namespace is in itself: the others were read.
		const namespace = object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace
		return {
			kind: kindOf(object) ?? guess(object),
			...(namespace === undefined ? {} : { namespace }),
			file: join(directory, file),
			reason: 'unreadable',
			message,
		}
	})
	return { cluster: directory, objects, unseen: [...unreadable, ...ambiguous], absent: [] }
}

/** The kinds that are known by name, and those of the objects in the files. */
function kindsIn(found: Iterable<Found>): readonly Kind[] {
	const all = new Map<string, Kind>(Object.values(kinds).map((kind) => [kindKey(kind), kind]))
	for (const { object } of found) {
		const kind = kindOf(object) ?? guess(object)
		const before = all.get(kindKey(kind))
		// An object without a namespace may have left it out; one with a namespace is in it.
		if (before === undefined || (kind.namespaced && !before.namespaced)) all.set(kindKey(kind), kind)
	}
	return [...all.values()]
}

/** Plural as kubectl guesses it where no server can be asked (apimachinery, meta.UnsafeGuessKindToResource). */
function guess({ apiVersion, kind, metadata }: KubeObject): Kind {
	const singular = kind.toLowerCase()
	const plural = singular.endsWith('s')
		? `${singular}es`
		: singular.endsWith('y')
			? `${singular.slice(0, -1)}ies`
			: `${singular}s`
	const group = groupOf({ apiVersion })
	return {
		group,
		version: apiVersion.slice(apiVersion.indexOf('/') + 1),
		kind,
		plural,
		namespaced: metadata.namespace !== undefined,
	}
}
