/** Zones that only roles know of, which nobody is bound to yet. */
import { expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { subject } from '../access.suite.ts'
import { readAccess } from '../read-access.ts'
import { namespace, rights } from '../rights.suite.ts'
import { type Deed, escalationIn } from './escalation.ts'

/** Without the binding of the second line: erin may make one for its role, in a namespace that nothing else names. */
const unbound = rights(
	'User erin may create rolebindings.rbac and bind roles.rbac everywhere',
	'User tim may create pods in shop-prod',
).slice(0, -1)

const rows: readonly [what: string, around: readonly KubeObject[]][] = [
	['beside another stage', [namespace('shop-dev')]],
	['with no other', []],
]

test.each(rows)('a stage of which there is but a role: %s', (_, around) => {
	const objects = [...around, ...unbound]
	const { can, way } = escalationIn(readAccess({ objects }), objects, (name) => name.split('-')[1])
	const may = (deed: Deed, zone: string): boolean => can(subject('User erin'), { zone, deed })
	expect(may('run', 'prod')).toBe(true)
	expect(may('run', 'dev')).toBe(false)
	expect(way(subject('User erin'), { zone: undefined, deed: 'everything' })).toBe(undefined)
})
