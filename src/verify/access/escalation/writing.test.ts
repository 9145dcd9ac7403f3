/** Rights that change something in a namespace, and rights that do not. */
import { expect, test } from 'vitest'
import { isWriting } from './powers.ts'

test.each([
	['create', 'apps', 'deployments', true],
	['get', 'apps', 'deployments', false],
	['create', '', 'nodes', false],
	['create', 'authorization.k8s.io', 'localsubjectaccessreviews', false],
	['update', 'stagewall.dev', 'walls', false],
	['update', '*', '*', true],
])('%s %s/%s: %s', (verb, group, resource, expected) => {
	expect(
		isWriting({ verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [], nonResourceURLs: [] }),
	).toBe(expected)
})
