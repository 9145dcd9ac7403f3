import { expect, test } from 'vitest'
import { canFixture, matrixFixture, subjectFixture } from './access.suite.ts'
import { accessCsv } from './access-csv.ts'
import { accessJson } from './access-json.ts'
import { accessMarkdown } from './access-markdown.ts'
import { subjectAccessMarkdown, subjectAccessText } from './access-subject.ts'
import { accessText } from './access-text.ts'
import { paintFor } from './paint.ts'

const plain = paintFor(false)

test('the matrix for a person', () => {
	expect(accessText([matrixFixture], plain)).toBe(`Cluster one (a cluster)
  The label stage.

                                       dev                 prod                 elsewhere            cluster
  group:system:authenticated           only logs in        -                    -                    -
    everybody who is logged in         shop-dev
  developers                           k8s edit in         k8s view in          -                    -
    group:ldap:developers              blog-dev            shop-prod
                                       k8s edit + read 2
                                       configmaps in
                                       shop-dev
  ci                                   k8s edit            k8s edit             -                    -
    service account in each namespace
  user:alice                           everything          everything           everything           everything
  sa:monitoring/prometheus             as cluster          as cluster           custom: 5 verbs on   custom: 3 verbs on
                                                                                4 resources          5 resources
  sa:x/operator                        as cluster          as cluster           as cluster           custom: 3 verbs on
    and sa:y/operator                                                                                5 resources

elsewhere: namespaces of no stage (monitoring).
No right here: ops.
2 accounts of the control plane (system:*, service accounts of kube-system), 2 of them with all rights: --system lists them.
A row holds what bindings give by name; what everybody may do comes on top of it.
`)
})

test('no line is longer than 120 characters', () => {
	const long = accessText([matrixFixture], plain)
		.split('\n')
		.filter((line) => line.length > 120)
	expect(long.filter((line) => !line.includes('--system lists them'))).toEqual([])
})

test('what opens everything is red, what is no level yellow', () => {
	const coloured = accessText([matrixFixture], paintFor(true))
	expect(coloured).toContain('\u001b[31meverything\u001b[39m')
	expect(coloured).toContain('\u001b[33mas cluster\u001b[39m')
})

test('who may do something', () => {
	expect(accessText([canFixture], plain)).toBe(`Cluster one (a cluster): who may create pods/exec

                                       dev  prod  elsewhere  cluster
  developers                           yes  -     -          -
    group:ldap:developers
  ci                                   yes  yes   -          -
    service account in each namespace
  user:alice                           yes  yes   yes        yes

elsewhere: namespaces of no stage (monitoring).
2 accounts of the control plane (system:*, service accounts of kube-system): --system lists them.
`)
})

test('nobody may do it', () => {
	expect(accessText([{ ...canFixture, rows: [] }], plain)).toContain('\n  Nobody may create pods/exec here.\n')
	expect(accessMarkdown([{ ...matrixFixture, rows: [] }])).toContain('\n\nNobody has any right here.\n\n')
})

test('one subject', () => {
	expect(subjectAccessText([subjectFixture], plain)).toBe(`Cluster one (a cluster)

  sa:monitoring/prometheus

    dev: custom: 3 verbs on 3 resources (blog-dev)
      as in the whole cluster, see below

    dev: custom: 3 verbs on 4 resources (shop-dev)
      read  endpoints, pods, services
      get   pods/log

    prod: custom: 3 verbs on 3 resources (blog-prod, shop-prod)
      as in the whole cluster, see below

    elsewhere: custom: 5 verbs on 4 resources (monitoring)
      read                 endpoints, pods, services
      create, get, update  leases.coordination.k8s.io

    cluster: custom: 3 verbs on 5 resources
      read  endpoints, pods, services
      get   /metrics, nodes/metrics

By RBAC, with the groups that the API server knows; a login may add others: --as group:NAME.
`)
})

test('one subject in Markdown', () => {
	expect(subjectAccessMarkdown([subjectFixture])).toBe(`## Rights of \`sa:monitoring/prometheus\` in \`one\`

### dev: custom: 3 verbs on 3 resources (blog-dev)

| may | on |
|---|---|
| read | \`endpoints\` \`pods\` \`services\` |

### dev: custom: 3 verbs on 4 resources (shop-dev)

| may | on |
|---|---|
| read | \`endpoints\` \`pods\` \`services\` |
| get | \`pods/log\` |

### prod: custom: 3 verbs on 3 resources (blog-prod, shop-prod)

| may | on |
|---|---|
| read | \`endpoints\` \`pods\` \`services\` |

### elsewhere: custom: 5 verbs on 4 resources (monitoring)

| may | on |
|---|---|
| read | \`endpoints\` \`pods\` \`services\` |
| create, get, update | \`leases.coordination.k8s.io\` |

### cluster: custom: 3 verbs on 5 resources

| may | on |
|---|---|
| read | \`endpoints\` \`pods\` \`services\` |
| get | \`/metrics\` \`nodes/metrics\` |
`)
})

test('the matrix in Markdown', () => {
	expect(accessMarkdown([matrixFixture])).toBe(`## Rights in \`one\`

Read from \`a cluster\`. The label stage.

| who | dev | prod | elsewhere | cluster |
|---|---|---|---|---|
| \`group:system:authenticated\`<br>everybody who is logged in | only logs in shop-dev | - | - | - |
| \`developers\`<br>group:ldap:developers | k8s edit in blog-dev<br>k8s edit + read 2 configmaps in shop-dev | k8s view in shop-prod | - | - |
| \`ci\`<br>service account in each namespace | k8s edit | k8s edit | - | - |
| \`user:alice\` | everything | everything | everything | everything |
| \`sa:monitoring/prometheus\` | as cluster | as cluster | custom: 5 verbs on 4 resources | custom: 3 verbs on 5 resources |
| \`sa:x/operator\`<br>and sa:y/operator | as cluster | as cluster | as cluster | custom: 3 verbs on 5 resources |

elsewhere: namespaces of no stage (monitoring).

No right here: ops.

2 accounts of the control plane (system:\\*, service accounts of kube-system), 2 of them with all rights: --system lists them.

A row holds what bindings give by name; what everybody may do comes on top of it.
`)
})

test('the matrix as CSV', () => {
	expect(accessCsv([matrixFixture], false)).toBe(`cluster,who,subjects,place,namespaces,rights
one,group:system:authenticated,group:system:authenticated,dev,shop-dev,only logs
one,developers,group:ldap:developers,dev,blog-dev,k8s edit
one,developers,group:ldap:developers,dev,shop-dev,k8s edit + read 2 configmaps
one,developers,group:ldap:developers,prod,shop-prod,k8s view
one,ci,sa:blog-dev/ci sa:blog-prod/ci sa:shop-dev/ci sa:shop-prod/ci,dev,blog-dev shop-dev,k8s edit
one,ci,sa:blog-dev/ci sa:blog-prod/ci sa:shop-dev/ci sa:shop-prod/ci,prod,blog-prod shop-prod,k8s edit
one,user:alice,user:alice,dev,blog-dev shop-dev,everything
one,user:alice,user:alice,prod,blog-prod shop-prod,everything
one,user:alice,user:alice,elsewhere,monitoring,everything
one,user:alice,user:alice,cluster,,everything
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,blog-dev shop-dev,custom: 3 verbs on 3 resources
one,sa:monitoring/prometheus,sa:monitoring/prometheus,prod,blog-prod shop-prod,custom: 3 verbs on 3 resources
one,sa:monitoring/prometheus,sa:monitoring/prometheus,elsewhere,monitoring,custom: 5 verbs on 4 resources
one,sa:monitoring/prometheus,sa:monitoring/prometheus,cluster,,custom: 3 verbs on 5 resources
one,sa:x/operator,sa:x/operator sa:y/operator,dev,blog-dev shop-dev,custom: 3 verbs on 3 resources
one,sa:x/operator,sa:x/operator sa:y/operator,prod,blog-prod shop-prod,custom: 3 verbs on 3 resources
one,sa:x/operator,sa:x/operator sa:y/operator,elsewhere,monitoring,custom: 3 verbs on 3 resources
one,sa:x/operator,sa:x/operator sa:y/operator,cluster,,custom: 3 verbs on 5 resources
`)
})

test('one subject as CSV', () => {
	expect(accessCsv([subjectFixture], true)).toBe(`cluster,who,subjects,place,namespaces,resource,names,verbs
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,blog-dev,endpoints,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,blog-dev,pods,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,blog-dev,services,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,shop-dev,endpoints,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,shop-dev,pods,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,shop-dev,pods/log,,get
one,sa:monitoring/prometheus,sa:monitoring/prometheus,dev,shop-dev,services,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,prod,blog-prod shop-prod,endpoints,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,prod,blog-prod shop-prod,pods,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,prod,blog-prod shop-prod,services,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,elsewhere,monitoring,endpoints,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,elsewhere,monitoring,leases.coordination.k8s.io,,create get update
one,sa:monitoring/prometheus,sa:monitoring/prometheus,elsewhere,monitoring,pods,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,elsewhere,monitoring,services,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,cluster,,/metrics,,get
one,sa:monitoring/prometheus,sa:monitoring/prometheus,cluster,,endpoints,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,cluster,,nodes/metrics,,get
one,sa:monitoring/prometheus,sa:monitoring/prometheus,cluster,,pods,,get list watch
one,sa:monitoring/prometheus,sa:monitoring/prometheus,cluster,,services,,get list watch
`)
})

test('JSON has everything', () => {
	expect(JSON.parse(accessJson([matrixFixture]))).toEqual({
		apiVersion: 'stagewall.dev/v1alpha1',
		kind: 'AccessReport',
		clusters: [matrixFixture],
	})
})
