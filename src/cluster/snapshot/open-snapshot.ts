/** A saved observation as a cluster that can be looked at and not changed. */
import { readFile } from 'node:fs/promises'
import { KnownError } from '../../model/errors.ts'
import { type Facts, mergeWants, type Unseen, type Want } from '../../model/facts.ts'
import { kindKey, kinds } from '../../model/kinds.ts'
import { groupOf } from '../../model/kube-object.ts'
import type { Cluster } from '../cluster.ts'
import { asWanted } from '../directory/as-wanted.ts'
import { messageOf } from '../directory/file-errors.ts'
import { decode, type SnapshotFile } from './snapshot-file.ts'

/**
 * Opens a snapshot. What it did not record is unseen, never absent.
 *
 * @throws KnownError `snapshot/missing`, `snapshot/broken`, `snapshot/foreign`, `snapshot/unknown-version`; from the cluster's
 *   apply and remove `snapshot/read-only`
 * @example const cluster = await openSnapshot('prod.json.gz')
 */
export async function openSnapshot(file: string): Promise<Cluster> {
	const bytes = await readFile(file).catch((error: unknown) => {
		throw new KnownError('snapshot/missing', `${file} could not be read: ${messageOf(error)}`, {
			exit: 'cluster',
			hint: 'Check its path. A snapshot is taken with: stagewall snapshot -o FILE',
			cause: error,
		})
	})
	const snapshot = await decode(bytes, file)
	const refuse = async (): Promise<never> => {
		throw new KnownError(
			'snapshot/read-only',
			`${file} is a snapshot, taken at ${snapshot.takenAt}; it cannot be changed`,
			{
				exit: 'usage',
				hint: 'Apply to the cluster itself (--context), or to a directory of manifests (--directory).',
			},
		)
	}
	return {
		describe: async () => ({ ...snapshot.cluster, name: file, type: 'snapshot' }),
		observe: async ({ wants, signal }) => {
			signal?.throwIfAborted()
			return { ...observed(snapshot, mergeWants(wants)), cluster: file }
		},
		apply: refuse,
		remove: refuse,
		close: async () => {},
	}
}

function observed(snapshot: SnapshotFile, wants: readonly Want[]): Omit<Facts, 'cluster'> {
	const recorded = new Map(mergeWants(snapshot.wants).map((want) => [kindKey(want.kind), want]))
	const gaps = wants.flatMap((want) => gapIn(recorded.get(kindKey(want.kind)), want) ?? [])
	const missing = new Set(gaps.map(({ kind }) => kindKey(kind)))
	const wanted = new Map(wants.map((want) => [kindKey(want.kind), want]))
	return {
		objects: snapshot.objects.flatMap((object) => {
			const key = kindKey({ group: groupOf(object), kind: object.kind })
			const want = wanted.get(key)
			return want === undefined || missing.has(key) ? [] : [asWanted(object, want)]
		}),
		unseen: [
			...snapshot.unseen.filter(
				({ kind }) => kind === undefined || (wanted.has(kindKey(kind)) && !missing.has(kindKey(kind))),
			),
			...gaps,
		],
		absent: snapshot.absent.filter((kind) => wanted.has(kindKey(kind))),
		...(snapshot.reviews === undefined ? {} : { reviews: snapshot.reviews }),
	}
}

/** What is wanted of a kind and was not recorded. Of Secrets there is never more than metadata to record. */
function gapIn(recorded: Want | undefined, { kind, detail }: Want): (Unseen & { kind: Want['kind'] }) | undefined {
	if (recorded === undefined)
		return { kind, reason: 'not-recorded', message: `the snapshot was taken without ${kind.plural}` }
	if (detail === 'metadata' || recorded.detail === 'whole' || kindKey(kind) === kindKey(kinds.Secret)) return undefined
	return { kind, reason: 'not-recorded', message: `the snapshot holds only the metadata of ${kind.plural}` }
}
