/** Lengths of time as a person writes them on a command line. */

/**
 * Seconds of a text such as `30m`, `2h` or `1h30m`; `undefined` for anything else.
 *
 * @example secondsIn('1h30m') // 5400
 */
export function secondsIn(text: string): number | undefined {
	const [, hours, minutes] = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/.exec(text) ?? []
	if (hours === undefined && minutes === undefined) return undefined
	return Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60
}

/**
 * The same the other way round; whole minutes.
 *
 * @example showSeconds(5400) // '1h30m'
 */
export function showSeconds(seconds: number): string {
	const minutes = Math.round(seconds / 60)
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
	return `${hours === 0 ? '' : `${hours}h`}${rest === 0 && hours > 0 ? '' : `${rest}m`}`
}
