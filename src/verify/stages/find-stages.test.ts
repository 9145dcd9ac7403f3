import { describe, expect, test } from 'vitest'
import { findStages } from './find-stages.ts'
import { clusterOf, shown } from './stages.suite.ts'

type Case = readonly [what: string, namespaces: string, found: readonly string[]]

const byLabel: readonly Case[] = [
	[
		'the label stage',
		'shop-dev stage=dev, shop-test stage=test, shop-prod stage=prod, kube-system, monitoring',
		['label stage', 'dev: shop-dev', 'test: shop-test', 'prod: shop-prod', 'neutral: kube-system monitoring'],
	],
	[
		'environment, with names that say nothing (Terraform)',
		'checkout environment=staging, billing environment=production, default',
		['label environment', 'staging: checkout', 'production: billing', 'neutral: default'],
	],
	[
		'a label with a domain',
		'a corp.example.com/env=dev, b corp.example.com/env=prod',
		['label corp.example.com/env', 'dev: a', 'prod: b'],
	],
	[
		'app.kubernetes.io/environment',
		'a app.kubernetes.io/environment=qa, b app.kubernetes.io/environment=prod',
		['label app.kubernetes.io/environment', 'qa: a', 'prod: b'],
	],
	[
		'unified tags of a monitoring service',
		'a tags.datadoghq.com/env=staging, b tags.datadoghq.com/env=prod',
		['label tags.datadoghq.com/env', 'staging: a', 'prod: b'],
	],
	[
		'environment-name',
		'a environment-name=dev, b environment-name=prod',
		['label environment-name', 'dev: a', 'prod: b'],
	],
	['camel case', 'a targetEnv=dev, b targetEnv=prod', ['label targetEnv', 'dev: a', 'prod: b']],
	[
		'OpenTelemetry',
		'a deployment.environment.name=dev, b deployment.environment.name=prod',
		['label deployment.environment.name', 'dev: a', 'prod: b'],
	],
	['tier with stages', 'a tier=dev, b tier=test, c tier=prod', ['label tier', 'dev: a', 'test: b', 'prod: c']],
	[
		'tier with stages and something else',
		'a tier=dev, b tier=prod, c tier=frontend, d tier=gold',
		['label tier', 'dev: a', 'prod: b', 'left out: c=frontend d=gold'],
	],
	[
		'values in any case',
		'a env=DEV, b env=Prod, c env=dev, d env=prod, e env=prod',
		['label env', 'dev (DEV): a c', 'prod (Prod): b d e'],
	],
	[
		'synonyms count as one, called as most call it',
		'a env=production, b env=production, c env=prod, d env=prd, e env=live, f env=development, g env=dev',
		['label env', 'dev (development): f g', 'production (live prd prod): a b c d e'],
	],
	[
		'uat, preprod and staging are three',
		'a env=uat, b env=staging, c env=stg, d env=preprod, e env=pre-prod, f env=prod',
		['label env', 'uat: a', 'staging (stg): b c', 'preprod (pre-prod): d e', 'prod: f'],
	],
	[
		'promotion order, whatever the alphabet says',
		'a env=prod, b env=perf, c env=staging, d env=uat, e env=qa, f env=test, g env=dev, h env=sandbox, i env=dr',
		['label env', 'sandbox: h', 'dev: g', 'test: f', 'qa: e', 'uat: d', 'staging: c', 'perf: b', 'prod: a', 'dr: i'],
	],
	[
		'load is perf',
		'a env=load, b env=performance, c env=perf, d env=dev',
		['label env', 'dev: d', 'perf (load performance): a b c'],
	],
	[
		'nonprod',
		'a env=nonprod, b env=non-production, c env=prod',
		['label env', 'nonprod (non-production): a b', 'prod: c'],
	],
	['Dutch', 'a env=acceptatie, b env=test, c env=productie', ['label env', 'test: b', 'acceptatie: a', 'productie: c']],
	[
		'Brazilian',
		'a env=desenvolvimento, b env=homolog, c env=producao',
		['label env', 'desenvolvimento: a', 'homolog: b', 'producao: c'],
	],
	['Spanish abbreviations', 'a env=des, b env=pre, c env=pro', ['label env', 'des: a', 'pre: b', 'pro: c']],
	[
		'regions and numbers are instances of one stage',
		'a env=prod-eu, b env=prod-us-east-1, c env=prod2, d env=dev',
		['label env', 'dev: d', 'prod (prod-eu prod-us-east-1 prod2): a b c'],
	],
	[
		'the company before the stage',
		'a env=acme-dev, b env=acme-prod, c env=acme-prod',
		['label env', 'dev (acme-dev): a', 'prod (acme-prod): b c'],
	],
	[
		'previews of branches are one stage',
		'a env=review-login-x3f2, b env=pr-42, c env=staging, d env=production',
		['label env', 'pr (pr-42 review review-login-x3f2): a b', 'staging: c', 'production: d'],
	],
	[
		'a numbered sandbox',
		'a stage=sandbox-42, b stage=dev, c stage=prod',
		['label stage', 'sandbox (sandbox-42): a', 'dev: b', 'prod: c'],
	],
	[
		'an unknown stage that two namespaces have comes in between',
		'a env=dev, b env=nightly, c env=Nightly, d env=staging, e env=prod',
		['label env', 'dev: a', 'nightly (Nightly): b c', 'staging: d', 'prod: e'],
	],
	[
		'an unknown stage that one namespace has, but named like the others',
		'shop-dev env=dev, shop-nightly env=nightly, shop-prod env=prod',
		['label env', 'dev: shop-dev', 'nightly: shop-nightly', 'prod: shop-prod'],
	],
	[
		'the same at the beginning of the names',
		'dev-shop env=dev, nightly-shop env=nightly, prod-shop env=prod',
		['label env', 'dev: dev-shop', 'nightly: nightly-shop', 'prod: prod-shop'],
	],
	[
		'an unknown word that one namespace has is left out',
		'a env=dev, b env=prod, c env=zeta, d env=dev-test',
		['label env', 'dev: a', 'prod: b', 'left out: c=zeta d=dev-test'],
	],
	[
		'switches, numbers, parts of apps and what serves all',
		'a env=dev, b env=prod, c env=true, d env=7, e env=backend, f env=shared, g env=infra, h env=',
		['label env', 'dev: a', 'prod: b', 'left out: c=true d=7 e=backend f=shared g=infra h='],
	],
	[
		'teams are no stages, whatever label says so',
		'a env=dev team=blue, b env=prod team=red, c env=red, d env=red, e env=dev, f env=squad-7, g env=squad-7',
		['label env', 'dev: a e', 'prod: b', 'left out: c=red d=red f=squad-7 g=squad-7'],
	],
	[
		'a word that one namespace has, called like the others by its stage alone',
		'dev env=dev, zeta env=zeta, prod env=prod',
		['label env', 'dev: dev', 'zeta: zeta', 'prod: prod'],
	],
	[
		'a tier that nobody knows is none, however many have it',
		'a tier=dev, b tier=prod, c tier=gold, d tier=gold',
		['label tier', 'dev: a', 'prod: b', 'left out: c=gold d=gold'],
	],
	[
		'what serves all, what is empty and the cluster’s own do not count against one stage',
		'a env=prod, b env=shared, c env=infra, d env=, e env=, kube-system env=x, kube-public env=x',
		['label env', 'prod: a', 'left out: b=shared c=infra d= e= kube-public=x kube-system=x'],
	],
	[
		'a stage is one even where a team is called so',
		'a env=dev team=prod, b env=prod',
		['label env', 'dev: a', 'prod: b'],
	],
	[
		'branches outnumber the stages',
		'a env=staging, b env=production, c env=login, d env=logout, e env=typo, f env=fonts, g env=icons, h env=icons',
		['label env', 'icons: g h', 'staging: a', 'production: b', 'left out: c=login d=logout e=typo f=fonts'],
	],
	[
		'shared services outnumber the stages',
		'a env=dev, b env=prod, c env=shared, d env=shared, e env=infra',
		['label env', 'dev: a', 'prod: b', 'left out: c=shared d=shared e=infra'],
	],
	[
		'the cluster’s own namespaces are in no stage, even labelled',
		'a env=dev, b env=prod, kube-system env=prod, openshift-dns env=prod, openshift env=prod, ingress env=prod',
		['label env', 'dev: a', 'prod: b ingress', 'left out: kube-system=prod openshift=prod openshift-dns=prod'],
	],
	[
		'the label of more namespaces wins',
		'a env=dev stage=dev, b env=prod stage=prod, c env=prod, d env=test',
		['label env', 'dev: a', 'test: d', 'prod: b c'],
	],
	[
		'of equal ones the likelier key',
		'a tier=prod environment=prod stage=prod, b tier=dev environment=dev stage=dev',
		['label stage', 'dev: b', 'prod: a'],
	],
	[
		'a label with the stages of a pipeline, beside one with those of software',
		'a ci/stage=build env=dev, b ci/stage=deploy env=prod',
		['label env', 'dev: a', 'prod: b'],
	],
	[
		'labels and names mixed: the label is what somebody meant',
		'alt-dev environment=development, alt-staging environment=staging, alt-production environment=production, alt-apps environment=production',
		['label environment', 'development: alt-dev', 'staging: alt-staging', 'production: alt-apps alt-production'],
	],
	[
		'a namespace that only its objects tell of has no label',
		'shop-dev env=dev, shop-prod env=prod, ~blog-prod',
		['label env', 'dev: shop-dev', 'prod: shop-prod', 'neutral: blog-prod'],
	],
	[
		'one stage only',
		'a env=prod, b env=production, kube-system',
		['label env', 'prod (production): a b', 'neutral: kube-system'],
	],
]

const byName: readonly Case[] = [
	[
		'app-stage',
		'shop-dev, shop-prod, blog-dev, blog-prod, kube-system, ingress-nginx, cert-manager',
		[
			'suffix',
			'dev: blog-dev shop-dev',
			'prod: blog-prod shop-prod',
			'neutral: cert-manager ingress-nginx kube-system',
		],
	],
	[
		'stage-app',
		'dev-shop, prod-shop, prod-blog, monitoring',
		['prefix', 'dev: dev-shop', 'prod: prod-blog prod-shop', 'neutral: monitoring'],
	],
	[
		'the stage alone',
		'dev, staging, production, default, kube-system',
		['name', 'dev: dev', 'staging: staging', 'production: production', 'neutral: default kube-system'],
	],
	[
		'dots and underscores, as manifests may have them',
		'shop.dev, shop.prod, blog_dev, blog_prod',
		['suffix', 'dev: blog_dev shop.dev', 'prod: blog_prod shop.prod'],
	],
	[
		'team-app-stage',
		'pay-cart-dev, pay-cart-stg, pay-cart-prd, core-auth-prd',
		['suffix', 'dev: pay-cart-dev', 'stg: pay-cart-stg', 'prd: core-auth-prd pay-cart-prd'],
	],
	[
		'synonyms in names',
		'shop-dev, blog-development, shop-prod, blog-production, auth-prod',
		[
			'suffix',
			'dev (development): blog-development shop-dev',
			'prod (production): auth-prod blog-production shop-prod',
		],
	],
	[
		'pre-prod and non-prod are one word',
		'shop-pre-prod, shop-non-prod, shop-prod',
		['suffix', 'non-prod: shop-non-prod', 'pre-prod: shop-pre-prod', 'prod: shop-prod'],
	],
	[
		'regions behind the stage',
		'shop-dev-eu, shop-prod-eu, shop-prod-us-east-1',
		['suffix', 'dev: shop-dev-eu', 'prod: shop-prod-eu shop-prod-us-east-1'],
	],
	['regions before it', 'eu-prod, us-prod, eu-dev', ['suffix', 'dev: eu-dev', 'prod: eu-prod us-prod']],
	[
		'numbers, colours, letters',
		'shop-dev1, shop-dev-2, shop-prod-blue, shop-prod-a',
		['suffix', 'dev: shop-dev-2 shop-dev1', 'prod: shop-prod-a shop-prod-blue'],
	],
	[
		'a project’s number inside (GitLab)',
		'cart-1234-staging, cart-1234-production, cart-1234-review-x9, gitlab-runner',
		[
			'suffix',
			'staging: cart-1234-staging',
			'production: cart-1234-production',
			'neutral: cart-1234-review-x9 gitlab-runner',
		],
	],
	['prod alone beside others', 'shop-dev, shop-prod, prod', ['suffix', 'dev: shop-dev', 'prod: prod shop-prod']],
	[
		'live and load are stages beside their twins',
		'shop-dev, shop-live, shop-load',
		['suffix', 'dev: shop-dev', 'load: shop-load', 'live: shop-live'],
	],
	[
		'live, load and demo are words without them',
		'shop-dev, shop-prod, youtube-live, metal-load, demo',
		['suffix', 'dev: shop-dev', 'prod: shop-prod', 'neutral: demo metal-load youtube-live'],
	],
	['demo beside two of its kind', 'dev, prod, demo', ['name', 'dev: dev', 'demo: demo', 'prod: prod']],
	['test and demo are nothing yet', 'test, demo, default', ['none', 'neutral: default demo test']],
	[
		'devtools is no dev',
		'shop-dev, shop-prod, devtools, production-monitoring, testing-farm',
		['suffix', 'dev: shop-dev', 'prod: shop-prod', 'neutral: devtools production-monitoring testing-farm'],
	],
	[
		'argocd-dev is in dev where dev is a stage',
		'shop-dev, shop-prod, argocd-dev',
		['suffix', 'dev: argocd-dev shop-dev', 'prod: shop-prod'],
	],
	[
		'argocd-dev alone makes no stage',
		'argocd-dev, smoke-test, shop, blog',
		['none', 'neutral: argocd-dev blog shop smoke-test'],
	],
	[
		'test-operator is in no stage',
		'dev-shop, prod-shop, dev-blog, test-operator',
		['prefix', 'dev: dev-blog dev-shop', 'prod: prod-shop', 'neutral: test-operator'],
	],
	[
		'operators and tools by themselves',
		'test-operator, dev-tools, stage-manager, production-monitoring',
		['none', 'neutral: dev-tools production-monitoring stage-manager test-operator'],
	],
	[
		'no two alike, but several of each',
		'cart-dev, auth-dev, pay-prod, mail-prod',
		['suffix', 'dev: auth-dev cart-dev', 'prod: mail-prod pay-prod'],
	],
	[
		'the cluster’s own names never count',
		'kube-dev, kube-prod, openshift-dev, openshift-prod',
		['none', 'neutral: kube-dev kube-prod openshift-dev openshift-prod'],
	],
	[
		'one stage only in the names',
		'shop-prod, blog-prod, monitoring',
		['none', 'neutral: blog-prod monitoring shop-prod'],
	],
	[
		'namespaces that only their objects tell of',
		'~shop-dev, ~shop-prod, ~monitoring',
		['suffix', 'dev: shop-dev', 'prod: shop-prod', 'neutral: monitoring'],
	],
	[
		'live beside prod may be anything',
		'shop-prod, shop-live, shop-eu, blog-prod, blog-dev',
		['suffix', 'dev: blog-dev', 'prod: blog-prod shop-prod', 'neutral: shop-eu shop-live'],
	],
	[
		'ends and beginnings: the more frequent ones',
		'shop-dev, shop-prod, dev-blog, prod-blog, dev-auth',
		['prefix', 'dev: dev-auth dev-blog', 'prod: prod-blog', 'neutral: shop-dev shop-prod'],
	],
	[
		'names win over a label that few have',
		'a-dev env=dev, a-prod env=prod, b-dev, b-prod, c-dev, c-prod',
		['suffix', 'dev: a-dev b-dev c-dev', 'prod: a-prod b-prod c-prod'],
	],
	['two stages in names over one in a label', 'a-dev, a-prod env=prod', ['suffix', 'dev: a-dev', 'prod: a-prod']],
	[
		'a label with frontend and backend does not stand in the way',
		'shop-dev tier=frontend, shop-prod tier=backend',
		['suffix', 'dev: shop-dev', 'prod: shop-prod'],
	],
]

const byNothing: readonly Case[] = [
	['an empty cluster', '', ['none']],
	[
		'nothing but the cluster itself',
		'default, kube-system, kube-public',
		['none', 'neutral: default kube-public kube-system'],
	],
	[
		'frontend and backend',
		'a tier=frontend, b tier=backend, c',
		['none', 'neutral: c', 'left out: a=frontend b=backend'],
	],
	['switches', 'a environment=true, b environment=false', ['none', 'left out: a=true b=false']],
	[
		'customers under env, and one known stage among them',
		'a env=acme, b env=acme, c env=globex, d env=globex, e env=prod',
		['none', 'left out: a=acme b=acme c=globex d=globex e=prod'],
	],
	[
		'several labels: the likeliest speaks for a namespace',
		'b env=true tier=frontend, a tier=backend',
		['none', 'left out: a=backend b=true'],
	],
	['tier with a single stage', 'a tier=prod, b tier=prod', ['none', 'left out: a=prod b=prod']],
	['keys that say nothing of stages', 'a purpose=dev, b purpose=prod', ['none', 'neutral: a b']],
]

describe('finds', () => {
	test.each(byLabel)('by a label: %s', (_, namespaces, found) => {
		expect(shown(findStages(clusterOf(namespaces)))).toEqual(found)
	})
	test.each(byName)('by names: %s', (_, namespaces, found) => {
		expect(shown(findStages(clusterOf(namespaces)))).toEqual(found)
	})
	test.each(byNothing)('nothing: %s', (_, namespaces, found) => {
		expect(shown(findStages(clusterOf(namespaces)))).toEqual(found)
	})
})

const given: readonly (readonly [what: string, key: string, namespaces: string, found: readonly string[]])[] = [
	[
		'each value is a stage',
		'ring',
		'a ring=inner, b ring=outer, c',
		['label ring', 'inner: a', 'outer: b', 'neutral: c'],
	],
	[
		'as it is written',
		'env',
		'a env=Prod, b env=prod, c env=production',
		['label env', 'Prod: a', 'prod: b', 'production: c'],
	],
	[
		'in promotion order, unknown ones in between',
		'env',
		'a env=prod-eu, b env=zeta, c env=dev-2, d env=blue, e env=stg',
		['label env', 'dev-2: c', 'blue: d', 'zeta: b', 'stg: e', 'prod-eu: a'],
	],
	[
		'nothing is left out but what is empty',
		'env',
		'a env=true, b env=shared, c env=, kube-system env=prod',
		['label env', 'shared: b', 'true: a', 'prod: kube-system', 'left out: c='],
	],
	['nobody has it', 'environment', 'a env=dev, b env=prod', ['label environment', 'neutral: a b']],
	['one value', 'env', 'a env=x', ['label env', 'x: a']],
]

describe('takes a label that somebody names as it is', () => {
	test.each(given)('%s', (_, stageLabel, namespaces, found) => {
		expect(shown(findStages(clusterOf(namespaces), { stageLabel }))).toEqual(found)
	})
})

describe('odd facts', () => {
	test('labels in manifests that are no text', () => {
		const labels = { env: true } as unknown as Record<string, string>
		const facts = clusterOf('a env=dev, b env=prod')
		const odd = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c', labels } }
		expect(shown(findStages({ ...facts, objects: [...facts.objects, odd] }))).toContain('left out: c=true')
	})
	test('an object that lives nowhere makes no namespace', () => {
		const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', namespace: '' } }
		expect(shown(findStages({ ...clusterOf('a'), objects: [node] }))).toEqual(['none'])
	})
	test('a kind of another group that is called Namespace is none', () => {
		const other = { apiVersion: 'example.org/v1', kind: 'Namespace', metadata: { name: 'n', namespace: 'home' } }
		expect(shown(findStages({ ...clusterOf(''), objects: [other] }))).toEqual(['none', 'neutral: home'])
	})
})

describe('says why a namespace is left out', () => {
	const why: readonly (readonly [namespaces: string, why: string])[] = [
		['x env=', 'The label env is empty.'],
		['x env=true', 'env=true is a switch, not a stage.'],
		['x env=42', 'env=42 is a number, not a stage.'],
		['x env=shared', 'env=shared says that it serves all stages.'],
		['x env=frontend', 'env=frontend is a part of an application, not a stage.'],
		['x env=payments team=payments', 'env=payments is the name of a team, not a stage.'],
		['x env=zeta', 'env=zeta is no known name of a stage, and no other namespace has it.'],
		['x env=test-prod', 'env=test-prod names two stages, test and prod, and no other namespace has it.'],
		['kube-system env=prod', 'kube-system belongs to the cluster itself, and every stage needs it.'],
	]
	test.each(why)('%s', (namespace, sentence) => {
		const { leftOut } = findStages(clusterOf(`a env=dev, b env=prod, ${namespace}`))
		expect(leftOut.map((each) => each.why)).toEqual([sentence])
	})
	test.each([
		[
			'a tier=dev, b tier=prod, c tier=gold',
			'tier=gold is no known name of a stage, and tier often says something else.',
		],
		['c tier=prod', 'tier=prod is not taken for a stage, as tier mostly says something else.'],
		['c env=zeta', 'env=zeta is no known name of a stage.'],
	])('%s', (namespaces, sentence) => {
		expect(findStages(clusterOf(namespaces)).leftOut.map((each) => each.why)).toEqual([sentence])
	})
})
