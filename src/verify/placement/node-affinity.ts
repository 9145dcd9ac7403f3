/** Required node affinity (component-helpers, scheduling/corev1/nodeaffinity). */
import type { AffinityTerm, NodeRequirement, PlacementNode } from './placement.ts'

/** What of a term a node does not meet; none where it matches, `nothing` for a term that matches no node. */
export type TermFailure = { readonly requirement: NodeRequirement } | 'empty' | 'invalid'

/** Why a node does not match a term; `undefined` where it does. */
export function termFailure({ expressions, fields }: AffinityTerm, node: PlacementNode): TermFailure | undefined {
	if (expressions.length === 0 && fields.length === 0) return 'empty'
	if (!expressions.every(isValidExpression) || !fields.every(isValidField)) return 'invalid'
	const label = (key: string): string | undefined => (Object.hasOwn(node.labels, key) ? node.labels[key] : undefined)
	// A field that there is not has no value, and is not absent.
	const field = (key: string): string => (key === 'metadata.name' ? node.name : '')
	const requirement =
		expressions.find((each) => !isMet(each, label(each.key))) ?? fields.find((each) => !isMet(each, field(each.key)))
	return requirement === undefined ? undefined : { requirement }
}

/** @example 'pool In [fast, slow]', '!gpu', 'metadata.name In [node-1]' */
export function showRequirement({ key, operator, values }: NodeRequirement): string {
	if (operator === 'Exists') return key
	if (operator === 'DoesNotExist') return `!${key}`
	return operator === 'In' || operator === 'NotIn'
		? `${key} ${operator} [${values.join(', ')}]`
		: `${key} ${operator === 'Gt' ? '>' : operator === 'Lt' ? '<' : operator} ${values.join(', ')}`
}

function isMet({ operator, values }: NodeRequirement, has: string | undefined): boolean {
	switch (operator) {
		case 'In':
			return has !== undefined && values.includes(has)
		case 'NotIn':
			return has === undefined || !values.includes(has)
		case 'Exists':
			return has !== undefined
		case 'DoesNotExist':
			return has === undefined
		default:
			return isOrdered(has, operator, values[0])
	}
}

function isOrdered(has: string | undefined, operator: string, wanted: string | undefined): boolean {
	const [left, right] = [integer(has), integer(wanted)]
	if (left === undefined || right === undefined) return false
	return operator === 'Gt' ? left > right : left < right
}

/** Any amount of zeros before it, and a plus sign, are fine (strconv.ParseInt). */
function integer(text: string | undefined): bigint | undefined {
	if (text === undefined || !/^[+-]?[0-9]+$/.test(text)) return undefined
	const number = BigInt(text.replace('+', ''))
	return BigInt.asIntN(64, number) === number ? number : undefined
}

const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

/** A term with a requirement that cannot be read matches nothing (apimachinery, labels.NewRequirement). */
function isValidExpression({ key, operator, values }: NodeRequirement): boolean {
	if (key === '' || !values.every((value) => value.length <= 63 && labelValue.test(value))) return false
	switch (operator) {
		case 'In':
		case 'NotIn':
			return values.length > 0
		case 'Exists':
		case 'DoesNotExist':
			return values.length === 0
		case 'Gt':
		case 'Lt':
			return values.length === 1 && integer(values[0]) !== undefined
		default:
			return false
	}
}

function isValidField({ operator, values }: NodeRequirement): boolean {
	return (operator === 'In' || operator === 'NotIn') && values.length === 1
}
