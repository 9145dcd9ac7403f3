/** Which of many things with labels a selector matches, found by their labels rather than one after the other. */
import { type Labels, type Requirement, type Selector, selectorKey } from '../reading/selector.ts'
import { add, type Bits, both, noBits, united, without } from './bits.ts'

/** Answers for selectors, each computed once. */
export interface LabelIndex {
	readonly matching: (selector: Selector) => Bits
}

/**
 * Indexes things by their labels.
 *
 * @param labels - of each; `undefined` for one that no selector matches
 */
export function labelIndex(labels: readonly (Labels | undefined)[]): LabelIndex {
	const size = labels.length
	const everybody = noBits(size)
	const byKey = new Map<string, Bits>()
	const byLabel = new Map<string, Bits>()
	const put = (index: Map<string, Bits>, key: string, number: number): void => {
		let bits = index.get(key)
		if (bits === undefined) {
			bits = noBits(size)
			index.set(key, bits)
		}
		add(bits, number)
	}
	for (const [number, own] of labels.entries()) {
		if (own === undefined) continue
		add(everybody, number)
		for (const [key, value] of Object.entries(own)) {
			put(byKey, key, number)
			// Where files are read, a value may be something else than text, and then no selector names it.
			if (typeof value === 'string') put(byLabel, `${key}=${value}`, number)
		}
	}
	const nobody = noBits(size)
	const satisfying = ({ key, operator, values }: Requirement): Bits => {
		const having = byKey.get(key) ?? nobody
		if (operator === 'Exists') return having
		if (operator === 'DoesNotExist') return without(everybody, having)
		const [first, ...others] = values.map((value) => byLabel.get(`${key}=${value}`) ?? nobody)
		const named = others.reduce(united, first ?? nobody)
		return operator === 'In' ? named : without(everybody, named)
	}
	const known = new Map<string, Bits>()
	return {
		matching(selector) {
			const key = selectorKey(selector)
			let bits = known.get(key)
			if (bits === undefined) {
				const [first, ...others] = selector.map(satisfying)
				bits = others.reduce(both, first ?? everybody)
				known.set(key, bits)
			}
			return bits
		},
	}
}
