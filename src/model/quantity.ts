/**
 * Kubernetes quantities, exact: an integer number of billionths, the smallest step that the API keeps
 * (apimachinery, pkg/api/resource: anything finer is rounded up to it). Never a float.
 */

/** An exact amount in billionths of the base unit (core, byte, piece). */
export type Quantity = bigint

const one = 1_000_000_000n
const decimalSuffixes: Readonly<Record<string, number>> = {
	n: -9,
	u: -6,
	m: -3,
	'': 0,
	k: 3,
	M: 6,
	G: 9,
	T: 12,
	P: 15,
	E: 18,
}
const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const
const grammar = /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?|[eE][+-]?\d{1,3})$/

/**
 * Reads a quantity as the API server does.
 *
 * @returns the amount in billionths; `undefined` where the text is no quantity
 * @example parseQuantity('1500m') === parseQuantity('1.5') // 1_500_000_000n
 */
export function parseQuantity(text: string | number): Quantity | undefined {
	const match = grammar.exec(String(text).trim())
	if (match === null) return undefined
	const [, sign, number = '', suffix = ''] = match
	const [whole = '', fraction = ''] = number.split('.')
	let numerator = BigInt(`${whole}${fraction}` || '0') * one
	let denominator = 10n ** BigInt(fraction.length)
	const binary = binarySuffixes.indexOf(suffix as (typeof binarySuffixes)[number])
	if (binary >= 0) numerator *= 1024n ** BigInt(binary + 1)
	else {
		const exponent = decimalSuffixes[suffix] ?? Number(suffix.slice(1))
		if (exponent >= 0) numerator *= 10n ** BigInt(exponent)
		else denominator *= 10n ** BigInt(-exponent)
	}
	const billionths = (numerator + denominator - 1n) / denominator
	return sign === '-' ? -billionths : billionths
}

/** Whether two texts are the same amount; `1Gi` and `1024Mi` are. Texts that are no quantities are compared as they stand. */
export function sameQuantity(a: string | number, b: string | number): boolean {
	const left = parseQuantity(a)
	return left === undefined ? String(a) === String(b) : left === parseQuantity(b)
}

/** `binary` prints 1024-based suffixes (memory), `decimal` 1000-based ones (cpu, counts). */
export type QuantityFormat = 'decimal' | 'binary'

/**
 * Writes a quantity in the canonical form of the API: the largest suffix that leaves a whole number.
 *
 * @example formatQuantity(1_500_000_000n, 'decimal') // '1500m'
 * @example formatQuantity(parseQuantity('2048Mi'), 'binary') // '2Gi'
 */
export function formatQuantity(amount: Quantity, format: QuantityFormat): string {
	if (amount === 0n) return '0'
	if (format === 'binary' && amount % one === 0n) {
		let units = amount / one
		let suffix = ''
		for (const next of binarySuffixes) {
			if (units % 1024n !== 0n) break
			units /= 1024n
			suffix = next
		}
		return `${units}${suffix}`
	}
	let units = amount
	let suffix = 'n'
	for (const next of Object.keys(decimalSuffixes).slice(1)) {
		if (units % 1000n !== 0n) break
		units /= 1000n
		suffix = next
	}
	return `${units}${suffix}`
}

/** The steps in which an amount may be divided, coarsest first: the parts stay readable where the whole allows it. */
const steps: Readonly<Record<QuantityFormat, readonly Quantity[]>> = {
	decimal: [one / 1000n],
	binary: [one * 1024n ** 2n, one * 1024n, one],
}

/** How finely a resource can be divided: `millis` for cpu, `bytes` for memory and storage, `pieces` for counts. */
export type Grain = 'millis' | 'bytes' | 'pieces'

const cpuKey = /^((requests|limits)\.)?cpu$/
const byteKey =
	/^((requests|limits)\.)?(memory|ephemeral-storage|hugepages-.+)$|^storage$|^(.+\.storageclass\.storage\.k8s\.io\/)?requests\.storage$/

/**
 * How finely the amount of a ResourceQuota key or of a container's resource can be divided.
 *
 * @example grainOf('limits.cpu') // 'millis'
 * @example grainOf('gold.storageclass.storage.k8s.io/requests.storage') // 'bytes'
 * @example grainOf('count/deployments.apps') // 'pieces'
 */
export function grainOf(key: string): Grain {
	if (cpuKey.test(key)) return 'millis'
	return byteKey.test(key) ? 'bytes' : 'pieces'
}

/** How amounts of a grain are written. */
export const formatOfGrain: Readonly<Record<Grain, QuantityFormat>> = {
	millis: 'decimal',
	bytes: 'binary',
	pieces: 'decimal',
}

function stepOf(whole: Quantity, grain: Grain): Quantity | undefined {
	const candidates = grain === 'pieces' ? [one] : steps[formatOfGrain[grain]]
	return candidates.find((step) => whole % step === 0n)
}

/**
 * Divides an amount by shares so that the parts sum to it exactly (largest remainder; ties go to the earlier part).
 *
 * @param shares - positive whole numbers, one a part
 * @returns the parts in the order of the shares; `undefined` where the amount is no whole number of the grain
 * @example divide(parseQuantity('10'), [1, 1, 1], 'pieces') // 4, 3, 3 (in billionths)
 */
export function divide(whole: Quantity, shares: readonly number[], grain: Grain): readonly Quantity[] | undefined {
	const step = stepOf(whole, grain)
	if (step === undefined) return undefined
	const units = whole / step
	const total = shares.reduce((sum, share) => sum + BigInt(share), 0n)
	const parts = shares.map((share, index) => ({
		index,
		units: (units * BigInt(share)) / total,
		remainder: (units * BigInt(share)) % total,
	}))
	let left = units - parts.reduce((sum, part) => sum + part.units, 0n)
	const result = parts.map((part) => part.units)
	const byRemainder = parts.toSorted((a, b) =>
		a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
	)
	for (const { index } of byRemainder) {
		if (left === 0n) break
		result[index] = (result[index] ?? 0n) + 1n
		left -= 1n
	}
	return result.map((part) => part * step)
}
