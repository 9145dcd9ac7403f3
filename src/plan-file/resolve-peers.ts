/** Who is no stage: pods of other namespaces, and addresses. */
import { type Cidr, holds, readCidr, showCidr } from '../model/cidr.ts'
import type { OutsidePeer } from '../model/tenancy.ts'
import type { Container, Key } from './places.ts'
import { quote, type Report } from './report.ts'

/** A peer outside the stages, as it is written. */
export type OutsideInput =
	| { readonly cidr: string; readonly except?: readonly string[] | undefined }
	| {
			readonly namespace: string | Readonly<Record<string, string>>
			readonly pods?: Readonly<Record<string, string>> | undefined
	  }

/** A peer outside the stages. */
export function resolveOutside(input: OutsideInput, report: Report): OutsidePeer {
	if ('namespace' in input) {
		const { namespace, pods = {} } = input
		return { type: 'pods', namespace: typeof namespace === 'string' ? namespace : { ...namespace }, pods: { ...pods } }
	}
	const outer = readRange(input, 'cidr', input.cidr, report)
	if (outer?.prefix === 0)
		report.warning(
			'plan/open-cidr',
			report.places.value(input, 'cidr'),
			`${input.cidr} is everybody, the whole internet included`,
			'Name the addresses that are meant.',
		)
	const { except = [] } = input
	const inner = except.flatMap((text, index) => {
		const range = readRange(except, index, text, report)
		if (range !== undefined && outer !== undefined && (!holds(outer, range) || range.prefix === outer.prefix))
			report.error(
				'plan/cidr',
				report.places.value(except, index),
				`${text} is no part of ${input.cidr}`,
				'An exception is a smaller range inside the range.',
			)
		return range === undefined ? [] : [showCidr(range)]
	})
	return { type: 'cidr', cidr: outer === undefined ? input.cidr : showCidr(outer), except: inner }
}

function readRange(container: Container, key: Key, text: string, report: Report): Cidr | undefined {
	const range = readCidr(text)
	if (!('mistake' in range)) return range
	report.error(
		'plan/cidr',
		report.places.value(container, key),
		`${quote(text)} is no range of addresses: ${range.mistake}`,
		range.suggestion === undefined
			? 'Write a range such as 203.0.113.0/24 or 2001:db8::/32.'
			: `Did you mean ${range.suggestion}?`,
	)
	return undefined
}
