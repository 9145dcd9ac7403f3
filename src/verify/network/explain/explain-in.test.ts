import { expect, test } from 'vitest'
import type { KnownError } from '../../../model/errors.ts'
import type { Unseen } from '../../../model/facts.ts'
import { kinds } from '../../../model/kinds.ts'
import { tenancy } from '../../verify.suite.ts'
import { namespace, pod } from '../cases/cluster.suite.ts'
import { clusterOf } from './explain.suite.ts'
import { explainIn } from './explain-in.ts'
import type { ExplainedCluster } from './explain-network.ts'

const noPods: Unseen = { kind: kinds.Pod, reason: 'forbidden', message: 'forbidden for erin' }
const everywhere = { ...clusterOf([pod('x/a', '', { ports: 'http=TCP 80' }), pod('x/b')]), cluster: 'one' }
const second = { ...clusterOf([namespace('empty'), pod('y/c'), pod('y/d')]), cluster: 'two' }
const third = { ...clusterOf([pod('x/a'), pod('x/b')]), cluster: 'three' }
const blind = { ...clusterOf([namespace('x')], undefined, [noPods]), cluster: 'blind' }

test('the cluster that has both ends is the one', () => {
	const explanation = explainIn([everywhere, second], 'y/c', 'y/d', undefined, 5)
	expect(explanation).toMatchObject({ cluster: 'two', from: 'Pod y/c', to: 'Pod y/d', asked: 'all' })
})

const mistakes: readonly (readonly [
	clusters: readonly ExplainedCluster[],
	asked: readonly [from: string, to: string, port?: string],
	code: string,
	says: RegExp,
])[] = [
	[[everywhere, second], ['x/a', 'x/bb'], 'usage/unknown-end', /there is no pod or workload "bb".*Did you mean x\/b\?/],
	[[everywhere, second], ['y/c', 'y/e'], 'usage/unknown-end', /"e" in the namespace y/],
	[
		[everywhere, second],
		['x/a', 'y/c'],
		'usage/several-clusters',
		/x\/a is in the cluster one and y\/c in two.*address/,
	],
	[[everywhere, second], ['y/c', 'x/a'], 'usage/several-clusters', /y\/c is in the cluster two and x\/a in one/],
	[[everywhere, third], ['x/a', 'x/b'], 'usage/which-cluster', /--cluster one \| three/],
	[[second], ['y/c', 'ns:empty'], 'usage/no-pods', /the namespace empty has no pods/],
	[[second], ['ns:empty', 'y/c'], 'usage/no-pods', /the namespace empty has no pods/],
	[[everywhere], ['x/a', 'x/b', 'eighty/tcp/x'], 'usage/port', /"eighty\/tcp\/x" is no port/],
	[[everywhere], ['x/b', 'x/a', 'htp'], 'usage/port', /no container port is called "htp" there.*Did you mean http\?/],
	[
		[blind],
		['x/a', 'x/b'],
		'explain/not-visible',
		/"a" in the namespace x, and pods could not be read.*forbidden for erin/,
	],
]
test.each(mistakes)('%#: what is wrong, and what to do', (clusters, [from, to, port], code, says) => {
	let error: KnownError | undefined
	try {
		explainIn(clusters, from, to, port, 5)
	} catch (thrown) {
		error = thrown as KnownError
	}
	expect(error?.code).toBe(code)
	expect(error?.exit).toBe(code === 'explain/not-visible' ? 'cluster' : 'usage')
	expect(`${error?.message} ${error?.hint}`).toMatch(says)
})

test('more pairs than anybody would read are refused', () => {
	const pods = Array.from({ length: 510 }, (_, index) => pod(`ns-${index}/a`))
	const namespaces = pods.map(({ metadata: { namespace: name = '' } }) => {
		return { name, app: 'a', stage: 'dev', cluster: 'shared', share: 1 }
	})
	const huge = clusterOf(pods, { ...tenancy, namespaces })
	const explain = (): unknown => explainIn([huge], 'stage:dev', 'stage:dev', undefined, 5)
	expect(explain).toThrow('too many different connections from stage dev to stage dev')
})
