import { expect, test } from 'vitest'
import type { PlacementRadius } from '../model/change.ts'
import { kinds } from '../model/kinds.ts'
import { nodesText } from './node-changes.ts'
import { paintFor } from './paint.ts'

const web = { group: 'apps', kind: 'Deployment', namespace: 'shop-dev', name: 'web' }
const none: PlacementRadius = { nodes: [], missing: [], evicts: [], strands: [], unseen: [] }
const taints = ['stage=perf:NoSchedule', 'stage=perf:NoExecute']
const text = (more: Partial<PlacementRadius>): string => nodesText({ ...none, ...more }, paintFor(false)).join('\n')

test('nothing where no node changes', () => {
	expect(nodesText(undefined, paintFor(false))).toEqual([])
	expect(text({})).toBe('')
})

test('nodes with the same marks are one line; who has to leave, when and why', () => {
	expect(
		text({
			nodes: [
				{ node: 'n1', labels: { pool: 'perf' }, taints },
				{ node: 'n2', labels: { pool: 'perf' }, taints },
				{ node: 'n3', labels: {}, taints: ['stage=perf:NoExecute'] },
			],
			missing: ['n9'],
			evicts: [
				{ object: web, stage: 'dev', pods: 2, nodes: ['n1', 'n2'], taints: ['stage=perf:NoExecute'] },
				{
					object: { ...web, namespace: 'logs' },
					pods: 1,
					nodes: ['n1'],
					taints: ['a:NoExecute', 'b:NoExecute'],
					afterSeconds: 60,
				},
			],
			strands: [{ object: web, stage: 'dev', before: 3 }],
			unseen: [{ kind: kinds.Pod, reason: 'forbidden', message: 'no' }],
		}),
	).toBe(`  nodes
    n1, n2  + label pool=perf, taint stage=perf:NoSchedule, taint stage=perf:NoExecute
    n3  + taint stage=perf:NoExecute
    not there: n9
    evicts  Deployment shop-dev/web (dev)  2 pods on n1, n2, as stage=perf:NoExecute is not tolerated
    evicts  Deployment logs/web  1 pod on n1, as a:NoExecute and b:NoExecute are tolerated for 60 s
    strands Deployment shop-dev/web (dev)  no node is left for its pods (3 before)
    not visible: pods`)
})

test('where nobody has to, that is said', () => {
	expect(text({ nodes: [{ node: 'n1', labels: { pool: 'perf' }, taints: [] }] })).toBe(`  nodes
    n1  + label pool=perf
    no pod has to leave`)
})

test('many are counted', () => {
	const strands = Array.from({ length: 14 }, (_, index) => ({ object: { ...web, name: `web-${index}` }, before: 1 }))
	const lines = text({ strands }).split('\n')
	expect(lines).toHaveLength(14)
	expect(lines.at(-1)).toBe('    and 2 more')
})
