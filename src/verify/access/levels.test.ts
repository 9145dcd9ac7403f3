import { expect, test } from 'vitest'
import { rightsWords } from '../../report/access-words.ts'
import { partsOf } from './allowed.ts'
import { knownLevels, rightsAs } from './levels.ts'
import { clusterOf } from './lines.suite.ts'

const { access, tenancy } = clusterOf('role x: get pods', {
	levels: [
		{ name: 'look', description: '', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] },
		{ name: 'peep', description: '', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
	],
})
const levels = knownLevels(tenancy, access)

/** Rights as a role has them, with those of a level before them; and what they are called. */
const cases: readonly (readonly [level: string, more: string, words: string])[] = [
	['view', '', 'view'],
	['operate', '', 'operate'],
	['deploy', '', 'deploy'],
	['near-admin', '', 'near-admin'],
	['look', '', 'look'],
	['k8s view', '', 'k8s view'],
	['k8s edit', '', 'k8s edit'],
	['k8s admin', '', 'k8s admin'],
	['view', 'create pods/exec', 'view + exec'],
	['view', 'create pods/exec; get,list,watch secrets', 'view + exec, read secrets'],
	['view', 'create pods/exec; delete pods; create configmaps', 'view + exec, delete pods, 1 more'],
	['near-admin', 'create,update networkpolicies.networking.k8s.io', 'near-admin + networkpolicies'],
	['near-admin', 'bind roles.rbac.authorization.k8s.io', 'near-admin + bind roles'],
	['view', 'get secrets[a]', 'view + read secrets a'],
	['view', 'get secrets[a,b]', 'view + read 2 secrets'],
	['view', '* *.apps', 'view + all of apps'],
	['view', 'get /metrics', 'view + read /metrics'],
	['', '* *.*', 'everything'],
	['view', '* *.*', 'everything'],
	['', 'get,list pods', 'look'],
	['', 'get,list,delete pods', 'look + delete pods'],
	['', 'delete pods', 'only delete pods'],
	['', 'create pods/exec; get services', 'only exec, read services'],
	['', 'delete pods; get services; create configmaps', 'custom: 3 verbs on 3 resources'],
	['', '* pods/exec; get services; create configmaps', 'custom: all verbs on 3 resources'],
	['', '* pods', 'look + pods'],
]
test.each(cases)('%s and "%s"', (level, more, words) => {
	const base =
		levels.find(({ name, origin }) => (origin === 'kubernetes' ? `k8s ${name}` : name) === level)?.rules ?? []
	const own =
		more === ''
			? []
			: [...clusterOf(`role y: ${more}`).access.roles.values()].find(({ ref }) => ref.name === 'y')?.rules
	expect(rightsWords(rightsAs(levels, partsOf([...base, ...(own ?? [])])))).toBe(words)
})
