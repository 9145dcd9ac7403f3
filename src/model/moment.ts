/** Moments as texts: RFC 3339, the only way in which Kubernetes writes them. Computed here, as nothing in the model knows a clock. */

/** Without a time zone it would be another moment on each machine. */
const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|([+-])(\d{2}):(\d{2}))$/

/**
 * Seconds since 1970 of a moment; `undefined` for a text that is none.
 *
 * @example secondsAt('1970-01-02T01:00:00+01:00') // 86400
 */
export function secondsAt(text: string): number | undefined {
	const match = rfc3339.exec(text)
	if (match === null) return undefined
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = match.slice(1, 8).map(numberOf)
	const [east = 0, eastMinutes = 0] = match.slice(9, 11).map(numberOf)
	const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
	// RFC 3339 knows leap seconds.
	const isTime = hour <= 23 && minute <= 59 && second <= 60 && east <= 23 && eastMinutes <= 59
	if (!isDay || !isTime) return undefined
	const offset = (east * 3_600 + eastMinutes * 60) * (match[8] === '-' ? -1 : 1)
	return daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second + fraction - offset
}

function numberOf(digits: string | undefined): number {
	return Number(digits ?? 0)
}

function daysIn(year: number, month: number): number {
	if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
	return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Years begin in March here, so that the leap day is the last one. */
function daysSince1970(year: number, month: number, day: number): number {
	const y = month <= 2 ? year - 1 : year
	const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
	return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468
}
