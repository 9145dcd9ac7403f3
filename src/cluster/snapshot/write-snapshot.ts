/** Saves what was observed of a cluster. */
import { KnownError } from '../../model/errors.ts'
import type { ClusterInfo, Facts, Want } from '../../model/facts.ts'
import { kindKey, kinds } from '../../model/kinds.ts'
import { groupOf, type KubeObject } from '../../model/kube-object.ts'
import { asWanted } from '../directory/as-wanted.ts'
import { messageOf } from '../directory/file-errors.ts'
import { replaceFile } from '../directory/replace-file.ts'
import { apiVersion, encode } from './snapshot-file.ts'

/** What goes into a snapshot. */
export interface Recorded {
	/** ISO 8601. */
	readonly takenAt: string
	readonly info: ClusterInfo
	/** What `facts` were asked for. */
	readonly wants: readonly Want[]
	readonly facts: Facts
}

/**
 * Writes a snapshot in one step; compressed where the name ends in `.gz`. Secrets are written without their data whatever the
 * facts hold, so that a snapshot can be given away.
 *
 * @throws KnownError `snapshot/not-written`
 * @example await writeSnapshot('prod.json.gz', { takenAt: '2026-11-24T06:00:00Z', info, wants, facts })
 */
export async function writeSnapshot(file: string, { takenAt, info, wants, facts }: Recorded): Promise<void> {
	const { unseen, absent, reviews } = facts
	const objects = facts.objects.map(withoutSecrets)
	try {
		const head = { apiVersion, kind: 'Snapshot', takenAt, cluster: info } as const
		const snapshot = { ...head, wants, objects, unseen, absent, ...(reviews === undefined ? {} : { reviews }) }
		await replaceFile(file, await encode(snapshot, file.endsWith('.gz')))
	} catch (error) {
		throw new KnownError('snapshot/not-written', `${file} could not be written: ${messageOf(error)}`, {
			exit: 'cluster',
			hint: 'Check the rights and the free space there.',
			cause: error,
		})
	}
}

function withoutSecrets(object: KubeObject): KubeObject {
	const isSecret = kindKey({ group: groupOf(object), kind: object.kind }) === kindKey(kinds.Secret)
	return isSecret ? asWanted(object, { kind: kinds.Secret, detail: 'metadata' }) : object
}
