/** What pods are besides where they run: the guards `scheduling`, `labels`, `resources`, `exec`. */
import { describe } from 'vitest'
import { exemption, judgeRows } from './policies.suite.ts'

describe('scheduling', () => {
	const spec = (more: object) => ({ object: { spec: more } })
	judgeRows('scheduling', {}, [
		['nothing is said', spec({})],
		['the default scheduler', spec({ schedulerName: 'default-scheduler' })],
		['a scheduler that the plan knows', spec({ schedulerName: 'gang' })],
		['another scheduler', spec({ schedulerName: 'careless' }), 'the scheduler careless is not one that the plan knows'],
		['no class by name', spec({ priorityClassName: '' })],
		['a class that the plan gives to all', spec({ priorityClassName: 'shared' })],
		[
			'a class of nobody',
			spec({ priorityClassName: 'rush' }),
			'the priority class rush is not given to the stage dev (guards.priorityClasses)',
		],
		[
			'the class of another stage',
			spec({ priorityClassName: 'webshop-perf' }),
			'its pods could push out those of other stages. It has shared',
		],
		['the class of its own stage', { stage: 'perf', ...spec({ priorityClassName: 'webshop-perf' }) }],
		['whoever is exempt', { ...spec({ schedulerName: 'careless' }), rights: [exemption('create', 'scheduling')] }],
	])
})

describe('labels', () => {
	const object = (labels?: object) => ({ metadata: labels === undefined ? {} : { labels } })
	const update = (after?: object, before?: object) => ({
		operation: 'UPDATE' as const,
		object: object(after),
		oldObject: object(before),
	})
	const wrong = 'in a namespace of the stage dev the label stage has to be dev, not prod'
	const missing = 'in a namespace of the stage dev the label stage has to be dev, and it is missing'
	judgeRows('labels', { resource: 'configmaps' }, [
		['the label of the stage', { object: object({ stage: 'dev' }) }],
		['the label of another stage', { object: object({ stage: 'prod' }) }, wrong],
		['no label, where it should have been written', { object: object({ app: 'x' }) }, missing],
		['no labels at all, where it should have been written', { object: object() }, missing],
		['no label of a pod, where nothing is written', { bare: true, resource: 'pods', object: object() }, missing],
		['no label of something else, where nothing is written', { bare: true, object: object() }],
		['the label of another stage, where nothing is written', { bare: true, object: object({ stage: 'prod' }) }, wrong],
		['it becomes another', update({ stage: 'prod' }, { stage: 'dev' }), wrong],
		['it is taken away', update({}, { stage: 'dev' }), missing],
		['it is taken away, where nothing is written', { bare: true, ...update({}, { stage: 'dev' }) }, missing],
		['it is put right', update({ stage: 'dev' }, { stage: 'prod' })],
		['it is given', update({ stage: 'dev' })],
		['a wrong one stays', update({ stage: 'prod' }, { stage: 'prod' })],
		['a missing one stays away', update()],
		[
			'it becomes another by the status',
			{ ...update({ stage: 'prod' }, { stage: 'dev' }), resource: 'pods', subResource: 'status' },
			wrong,
		],
		['whoever is exempt', { object: object({ stage: 'prod' }), rights: [exemption('create', 'labels')] }],
	])
})

describe('resources', () => {
	const amounts = (cpu: unknown, memory: unknown) => ({ cpu, memory })
	const declared = { name: 'a', resources: { requests: amounts('1', '1Gi'), limits: amounts('2', '2Gi') } }
	const even = { name: 'b', resources: { requests: amounts('1', '1Gi'), limits: amounts('1000m', '1024Mi') } }
	const bare = { name: 'c' }
	const pod = (containers: readonly object[], more: object = {}) => ({ object: { spec: { containers, ...more } } })
	const undeclared = (names: string) =>
		`every container declares requests and limits of cpu and memory; these do not: ${names}`
	const uneven = (names: string) => `requests are equal to limits of cpu and memory; they are not in ${names}`
	judgeRows('resources', {}, [
		['a stage with defaults demands nothing', pod([bare])],
		['declared', { stage: 'test', ...pod([declared, even]) }],
		['not declared', { stage: 'test', ...pod([declared, bare]) }, undeclared('c')],
		['empty resources', { stage: 'test', ...pod([{ name: 'x', resources: {} }]) }, undeclared('x')],
		[
			'requests alone',
			{ stage: 'test', ...pod([{ name: 'x', resources: { requests: amounts('1', '1Gi') } }]) },
			undeclared('x'),
		],
		[
			'cpu alone',
			{ stage: 'test', ...pod([{ name: 'x', resources: { requests: { cpu: '1' }, limits: { cpu: '1' } } }]) },
			undeclared('x'),
		],
		['an init container', { stage: 'test', ...pod([declared], { initContainers: [bare] }) }, undeclared('c')],
		['the pod as a whole', { stage: 'test', ...pod([bare], { resources: declared.resources }) }],
		[
			'the pod as a whole, in part',
			{ stage: 'test', ...pod([bare], { resources: { requests: amounts('1', '1Gi') } }) },
			undeclared('c'),
		],
		['even, written in two ways', { stage: 'perf', ...pod([even]) }],
		['not even', { stage: 'perf', ...pod([even, declared]) }, uneven('a')],
		['the pod as a whole is even', { stage: 'perf', ...pod([bare], { resources: even.resources }) }],
		['not declared where it is measured', { stage: 'perf', ...pod([bare]) }, undeclared('c')],
		['whoever is exempt', { stage: 'perf', ...pod([bare]), rights: [exemption('create', 'resources')] }],
	])
})

describe('exec', () => {
	const connect = { operation: 'CONNECT', resource: 'pods' } as const
	const use = 'use stagewall.dev/breakglass@shop-test'
	const says = (way: string) => `no access level of the stage test gives ${way}: it takes break-glass access`
	judgeRows('exec', connect, [
		['a level of the stage has it', { subResource: 'exec' }],
		['no level of the stage has it', { stage: 'test', subResource: 'exec' }, says('pods/exec')],
		['forwarding a port, which operate has', { stage: 'test', subResource: 'portforward' }],
		['a proxy, which no level has', { subResource: 'proxy' }, 'gives pods/proxy'],
		['a proxy to a Service', { resource: 'services', subResource: 'proxy' }, 'gives services/proxy'],
		[
			'a container for debugging',
			{ operation: 'UPDATE', stage: 'test', subResource: 'ephemeralcontainers', object: {}, oldObject: {} },
			says('pods/ephemeralcontainers'),
		],
		[
			'a container for debugging where a level has it',
			{ operation: 'UPDATE', subResource: 'ephemeralcontainers', object: {}, oldObject: {} },
		],
		['break-glass access', { stage: 'test', subResource: 'exec', rights: [use] }],
		[
			'every right in the namespace is no break-glass access',
			{ stage: 'test', subResource: 'exec', rights: [use, use.replace('use', 'anything')] },
			says('pods/exec'),
		],
		[
			'break-glass access elsewhere',
			{ stage: 'test', subResource: 'exec', rights: [use.replace('test', 'perf')] },
			says('pods/exec'),
		],
		['whoever is exempt', { stage: 'test', subResource: 'exec', rights: [exemption('connect', 'exec')] }],
	])
})
