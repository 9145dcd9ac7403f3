/**
 * A short name for a text, the same for the same text: FNV-1a with 64 bits. It tells versions apart; it is no protection against
 * whoever looks for two texts of one name.
 *
 * @example fingerprint('') // 'cbf29ce484222325'
 */
export function fingerprint(text: string): string {
	let hash = 0xcbf29ce484222325n
	for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
	return hash.toString(16).padStart(16, '0')
}
