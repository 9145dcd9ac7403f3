import { expect, test } from 'vitest'
import { explanations } from './access.suite.ts'
import { explainAccessJson, explainAccessText } from './explain-access-text.ts'
import { paintFor } from './paint.ts'

const texts: readonly (readonly [what: keyof typeof explanations, text: string])[] = [
	[
		'several',
		`developers, create pods/exec: allowed in dev; denied in prod

developers (group:ldap:developers), create pods/exec, in blog-dev (stage dev): allowed by RBAC
  ✓ RoleBinding blog-dev/developers subjects[0] names group:ldap:developers
    → ClusterRole edit (of Kubernetes itself, not in these files)
    → rules[18]: create, delete, deletecollection, patch, update on pods/exec, pods, pods/attach, pods/portforward, pods/proxy

developers (group:ldap:developers), create pods/exec, in shop-dev (stage dev): allowed by RBAC
  ✓ RoleBinding shop-dev/developers subjects[0] names group:ldap:developers
    → ClusterRole edit (of Kubernetes itself, not in these files)
    → rules[18]: create, delete, deletecollection, patch, update on pods/exec, pods, pods/attach, pods/portforward, pods/proxy
  ✓ RoleBinding shop-dev/exec subjects[0] names group:ldap:developers
    → Role shop-dev/settings
    → rules[1]: create, get on pods/exec

developers (group:ldap:developers), create pods/exec, in blog-prod (stage prod): denied by RBAC
  No binding gives it anything near.
  The plan gives developers the level view.
  The access level that allows it is near-admin.

developers (group:ldap:developers), create pods/exec, in shop-prod (stage prod): denied by RBAC
  What comes closest:
  · RoleBinding shop-prod/developers → ClusterRole view allows get, list, watch on pods; get, list, watch on pods/log; get, list, watch on pods/status
  The plan gives developers the level view.
  The access level that allows it is near-admin.

This is what RBAC says; another authorizer of the API server may allow more.
Groups that a login adds are not known here: --group GROUP.
`,
	],
	[
		'one',
		`sa:shop-dev/ci, get secrets, in shop-dev (stage dev): allowed by RBAC
  ✓ RoleBinding shop-dev/ci subjects[0] names it
    → ClusterRole edit (of Kubernetes itself, not in these files)
    → rules[16]: get, list, watch on secrets, pods/attach, pods/exec, pods/portforward, pods/proxy, services/proxy

This is what RBAC says; another authorizer of the API server may allow more.
`,
	],
	[
		'cluster',
		`user:alice, delete nodes, in the whole cluster one: allowed by RBAC
  ✓ ClusterRoleBinding admins subjects[0] names it
    → ClusterRole cluster-admin (of Kubernetes itself, not in these files)
    → rules[0]: every verb on everything

This is what RBAC says; another authorizer of the API server may allow more.
Groups that a login adds are not known here: --group GROUP.
`,
	],
	[
		'near',
		`sa:monitoring/prometheus, delete pods, in shop-dev (stage dev): denied by RBAC
  What comes closest:
  · ClusterRoleBinding prom → ClusterRole prom rules[0] allows get, list, watch on pods, and not delete
  Access levels that allow it are operate, near-admin.

This is what RBAC says; another authorizer of the API server may allow more.
`,
	],
	[
		'far',
		`ops (group:ldap:ops, user:erin), get secrets, in shop-dev (stage dev): denied by RBAC
  No binding gives it anything near.
  Access levels that allow it are deploy, near-admin.

This is what RBAC says; another authorizer of the API server may allow more.
Groups that a login adds are not known here: --group GROUP.
`,
	],
	[
		'doubtful',
		`Not certain, because
  the file broken.yaml could not be read: no YAML

developers (group:ldap:developers), get secrets, in prod (blog-prod, shop-prod): not known: nothing that could be read allows it
  What comes closest:
  · RoleBinding blog-dev/developers → ClusterRole edit allows it, but in blog-dev, shop-dev
  The plan gives developers the level view.
  Access levels that allow it are deploy, near-admin.

This is what RBAC says; another authorizer of the API server may allow more.
With the groups x.
`,
	],
]
test.each(texts)('%s', (what, text) => {
	expect(explainAccessText(explanations[what], paintFor(false))).toBe(text)
})

test('JSON has everything', () => {
	expect(JSON.parse(explainAccessJson(explanations.several))).toEqual({
		apiVersion: 'stagewall.dev/v1alpha1',
		kind: 'AccessExplanation',
		...explanations.several,
	})
})
