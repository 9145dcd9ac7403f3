import { expect, test } from 'vitest'
import type { Cluster, Observation } from './cluster/cluster.ts'
import { foreseePlacement } from './foresight.ts'
import type { Facts } from './model/facts.ts'
import { kindKey, kinds } from './model/kinds.ts'
import type { Session, Target } from './targets.ts'
import { nodeObject, podObject } from './verify/placement/placement.suite.ts'
import { namespaces, tenancy } from './verify/verify.suite.ts'

const objects = [nodeObject('n1'), podObject('shop-dev/web', 'nodeName: n1')]
const session: Session = { file: 'stages.yaml', environment: {} }
const facts: Facts = { cluster: 'shared', objects: namespaces, unseen: [], absent: [] }
const taint = { key: 'stage', value: 'test', effect: 'NoExecute' }

/** A cluster that may not show its RuntimeClasses, and notes what it is asked for. */
function target(asked: string[]): Target {
	const cluster = {
		describe: async () => ({ name: 'shared', type: 'live', serverVersion: 'v1.37.2', kinds: [] }),
		observe: async ({ wants }: Observation): Promise<Facts> => {
			asked.push(...wants.map(({ kind }) => kind.kind))
			const hidden = { kind: kinds.RuntimeClass, reason: 'forbidden', message: 'no' } as const
			return { cluster: 'shared', objects, unseen: [hidden], absent: [] }
		},
	} as unknown as Cluster
	return { tenancy, source: { name: 'shared', source: { type: 'context' } }, cluster }
}

test('what taints evict is foreseen, and what was seen for the plan is not read again', async () => {
	const asked: string[] = []
	const radius = await foreseePlacement(target(asked), session, [{ node: 'n1', labels: {}, taints: [taint] }], facts)
	expect(radius).toMatchObject({
		nodes: [{ node: 'n1', taints: ['stage=test:NoExecute'] }],
		evicts: [{ object: { kind: 'Pod', name: 'web' }, stage: 'dev', pods: 1 }],
	})
	expect(radius?.unseen.map(({ kind }) => kind && kindKey(kind))).toEqual(['node.k8s.io/RuntimeClass'])
	expect(asked).toContain('Node')
	expect(asked).not.toContain('Namespace')
})

test('where no node is to change, nothing is looked at', async () => {
	const asked: string[] = []
	expect(await foreseePlacement(target(asked), session, [], facts)).toBeUndefined()
	expect(asked).toEqual([])
})
