/**
 * Label selectors as apimachinery evaluates them: requirements are joined by AND, an empty selector matches everything, and
 * `NotIn` and `DoesNotExist` match where the key is absent.
 */

/** A label selector; without requirements it matches everything. */
export type Selector = readonly Requirement[]

/** One condition on one label. */
export interface Requirement {
	readonly key: string
	readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
	/** For `In` and `NotIn`; sorted, each once. */
	readonly values: readonly string[]
}

/** Labels of a pod, a namespace or a node. */
export type Labels = Readonly<Record<string, string>>

/** Whether labels satisfy a selector. */
export function matches(selector: Selector, labels: Labels): boolean {
	return selector.every((requirement) => satisfies(requirement, labels))
}

/** Whether labels satisfy one requirement. */
export function satisfies({ key, operator, values }: Requirement, labels: Labels): boolean {
	const value = Object.hasOwn(labels, key) ? labels[key] : undefined
	switch (operator) {
		case 'In':
			return value !== undefined && values.includes(value)
		case 'NotIn':
			return value === undefined || !values.includes(value)
		case 'Exists':
			return value !== undefined
		case 'DoesNotExist':
			return value === undefined
	}
}

/** One string for each selector that matches the same by the same requirements, in whatever order they are written. */
export function selectorKey(selector: Selector): string {
	return selector
		.map(({ key, operator, values }) => `${key} ${operator} ${values.join(',')}`)
		.toSorted()
		.join(';')
}

/**
 * A selector for a person.
 *
 * @example showSelector([{key: 'app', operator: 'In', values: ['web']}]) // 'app=web'
 */
export function showSelector(selector: Selector): string {
	return selector
		.map(({ key, operator, values }) => {
			const [only] = values
			if (operator === 'Exists') return key
			if (operator === 'DoesNotExist') return `!${key}`
			if (values.length === 1) return `${key}${operator === 'In' ? '=' : '!='}${only}`
			return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
		})
		.join(',')
}
