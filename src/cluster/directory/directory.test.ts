import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeCluster } from '../cluster.suite.ts'
import { openDirectory, writeManifests } from './index.ts'

describeCluster(
	'directory',
	async (objects) => {
		const directory = await mkdtemp(join(tmpdir(), 'stagewall-test-'))
		await writeManifests(directory, objects)
		return {
			cluster: await openDirectory(directory),
			close: () => rm(directory, { recursive: true }),
		}
	},
	{ writable: true },
)
