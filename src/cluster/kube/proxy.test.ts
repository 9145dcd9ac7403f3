import { describe, expect, test } from 'vitest'
import { targetOf } from './fake-api.suite.ts'
import { proxyFor } from './proxy.ts'

const host = (url: string, proxyUrl: string | undefined, environment: Record<string, string>): string | undefined =>
	proxyFor(targetOf(url, { proxyUrl }), environment)?.href

const proxy = 'http://proxy:3128'

test.each([
	['none', 'https://api.corp:6443', undefined, {}, undefined],
	['of the kubeconfig', 'https://api.corp:6443', proxy, {}, 'http://proxy:3128/'],
	[
		'of the kubeconfig before all others',
		'https://api.corp',
		proxy,
		{ HTTPS_PROXY: 'http://other', NO_PROXY: '*' },
		'http://proxy:3128/',
	],
	['of the environment', 'https://api.corp', undefined, { HTTPS_PROXY: proxy }, 'http://proxy:3128/'],
	['in small letters', 'https://api.corp', undefined, { https_proxy: proxy }, 'http://proxy:3128/'],
	['without a scheme', 'https://api.corp', undefined, { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
	['for http, not for https', 'https://api.corp', undefined, { HTTP_PROXY: proxy }, undefined],
	['for http', 'http://api.corp', undefined, { HTTP_PROXY: proxy }, 'http://proxy:3128/'],
	['never for this machine', 'https://127.0.0.1:6443', undefined, { HTTPS_PROXY: proxy }, undefined],
	['never for localhost', 'https://localhost:6443', undefined, { HTTPS_PROXY: proxy }, undefined],
	['never for IPv6 localhost', 'https://[::1]:6443', undefined, { HTTPS_PROXY: proxy }, undefined],
])('a proxy: %s', (_, url, proxyUrl, environment, expected) => {
	expect(host(url, proxyUrl, environment as Record<string, string>)).toBe(expected)
})

describe('NO_PROXY', () => {
	test.each([
		['*', 'https://api.corp', true],
		['api.corp', 'https://api.corp', true],
		['API.corp', 'https://api.corp', true],
		['corp', 'https://api.corp', true],
		['.corp', 'https://api.corp', true],
		['*.corp', 'https://api.corp', true],
		['.api.corp', 'https://api.corp', false],
		['pi.corp', 'https://api.corp', false],
		['other, api.corp', 'https://api.corp', true],
		['api.corp:6443', 'https://api.corp:6443', true],
		['api.corp:443', 'https://api.corp', true],
		['api.corp:443', 'https://api.corp:6443', false],
		['10.1.2.3', 'https://10.1.2.3:6443', true],
		['10.1.2.3:6443', 'https://10.1.2.3:6443', true],
		['10.0.0.0/8', 'https://10.1.2.3', true],
		['10.0.0.0/16', 'https://10.1.2.3', false],
		['10.0.0.0/99', 'https://10.1.2.3', false],
		['0.0.0.0/0', 'https://api.corp', false],
		['fd00::/8', 'https://[fd00::1]:6443', true],
		['fd00::1', 'https://[fd00::1]:6443', true],
		['[fd00::1]:6443', 'https://[fd00::1]:6443', true],
		['fd00::/8', 'https://10.1.2.3', false],
		['', 'https://api.corp', false],
	])('%s excludes %s: %s', (NO_PROXY, url, excluded) => {
		expect(host(url, undefined, { HTTPS_PROXY: proxy, NO_PROXY }) === undefined).toBe(excluded)
	})
})

test.each(['socks5://erin:secret@proxy:1080', 'socks5h://proxy', 'http://'])('%s is not supported', (address) => {
	const ask = (): unknown => host('https://api.corp', address, {})
	expect(ask).toThrow(expect.objectContaining({ code: 'cluster/proxy-unsupported' }))
	expect(ask).not.toThrow('secret')
})
