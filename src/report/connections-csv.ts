/** `stagewall connections -o csv`: a header, then a connection a line (RFC 4180, but with the line ends of Unix). */
import type { Connection } from '../model/connections.ts'
import { inChunks, remembering } from './connections-rows.ts'
import { csvField } from './csv.ts'

/** The table in pieces, in the order of the rows. */
export function connectionsCsv(rows: Iterable<Connection>): Iterable<string> {
	return inChunks(linesOf(rows))
}

function* linesOf(rows: Iterable<Connection>): Generator<string> {
	const field = remembering(csvField)
	yield 'from,to,ports\n'
	for (const { from, to, ports } of rows) yield `${field(from)},${field(to)},${field(ports)}\n`
}
