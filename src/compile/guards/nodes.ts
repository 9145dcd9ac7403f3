/**
 * Guard `nodes`: the labels and taints by which nodes belong to stages. A new node may bring its own, as its pool's template says;
 * changing them is the platform's.
 */
import type { Stage } from '../../model/tenancy.ts'
import { texts } from './cel.ts'
import { type GuardPolicy, requestName } from './policy.ts'
import { labelKeys, placements, taintKeys } from './pools.ts'

/** The guard; none where no stage has nodes of its own. */
export function nodes(stages: readonly Stage[]): readonly GuardPolicy[] {
	const all = placements(stages)
	if (all.length === 0) return []
	const labels = (object: string): string => `has(${object}.metadata.labels) ? ${object}.metadata.labels : {}`
	const taints = (object: string): string =>
		`has(${object}.spec.taints) ? ${object}.spec.taints.filter(t, t.key in ${texts(taintKeys(all))}).map(t, t.key + '=' + (has(t.value) ? t.value : '') + ':' + t.effect) : []`
	return [
		{
			guard: 'nodes',
			rules: [{ groups: [''], operations: ['CREATE', 'UPDATE'], resources: ['nodes', 'nodes/status'] }],
			where: 'everywhere',
			variables: [
				{ name: 'labels', expression: labels('object') },
				{ name: 'oldLabels', expression: labels('oldObject') },
				{ name: 'taints', expression: taints('object') },
				{ name: 'oldTaints', expression: taints('oldObject') },
				{
					name: 'changed',
					// An empty list of texts would be one of numbers, which adds up with no other.
					expression: [
						...(labelKeys(all).length === 0
							? []
							: [
									`${texts(labelKeys(all))}.filter(k, variables.labels[?k].orValue('') != variables.oldLabels[?k].orValue(''))`,
								]),
						'variables.taints.filter(t, !(t in variables.oldTaints))',
						'variables.oldTaints.filter(t, !(t in variables.taints))',
					].join(' + '),
				},
			],
			checks: [
				{
					holds: 'oldObject == null || variables.changed.size() == 0',
					message: `'the node ' + ${requestName} + ' would belong to another stage: only the platform changes ' + variables.changed.join(', ')`,
				},
			],
		},
	]
}
