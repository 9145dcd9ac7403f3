/** Before the live suite: finds or builds the programs and starts the one server that most of its files share. */
import type { TestProject } from 'vitest/node'
import { kinds } from '../../src/model/kinds.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { roomyNode } from '../control-plane/nodes.ts'
import { allPrograms, basicPrograms, findPrograms, type ProgramName, type Programs } from '../control-plane/programs.ts'
import { programsFor, startControlPlane } from '../control-plane/start.ts'
import type { LiveContext } from './support/suite.ts'

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	const found = await findAtLeastTheBasics()
	if (found.folder === undefined) {
		const why = `${found.reason}; install Go 1.26 or later, or set KUBEBUILDER_ASSETS`
		if (process.env.CI === 'true') throw new Error(`the live suite cannot run: ${why}`)
		console.error(`\n!!! THE LIVE SUITE IS SKIPPED: ${why}\n`)
		project.provide('live', undefined)
		return undefined
	}
	const controllers = programsFor({ controllers: true }).every((program) => found.programs.includes(program))
	const plane = await startControlPlane(found.folder, { controllers })
	await plane.api.post(pathOf(kinds.Node), roomyNode)
	plane.failure.addEventListener('abort', () => console.error(plane.failure.reason))
	const { url, token, authority, kubeconfig, certificate, key } = plane
	const live: LiveContext = {
		folder: found.folder,
		programs: found.programs,
		server: { url, token, authority, kubeconfig, certificate, key },
	}
	project.provide('live', live)
	return () => plane.stop()
}

type Found =
	| { readonly folder: string; readonly programs: readonly ProgramName[] }
	| Extract<Programs, { folder: undefined }>

/**
 * All programs, or those of an envtest folder (etcd and kube-apiserver) where there are no more and none can be built:
 * the suites that need no more than them run then. On CI nothing may be left out.
 */
async function findAtLeastTheBasics(): Promise<Found> {
	const say = (line: string) => console.error(`control plane: ${line}`)
	const all = await findPrograms(allPrograms, say)
	if (all.folder !== undefined) return { folder: all.folder, programs: allPrograms }
	const basics = process.env.CI === 'true' ? all : await findPrograms(basicPrograms, () => {})
	return basics.folder === undefined ? all : { folder: basics.folder, programs: basicPrograms }
}
