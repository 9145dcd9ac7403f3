/** Looking at what somebody wrote: every field that is not as the API has it is noted with its place, never guessed at. */
import { type KubeObject, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { nearest } from '../../model/nearest.ts'

/** Something in the input that could not be understood, and what is therefore not certain. */
export interface Problem {
	/** `undefined` where no single object can be named. */
	readonly ref: ObjectRef | undefined
	/** e.g. `spec.ingress[0].from[1].ipBlock.cidr`. */
	readonly field: string | undefined
	readonly message: string
	readonly remedy: string | undefined
	/** About whom answers may be other than computed: one namespace, or all of them; `nobody` where it is only worth a word. */
	readonly affects: { readonly namespace: string } | 'everybody' | 'nobody'
}

/** A YAML or JSON mapping. */
export type Mapping = Readonly<Record<string, unknown>>

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Mapping {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The problems of one object. */
export class Notes {
	readonly problems: Problem[] = []
	readonly #ref: ObjectRef
	readonly #affects: Problem['affects']

	constructor(ref: ObjectRef, affects: Problem['affects']) {
		this.#ref = ref
		this.#affects = affects
	}

	/** Notes that a field is wrong. */
	wrong(field: string, message: string, remedy?: string): undefined {
		this.problems.push({ ref: this.#ref, field, message, remedy, affects: this.#affects })
	}

	/** Notes what is odd but certain. */
	remark(field: string, message: string, remedy?: string): void {
		this.problems.push({ ref: this.#ref, field, message, remedy, affects: 'nobody' })
	}

	/** A mapping without keys that the API does not know; `undefined` where it is absent or no mapping. */
	mapping(value: unknown, field: string, known: readonly string[]): Mapping | undefined {
		if (value === undefined || value === null) return undefined
		if (!isMapping(value)) return this.wrong(field, `is ${describe(value)} instead of a mapping`)
		for (const key of Object.keys(value)) {
			if (known.includes(key)) continue
			const meant = nearest(key, known)
			this.wrong(
				`${field}.${key}`,
				'is a field that the API does not know: it may drop it or refuse the object',
				meant === undefined ? `Known are: ${known.join(', ')}.` : `Did you mean ${meant}?`,
			)
		}
		return value
	}

	/** A list; absent and `null` are empty, as the API has it. */
	list(value: unknown, field: string, most = Number.POSITIVE_INFINITY): readonly unknown[] {
		if (value === undefined || value === null) return []
		if (!Array.isArray(value)) {
			this.wrong(field, `is ${describe(value)} instead of a list`)
			return []
		}
		if (value.length > most) this.wrong(field, `has ${value.length} elements, the API takes at most ${most}`)
		return value
	}

	/** A list that is either absent or has something in it. */
	filled(value: unknown, field: string, most: number): readonly unknown[] {
		const list = this.list(value, field, most)
		if (Array.isArray(value) && value.length === 0) this.wrong(field, 'is empty, which the API refuses')
		return list
	}

	/** One of some words; `undefined` where it is absent or another one. */
	word<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word | undefined {
		if (value === undefined || value === null) return undefined
		const found = words.find((word) => word === value)
		if (found !== undefined) return found
		const meant = typeof value === 'string' ? nearest(value, words) : undefined
		return this.wrong(
			field,
			`is ${describe(value)}, which is none of ${words.join(', ')}`,
			meant === undefined ? undefined : `Did you mean ${meant}?`,
		)
	}

	/** A whole number within bounds; `undefined` where it is absent or something else. */
	number(value: unknown, field: string, [least, most]: readonly [number, number]): number | undefined {
		if (value === undefined || value === null) return undefined
		if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
		return this.wrong(field, `is ${describe(value)} instead of a whole number from ${least} to ${most}`)
	}
}

/** A value as it stands in a message, cut where it is long. */
export function describe(value: unknown): string {
	if (value === null) return 'null'
	if (Array.isArray(value)) return 'a list'
	if (typeof value === 'object') return 'a mapping'
	const text = JSON.stringify(value) ?? 'nothing'
	return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Notes about an object. */
export function notesFor(object: KubeObject, affects: Problem['affects']): Notes {
	return new Notes(refOf(object), affects)
}
