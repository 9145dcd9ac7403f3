import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { describeCluster } from '../cluster.suite.ts'
import { openSnapshot, writeSnapshot } from './index.ts'

const takenAt = '2026-11-24T06:00:00.000Z'
const info: ClusterInfo = { name: 'nonprod', type: 'live', serverVersion: 'v1.37.2', kinds: Object.values(kinds) }
const everything: readonly Want[] = Object.values(kinds).map((kind) => ({ kind, detail: 'whole' }))

describeCluster('snapshot', async (objects) => {
	const directory = await mkdtemp(join(tmpdir(), 'stagewall-test-'))
	const file = join(directory, 'snapshot.json')
	await writeSnapshot(file, {
		takenAt,
		info,
		wants: everything,
		facts: { cluster: 'nonprod', objects, unseen: [], absent: [] },
	})
	return { cluster: await openSnapshot(file), close: () => rm(directory, { recursive: true }) }
})
