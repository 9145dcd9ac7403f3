/**
 * The real Kubernetes programs that the live suite runs against: where they are, and how they are built from the Go
 * modules beside this file.
 *
 * Found in this order: `KUBEBUILDER_ASSETS` (the convention of controller-runtime's envtest), the cache folder, a build
 * with the Go tool chain into the cache folder.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, constants, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { withLock } from './lock.ts'

/** The Kubernetes that is built here. */
export const kubernetesVersion = '1.37.2'
const [major, minor] = kubernetesVersion.split('.')

/** Without these the API server calls itself `v0.0.0-master+$Format:%H$`, which kubectl refuses to parse. */
const versionFlags = [`gitVersion=v${kubernetesVersion}`, `gitMajor=${major}`, `gitMinor=${minor}`]
	.map((setting) => `-X k8s.io/component-base/version.${setting}`)
	.join(' ')

interface Program {
	readonly name: string
	/** Folder below `go/` that holds the go.mod. */
	readonly module: 'etcd' | 'kubernetes' | 'kwok'
	readonly package: string
}

const programs = [
	{ name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
	{ name: 'kube-apiserver', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-apiserver' },
	{ name: 'kube-controller-manager', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
	{ name: 'kube-scheduler', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-scheduler' },
	{ name: 'kubectl', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kubectl' },
	{ name: 'kwok', module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
] as const satisfies readonly Program[]

/** A program by its name. */
export type ProgramName = (typeof programs)[number]['name']

/** What every control plane needs; a folder of envtest holds these and kubectl. */
export const basicPrograms = ['etcd', 'kube-apiserver'] as const satisfies readonly ProgramName[]

/** Everything that can be started here. */
export const allPrograms: readonly ProgramName[] = programs.map(({ name }) => name)

const goFolder = join(import.meta.dirname, 'go')
const buildFlags = ['-trimpath', '-buildvcs=false', `-ldflags=-s -w ${versionFlags}`]

/** A folder with the programs, ready to run; `undefined` with the reason where there is none and none can be built. */
export type Programs = { readonly folder: string } | { readonly folder: undefined; readonly reason: string }

/**
 * Finds a folder that holds all the needed programs, building the missing ones into the cache. Programs of two folders
 * are never mixed: a controller manager must not meet an API server of another version.
 *
 * @param say - told of each build, which takes minutes on a fresh machine
 * @throws Error with the compiler's complaint where a build fails
 */
export async function findPrograms(needed: readonly ProgramName[], say: (line: string) => void): Promise<Programs> {
	const assets = process.env.KUBEBUILDER_ASSETS
	if (assets !== undefined && assets !== '') {
		const missing = await missingIn(assets, needed)
		if (missing.length === 0) return { folder: assets }
		say(`KUBEBUILDER_ASSETS=${assets} lacks ${missing.map(({ name }) => name).join(', ')}; looking further`)
	}
	const folder = await cacheFolder()
	if ((await missingIn(folder, needed)).length === 0) return { folder }
	if (spawnSync('go', ['version']).status !== 0)
		return { folder: undefined, reason: `no programs in ${folder}, and no Go tool chain to build them` }
	await mkdir(folder, { recursive: true })
	const waiting = () => say('another process is building; waiting for it …')
	await withLock(join(folder, '.lock'), waiting, async () => {
		// One after the other: a Go build uses every core by itself.
		for (const program of await missingIn(folder, needed)) await build(program, folder, say)
	})
	return { folder }
}

async function missingIn(folder: string, needed: readonly ProgramName[]): Promise<readonly Program[]> {
	const wanted = programs.filter(({ name }) => needed.includes(name))
	const present = await Promise.all(
		wanted.map(({ name }) =>
			access(join(folder, name), constants.X_OK).then(
				() => true,
				() => false,
			),
		),
	)
	return wanted.filter((_, index) => !present[index])
}

/** Named by a digest of everything that decides what is built, so that a changed go.mod never meets old programs. */
async function cacheFolder(): Promise<string> {
	const digest = createHash('sha256').update(JSON.stringify([programs, buildFlags]))
	for (const module of ['etcd', 'kubernetes', 'kwok'])
		for (const file of ['go.mod', 'go.sum']) digest.update(await readFile(join(goFolder, module, file)))
	const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
	return join(cache, 'stagewall', 'control-plane', `${kubernetesVersion}-${digest.digest('hex').slice(0, 12)}`)
}

async function build(program: Program, folder: string, say: (line: string) => void): Promise<void> {
	const started = Date.now()
	say(`building ${program.name} …`)
	// Built beside its place and renamed into it: an interrupted build leaves no half program behind.
	const scratch = await mkdtemp(join(folder, '.building-'))
	try {
		const output = join(scratch, program.name)
		await go(['build', ...buildFlags, '-o', output, program.package], join(goFolder, program.module))
		await rename(output, join(folder, program.name))
	} finally {
		await rm(scratch, { recursive: true, force: true })
	}
	say(`built ${program.name} in ${Math.round((Date.now() - started) / 1000)} s`)
}

function go(args: readonly string[], cwd: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn('go', args, {
			cwd,
			// readonly: a build that could write go.sum would change the digest of what it builds.
			env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' },
			stdio: ['ignore', 'ignore', 'pipe'],
		})
		let complaint = ''
		child.stderr.on('data', (chunk) => (complaint += chunk))
		child.on('error', reject)
		child.on('close', (code) =>
			code === 0 ? resolve() : reject(new Error(`go ${args[0]} in ${cwd} ended with ${code}\n${complaint}`)),
		)
	})
}
