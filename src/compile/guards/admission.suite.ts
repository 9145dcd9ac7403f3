/**
 * An API server's admission, as far as guards need it: policies are evaluated by a CEL engine that we did not write. What Kubernetes
 * has besides CEL (the authorizer, quantities) is added here; the real server has the last word (test/attacks/guards.test.ts).
 */
import { Environment } from '@marcbachmann/cel-js'
import type { KubeObject } from '../../model/kube-object.ts'
import { parseQuantity } from '../../model/quantity.ts'

/** A request that has passed authorization. */
export interface AdmissionRequest {
	readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
	readonly resource: string
	readonly subResource?: string
	readonly name?: string
	readonly namespace?: string
	readonly object?: object
	readonly oldObject?: object
	/** Labels of the namespace; absent for what is in none. */
	readonly namespaceLabels?: Readonly<Record<string, string>>
	/** What the caller may do, as `verb group/resource[/subresource][:name][@namespace]`. */
	readonly rights?: readonly string[]
}

/** A question to the authorizer, as it is put together. */
class Question {
	readonly parts: Readonly<Record<string, string>>
	constructor(parts: Readonly<Record<string, string>>) {
		this.parts = parts
	}
	with(part: string, value: string): Question {
		return new Question({ ...this.parts, [part]: value })
	}
	get text(): string {
		const { verb, group, resource, subresource, name, namespace } = this.parts
		return `${verb} ${group}/${resource}${subresource === undefined ? '' : `/${subresource}`}${name === undefined ? '' : `:${name}`}${namespace === undefined ? '' : `@${namespace}`}`
	}
}

class Amount {
	readonly value: bigint
	constructor(value: bigint) {
		this.value = value
	}
}

const environment = new Environment({
	unlistedVariablesAreDyn: true,
	enableOptionalTypes: true,
	homogeneousAggregateLiterals: false,
})
	.registerType('Question', Question)
	.registerType('Amount', Amount)
	.registerFunction('quantity(string): Amount', (text: string) => new Amount(parseQuantity(text) ?? 0n))
	.registerFunction('Amount.compareTo(Amount): int', (a: Amount, b: Amount) =>
		a.value === b.value ? 0n : a.value < b.value ? -1n : 1n,
	)
for (const part of ['group', 'resource', 'subresource', 'name', 'namespace', 'check'])
	environment.registerFunction(`Question.${part}(string): Question`, (question: Question, value: string) =>
		question.with(part === 'check' ? 'verb' : part, value),
	)
environment.registerVariable('rights', 'list')
environment.registerFunction('Question.allowed(): bool', (question: Question) => asked.rights.includes(question.text))

/** Whom the authorizer is asked about while a policy is evaluated. */
const asked: { rights: readonly string[] } = { rights: [] }

interface PolicySpec {
	readonly variables: readonly { readonly name: string; readonly expression: string }[]
	readonly validations: readonly {
		readonly expression: string
		readonly message: string
		readonly messageExpression?: string
	}[]
}

/**
 * What a policy says to a request that it sees.
 *
 * @returns the message of the first rule that does not hold; `undefined` where all do
 * @throws where an expression fails: with `failurePolicy: Fail` the request is then refused
 */
export function judge(policy: KubeObject, request: AdmissionRequest): string | undefined {
	const { variables, validations } = policy['spec'] as unknown as PolicySpec
	const context = contextOf(variables, request)
	for (const { expression, message, messageExpression } of validations)
		if (evaluated(expression, context) !== true)
			return messageExpression === undefined ? message : String(evaluated(messageExpression, context))
	return undefined
}

/** What an expression of a policy with these variables gives for a request. */
export function evaluate(variables: PolicySpec['variables'], expression: string, request: AdmissionRequest): unknown {
	return evaluated(expression, contextOf(variables, request))
}

/** What expressions see of a request. */
function contextOf(variables: PolicySpec['variables'], request: AdmissionRequest): Record<string, unknown> {
	const { object = null, oldObject = null, namespaceLabels, rights = [], ...rest } = request
	asked.rights = rights
	const context: Record<string, unknown> = {
		object: whole(object),
		oldObject: whole(oldObject),
		request: {
			operation: rest.operation,
			resource: { resource: rest.resource },
			...(rest.subResource === undefined ? {} : { subResource: rest.subResource }),
			...(rest.name === undefined ? {} : { name: rest.name }),
			...(rest.namespace === undefined ? {} : { namespace: rest.namespace }),
		},
		namespaceObject: namespaceLabels === undefined ? null : { metadata: { labels: namespaceLabels } },
		authorizer: new Question({}),
	}
	const values: Record<string, unknown> = {}
	context['variables'] = values
	// As the API server does, each is worked out only when it is asked for.
	for (const { name, expression } of variables)
		Object.defineProperty(values, name, {
			enumerable: true,
			get: () => evaluated(expression, context),
		})
	return context
}

const parsed = new Map<string, (context: Record<string, unknown>) => unknown>()

/** An expression is read once, however often it is evaluated. */
function evaluated(expression: string, context: Record<string, unknown>): unknown {
	const known = parsed.get(expression) ?? environment.parse(expression)
	parsed.set(expression, known)
	return known(context)
}

/** JSON's whole numbers are integers in Kubernetes' schemas. */
function whole(value: unknown): unknown {
	if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
	if (Array.isArray(value)) return value.map(whole)
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, whole(each)]))
	return value
}
