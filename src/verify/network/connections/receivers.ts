/** The destinations inside, by what lets connections into them: whom they let in is found without asking each. */
import { addTo } from '../../../model/collect.ts'
import { none } from './port-sets.ts'
import { inRow, type Row } from './rows.ts'

/** Those of one world. */
export class Receivers {
	readonly #byRow = new Map<Row, number[]>()
	/** Rows that let in who is not named. */
	readonly #open: readonly Row[]
	/** Other rows that name a source, by that source. */
	readonly #naming = new Map<number, Row[]>()

	constructor(destinations: Iterable<number>, rowOf: (destination: number) => Row) {
		for (const destination of destinations) addTo(this.#byRow, rowOf(destination), destination)
		const rows = [...this.#byRow.keys()]
		this.#open = rows.filter(({ rest }) => rest !== none)
		for (const row of rows) if (row.rest === none) for (const source of row.numbers) addTo(this.#naming, source, row)
	}

	/** Those that let in a source, with the ports. */
	*lettingIn(source: number): Generator<{ readonly destinations: readonly number[]; readonly received: number }> {
		for (const row of [...this.#open, ...(this.#naming.get(source) ?? [])]) {
			const received = inRow(row, source)
			if (received !== none) yield { destinations: this.#byRow.get(row) as readonly number[], received }
		}
	}
}
