import { describe, expect, test } from 'vitest'
import { isUnseen, mergeWants, newlyUnseen, type Unseen, type Want } from './facts.ts'
import { kinds } from './kinds.ts'

/** `Pod whole in a,b` as a want. */
function want(text: string): Want {
	const [, kind = '', detail, within] = /^(\w+) (whole|metadata)(?: in (.*))?$/.exec(text) ?? []
	return {
		kind: kinds[kind as keyof typeof kinds],
		detail: detail as Want['detail'],
		...(within === undefined ? {} : { within: within.split(',') }),
	}
}
function shown({ kind, detail, within }: Want): string {
	return `${kind.kind} ${detail}${within === undefined ? '' : ` in ${within.join(',')}`}`
}

const merges: readonly [what: string, wants: readonly string[], merged: readonly string[]][] = [
	['nothing', [], []],
	['different kinds stay in their order', ['Role whole', 'Pod metadata'], ['Role whole', 'Pod metadata']],
	['twice the same is once', ['Pod whole', 'Role whole', 'Pod whole'], ['Pod whole', 'Role whole']],
	['whole after metadata', ['Pod metadata', 'Role whole', 'Pod whole'], ['Pod whole', 'Role whole']],
	['metadata after whole', ['Pod whole', 'Pod metadata'], ['Pod whole']],
	['namespaces add up', ['Pod whole in a,b', 'Pod whole in b,c'], ['Pod whole in a,b,c']],
	['the whole cluster after namespaces', ['Pod whole in a', 'Pod whole'], ['Pod whole']],
	['namespaces after the whole cluster', ['Pod whole', 'Pod whole in a'], ['Pod whole']],
	['the most of both', ['Pod whole in a', 'Pod metadata'], ['Pod whole']],
	['namespaces and detail each by itself', ['Pod metadata in a', 'Pod whole in b'], ['Pod whole in a,b']],
]

test.each(merges)('wants merged: %s', (_, wants, merged) => {
	expect(mergeWants(wants.map(want)).map(shown)).toEqual(merged)
})

describe('what may have been overlooked', () => {
	const forbidden = { reason: 'forbidden', message: 'no' } as const
	const policy = { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace: 'a', name: 'x' }
	const namespace = { group: '', kind: 'Namespace', name: 'a' }
	const cases: readonly [what: string, unseen: Unseen, ref: typeof policy | typeof namespace, isUnseen: boolean][] = [
		['a kind in the whole cluster', { kind: kinds.NetworkPolicy, ...forbidden }, policy, true],
		['another kind', { kind: kinds.Role, ...forbidden }, policy, false],
		['the kind in its namespace', { kind: kinds.NetworkPolicy, namespace: 'a', ...forbidden }, policy, true],
		['the kind in another namespace', { kind: kinds.NetworkPolicy, namespace: 'b', ...forbidden }, policy, false],
		['the kind but for its namespace', { kind: kinds.NetworkPolicy, except: ['a'], ...forbidden }, policy, false],
		['the kind but for another namespace', { kind: kinds.NetworkPolicy, except: ['b'], ...forbidden }, policy, true],
		['a Namespace, which is in itself', { kind: kinds.Namespace, except: ['a'], ...forbidden }, namespace, false],
		['a group that is not there', { kind: undefined, group: 'metrics.k8s.io/v1beta1', ...forbidden }, policy, false],
		// Kinds that are asked for by name are answered by name, whatever discovery could not say.
		['its own group in discovery', { kind: undefined, group: 'networking.k8s.io/v1', ...forbidden }, policy, false],
	]
	test.each(cases)('%s', (_, unseen, ref, expected) => {
		expect(isUnseen([unseen], ref)).toBe(expected)
	})
})

describe('what could not be read now, and could be before', () => {
	/** `Role`, `Role in a`, `Role but a,b`, or the name of an API group. */
	const unseen = (text: string): Unseen => {
		const [name = '', how, where = ''] = text.split(' ')
		const kind = kinds[name as keyof typeof kinds] as Unseen['kind']
		return {
			kind,
			...(kind === undefined ? { group: name } : {}),
			...(how === 'in' ? { namespace: where } : {}),
			...(how === 'but' ? { except: where.split(',') } : {}),
			reason: 'failed',
			message: '',
		}
	}
	test.each<[before: readonly string[], now: readonly string[], newly: readonly number[]]>([
		[[], [], []],
		[[], ['Role', 'Role in a', 'Role but a'], [0, 1, 2]],
		[['RoleBinding'], ['Role'], [0]],
		[['Role'], ['Role', 'Role in a', 'Role but a'], []],
		[['Role in a'], ['Role in a', 'Role in b', 'Role'], [1, 2]],
		[['Role but a,b'], ['Role in c', 'Role in a', 'Role', 'Role but a', 'Role but a,b,c'], [1, 2, 3]],
		[[], ['metrics.k8s.io/v1beta1'], []],
		[['metrics.k8s.io/v1beta1'], ['Role'], [0]],
	])('before %j, now %j', (before, now, newly) => {
		const after = now.map(unseen)
		expect(newlyUnseen(before.map(unseen), after)).toEqual(newly.map((index) => after[index]))
	})
})
