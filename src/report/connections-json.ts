/** `stagewall connections -o json`: an array of connections, one a line. */
import type { Connection } from '../model/connections.ts'
import { inChunks, remembering } from './connections-rows.ts'

/** The array in pieces, in the order of the rows. */
export function connectionsJson(rows: Iterable<Connection>): Iterable<string> {
	return inChunks(linesOf(rows))
}

function* linesOf(rows: Iterable<Connection>): Generator<string> {
	const text = remembering((name) => JSON.stringify(name))
	let before = '['
	for (const { from, to, ports } of rows) {
		yield `${before}\n  {"from": ${text(from)}, "to": ${text(to)}, "ports": ${text(ports)}}`
		before = ','
	}
	yield before === '[' ? '[]\n' : '\n]\n'
}
