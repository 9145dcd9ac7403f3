/** Where the programs are looked for; nothing is built here. */
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { allPrograms, basicPrograms, findPrograms, type ProgramName } from '../../control-plane/programs.ts'

let folder: string
let said: string[]
const say = (line: string) => said.push(line)

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stagewall-programs-'))
	said = []
	vi.stubEnv('KUBEBUILDER_ASSETS', undefined)
	vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'))
	// No Go tool chain.
	vi.stubEnv('PATH', join(folder, 'nothing'))
})
afterEach(async () => {
	vi.unstubAllEnvs()
	await rm(folder, { recursive: true })
})

async function folderWith(
	programs: readonly (ProgramName | 'kubectl')[],
	path = join(folder, 'assets'),
): Promise<string> {
	await mkdir(path, { recursive: true })
	for (const name of programs) {
		await writeFile(join(path, name), '')
		await chmod(join(path, name), 0o755)
	}
	return path
}

test('nowhere, and no Go: the reason says both', async () => {
	expect(await findPrograms(basicPrograms, say)).toEqual({
		folder: undefined,
		reason: expect.stringMatching(/^no programs in .*cache.*, and no Go tool chain/),
	})
})

test('a folder of envtest serves those who need no more than it has', async () => {
	const assets = await folderWith(['etcd', 'kube-apiserver', 'kubectl'])
	vi.stubEnv('KUBEBUILDER_ASSETS', assets)
	expect(await findPrograms(basicPrograms, say)).toEqual({ folder: assets })
	expect(said).toEqual([])
	expect((await findPrograms(allPrograms, say)).folder).toBeUndefined()
	expect(said).toEqual([
		`KUBEBUILDER_ASSETS=${assets} lacks kube-controller-manager, kube-scheduler, kwok; looking further`,
	])
})

test('a file that cannot be run is no program', async () => {
	const assets = await folderWith(basicPrograms)
	await chmod(join(assets, 'etcd'), 0o644)
	vi.stubEnv('KUBEBUILDER_ASSETS', assets)
	expect((await findPrograms(basicPrograms, say)).folder).toBeUndefined()
})

test('the cache needs no Go', async () => {
	const { reason } = (await findPrograms(allPrograms, say)) as { reason: string }
	const cache = /no programs in (\S+),/.exec(reason)?.[1] ?? ''
	await folderWith(allPrograms, cache)
	expect(await findPrograms(allPrograms, say)).toEqual({ folder: cache })
	expect(await readdir(cache)).toHaveLength(allPrograms.length)
})
