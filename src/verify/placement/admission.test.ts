import { expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import type { NodeRule, Stage } from '../../model/tenancy.ts'
import { tenancy } from '../verify.suite.ts'
import { admissionOf } from './admission.ts'
import { workloadObject, yaml } from './placement.suite.ts'
import { readPlacement } from './read/read-placement.ts'
import { showToleration } from './tolerates.ts'

const policy: KubeObject = {
	apiVersion: 'admissionregistration.k8s.io/v1',
	kind: 'MutatingAdmissionPolicy',
	metadata: { name: 'stagewall-webshop-placement' },
}
const gvisor: KubeObject = {
	apiVersion: 'node.k8s.io/v1',
	kind: 'RuntimeClass',
	metadata: { name: 'gvisor' },
	handler: 'runsc',
	scheduling: yaml('{nodeSelector: {sandbox: "yes"}, tolerations: [{key: sandbox, operator: Exists}]}'),
}
const rule = (type: Exclude<NodeRule['type'], 'shared'>): NodeRule => ({
	type,
	label: { key: 'pool', value: 'dev' },
	taint: { key: 'stage', value: 'dev' },
	select: { labels: {}, names: [] },
})

interface Case {
	readonly kind?: string
	readonly spec?: string
	readonly nodes?: NodeRule
	readonly objects?: readonly KubeObject[]
}

/** What a pod of a template in shop-dev is asked about, as text. */
function admitted({ kind = 'Deployment', spec = '', nodes = rule('dedicated'), objects = [policy] }: Case): string {
	const stage: Stage = { ...(tenancy.stages[0] as Stage), nodes }
	const admit = admissionOf(tenancy, (name) => (name === 'shop-dev' ? stage : undefined), objects)
	const { placement, unadmitted, missing } = admit(
		workloadObject(kind, 'shop-dev/web'),
		yaml(spec),
		readPlacement(yaml(spec)),
	)
	const selectors = placement.nodeSelector.map(
		({ key, value, from }) => `${key}=${value}${from === undefined ? '' : '+'}`,
	)
	const tolerations = placement.tolerations.map(
		(each) =>
			`${showToleration(each).replaceAll('node.kubernetes.io/', '')}${each.seconds === undefined ? '' : ` ${each.seconds} s`}${each.from === undefined ? '' : '+'}`,
	)
	return [
		...selectors,
		...tolerations,
		...(unadmitted === undefined ? [] : [unadmitted]),
		...(missing === undefined ? [] : [missing]),
	].join(' | ')
}

const seconds = 'not-ready, whatever its value, NoExecute 300 s+ | unreachable, whatever its value, NoExecute 300 s+'
const cases: readonly (readonly [what: string, input: Case, text: string])[] = [
	['both for dedicated nodes', {}, `pool=dev+ | stage=dev+ | ${seconds}`],
	['labelled: the selector', { nodes: rule('labelled') }, `pool=dev+ | ${seconds}`],
	['tainted: the toleration', { nodes: rule('tainted') }, `stage=dev+ | ${seconds}`],
	['shared: neither', { nodes: { type: 'shared' } }, seconds],
	['without the policy, as it is written', { spec: 'nodeSelector: {a: b}', objects: [] }, `a=b | ${seconds}`],
	[
		'the policy of another plan',
		{ objects: [{ ...policy, metadata: { name: 'stagewall-other-placement' } }] },
		seconds,
	],
	['its own value stays', { spec: 'nodeSelector: {pool: prod}' }, `pool=prod | stage=dev+ | ${seconds}`],
	[
		'seconds of its own',
		{
			spec: 'tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]',
			objects: [],
		},
		'not-ready, whatever its value, NoExecute 5 s | unreachable, whatever its value, NoExecute 300 s+',
	],
	['everything tolerated', { spec: 'tolerations: [{operator: Exists}]', objects: [] }, 'every taint'],
	[
		'everything tolerated, but not that',
		{ spec: 'tolerations: [{operator: Exists, effect: NoSchedule}]', objects: [] },
		`every taint, NoSchedule | ${seconds}`,
	],
	[
		'a RuntimeClass',
		{ spec: 'runtimeClassName: gvisor', objects: [gvisor] },
		`sandbox=yes+ | sandbox, whatever its value+ | ${seconds}`,
	],
	[
		'a RuntimeClass that contradicts',
		{ spec: '{runtimeClassName: gvisor, nodeSelector: {sandbox: "no"}}', objects: [gvisor] },
		`sandbox=no | sandbox, whatever its value+ | ${seconds} | RuntimeClass gvisor wants the node label sandbox=yes, and it another value`,
	],
	[
		'a RuntimeClass that was not seen',
		{ spec: 'runtimeClassName: kata', objects: [] },
		`${seconds} | RuntimeClass kata`,
	],
	[
		'a DaemonSet',
		{ kind: 'DaemonSet', objects: [] },
		'not-ready, whatever its value, NoExecute+ | unreachable, whatever its value, NoExecute+ | disk-pressure, whatever its value, NoSchedule+ | memory-pressure, whatever its value, NoSchedule+ | pid-pressure, whatever its value, NoSchedule+ | unschedulable, whatever its value, NoSchedule+',
	],
	[
		'a DaemonSet in the network of its node',
		{ kind: 'DaemonSet', spec: 'hostNetwork: true', objects: [] },
		'not-ready, whatever its value, NoExecute+ | unreachable, whatever its value, NoExecute+ | disk-pressure, whatever its value, NoSchedule+ | memory-pressure, whatever its value, NoSchedule+ | pid-pressure, whatever its value, NoSchedule+ | unschedulable, whatever its value, NoSchedule+ | network-unavailable, whatever its value, NoSchedule+',
	],
]

test.each(cases)('%s', (_, input, text) => {
	expect(admitted(input)).toBe(text)
})
