import { expect, test } from 'vitest'
import type { Rights } from '../model/access-report.ts'
import type { RightsChange } from '../model/change.ts'
import { kinds } from '../model/kinds.ts'
import { paintFor } from './paint.ts'
import { rightsText } from './rights-changes.ts'

const level = (name: string, extras: Extract<Rights, { type: 'level' }>['extras'] = []): Rights => ({
	type: 'level',
	level: name,
	origin: 'curated',
	extras,
})
const exec = { verbs: ['create'], resource: 'pods/exec' }
const pods = { verbs: ['create'], resource: 'pods' }
const qa: RightsChange = {
	subjects: [{ kind: 'Group', name: 'ldap:qa' }],
	person: 'testers',
	place: { type: 'stage', name: 'test', size: 4 },
	namespaces: ['a', 'b', 'c', 'd'],
	after: level('operate'),
	gains: [exec],
	loses: [],
}
const ci = ['a', 'b'].map((namespace) => ({ kind: 'ServiceAccount', namespace, name: 'ci' }) as const)

function linesOf(changes: readonly RightsChange[]): string {
	return rightsText({ changes, unseen: [] }, paintFor(false)).join('\n')
}

test('who gains and loses what', () => {
	const changes: readonly RightsChange[] = [
		qa,
		{ ...qa, subjects: ci, person: 'ci', namespaces: ['a', 'b'], before: level('view') },
		{ ...qa, namespaces: ['a'], after: level('view', [exec, pods]), before: level('view', [pods]) },
		{ ...qa, after: level('deploy', [exec, pods]), before: level('view', [pods]), gains: [exec] },
		{ ...qa, before: level('operate'), after: level('view'), gains: [], loses: [exec] },
		{
			subjects: ci.slice(0, 1),
			place: { type: 'namespace', name: 'a', size: 1 },
			namespaces: ['a'],
			before: { type: 'custom', verbs: 1, resources: 1, allows: [pods] },
			gains: [],
			loses: [pods],
		},
		{
			subjects: [{ kind: 'User', name: 'root' }],
			place: { type: 'cluster', name: 'cluster', size: 0 },
			namespaces: [],
			before: { type: 'everything' },
			after: { type: 'custom', verbs: 1, resources: 1, allows: [pods] },
			gains: [pods],
			loses: [exec],
		},
	]
	expect(linesOf(changes)).toBe(`  rights
    Group ldap:qa (testers)              gains operate in test (4 namespaces)
    ServiceAccount ci of each namespace  gains operate in test (2 of 4 namespaces) (had view)
    Group ldap:qa (testers)              gains exec in a (had view + create pods)
    Group ldap:qa (testers)              gains deploy + exec in test (4 namespaces) (had view + create pods)
    Group ldap:qa (testers)              loses operate in test (4 namespaces) (keeps view)
    ServiceAccount a/ci                  loses create pods in a
    User root                            gains create pods, loses everything in the whole cluster`)
})

test('at most a dozen, and what could not be seen', () => {
	const text = rightsText(
		{
			changes: Array.from({ length: 14 }, () => qa),
			unseen: [{ kind: kinds.ClusterRole, reason: 'forbidden', message: 'no' }],
		},
		paintFor(false),
	)
	expect(text).toHaveLength(15)
	expect(text.slice(13)).toEqual(['    and 2 more', '    not visible: clusterroles'])
})

test.each([undefined, { changes: [], unseen: [] }])('nothing to say: %j', (access) => {
	expect(rightsText(access, paintFor(false))).toEqual([])
})
