import { describe, expect, test } from 'vitest'
import { accountOf, type Identity, identityOf, plainSubject, type Subject, showSubject, subjectKey } from './access.ts'

/** As the API server's authenticators put them together. */
const identities: readonly [subject: Subject, identity: Identity][] = [
	[
		{ kind: 'User', name: 'erin' },
		{ user: 'erin', groups: ['system:authenticated'] },
	],
	[
		{ kind: 'User', name: 'system:anonymous' },
		{ user: 'system:anonymous', groups: ['system:unauthenticated'] },
	],
	[{ kind: 'Group', name: 'devs' }, { groups: ['devs', 'system:authenticated'] }],
	[{ kind: 'Group', name: 'system:authenticated' }, { groups: ['system:authenticated'] }],
	[{ kind: 'Group', name: 'system:masters' }, { groups: ['system:masters', 'system:authenticated'] }],
	[
		{ kind: 'Group', name: 'system:unauthenticated' },
		{ user: 'system:anonymous', groups: ['system:unauthenticated'] },
	],
	[{ kind: 'Group', name: 'system:serviceaccounts' }, { groups: ['system:serviceaccounts', 'system:authenticated'] }],
	[
		{ kind: 'Group', name: 'system:serviceaccounts:dev' },
		{ groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'] },
	],
	[
		{ kind: 'Group', name: 'system:serviceaccounts-of-mine' },
		{ groups: ['system:serviceaccounts-of-mine', 'system:authenticated'] },
	],
	[
		{ kind: 'ServiceAccount', namespace: 'dev', name: 'ci' },
		{
			user: 'system:serviceaccount:dev:ci',
			groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'],
		},
	],
	[
		{ kind: 'User', name: 'system:serviceaccount:dev:ci' },
		{
			user: 'system:serviceaccount:dev:ci',
			groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'],
		},
	],
]

describe('subjects', () => {
	test.each(identities)('%j asks as %j', (subject, identity) => {
		expect(identityOf(subject)).toEqual(identity)
	})

	test.each([
		['system:serviceaccount:dev:ci', { namespace: 'dev', name: 'ci' }],
		['system:serviceaccount:dev', undefined],
		['system:serviceaccount:dev:', undefined],
		['system:serviceaccount::ci', undefined],
		['system:serviceaccount:dev:ci:more', undefined],
		['my:system:serviceaccount:dev:ci', undefined],
		['System:serviceaccount:dev:ci', undefined],
		['erin', undefined],
	])('the user %s is the service account %j', (user, account) => {
		expect(accountOf(user)).toEqual(account)
	})

	test('a service account has one spelling, whichever way a binding names it', () => {
		const [account, user] = [
			{ kind: 'ServiceAccount', namespace: 'dev', name: 'ci' },
			{ kind: 'User', name: 'system:serviceaccount:dev:ci' },
		] as const
		expect(plainSubject(user)).toEqual(account)
		expect(subjectKey(user)).toBe(subjectKey(account))
		expect(showSubject(user)).toBe('ServiceAccount dev/ci')
	})

	test('users and groups of one name are different subjects', () => {
		const [user, group] = [
			{ kind: 'User', name: 'erin' },
			{ kind: 'Group', name: 'erin' },
		] as const
		expect(subjectKey(user)).not.toBe(subjectKey(group))
		expect([user, group].map(showSubject)).toEqual(['User erin', 'Group erin'])
		// A group that is called like a service account is none.
		const odd = { kind: 'Group', name: 'system:serviceaccount:dev:ci' } as const
		expect(plainSubject(odd)).toBe(odd)
	})
})
