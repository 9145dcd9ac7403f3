/** Amounts as they are written → exact numbers of whole units. */
import { formatOfGrain, formatQuantity, type Grain, grainOf, parseQuantity, type Quantity } from '../model/quantity.ts'
import type { Container } from './places.ts'
import { quote, type Report } from './report.ts'

const one = 1_000_000_000n
const units: Readonly<Record<Grain, { readonly size: Quantity; readonly name: string }>> = {
	millis: { size: one / 1000n, name: 'thousandths (1m)' },
	bytes: { size: one, name: 'bytes' },
	pieces: { size: one, name: 'pieces' },
}

/** The API keeps a quantity in 64 bits, and takes what is larger for the largest. */
const largest = (2n ** 63n - 1n) * one

/**
 * The amount in an entry of a map.
 *
 * @param key - the quota key or resource name that says how finely it can be divided
 * @returns `undefined` where the map has no such entry, or none that makes sense
 */
export function amountIn<Key extends string>(
	map: { readonly [name in Key]?: string | number | undefined },
	field: Key,
	key: string,
	report: Report,
	zeroAllowed = true,
): Quantity | undefined {
	const text = map[field]
	const amount = text === undefined ? undefined : parseQuantity(text)
	if (amount === undefined) return undefined
	const refuse = (message: string, hint: string): undefined =>
		amountError(map, field, `${field}: ${message}`, hint, report)
	const { size, name } = units[grainOf(key)]
	if (amount % size !== 0n)
		return refuse(
			`${quote(String(text))} is no whole number of ${name}`,
			`Did you mean ${show(key, (amount / size) * size + size)}?`,
		)
	if (amount === 0n && !zeroAllowed)
		return refuse('with nothing at all no pod could run', 'Give it an amount above 0, or leave it out.')
	return amount > largest
		? refuse(`${quote(String(text))} is more than Kubernetes can count`, 'Is the suffix right?')
		: amount
}

function amountError(map: Container, field: string, message: string, hint: string, report: Report): undefined {
	report.error('plan/amount', report.places.value(map, field), message, hint)
}

/** An amount as Kubernetes writes it. */
export function show(key: string, amount: Quantity): string {
	return formatQuantity(amount, formatOfGrain[grainOf(key)])
}
