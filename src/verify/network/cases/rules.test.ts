/** The rules of network policies hold, and each of them is shown by cases or says why none can show it. */
import { describe, expect, test } from 'vitest'
import { decide, endpointNames } from './cluster.suite.ts'
import { networkPolicyRules } from './network-policy-rules.suite.ts'
import { orderedPolicyFields, orderedPolicyRules } from './ordered-policy-rules.suite.ts'
import { type Case, type Rule, usual } from './rules.suite.ts'

/** The answer to `SOURCE > DESTINATION PROTOCOL PORT`. */
function answerTo(question: string, added: Case[1]): string {
	const [from = '', to = '', protocol = '', port = ''] = question.split(/ > | /)
	const objects = [...usual, ...added]
	const isFound = !/^\w+\/\w+$/.test(from) || endpointNames(objects).includes(from)
	return isFound ? decide(objects, from, to, `${protocol} ${port}`) : 'no such end'
}

function questionsOf(
	cases: readonly Case[],
): readonly [title: string, question: string, added: Case[1], answer: string][] {
	return cases.flatMap(([what, added, ...answers]) =>
		answers.map((line): [string, string, Case[1], string] => {
			const [question = '', answer = ''] = line.split(/: (?=[^:]*$)/)
			return [`${what}: ${line}`, question, added, answer]
		}),
	)
}

describe.each<[subject: string, count: number, rules: readonly Rule[]]>([
	['NetworkPolicy', 25, networkPolicyRules],
	['fields of ordered policies', 9, orderedPolicyFields],
	['ordered policies', 13, orderedPolicyRules],
])('%s', (_subject, count, rules) => {
	test(`each of the ${count} rules is here, with cases or with a reason why there are none`, () => {
		expect(rules.map(([number]) => number)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
		expect(rules.every(([, , shown]) => shown.length > 0)).toBe(true)
	})

	const shown = rules.flatMap(([number, says, cases]): [string, readonly Case[]][] =>
		typeof cases === 'string' ? [] : [[`${number}. ${says}`, cases]],
	)

	describe.each(shown)('%s', (_rule, cases) => {
		test.each(questionsOf(cases))('%s', (_title, question, added, answer) => {
			expect(answerTo(question, added)).toBe(answer)
		})
	})
})
