/** Random nodes and pod specs, as the API server takes them: few words, so that they often meet. */
import fc from 'fast-check'

const keys = ['pool', 'disk', 'stage'] as const
const values = ['', 'a', 'b', '1', '2', '10'] as const
const taintKeys = ['stage', 'gpu'] as const
const effects = ['NoSchedule', 'NoExecute', 'PreferNoSchedule'] as const

/** Names of the nodes. */
export const nodeNames = Array.from({ length: 12 }, (_, index) => `node-${index + 1}`)

const key = fc.constantFrom(...keys)
const value = fc.constantFrom(...values)
/** Written in so many of ten. */
export const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, often: number): fc.Arbitrary<Value | undefined> =>
	fc.oneof({ weight: often, arbitrary }, { weight: 10 - often, arbitrary: fc.constant(undefined) })
/** Fields that have no value are not written. */
const sketch = <Shape extends object>(shape: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> =>
	shape.map((each) => Object.fromEntries(Object.entries(each).filter(([, of]) => of !== undefined)) as Shape)

const taint = fc.record({
	key: fc.constantFrom(...taintKeys),
	value: fc.constantFrom('', 'a', 'b'),
	effect: fc.constantFrom(...effects),
})

/** What a random node carries. */
export interface RandomNode {
	readonly labels: Readonly<Record<string, string>>
	readonly taints: readonly {
		readonly key: string
		readonly value: string
		readonly effect: (typeof effects)[number]
	}[]
	readonly unschedulable: boolean
}

/** A node; most have no taint. */
export const randomNode: fc.Arbitrary<RandomNode> = fc.record({
	labels: fc.dictionary(key, value, { maxKeys: 3 }),
	taints: fc.oneof(
		{ weight: 2, arbitrary: fc.constant([]) },
		// A key has each effect once.
		{ weight: 1, arbitrary: fc.uniqueArray(taint, { maxLength: 2, selector: (each) => `${each.key}:${each.effect}` }) },
	),
	unschedulable: fc.integer({ max: 5, min: 0 }).map((number) => number === 0),
})

const expression = fc.oneof(
	fc.record({
		key,
		operator: fc.constantFrom('In', 'NotIn'),
		values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
	}),
	fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
	fc.record({
		key,
		operator: fc.constantFrom('Gt', 'Lt'),
		values: fc.constantFrom('0', '1', '5', '010').map((number) => [number]),
	}),
)
const fieldExpression = fc.record({
	key: fc.constant('metadata.name'),
	operator: fc.constantFrom('In', 'NotIn'),
	values: fc.constantFrom(...nodeNames).map((name) => [name]),
})
const term = sketch(
	fc.record({
		matchExpressions: maybe(fc.array(expression, { maxLength: 2 }), 9),
		matchFields: maybe(fc.array(fieldExpression, { maxLength: 1 }), 3),
	}),
)

const toleration = fc.oneof(
	sketch(
		fc.record({
			key: fc.constantFrom(...taintKeys),
			operator: maybe(fc.constant('Equal'), 7),
			value: fc.constantFrom('', 'a', 'b'),
			effect: maybe(fc.constantFrom(...effects), 6),
		}),
	),
	sketch(
		fc.record({
			key: fc.constantFrom(...taintKeys, 'node.kubernetes.io/unschedulable', 'node.kubernetes.io/not-ready'),
			operator: fc.constant('Exists'),
			effect: maybe(fc.constantFrom(...effects), 6),
		}),
	),
	{
		weight: 1,
		arbitrary: sketch(fc.record({ operator: fc.constant('Exists'), effect: maybe(fc.constantFrom(...effects), 6) })),
	},
)

/** The fields of a pod's spec that say where it may run. */
export const randomSpec = sketch(
	fc.record({
		nodeSelector: maybe(fc.dictionary(key, value, { maxKeys: 2 }), 4),
		affinity: maybe(
			fc.array(term, { minLength: 1, maxLength: 3 }).map((nodeSelectorTerms) => ({
				nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
			})),
			4,
		),
		tolerations: maybe(fc.array(toleration, { maxLength: 3 }), 6),
	}),
)
