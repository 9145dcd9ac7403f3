/** Where pods may land: every rule of the guard `placement`, for pods and for what makes them. */
import { describe } from 'vitest'
import { exemption, judgeRows, type Row } from './policies.suite.ts'

const label = 'node-restriction.kubernetes.io/stage'
const taint = 'stagewall.dev/stage'
/** test draws its pods by a label, perf by a label and keeps others off by a taint; dev has neither. */
const inPerf = { nodeSelector: { [label]: 'perf' }, tolerations: [{ key: taint, operator: 'Equal', value: 'perf' }] }
const inTest = { nodeSelector: { [label]: 'test' } }
const affinity = (...matchExpressions: readonly object[]) => ({
	nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
})
const toPerf = affinity({ key: label, operator: 'In', values: ['perf'] })

/** Rows about a pod's spec, where it is in an object. */
function rows(wrap: (spec: object) => object, isPod: boolean): readonly Row[] {
	const object = (spec: object) => ({ object: wrap({ containers: [], ...spec }) })
	const update = (spec: object, before: object) => ({
		operation: 'UPDATE' as const,
		...object(spec),
		oldObject: wrap({ containers: [], ...before }),
	})
	const tolerates = (...tolerations: readonly object[]) => object({ tolerations })
	const foreign = 'may not tolerate the taints of other stages'
	return [
		['nothing is said', object({})],
		['a node is named', object({ nodeName: 'perf-1' }), 'may not name its node (nodeName)'],
		['the name of a node is empty', object({ nodeName: '' })],
		['a node is named that was named before', update({ nodeName: 'a' }, { nodeName: 'a' })],
		...(isPod
			? []
			: [['another node is named', update({ nodeName: 'b' }, { nodeName: 'a' }), 'may not name its node'] as const]),
		['every taint is tolerated', tolerates({ operator: 'Exists' }), `${foreign}: {no key, which is every taint}`],
		['every taint is tolerated, by an empty key', tolerates({ key: '', operator: 'Exists' }), foreign],
		['every taint of one effect is tolerated', tolerates({ operator: 'Exists', effect: 'NoExecute' }), foreign],
		[
			'the taint of another stage is tolerated',
			tolerates({ key: taint, value: 'perf' }),
			`{key: ${taint}, value: perf}`,
		],
		['the taint of any stage is tolerated', tolerates({ key: taint, operator: 'Exists' }), foreign],
		['what keeps nobody off is tolerated', tolerates({ operator: 'Exists', effect: 'PreferNoSchedule' })],
		['other taints are tolerated', tolerates({ key: 'gpu', operator: 'Exists' }, { key: 'spot', value: 'yes' })],
		['the own taint is tolerated', { stage: 'perf', ...object(inPerf) }],
		[
			'the key of the own taint is tolerated as a whole',
			{
				stage: 'perf',
				...object({ ...inPerf, tolerations: [...inPerf.tolerations, { key: taint, operator: 'Exists' }] }),
			},
			foreign,
		],
		['a toleration is added', update({ tolerations: [{ operator: 'Exists' }] }, {}), foreign],
		[
			'a toleration stays',
			update({ tolerations: [{ operator: 'Exists' }] }, { tolerations: [{ operator: 'Exists' }] }),
		],
		[
			'the nodes of another stage are selected',
			object({ nodeSelector: { [label]: 'perf' } }),
			'may not select nodes of another stage',
		],
		['other nodes are selected', object({ nodeSelector: { disk: 'fast' } })],
		['the own nodes are selected', { stage: 'test', ...object(inTest) }],
		[
			'the nodes of another stage are selected in a stage that has its own',
			{ stage: 'test', ...object({ nodeSelector: { [label]: 'perf' } }) },
			`needs the nodeSelector {${label}: test}, not {${label}: perf}`,
		],
		['a foreign selector stays', update({ nodeSelector: { [label]: 'perf' } }, { nodeSelector: { [label]: 'perf' } })],
		['a selector becomes a foreign one', update({ nodeSelector: { [label]: 'perf' } }, {}), 'may not select'],
		['an affinity leads to another stage', object({ affinity: toPerf }), 'may not select nodes of another stage'],
		[
			'an affinity leads to any stage',
			object({ affinity: affinity({ key: label, operator: 'Exists' }) }),
			'may not select',
		],
		[
			'an affinity leads to another stage with more',
			object({
				affinity: affinity({ key: 'disk', operator: 'Exists' }, { key: label, operator: 'Gt', values: ['1'] }),
			}),
			'may not select',
		],
		['an affinity leads away from stages', object({ affinity: affinity({ key: label, operator: 'DoesNotExist' }) })],
		[
			'an affinity leads away from one stage',
			object({ affinity: affinity({ key: label, operator: 'NotIn', values: ['perf'] }) }),
		],
		['an affinity is for other nodes', object({ affinity: affinity({ key: 'disk', operator: 'Exists' }) })],
		['an affinity is for pods', object({ affinity: { podAffinity: {} } })],
		[
			'an affinity is preferred',
			object({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } }),
		],
		[
			'an affinity has a term of fields',
			object({
				affinity: {
					nodeAffinity: {
						requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [] }] },
					},
				},
			}),
		],
		[
			'an affinity matters nothing where the selector binds',
			{ stage: 'test', ...object({ ...inTest, affinity: toPerf }) },
		],
		['an affinity for another stage is added', update({ affinity: toPerf }, {}), 'may not select'],
		['an affinity for another stage stays', update({ affinity: toPerf }, { affinity: toPerf })],
		[
			'whoever is exempt names a node',
			{ ...object({ nodeName: 'perf-1' }), rights: [exemption('create', 'placement')] },
		],
		[
			'the exemption from updates is none from creation',
			{ ...object({ nodeName: 'perf-1' }), rights: [exemption('update', 'placement')] },
			'may not name',
		],
		// Where the API server writes nothing, everything has to be brought.
		['a selector is missing', { bare: true, stage: 'test', ...object({}) }, `needs the nodeSelector {${label}: test}`],
		[
			'a toleration is missing',
			{ bare: true, stage: 'perf', ...object({ nodeSelector: inPerf.nodeSelector }) },
			`needs the toleration {key: ${taint}, operator: Equal, value: perf}`,
		],
		['both are brought', { bare: true, stage: 'perf', ...object(inPerf) }],
		[
			'one effect alone is tolerated',
			{
				bare: true,
				stage: 'perf',
				...object({ ...inPerf, tolerations: [{ key: taint, value: 'perf', effect: 'NoSchedule' }] }),
			},
			'needs the toleration',
		],
		[
			'both effects are tolerated',
			{
				bare: true,
				stage: 'perf',
				...object({
					...inPerf,
					tolerations: ['NoSchedule', 'NoExecute'].map((effect) => ({ key: taint, value: 'perf', effect })),
				}),
			},
		],
		['what lacks both can be changed', { bare: true, stage: 'perf', ...update({ priority: 1 }, {}) }],
	]
}

describe('pods', () =>
	judgeRows(
		'placement-pods',
		{},
		rows((spec) => ({ spec }), true),
	))

describe.each(['templates', 'daemons'])('%s', (part) =>
	judgeRows(
		`placement-${part}`,
		{ resource: 'deployments' },
		rows((spec) => ({ spec: { template: { spec } } }), false),
	),
)

describe('cronjobs', () => {
	const wrap = (spec: object) => ({ spec: { jobTemplate: { spec: { template: { spec } } } } })
	judgeRows('placement-cronjobs', { resource: 'cronjobs' }, rows(wrap, false))
})

describe('what is written into pods later is not asked of templates', () =>
	judgeRows('placement-templates', { stage: 'perf' }, [
		['nothing is said', { object: { spec: { template: { spec: { containers: [] } } } } }],
	]))

describe('what is written into pods and DaemonSets at once is asked of them', () => {
	const says = `needs the nodeSelector {${label}: perf}`
	judgeRows('placement-pods', { stage: 'perf' }, [['nothing is said', { object: { spec: {} } }, says]])
	judgeRows('placement-daemons', { stage: 'perf' }, [
		['nothing is said in a DaemonSet', { object: { spec: { template: { spec: {} } } } }, says],
	])
})

describe('bindings', () =>
	judgeRows('placement-bindings', { resource: 'pods', subResource: 'binding', object: {} }, [
		['somebody binds a pod', {}, 'only the scheduler binds pods of the stage dev to nodes'],
		[
			'whoever may in this namespace is no scheduler',
			{ rights: ['create /pods/binding@shop-dev'] },
			'only the scheduler',
		],
		['the scheduler binds a pod', { rights: ['create /pods/binding'] }],
	]))
