/** What a file of the live suite starts with. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { kinds } from '../../../src/model/kinds.ts'
import { type ApiClient, apiClient, type Connection, pathOf } from '../../control-plane/api-client.ts'
import { roomyNode } from '../../control-plane/nodes.ts'
import type { ProgramName } from '../../control-plane/programs.ts'
import {
	type ControlPlane,
	type ControlPlaneOptions,
	programsFor,
	startControlPlane,
} from '../../control-plane/start.ts'

declare module 'vitest' {
	export interface ProvidedContext {
		/** Absent where the live suite cannot run on this machine. */
		live: LiveContext | undefined
	}
}

/** What the global set-up hands to the test files. */
export interface LiveContext {
	/** Where the programs are, and which of them. */
	readonly folder: string
	readonly programs: readonly ProgramName[]
	readonly server: ServerFiles
}

/** A server and the files by which it is reached. */
export interface ServerFiles extends Connection {
	/** Path of the administrator's kubeconfig. */
	readonly kubeconfig: string
	/** Paths of the server's certificate and key. */
	readonly certificate: string
	readonly key: string
}

/**
 * `describe` for what needs a real API server: skipped where there is none.
 *
 * @param options - what the suite's servers run besides the API server; the shared one runs the controllers
 * @example describeLive('apply', { controllers: true }, () => { const { api, kubeconfig } = liveServer() … })
 */
export function describeLive(name: string, options: ControlPlaneOptions, body: () => void): void {
	const has = inject('live')?.programs ?? []
	describe.skipIf(!programsFor(options).every((program) => has.includes(program)))(name, body)
}

/** The shared server; a file keeps to namespaces and names of its own there ({@link uniqueName}). */
export function liveServer(): ServerFiles & { readonly api: ApiClient } {
	const { server } = context()
	return { ...server, api: apiClient(server) }
}

/**
 * A server that the suite has to itself, started before its tests and stopped after them; with one roomy node where it names none. Call it in the body of a
 * `describeLive`; the server is there once the tests run.
 *
 * @example
 * const server = ownServer({ nodes: [{ name: 'node-1' }] })
 * test('…', async () => { await server().api.get('/api/v1/nodes') })
 */
export function ownServer(options: ControlPlaneOptions = {}): () => ControlPlane {
	let plane: ControlPlane | undefined
	beforeAll(async () => {
		plane = await startControlPlane(context().folder, options)
		if (options.nodes === undefined) await plane.api.post(pathOf(kinds.Node), roomyNode)
	})
	afterAll(() => plane?.stop())
	return () => {
		if (plane === undefined) throw new Error('the server is there in tests and hooks only')
		return plane
	}
}

/**
 * A name that no other test file uses, e.g. `quota-k3j9x2`: valid for a namespace.
 *
 * @param prefix - lower-case letters, digits and dashes
 */
export function uniqueName(prefix: string): string {
	return `${prefix}-${randomBytes(4).toString('hex')}`
}

function context(): LiveContext {
	const live = inject('live')
	if (live === undefined) throw new Error('there is no API server: use describeLive, which then skips')
	return live
}

/** Path of one of the programs, e.g. kubectl. */
export function programPath(name: ProgramName): string {
	return join(context().folder, name)
}
