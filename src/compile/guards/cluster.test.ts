/** Namespaces, nodes and bindings: the guards `namespaces`, `nodes`, `roleBindings`. */
import { describe } from 'vitest'
import { exemption, judgeRows, type Try } from './policies.suite.ts'

describe('namespaces', () => {
	const ours = { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' }
	const secure = { ...ours, 'pod-security.kubernetes.io/enforce': 'baseline' }
	const object = (labels?: object, annotations?: object) => ({
		metadata: { ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) },
	})
	const update = (after: object, before: object): Try => ({ operation: 'UPDATE', object: after, oldObject: before })
	const says = (keys: string) => `only the platform may set ${keys} of the namespace it`
	const all = 'stage, stagewall.dev/app, stagewall.dev/plan'
	const enforce = 'pod-security.kubernetes.io/enforce'
	const selector = 'scheduler.alpha.kubernetes.io/node-selector'
	judgeRows('namespaces', { resource: 'namespaces', wide: true }, [
		['a namespace of nobody', { object: object() }],
		['a namespace with labels of others', { object: object({ team: 'a' }, { note: 'x' }) }],
		['a namespace of a stage', { object: object({ stage: 'dev' }) }, says('stage')],
		['a namespace of the plan', { object: object({ 'stagewall.dev/plan': 'webshop' }) }, says('stagewall.dev/plan')],
		['a namespace of another plan', { object: object({ 'stagewall.dev/plan': 'other', stage: 'qa' }) }],
		['a namespace of a stage in another cluster', { object: object({ stage: 'prod' }) }],
		['it changes its stage', update(object({ ...ours, stage: 'test' }), object(ours)), says('stage')],
		['it leaves its stage', update(object({}), object(ours)), says(all)],
		['it leaves its stage, with all its labels', update(object(), object(ours)), says(all)],
		[
			'it changes its app',
			update(object({ ...ours, 'stagewall.dev/app': 'blog' }), object(ours)),
			says('stagewall.dev/app'),
		],
		['a namespace of nobody joins', update(object({ stage: 'dev' }), object({})), says('stage')],
		['its security is taken away', update(object(ours), object(secure)), says(enforce)],
		[
			'its security becomes another',
			update(object({ ...secure, 'pod-security.kubernetes.io/enforce': 'privileged' }), object(secure)),
			says(enforce),
		],
		[
			'an empty value is set',
			update(object({ ...ours, 'pod-security.kubernetes.io/enforce-version': '' }), object(ours)),
			says(`${enforce}-version`),
		],
		[
			'a warning is set',
			update(object({ ...secure, 'pod-security.kubernetes.io/warn': 'restricted' }), object(secure)),
		],
		[
			'the security of a namespace of nobody',
			update(object({ 'pod-security.kubernetes.io/enforce': 'privileged' }), object({})),
		],
		['nodes for all its pods', update(object(ours, { [selector]: 'a=b' }), object(ours)), says(selector)],
		[
			'nodes for all its pods were there',
			update(object(ours, { [selector]: 'a=b' }), object(ours, { [selector]: 'a=b' })),
		],
		['nodes for the pods of a namespace of nobody', update(object({}, { [selector]: 'a=b' }), object({}))],
		['another label', update(object({ ...ours, team: 'a' }), object(ours))],
		[
			'by its status',
			{ ...update(object({ ...ours, stage: 'test' }), object(ours)), subResource: 'status' },
			says('stage'),
		],
		['whoever is exempt', { object: object(ours), rights: [exemption('create', 'namespaces')] }],
		['it is deleted', { operation: 'DELETE', oldObject: object(ours) }, 'the namespace it belongs to the plan webshop'],
		['one of nobody is deleted', { operation: 'DELETE', oldObject: object({ team: 'a' }) }],
		[
			'whoever may delete everything',
			{ operation: 'DELETE', oldObject: object(ours), rights: [exemption('delete', 'namespaces')] },
		],
		['a namespace whose name comes later', { object: object(ours), unnamed: true }, '(no name yet)'],
	])
})

describe('nodes', () => {
	const label = 'node-restriction.kubernetes.io/stage'
	const taint = 'stagewall.dev/stage'
	const node = (labels?: object, taints?: readonly object[]) => ({
		metadata: labels === undefined ? {} : { labels },
		spec: taints === undefined ? {} : { taints },
	})
	const update = (after: object, before: object): Try => ({ object: after, oldObject: before })
	const own = { key: taint, value: 'perf', effect: 'NoSchedule' }
	const says = (what: string) => `the node it would belong to another stage: only the platform changes ${what}`
	judgeRows('nodes', { operation: 'UPDATE', resource: 'nodes', wide: true }, [
		['nothing changes', update(node(), node())],
		['it joins a stage', update(node({ [label]: 'test' }), node({})), says(label)],
		['it joins a stage, and had no labels', update(node({ [label]: 'test' }), node()), says(label)],
		['it leaves a stage', update(node({}), node({ [label]: 'test' })), says(label)],
		['it changes its stage', update(node({ [label]: 'perf' }), node({ [label]: 'test' })), says(label)],
		['another label', update(node({ [label]: 'test', rack: '7' }), node({ [label]: 'test' }))],
		['it gets the taint of a stage', update(node({}, [own]), node({})), says(`${taint}=perf:NoSchedule`)],
		['it loses the taint of a stage', update(node({}, []), node({}, [own])), says(`${taint}=perf:NoSchedule`)],
		[
			'the taint changes its effect',
			update(node({}, [{ ...own, effect: 'PreferNoSchedule' }]), node({}, [own])),
			says(`${taint}=perf:PreferNoSchedule, ${taint}=perf:NoSchedule`),
		],
		[
			'a taint without a value',
			update(node({}, [{ key: taint, effect: 'NoSchedule' }]), node({})),
			says(`${taint}=:NoSchedule`),
		],
		[
			'it is cordoned',
			update(node({}, [own, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]), node({}, [own])),
		],
		['by its status', { ...update(node({ [label]: 'test' }), node({})), subResource: 'status' }, says(label)],
		['whoever is exempt', { ...update(node({ [label]: 'test' }), node({})), rights: [exemption('update', 'nodes')] }],
	])
})

describe('roleBindings', () => {
	const group = (name: string) => ({ kind: 'Group', name })
	const user = (name: string) => ({ kind: 'User', name })
	const account = (namespace?: string) => ({
		kind: 'ServiceAccount',
		name: 'ci',
		...(namespace === undefined ? {} : { namespace }),
	})
	const object = (...subjects: readonly object[]) => ({ subjects })
	const says = (who: string) => `the plan gives no access to the stage test to ${who}`
	judgeRows('role-bindings', { stage: 'test', resource: 'rolebindings' }, [
		['no subjects', { object: {} }],
		['people of the stage', { object: object(group('ldap:qa'), group('ldap:webshop-developers')) }],
		[
			'people of another stage',
			{ stage: 'dev', object: object(group('ldap:qa')) },
			'to the stage dev to Group ldap:qa',
		],
		['a user called like a group', { object: object(user('ldap:qa')) }, says('User ldap:qa')],
		['a stranger', { object: object(group('ldap:qa'), user('mallory')) }, says('User mallory')],
		['everybody', { object: object(group('system:authenticated')) }, says('Group system:authenticated')],
		['an account of the namespace', { object: object(account('shop-test')) }],
		['an account of the namespace, which is not named', { object: object(account()) }],
		['an account of the namespace, with an empty name of it', { object: object(account('')) }],
		['an account of another namespace', { object: object(account('shop-dev')) }, says('ServiceAccount shop-dev/ci')],
		['several strangers', { object: object(user('a'), account('b')) }, says('User a, ServiceAccount b/ci')],
		['a stranger is added', { operation: 'UPDATE', object: object(user('a')), oldObject: object() }, says('User a')],
		[
			'a stranger stays',
			{ operation: 'UPDATE', object: object(user('a'), group('ldap:qa')), oldObject: object(user('a')) },
		],
		['a stranger goes', { operation: 'UPDATE', object: {}, oldObject: object(user('a')) }],
		['whoever is exempt', { object: object(user('a')), rights: [exemption('create', 'rolebindings')] }],
	])
})
