import fc from 'fast-check'
import { expect, test } from 'vitest'
import { manifestPath } from './manifest-path.ts'

test.each([
	['Namespace', undefined, 'shop-dev', 'shop-dev/namespace.yaml'],
	['ResourceQuota', 'shop-dev', 'stage', 'shop-dev/resourcequota-stage.yaml'],
	['Role', 'shop-dev', 'stagewall:near-admin', 'shop-dev/role-stagewall%3Anear-admin.yaml'],
	['PriorityClass', undefined, 'stage-prod', '_cluster/priorityclass-stage-prod.yaml'],
	['ClusterRole', '', 'a*b|c\\d "é"', '_cluster/clusterrole-a%2Ab%7Cc%5Cd%20%22%C3%A9%22.yaml'],
])('a %s in %s called %s stands in %4$s', (kind, namespace, name, path) => {
	const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
	expect(manifestPath({ apiVersion: 'v1', kind, metadata })).toBe(path)
})

test('two names never share a file, and the name can be read from the path', () => {
	const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[%/]|^\.\.?$/.test(text))
	fc.assert(
		fc.property(name, (text) => {
			const path = manifestPath({ apiVersion: 'v1', kind: 'Role', metadata: { name: text, namespace: 'a' } })
			expect(path).toMatch(/^a\/role-[A-Za-z0-9._%-]+\.yaml$/)
			expect(decodeURIComponent(path.slice('a/role-'.length, -'.yaml'.length))).toBe(text)
		}),
	)
})
