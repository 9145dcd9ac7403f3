/** A small cluster of three stages, for tables of who can become whom. */
import { expect } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { subject } from '../access.suite.ts'
import { readAccess } from '../read-access.ts'
import { namespace } from '../rights.suite.ts'
import { type Escalation, escalationIn, type Target, type Way } from './escalation.ts'

/** Stages by the ending of a namespace's name. */
export function zoneOf(name: string): string | undefined {
	return /-(dev|test|prod)$/.exec(name)?.[1]
}

const namespaces = ['shop-dev', 'shop-test', 'shop-prod', 'tools'].map((name) => namespace(name))

/** What can be done in a cluster of these objects, beside a namespace for each stage and one that is in none. */
export function escalations(...objects: readonly KubeObject[]): Escalation {
	const all = [...namespaces, ...objects]
	return escalationIn(readAccess({ objects: all }), all, zoneOf)
}

/** The way of a subject to a deed in a stage (`walls prod`), or to `guards` or `everything`; `undefined` where there is none. */
export function wayOf(found: Escalation, who: string, what: string): Way | undefined {
	const [deed, zone] = what.split(' ')
	const target = { zone, deed } as Target
	const told = found.way(subject(who), target)
	expect(found.can(subject(who), target)).toBe(told !== undefined)
	return told
}

/** The same as a line. */
export function way(found: Escalation, who: string, what: string): string | undefined {
	return wayOf(found, who, what)
		?.steps.map(({ what: step }) => step)
		.join(' → ')
}
