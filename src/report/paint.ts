/** Colour for a terminal, or none. Whether there is one is decided by the caller. */

/** Ways to mark a text. */
export interface Paint {
	bold(text: string): string
	dim(text: string): string
	red(text: string): string
	green(text: string): string
	yellow(text: string): string
	cyan(text: string): string
}

/**
 * @param coloured - `false` gives every text back as it is
 */
export function paintFor(coloured: boolean): Paint {
	const sgr =
		(open: number, close: number) =>
		(text: string): string =>
			coloured ? `\u001b[${open}m${text}\u001b[${close}m` : text
	return {
		bold: sgr(1, 22),
		dim: sgr(2, 22),
		red: sgr(31, 39),
		green: sgr(32, 39),
		yellow: sgr(33, 39),
		cyan: sgr(36, 39),
	}
}
