/** Where a binding gives somebody something, and who wrote that. */
import type { Evidence } from '../../model/finding.ts'
import { showRef } from '../../model/kube-object.ts'
import { writerOf } from '../words.ts'
import type { Binding, Grant } from './access.ts'
import type { Allowing } from './authority.ts'

/** Who wrote what a binding gives: whoever named its subjects, and whoever named its role where that is another. */
export function writerOfBinding({ object }: Pick<Binding, 'object'>): string | undefined {
	return writerOf(object, ['subjects', 'roleRef'])
}

/**
 * The place in a binding where somebody is named.
 *
 * @param observed - what stands there, or what follows from it
 */
export function grantEvidence({ binding, bound }: Pick<Grant, 'binding' | 'bound'>, observed: string): Evidence {
	const manager = writerOfBinding(binding)
	return { object: binding.ref, field: bound.field, observed, ...(manager === undefined ? {} : { manager }) }
}

/**
 * By which binding and rule somebody may do something.
 *
 * @param request - in words, e.g. `get pods in shop-dev`
 */
export function rightEvidence({ grant, field }: Omit<Allowing, 'rule'>, request: string): Evidence {
	return grantEvidence(grant, `may ${request} by ${showRef(grant.role.ref)}, ${field}`)
}
