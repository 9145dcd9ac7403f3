/** Runs one command as a user would, in a folder of its own; what it writes is what a test looks at. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApplication, type Command, run } from '@stricli/core'
import { onTestFinished } from 'vitest'
import type { Context } from '../context.ts'

/** What a command has left behind. */
export interface Ended {
	readonly code: unknown
	readonly out: string
	readonly err: string
}

/** Namespaces of two stages, to be gone on with: shop-dev and shop-prod. */
export const twoStages = `apiVersion: v1
kind: Namespace
metadata: {name: shop-dev, labels: {stage: dev}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop-prod, labels: {stage: prod}}
---
`

/** Runs a command in a folder with these files, which goes with the test. */
export async function runIn(
	command: Command<Context>,
	files: Readonly<Record<string, string>>,
	...args: readonly string[]
): Promise<Ended> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-command-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	for (const [name, text] of Object.entries(files)) {
		await mkdir(join(folder, name, '..'), { recursive: true })
		await writeFile(join(folder, name), text)
	}
	const written = { out: '', err: '' }
	const process = {
		stdout: { write: (text: string) => (written.out += text) },
		stderr: { write: (text: string) => (written.err += text) },
		exitCode: undefined as number | string | null | undefined,
	}
	const context = {
		process,
		folder,
		environment: {},
		today: '2026-01-01',
		now: '2026-01-01T00:00:00Z',
		coloured: { out: false, err: false },
		signal: new AbortController().signal,
		ask: undefined,
		progress: undefined,
		endProgress: () => {},
	} as unknown as Context
	const app = buildApplication(command, { name: 'stagewall', scanner: { caseStyle: 'allow-kebab-for-camel' } })
	await run(app, args, context)
	return { code: process.exitCode, ...written }
}
