/** How much there has to be so that each namespace gets something. */
import { divide, type Grain, grainOf, type Quantity } from '../model/quantity.ts'

const one = 1_000_000_000n

/** What an amount is counted in here. */
const steps: Readonly<Record<Grain, Quantity>> = { millis: one / 1000n, bytes: one * 1024n ** 2n, pieces: one }

/**
 * The given amount where every namespace gets a part of it; else the next larger one of which that is so, in whole thousandths
 * of a processor, mebibytes or pieces.
 *
 * @param key - the quota key that says how finely it can be divided
 */
export function smallestDividable(
	key: string,
	amount: Quantity,
	members: readonly { readonly share: number }[],
): Quantity {
	const shares = members.map(({ share }) => share)
	const grain = grainOf(key)
	const works = (candidate: Quantity) => divide(candidate, shares, grain)?.every((part) => part > 0n) ?? false
	if (shares.length === 0 || works(amount)) return amount
	const step = steps[grain]
	const total = shares.reduce((sum, share) => sum + BigInt(share), 0n)
	const least = BigInt(Math.min(...shares))
	// Of so many steps, even the smallest share is a whole one.
	let enough = (total + least - 1n) / least
	let tooLittle = amount / step
	// A part need not grow with the whole (largest remainders jump), but what is found to be enough has been tried.
	while (enough - tooLittle > 1n) {
		const middle = (enough + tooLittle) / 2n
		if (works(middle * step)) enough = middle
		else tooLittle = middle
	}
	return enough * step
}
