/** What the schema is built of: the forms that Kubernetes gives to names, labels and amounts. */
import { matching, refuse, type Shape, type TextShape, valueIn } from './shape.ts'
import { named } from './shapes.ts'
import { butIs } from './wording.ts'

/** A name that becomes a part of names of Kubernetes objects: a DNS label (RFC 1123). */
export function name(description: string): TextShape {
	return matching(
		/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
		'must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters',
		description,
	)
}

const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'

/** A label's or taint's key: a name, with a DNS subdomain and `/` before it where it belongs to somebody. */
const key = `(?=[^/=]{1,253}([/=]|$))(${subdomain}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?`

/** A label's or taint's value. */
const value = '([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?'

/** The name of an object that may have dots, such as a node or a resource with its group. */
export function dotted(description: string): TextShape {
	return matching(
		new RegExp(`^(?=.{1,253}$)${subdomain}$`),
		'must be lower-case letters, digits, "-" and ".", letter or digit at both ends, at most 253 characters',
		description,
	)
}

/** The key of a label. */
export function labelKey(description: string): TextShape {
	return matching(new RegExp(`^${key}$`), 'must be a label key, such as stage or example.org/stage', description)
}

/** A label or taint of a node. */
export function keyAndValue(description: string): TextShape {
	const must = 'must be a key, or key=value, such as stage=perf or example.org/pool=perf'
	return matching(new RegExp(`^${key}(=${value})?$`), must, description)
}

/** Labels to select by, at least one. */
export function labels(description: string): Shape<Readonly<Record<string, string>>> {
	return named(
		labelKey("A label's key."),
		matching(
			new RegExp(`^${value}$`),
			'must be a label value: letters, digits, "-", "_" and ".", at most 63 characters',
			"The label's value.",
		),
		description,
		'Without a label it would select everything.',
	)
}

const quantityPattern = /^\+?(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/

/** An amount. A number is as good as a text as long as it is exact. */
export function quantity(description: string): Shape<string | number> {
	return {
		check(entry, report) {
			const written = valueIn(entry)
			const must = 'must be a quantity, such as 500m, 2 or 64Gi, and not negative'
			if (typeof written === 'string')
				return quantityPattern.test(written) || refuse(entry, report, 'plan/wrong-value', `${must}${butIs(written)}`)
			if (typeof written !== 'number') return refuse(entry, report, 'plan/wrong-type', `${must}${butIs(written)}`)
			// Infinity and NaN are numbers to YAML.
			if (!(written >= 0 && Number.isFinite(written)))
				return refuse(entry, report, 'plan/wrong-value', `${must}${butIs(written)}`)
			const message = `has more digits than a number keeps${butIs(written)}`
			return isExact(written) || refuse(entry, report, 'plan/wrong-value', message, 'Put it in quotes.')
		},
		distance: (written) => (typeof written === 'string' || typeof written === 'number' ? 0 : undefined),
		schema: {
			anyOf: [
				{ type: 'string', pattern: quantityPattern.source },
				{ type: 'number', minimum: 0 },
			],
			description,
		},
	}
}

/** Whether a number is what was written: the double next to it may be another one where there are more than 15 digits. */
function isExact(number: number): boolean {
	return Number.isSafeInteger(number) || Number(number.toPrecision(15)) === number
}
