import { expect, test } from 'vitest'
import type { KubeObject } from '../model/kube-object.ts'
import type { Tenancy } from '../model/tenancy.ts'
import {
	clusterPolicy,
	deployment,
	namespace,
	node,
	object,
	pod,
	policy,
} from '../verify/network/cases/cluster.suite.ts'
import { explainIn } from '../verify/network/explain/explain-in.ts'
import { readNetwork } from '../verify/network/read-network.ts'
import { tenancy as planned } from '../verify/verify.suite.ts'
import { explainNetworkJson, explainNetworkText } from './explain-network-text.ts'
import { paintFor } from './paint.ts'

const dev = namespace('shop-dev', 'stage=dev')
const testing = namespace('shop-test', 'stage=test')
const platform = namespace('platform')
const web = pod('shop-dev/web', 'app=web', { ip: '10.0.1.1', ports: 'http=TCP 8080' })
const db = pod('shop-dev/db', 'app=db', { ip: '10.0.1.2', ports: 'sql=TCP 5432' })
const testDb = pod('shop-test/db', 'app=db', { ip: '10.0.2.2', ports: 'sql=TCP 5432' })
const agent = pod('platform/agent', 'app=agent', { ip: '10.0.3.3' })
const cluster = [dev, testing, platform, web, db, testDb, agent]
const noPlan: Tenancy = { ...planned, name: '', stages: [], namespaces: [] }

function explain(
	added: readonly KubeObject[],
	[from, to, port]: readonly [from: string, to: string, port?: string],
	tenancy: Tenancy = noPlan,
): ReturnType<typeof explainIn> {
	const objects = [...cluster, ...added]
	const facts = { cluster: 'shared', objects, unseen: [], absent: [] }
	return explainIn([{ cluster: 'shared', facts, network: readNetwork({ objects }), tenancy }], from, to, port, 5)
}

function text(...asked: Parameters<typeof explain>): string {
	return explainNetworkText(explain(...asked), paintFor(false))
}

const stageWalls: Tenancy = {
	...planned,
	network: {
		...planned.network,
		allow: [
			{
				name: 'scrapes',
				from: { type: 'pods', namespace: 'platform', pods: { app: 'agent' } },
				to: { type: 'stage', stages: ['dev', 'test'], pods: {} },
				ports: [{ protocol: 'TCP', port: 9090 }],
				reason: 'metrics',
			},
		],
	},
}

type Golden = readonly [
	what: string,
	added: readonly KubeObject[],
	asked: readonly [from: string, to: string, port?: string],
	tenancy: Tenancy,
	text: string,
]

const cases: readonly Golden[] = [
	[
		'a label was forgotten; the port is asked by its name',
		[
			policy(
				'shop-dev/db',
				'{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {role: client}}}], ports: [{port: sql}]}]}',
			),
		],
		['shop-dev/web', 'shop-dev/db', 'sql'],
		noPlan,
		`
Pod shop-dev/web → Pod shop-dev/db, TCP 5432: closed

  Out of Pod shop-dev/web (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-dev/db (ingress)
    1 NetworkPolicy selects it for ingress:
      db (app=db)
        · spec.ingress[0] from pods with role=client of its own namespace, TCP "sql" ("sql" is TCP 5432 there)
          podSelector role=client: Pod shop-dev/web has no label role
    No rule lets it in, and once a policy selects a pod for ingress, only what a rule allows may come in.

  To open it
    Give Pod shop-dev/web the label role=client.
    Tried out: the connection is then open.
`,
	],
	[
		'somebody opened a stage to everybody',
		[
			policy('shop-dev/db', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Egress]}'),
			policy('shop-test/closed', 'policyTypes: [Ingress]'),
			policy('shop-test/allow-all', '{ingress: [{}]}'),
		],
		['shop-dev/web', 'shop-test/db', '5432'],
		planned,
		`
Pod shop-dev/web → Pod shop-test/db, TCP 5432: open
  It crosses from the stage dev to the stage test, which the plan does not allow.
  The plan's policies are not there yet in shop-dev, shop-test: stagewall apply writes them.

  Out of Pod shop-dev/web (egress)
    No NetworkPolicy selects it for egress, so everything may leave.
    1 other policy of the namespace selects other pods for egress: db (app=db).

  Into Pod shop-test/db (ingress)
    2 NetworkPolicies select it for ingress:
      closed (every pod): has no rule for ingress
      allow-all (every pod)
        ✓ spec.ingress[0] from everybody, all ports
          matches: opens TCP 5432

  To close it
    Remove spec.ingress[0] from NetworkPolicy shop-test/allow-all.
    Tried out: the connection is then closed.
`,
	],
	[
		'two policies open it',
		[
			policy('shop-test/open', '{ingress: [{}]}'),
			policy(
				'shop-test/from-dev',
				'{ingress: [{from: [{namespaceSelector: {matchLabels: {stage: dev}}}, {namespaceSelector: {matchLabels: {stage: test}}}]}]}',
			),
			policy(
				'shop-dev/out',
				'{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}, {to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}',
			),
		],
		['shop-dev/web', 'shop-test/db', '5432'],
		noPlan,
		`
Pod shop-dev/web → Pod shop-test/db, TCP 5432: open

  Out of Pod shop-dev/web (egress)
    1 NetworkPolicy selects it for egress:
      out (every pod)
        ✓ spec.egress[0] to all pods of all namespaces, all ports
          matches: opens TCP 5432
        ✓ spec.egress[1] to 0.0.0.0/0, all ports
          matches: opens TCP 5432

  Into Pod shop-test/db (ingress)
    2 NetworkPolicies select it for ingress:
      open (every pod)
        ✓ spec.ingress[0] from everybody, all ports
          matches: opens TCP 5432
      from-dev (every pod)
        ✓ spec.ingress[0] from all pods of namespaces with stage=dev (of 2 peers), all ports
          matches: opens TCP 5432

  To close it
    All of these have to go, as each of them would keep it open by itself:
    1. Remove spec.ingress[0] from NetworkPolicy shop-test/open.
    2. Remove spec.ingress[0].from[0] from NetworkPolicy shop-test/from-dev.
    Tried out: the connection is then closed.
`,
	],
	[
		'a rule about another port, and an ordered policy that is asked before it',
		[
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 10, subject: {namespaces: {}}, ingress: [{name: monitoring, action: Accept, from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: platform}}}], protocols: [{tcp: {destinationPort: {number: 9090}}}]}, {name: stages, action: Deny, from: [{namespaces: {matchLabels: {stage: dev}}}]}]}',
			),
			policy('shop-test/open', '{ingress: [{}]}'),
		],
		['shop-dev/web', 'shop-test/db', '5432'],
		noPlan,
		`
Pod shop-dev/web → Pod shop-test/db, TCP 5432: closed

  Out of Pod shop-dev/web (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-test/db (ingress)
    The admin tier: 1 ordered policy selects it for ingress:
      ClusterNetworkPolicy walls (every pod; priority 10)
        · spec.ingress[0] "monitoring" accepts from all pods of platform, TCP 9090
          it means pods of platform, and this one is in shop-dev
          not this port: it is about TCP 9090
        ✗ spec.ingress[1] "stages" denies from all pods of namespaces with stage=dev, all ports
          matches: closes TCP 5432
    NetworkPolicies: not asked, as everything is decided before.

  To open it
    Add this rule to spec.ingress of ClusterNetworkPolicy walls, before spec.ingress[1]:
      - action: Accept
        from:
          - pods:
              namespaceSelector:
                matchLabels:
                  kubernetes.io/metadata.name: shop-dev
              podSelector:
                matchLabels:
                  app: web
        protocols:
          - tcp:
              destinationPort:
                number: 5432
    Tried out: the connection is then open.
`,
	],
	[
		'an ipBlock that has the address of a pod, which plugins read in two ways',
		[
			policy(
				'shop-test/in',
				'{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}',
			),
		],
		['shop-dev/web', 'shop-test/db', '5432'],
		noPlan,
		`
Pod shop-dev/web → Pod shop-test/db, TCP 5432: it depends
  It depends on whether the network plugin lets ipBlock match pods, as Kubernetes' own tests want it and some plugins do not.

  Out of Pod shop-dev/web (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-test/db (ingress)
    1 NetworkPolicy selects it for ingress:
      in (app=db)
        ✓ spec.ingress[0] from 10.0.0.0/8, all ports
          matches: opens TCP 5432

  Where ipBlock is taken for addresses outside of the cluster only: closed
    Into Pod shop-test/db (ingress)
      1 NetworkPolicy selects it for ingress:
        in (app=db)
          · spec.ingress[0] from 10.0.0.0/8, all ports
            taken for addresses outside of the cluster, it matches no pod
      No rule lets it in, and once a policy selects a pod for ingress, only what a rule allows may come in.

  To close it
    Remove spec.ingress[0] from NetworkPolicy shop-test/in.
    Tried out: the connection is then closed.

  To open it
    Add this rule to spec.ingress of NetworkPolicy shop-test/in:
      - from:
          - namespaceSelector:
              matchLabels:
                kubernetes.io/metadata.name: shop-dev
            podSelector:
              matchLabels:
                app: web
        ports:
          - protocol: TCP
            port: 5432
    Tried out: the connection is then open.
`,
	],
	[
		'a pod in the network of the node that the other one runs on',
		[
			node('n1', '', '192.168.0.1'),
			pod('platform/exporter', 'app=exporter', { ip: '192.168.0.1', node: 'n1', hostNetwork: true }),
			pod('shop-test/near', 'app=near', { ip: '10.0.2.9', node: 'n1' }),
			policy('shop-test/closed', 'policyTypes: [Ingress]'),
		],
		['platform/exporter', 'shop-test/near', '80'],
		noPlan,
		`
Pod platform/exporter → Pod shop-test/near, TCP 80: open
  Both run on the node n1, and Pod platform/exporter is in its network: no policy closes that, as the kubelet's probes depend on it.
`,
	],
	[
		'a pod in the network of another node, which a selector does not find',
		[
			node('n1', '', '192.168.0.1'),
			pod('platform/exporter', 'app=exporter', { ip: '192.168.0.1', node: 'n1', hostNetwork: true }),
			policy(
				'shop-test/in',
				'{ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: platform}}}]}]}',
			),
		],
		['platform/exporter', 'shop-test/db', '80'],
		noPlan,
		`
Pod platform/exporter → Pod shop-test/db, TCP 80: it depends
  It depends on whether the network plugin treats pods in the network of their node as pods.
  It depends on on which nodes they run, as nothing closes what is on one node.

  Out of Pod platform/exporter (egress)
    It is in the network of its node n1, where most network plugins apply no policy.

  Into Pod shop-test/db (ingress)
    1 NetworkPolicy selects it for ingress:
      in (every pod)
        · spec.ingress[0] from all pods of platform, all ports
          selectors do not find pods in the network of their node
    No rule lets it in, and once a policy selects a pod for ingress, only what a rule allows may come in.

  Where the network plugin treats pods in the network of their node as pods: open on TCP 80
    Out of Pod platform/exporter (egress)
      No NetworkPolicy selects it for egress, so everything may leave.
    Into Pod shop-test/db (ingress)
      1 NetworkPolicy selects it for ingress:
        in (every pod)
          ✓ spec.ingress[0] from all pods of platform, all ports
            matches: opens TCP 80

  To open it
    Add this NetworkPolicy:
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: db-from-exporter
        namespace: shop-test
      spec:
        podSelector:
          matchLabels:
            app: db
        policyTypes: [Ingress]
        ingress:
          - from:
              - ipBlock:
                  cidr: "192.168.0.1/32"
            ports:
              - protocol: TCP
                port: 80
    Tried out: the connection is then open.
`,
	],
	[
		'an address outside, taken out of a block',
		[
			policy(
				'shop-dev/out',
				'{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}], ports: [{port: 443}]}]}',
			),
		],
		['shop-dev/web', '169.254.169.254', '443'],
		noPlan,
		`
Pod shop-dev/web → address 169.254.169.254, TCP 443: closed

  Out of Pod shop-dev/web (egress)
    1 NetworkPolicy selects it for egress:
      out (app=web)
        · spec.egress[0] to 0.0.0.0/0 except 169.254.0.0/16, TCP 443
          169.254.169.254 is taken out of it by the exception 169.254.0.0/16
    No rule lets it out, and once a policy selects a pod for egress, only what a rule allows may leave.

  Into 169.254.169.254 (ingress)
    It is outside of the cluster, where no policy reaches.

  To open it
    Add this rule to spec.egress of NetworkPolicy shop-dev/out:
      - to:
          - ipBlock:
              cidr: "169.254.169.254/32"
        ports:
          - protocol: TCP
            port: 443
    Tried out: the connection is then open.
`,
	],
	[
		'namespaces whose pods get different answers',
		[
			policy(
				'shop-test/in',
				'{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}], ports: [{port: sql}]}]}',
			),
		],
		['ns:shop-dev', 'ns:shop-test', '5432'],
		noPlan,
		`
namespace shop-dev → namespace shop-test, TCP 5432: 2 pairs of ends, in 2 groups by their answers

1. Pod shop-dev/web → Pod shop-test/db, TCP 5432: open

  Out of Pod shop-dev/web (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-test/db (ingress)
    1 NetworkPolicy selects it for ingress:
      in (app=db)
        ✓ spec.ingress[0] from pods with app=web of all namespaces, TCP "sql" ("sql" is TCP 5432 there)
          matches: opens TCP 5432

  To close it
    Remove spec.ingress[0] from NetworkPolicy shop-test/in.
    Tried out: the connection is then closed.

2. Pod shop-dev/db → Pod shop-test/db, TCP 5432: closed

  Out of Pod shop-dev/db (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-test/db (ingress)
    1 NetworkPolicy selects it for ingress:
      in (app=db)
        · spec.ingress[0] from pods with app=web of all namespaces, TCP "sql" ("sql" is TCP 5432 there)
          podSelector app=web: Pod shop-dev/db has app=db
    No rule lets it in, and once a policy selects a pod for ingress, only what a rule allows may come in.

  To open it
    Add this rule to spec.ingress of NetworkPolicy shop-test/in:
      - from:
          - namespaceSelector:
              matchLabels:
                kubernetes.io/metadata.name: shop-dev
            podSelector:
              matchLabels:
                app: db
        ports:
          - protocol: TCP
            port: 5432
    Tried out: the connection is then open.
`,
	],
	[
		'policies that are not understood come before the answer',
		[
			policy('shop-test/in', '{ingress: [{from: [{ipBlock: {cidr: 10.0.0/8}}]}]}'),
			object(
				'{apiVersion: crd.projectcalico.org/v1, kind: NetworkPolicy, metadata: {name: extra, namespace: shop-test}, spec: {}}',
			),
		],
		['shop-dev/web', 'shop-test/db', '5432'],
		noPlan,
		`
Not certain, because
  NetworkPolicy shop-test/in spec.ingress[0].from[0].ipBlock.cidr "10.0.0/8" is no range of addresses: its address is neither IPv4 nor IPv6
  NetworkPolicy shop-test/extra is a policy of Calico with rules of its own: what it opens or closes is not computed
    → Say the same with NetworkPolicy or ClusterNetworkPolicy, or look at its effect in the network plugin.

Pod shop-dev/web → Pod shop-test/db, TCP 5432: closed

  Out of Pod shop-dev/web (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-test/db (ingress)
    1 NetworkPolicy selects it for ingress:
      in (every pod)
        · spec.ingress[0] from nobody, all ports
    No rule lets it in, and once a policy selects a pod for ingress, only what a rule allows may come in.

  To open it
    Add this NetworkPolicy:
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: db-from-web
        namespace: shop-test
      spec:
        podSelector:
          matchLabels:
            app: db
        policyTypes: [Ingress]
        ingress:
          - from:
              - namespaceSelector:
                  matchLabels:
                    kubernetes.io/metadata.name: shop-dev
                podSelector:
                  matchLabels:
                    app: web
            ports:
              - protocol: TCP
                port: 5432
    Tried out: the connection is then open.
`,
	],
	[
		'what the plan allows, and every port',
		[
			policy(
				'shop-dev/in',
				'{ingress: [{from: [{namespaceSelector: {matchLabels: {team: ops}}}], ports: [{port: 9090}]}, {from: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}',
			),
		],
		['platform/agent', 'shop-dev/web'],
		stageWalls,
		`
Pod platform/agent → Pod shop-dev/web: open on UDP 53, closed on the rest
  It comes from outside of the stages into dev, which the plan allows: allow scrapes on TCP 9090 (metrics).
  The plan does not allow what is open on UDP 53.
  The plan's policies are not there yet in shop-dev: stagewall apply writes them.

  Out of Pod platform/agent (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Pod shop-dev/web (ingress)
    1 NetworkPolicy selects it for ingress:
      in (every pod)
        · spec.ingress[0] from all pods of namespaces with team=ops, TCP 9090
          namespaceSelector team=ops: Namespace platform has no label team
        ✓ spec.ingress[1] from all pods of all namespaces, UDP 53
          matches: opens UDP 53
    So only UDP 53 may come in.

  To close it
    Remove spec.ingress[1] from NetworkPolicy shop-dev/in.
    Tried out: the connection is then closed.
`,
	],
	[
		'a pod and itself',
		[policy('shop-dev/closed', 'policyTypes: [Ingress]')],
		['shop-dev/web', 'shop-dev/web', '80'],
		noPlan,
		`
Pod shop-dev/web → Pod shop-dev/web, TCP 80: open
  A pod always reaches itself: no policy closes that.
`,
	],
	[
		'pods that are not there yet, so that their addresses are not known',
		[
			deployment('shop-dev/cache', 'app=cache'),
			policy(
				'shop-dev/in',
				'{podSelector: {matchLabels: {app: cache}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}',
			),
		],
		['shop-dev/cache', 'shop-dev/cache', '80'],
		noPlan,
		`
Deployment shop-dev/cache → Deployment shop-dev/cache, TCP 80: it depends
  It depends on whether the network plugin lets ipBlock match pods, as Kubernetes' own tests want it and some plugins do not.
  It depends on addresses of pods that are not known.

  Out of Deployment shop-dev/cache (egress)
    No NetworkPolicy selects it for egress, so everything may leave.

  Into Deployment shop-dev/cache (ingress)
    1 NetworkPolicy selects it for ingress:
      in (app=cache)
        ? spec.ingress[0] from 10.0.0.0/8, all ports
          may match, and then opens TCP 80
          the address of the pod is not known, so it may be in it
    So TCP 80 may come in, but not for sure.

  Where ipBlock is taken for addresses outside of the cluster only: closed
    Into Deployment shop-dev/cache (ingress)
      1 NetworkPolicy selects it for ingress:
        in (app=cache)
          · spec.ingress[0] from 10.0.0.0/8, all ports
            taken for addresses outside of the cluster, it matches no pod
      No rule lets it in, and once a policy selects a pod for ingress, only what a rule allows may come in.

  To close it
    Remove spec.ingress[0] from NetworkPolicy shop-dev/in.
    Tried out: the connection is then closed.

  To open it
    Add this rule to spec.ingress of NetworkPolicy shop-dev/in:
      - from:
          - podSelector:
              matchLabels:
                app: cache
        ports:
          - protocol: TCP
            port: 80
    Tried out: the connection is then open.
`,
	],
]
test.each(cases)('%s', (_, added, asked, tenancy, expected) => {
	expect(text(added, asked, tenancy)).toBe(`${expected.trim()}\n`)
})

test('JSON has the same data under documented names', () => {
	const explanation = explain([policy('shop-dev/in', '{ingress: [{}]}')], ['shop-dev/web', 'shop-dev/db', 'sql'])
	const report = JSON.parse(explainNetworkJson(explanation)) as object
	expect(report).toEqual({
		apiVersion: 'stagewall.dev/v1alpha1',
		kind: 'NetworkExplanation',
		...(JSON.parse(JSON.stringify(explanation)) as object),
	})
	expect(report).toMatchObject({
		cluster: 'shared',
		from: 'Pod shop-dev/web',
		to: 'Pod shop-dev/db',
		asked: '"sql"',
		doubts: [],
		more: { groups: 0, pairs: 0 },
		groups: [
			{
				asked: 'TCP 5432',
				verdict: 'open',
				open: 'TCP 5432',
				unsure: '',
				ports: { pods: { atLeast: 'TCP 5432', atMost: 'TCP 5432' } },
				pairs: 1,
				evidence: [
					{ object: { kind: 'Pod', name: 'web' }, field: 'egress' },
					{ object: { kind: 'NetworkPolicy', name: 'in' }, field: 'spec.ingress[0]', observed: 'allow: TCP 5432' },
				],
				changes: [{ goal: 'closed', steps: [{ type: 'remove', what: 'rule', field: 'spec.ingress[0]' }] }],
			},
		],
	})
})

test('what is changed elsewhere says by whom it was written', () => {
	const open = policy('shop-test/open', '{ingress: [{}]}')
	const byHelm = { ...open, metadata: { ...open.metadata, annotations: { 'meta.helm.sh/release-name': 'shop' } } }
	const said = text([byHelm], ['shop-dev/web', 'shop-test/db', '80'])
	expect(said).toContain('      open (every pod; written by Helm (shop))\n')
	expect(said).toContain('Remove spec.ingress[0] from NetworkPolicy shop-test/open (written by Helm (shop)).')
})

test('many policies of others, peers and names are counted, not listed', () => {
	const others = ['a', 'b', 'c', 'd', 'e'].map((app) =>
		policy(`shop-test/${app}`, `{podSelector: {matchLabels: {app: ${app}}}}`),
	)
	const peers = ['a', 'b', 'c', 'd', 'e'].map((app) => `{podSelector: {matchLabels: {app: ${app}}}}`)
	const own = policy('shop-test/db', `{podSelector: {matchLabels: {app: db}}, ingress: [{from: [${peers.join()}]}]}`)
	const said = text([...others, own], ['shop-dev/web', 'shop-test/db', '80'])
	expect(said).toContain(
		'5 other policies of the namespace select other pods for ingress: a (app=a), b (app=b), c (app=c) and 2 more.',
	)
	expect(said).toContain(
		'spec.ingress[0] from any of 5 peers, all ports\n          pods with app=a of its own namespace: it means pods of shop-test, and this one is in shop-dev; podSelector app=a: Pod shop-dev/web has app=web\n',
	)
	expect(said).toContain('and 2 more peers that do not match either\n')
})

function ownedBy(plan: string, written: KubeObject): KubeObject {
	return { ...written, metadata: { ...written.metadata, labels: { 'stagewall.dev/plan': plan } } }
}

test('what opens a wall of the plan belongs into the plan', () => {
	const closed = [policy('shop-test/closed', 'policyTypes: [Ingress]')]
	const remark = 'The plan does not allow this way. Written into stages.yaml as an allow, with its reason'
	expect(text(closed, ['shop-dev/web', 'shop-test/db', '80'], planned)).toContain(remark)
	expect(text(closed, ['shop-dev/web', 'shop-test/db', '80'])).not.toContain(remark)
	expect(text(closed, ['platform/agent', 'shop-test/db', '9090'], stageWalls)).not.toContain(remark)
})

test('what Stagewall wrote comes back with the next apply', () => {
	const open = policy('shop-test/walls', '{ingress: [{}]}')
	const remark = 'What stagewall wrote comes from stages.yaml: the next apply would write it again.'
	expect(text([ownedBy('webshop', open)], ['shop-dev/web', 'shop-test/db', '80'])).toContain(remark)
	expect(text([open], ['shop-dev/web', 'shop-test/db', '80'])).not.toContain(remark)
})

test('of many pairs one was tried out, and is named', () => {
	const said = text([pod('shop-test/db-2', 'app=db', { ip: '10.0.2.3' })], ['shop-dev/web', 'ns:shop-test', '80'])
	expect(said).toContain('2 pairs of ends, all alike: Pod shop-dev/web → Pod shop-test/db is one.')
	expect(said).toContain('Tried out: the connection from Pod shop-dev/web to Pod shop-test/db is then closed.')
})

test('a label that keeps a rule from matching says who wrote it', () => {
	const managedFields = [{ manager: 'kubectl-label', fieldsV1: { 'f:metadata': { 'f:labels': { 'f:app': {} } } } }]
	const labelled = { ...web, metadata: { ...web.metadata, name: 'api', managedFields } }
	const intoDb = policy(
		'shop-dev/in',
		'{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]}',
	)
	const said = text([labelled, intoDb], ['shop-dev/api', 'shop-dev/db', '80'])
	expect(said).toContain('  metadata.labels.app of Pod shop-dev/api is web, written by kubectl-label.\n')
})
