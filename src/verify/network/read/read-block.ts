/** Ranges of addresses as rules write them. */
import { type Cidr, holds, readCidr, showCidr } from '../../../model/cidr.ts'
import { describe, type Notes } from '../../reading/notes.ts'
import type { Block } from '../network.ts'

/** Reads an `ipBlock`; `undefined` where it is none. */
export function readBlock(notes: Notes, value: unknown, field: string): Block | undefined {
	const written = notes.mapping(value, field, ['cidr', 'except'])
	if (written === undefined) return undefined
	const cidr = readRange(notes, written['cidr'], `${field}.cidr`)
	if (cidr === undefined) return undefined
	const except = notes.list(written['except'], `${field}.except`).flatMap((hole, index): readonly Cidr[] => {
		const range = readRange(notes, hole, `${field}.except[${index}]`)
		if (range === undefined) return []
		if (holds(cidr, range) && range.prefix > cidr.prefix) return [range]
		notes.wrong(`${field}.except[${index}]`, `${describe(hole)} is not a part of ${showCidr(cidr)}`)
		return []
	})
	return { cidr, except }
}

/**
 * A range. The API server takes one that does not begin at its first address and means the whole range by it, which is worth a
 * word but changes nothing.
 */
export function readRange(notes: Notes, value: unknown, field: string): Cidr | undefined {
	if (typeof value !== 'string') return notes.wrong(field, `is ${describe(value)} instead of a range of addresses`)
	const read = readCidr(value)
	if (!('mistake' in read)) return read
	const { mistake, suggestion } = read
	const meant = suggestion === undefined ? undefined : readCidr(suggestion)
	const isSloppy = meant !== undefined && !('mistake' in meant) && value.includes('/') && !value.includes('::ffff')
	if (!isSloppy)
		return notes.wrong(
			field,
			`${describe(value)} is no range of addresses: ${mistake}`,
			suggestion === undefined ? undefined : `Did you mean ${suggestion}?`,
		)
	notes.remark(field, `${describe(value)} means ${suggestion}: ${mistake}`, `Write ${suggestion}.`)
	return meant
}
