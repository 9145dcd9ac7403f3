import { describe, expect, test } from 'vitest'
import { KnownError } from '../../model/errors.ts'
import { selectContext } from './context.ts'
import { parseKubeconfig } from './kubeconfig-file.ts'

const config = (text: string) => parseKubeconfig(text, '/home/erin/.kube/config')

const two = config(`
current-context: nonprod-eu
contexts:
- {name: nonprod-eu, context: {cluster: nonprod, user: erin}}
- {name: prod-eu, context: {cluster: prod}}
clusters:
- {name: nonprod, cluster: {server: "https://nonprod:6443"}}
- {name: prod, cluster: {server: "https://rancher.example.org/k8s/clusters/c-1"}}
users:
- {name: erin, user: {token: t}}
`)

describe('a context that is there', () => {
	test('the current one', () => {
		const target = selectContext(two, undefined)
		expect(target).toMatchObject({
			name: 'nonprod-eu',
			cluster: { name: 'nonprod' },
			user: { name: 'erin', token: 't' },
		})
		expect(target.server.href).toBe('https://nonprod:6443/')
	})

	test('by name, without a user, with a path in the address', () => {
		const target = selectContext(two, 'prod-eu')
		expect(target.user).toMatchObject({ name: 'anonymous', impersonation: { groups: [] } })
		expect(target.server.pathname).toBe('/k8s/clusters/c-1')
	})
})

const context = 'current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n'
const cluster = 'clusters: [{name: c, cluster: {server: "https://c"}}]\n'

test.each([
	[
		'a typing mistake',
		two,
		'nonprd-eu',
		'cluster/unknown-context',
		'has no context nonprd-eu',
		'Did you mean nonprod-eu? There are: nonprod-eu, prod-eu.',
	],
	[
		'an unknown one',
		two,
		'staging',
		'cluster/unknown-context',
		'has no context staging',
		'There are: nonprod-eu, prod-eu.',
	],
	['none at all', config(''), 'a', 'cluster/unknown-context', 'has no context a', 'There are: none.'],
	[
		'a current one that is not there',
		config('current-context: a'),
		undefined,
		'cluster/unknown-context',
		'names it as the current one',
		'There are',
	],
	[
		'no current one',
		config('contexts: [{name: b}, {name: a}]'),
		undefined,
		'cluster/no-current-context',
		'no current context',
		'Name one with --context: a, b.',
	],
	[
		'no cluster',
		config('current-context: a\ncontexts: [{name: a}]'),
		undefined,
		'cluster/kubeconfig-incomplete',
		'context a names no cluster',
		'kubectl config',
	],
	[
		'a missing cluster',
		config(context),
		undefined,
		'cluster/kubeconfig-incomplete',
		'context a names the cluster c, which is not there',
		'',
	],
	[
		'a missing user',
		config(context + cluster),
		undefined,
		'cluster/kubeconfig-incomplete',
		'context a names the user u, who is not there',
		'',
	],
	[
		'a cluster without a server',
		config(`${context}clusters: [{name: c}]\nusers: [{name: u}]`),
		undefined,
		'cluster/kubeconfig-incomplete',
		'cluster c names no server',
		'',
	],
	[
		'a server without http',
		config(`${context}clusters: [{name: c, cluster: {server: "c:6443"}}]\nusers: [{name: u}]`),
		undefined,
		'cluster/kubeconfig-incomplete',
		'no http(s) address: c:6443',
		'',
	],
])('an error: %s', (_, given, name, code, message, hint) => {
	const select = (): unknown => selectContext(given, name)
	expect(select).toThrow(KnownError)
	expect(select).toThrow(message)
	expect(select).toThrow(expect.objectContaining({ code, exit: 'cluster', hint: expect.stringContaining(hint) }))
})
