/** Collects everything that is wrong with a plan, so that its author sees all of it at once. */
import type { Problem } from '../model/errors.ts'
import { Places, type PlanText, placeOf, type Spot } from './places.ts'

/** More mistakes than this help nobody, and are mostly one. */
const most = 200

/** The problems of one plan and, beside them, the places that they name. */
export class Report {
	readonly places = new Places()
	readonly #ranks: ReadonlyMap<PlanText, number>
	readonly #problems: { readonly problem: Problem; readonly spot: Spot | undefined }[] = []
	readonly #counts = { error: 0, warning: 0 }

	/** @param sources - in the order in which their problems are to be listed */
	constructor(sources: readonly PlanText[]) {
		this.#ranks = new Map(sources.map((source, rank) => [source, rank]))
	}

	/** Something that has to be mended. */
	error(code: string, spot: Spot | undefined, message: string, hint?: string): void {
		this.#add('error', code, spot, message, hint)
	}

	/** Something that is allowed and probably not meant. */
	warning(code: string, spot: Spot | undefined, message: string, hint?: string): void {
		this.#add('warning', code, spot, message, hint)
	}

	/** Whether anything has to be mended. */
	get failed(): boolean {
		return this.#counts.error > 0
	}

	/** Whether there are so many mistakes that no more are taken down. */
	get full(): boolean {
		return this.#counts.error >= most
	}

	/** Each problem once, in the order of the files and of the places in them. */
	sorted(): readonly Problem[] {
		const rank = (spot: Spot | undefined) => (spot === undefined ? -1 : (this.#ranks.get(spot.source) ?? -1))
		const ordered = this.#problems.toSorted(
			(a, b) => rank(a.spot) - rank(b.spot) || (a.spot?.offset ?? 0) - (b.spot?.offset ?? 0),
		)
		// What an alias repeats is wrong in one place only.
		const once = new Map(ordered.map(({ problem }) => [JSON.stringify(problem), problem]))
		return [...once.values()]
	}

	#add(severity: Problem['severity'], code: string, spot: Spot | undefined, message: string, hint?: string): void {
		this.#counts[severity]++
		if (this.#counts[severity] > most) return
		const place = spot === undefined ? {} : { place: placeOf(spot) }
		const problem = { code, severity, message, ...place, ...(hint === undefined ? {} : { hint }) }
		this.#problems.push({ problem, spot })
	}
}

/** Text from a plan inside a message: in quotes, short, and without characters that could play tricks on a terminal. */
export function quote(text: string): string {
	const short = text.length > 80 ? `${text.slice(0, 79)}…` : text
	return JSON.stringify(short).replace(
		/[\p{Cc}\p{Cf}]/gu,
		(character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
	)
}

/** `a`, `a and b`, `a, b and c`; of many, the first few and how many more there are. */
export function list(words: readonly string[], most = 6): string {
	const shown = words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words
	return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
