/** Fields of a table with commas. */

/** A field, in quotes where it needs them (RFC 4180). */
export function csvField(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
