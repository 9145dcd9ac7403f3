/** How placement is said to a person. */
import type { ObjectRef } from '../../model/kube-object.ts'
import { showSome } from '../words.ts'

/** A reference to a node. */
export function nodeRef(name: string): ObjectRef {
	return { group: '', kind: 'Node', name }
}

/** @example 'the node perf-1', '4 nodes (a, b, c, d)' */
export function nodesWords(names: readonly string[]): string {
	return names.length === 1 ? `the node ${names[0]}` : `${names.length} nodes (${showSome(names, 4)})`
}
