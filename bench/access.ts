/** Rights of a large cluster: reading them, who can become whom, and asking about everybody. */
import type { Subject } from '../src/model/access.ts'
import { type Deed, escalationIn, readAccess } from '../src/verify/access/index.ts'
import { type AccessSize, accessModel, large, stageOf, stages } from './access-model.ts'
import { median } from './measure.ts'
import { reporter, writeSection } from './results.ts'

const { rows, report } = reporter()

/** Runs it, and writes it down. */
export async function benchAccess(): Promise<void> {
	const [small, big] = [await measure({ ...large, namespaces: large.namespaces / 10 }), await measure(large)]
	for (const { bindings, read, graph, ask } of [small, big])
		report(
			`who can become whom with ${bindings.toLocaleString('en')} bindings, facts in memory, in seconds against 2`,
			`${(read + graph + ask).toFixed(2)} s: ${read.toFixed(2)} s to read rights, ${graph.toFixed(2)} s for the graph, ${ask.toFixed(2)} s to ask about everybody`,
			(read + graph + ask) / 2,
			{ atMost: 1 },
		)
	const [before, after] = [small, big].map(({ read, graph, ask }) => read + graph + ask) as [number, number]
	report('its growth for ten times the bindings', `${before.toFixed(2)} s to ${after.toFixed(2)} s`, after / before, {
		atMost: 10,
	})
	await writeSection('Rights', rows)
}

const deeds: readonly Deed[] = ['walls', 'run', 'secrets', 'write']

interface Measured {
	readonly bindings: number
	readonly read: number
	readonly graph: number
	readonly ask: number
}

/** The middle one of five runs, by their sum. */
async function measure(size: AccessSize): Promise<Measured> {
	const objects = accessModel(size)
	const runs: Measured[] = []
	await median(5, () => {
		const started = now()
		const access = readAccess({ objects })
		const read = now()
		const escalation = escalationIn(access, objects, stageOf)
		const graph = now()
		const found = waysOut(access.accounts, escalation.can)
		const asked = now()
		// Who edits everywhere and who deploys beside it, in three other stages each; who reads Secrets of prod, and the two who deploy beside it.
		if (found !== 2 * 3 + 3) throw new Error(`${found} ways out were found`)
		runs.push({ bindings: access.bindings.length, read: read - started, graph: graph - read, ask: asked - graph })
		return Promise.resolve(asked - started)
	})
	const sum = ({ read, graph, ask }: Measured): number => read + graph + ask
	return runs.toSorted((a, b) => sum(a) - sum(b))[2] as Measured
}

/** Every service account and every other stage: pairs where it can do something there. */
function waysOut(
	accounts: ReadonlyMap<string, ReadonlySet<string>>,
	can: (subject: Subject, target: { readonly zone: string; readonly deed: Deed }) => boolean,
): number {
	let found = 0
	for (const [namespace, names] of accounts) {
		const own = stageOf(namespace)
		if (own === undefined) continue
		for (const name of names) {
			const subject: Subject = { kind: 'ServiceAccount', namespace, name }
			for (const zone of stages) if (zone !== own && deeds.some((deed) => can(subject, { zone, deed }))) found++
		}
	}
	return found
}

function now(): number {
	return performance.now() / 1000
}
