import { expect, test } from 'vitest'
import { chooseImpersonation, impersonationHeaders } from './impersonation.ts'

const nobody = { groups: [], extra: {} }
const erin = { user: 'erin', uid: '7', groups: ['qa'], extra: { 'example.org/Scope': ['a', 'b'] } }

test.each([
	['nobody', {}, nobody, nobody],
	['whom the kubeconfig says', {}, erin, erin],
	[
		'whom the command line says instead, and nothing of the other',
		{ asUser: 'bob', asGroups: ['ops'] },
		erin,
		{ user: 'bob', groups: ['ops'], extra: {} },
	],
	['whom the kubeconfig says, with more groups', { asGroups: ['ops'] }, erin, { ...erin, groups: ['qa', 'ops'] }],
])('acts as %s', (_, commandLine, kubeconfig, expected) => {
	expect(chooseImpersonation(commandLine, kubeconfig)).toEqual(expected)
})

test('groups alone are nobody', () => {
	expect(() => chooseImpersonation({ asGroups: ['ops'] }, nobody)).toThrow(
		expect.objectContaining({ code: 'cluster/impersonation' }),
	)
})

test('headers', () => {
	expect(impersonationHeaders(nobody)).toEqual({})
	expect(impersonationHeaders(erin)).toEqual({
		'impersonate-user': 'erin',
		'impersonate-uid': '7',
		'impersonate-group': ['qa'],
		'impersonate-extra-example.org%2fscope': ['a', 'b'],
	})
})

test('a name with an umlaut goes out as the bytes of UTF-8', () => {
	const header = impersonationHeaders({ ...nobody, user: 'jürgen' })['impersonate-user'] as string
	expect(Buffer.from(header, 'latin1').toString('utf8')).toBe('jürgen')
})
