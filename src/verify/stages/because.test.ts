import { describe, expect, test } from 'vitest'
import type { Facts } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { findStages } from './find-stages.ts'
import { clusterOf } from './stages.suite.ts'

const cases: readonly (readonly [what: string, namespaces: string, because: string])[] = [
	[
		'a label',
		'a env=dev, b env=prod, c, d env=shared',
		'The label env is on 3 of 4 namespaces and names the stages dev, prod.',
	],
	[
		'spellings that were taken for the same',
		'a env=dev, b env=prod, c env=prod, d env=live, e env=prd, f env=production, g env=prod-eu, h env=prod2',
		'The label env is on 8 of 8 namespaces and names the stages dev, prod (also live, prd, prod-eu and 2 more).',
	],
	[
		'names that say the same',
		'shop-dev env=dev, shop-prod env=prod',
		'The label env is on 2 of 2 namespaces and names the stages dev, prod. The ends of their names would say the same of 2.',
	],
	[
		'names that say more',
		'shop-dev env=dev, shop-prod env=prod, blog-dev, kube-system',
		'The label env is on 2 of 4 namespaces and names the stages dev, prod. The ends of their names would put 1 more namespace into stages.',
	],
	[
		'another label that says something else',
		'a stage=dev env=dev, b stage=prod env=prod, c env=prod, d stage=qa env=test, e stage=qa env=qa, f stage=qa',
		'The label stage is on 5 of 6 namespaces and names the stages dev, qa, prod. The label env would put 1 more namespace into stages and 1 namespace into another one.',
	],
	[
		'names that say little',
		'a env=dev, b env=dev, c env=prod, shop-dev env=dev, shop-prod env=prod',
		'The label env is on 5 of 5 namespaces and names the stages dev, prod.',
	],
	[
		'ends of names',
		'shop-dev, shop-prod, blog-prod, monitoring',
		'The names of 3 of 4 namespaces end in the name of a stage (dev, prod), and shop-dev and shop-prod differ in nothing else.',
	],
	[
		'twins in promotion order',
		'x-prod, shop-staging, shop-test',
		'The names of 3 of 3 namespaces end in the name of a stage (test, staging, prod), and shop-test and shop-staging differ in nothing else.',
	],
	[
		'the best of several others',
		'shop-dev env=dev stage=dev, shop-prod env=prod stage=prod, x env=prod, blog-dev, blog-prod',
		'The label env is on 3 of 5 namespaces and names the stages dev, prod. The ends of their names would put 2 more namespaces into stages.',
	],
	[
		'ends of names without twins',
		'a-dev, b-dev, c-prod, d-prod',
		'The names of 4 of 4 namespaces end in the name of a stage (dev, prod).',
	],
	[
		'beginnings of names, and a label that few have',
		'dev-shop, prod-shop, prod-blog, test-blog env=test',
		'The names of 4 of 4 namespaces begin with the name of a stage (dev, test, prod), and dev-shop and prod-shop differ in nothing else. The label env would say the same of 1.',
	],
	[
		'both ends of names',
		'shop-dev, shop-prod, auth-prod, dev-blog, prod-blog',
		'The names of 3 of 5 namespaces end in the name of a stage (dev, prod), and shop-dev and shop-prod differ in nothing else. The beginnings of their names would put 2 more namespaces into stages.',
	],
	['whole names', 'dev, prod, x', 'The names of 2 of 3 namespaces are the name of a stage (dev, prod).'],
	[
		'many stages',
		'a env=dev, b env=test, c env=qa, d env=sit, e env=uat, f env=staging, g env=perf, h env=preprod, i env=prod, j env=dr, k env=demo',
		'The label env is on 11 of 11 namespaces and names the stages dev, test, qa, sit, uat, demo, staging, perf, preprod, prod and 1 more.',
	],
	[
		'nothing, and labels to choose from: first those with names of stages, then those that many have',
		'a area=1 team=x zone=1 purpose=dev, b team=y zone=1 purpose=prod, c team=x, d',
		'Neither a label nor the names of the namespaces tell stages apart. If a label tells the stages, name it with --stage-label KEY; the namespaces have purpose (2 values), team (2 values), zone (1 value), area (1 value).',
	],
	[
		'nothing, and what looked like a label of stages',
		'a tier=frontend, b tier=backend, c tier=',
		'Neither a label nor the names of the namespaces tell stages apart: the label tier has the 3 values "", backend, frontend. If a label tells the stages, name it with --stage-label KEY; the namespaces have tier (3 values).',
	],
	[
		'nothing, and a switch',
		'a env=true',
		'Neither a label nor the names of the namespaces tell stages apart: the label env has no value but true. If a label tells the stages, name it with --stage-label KEY; the namespaces have env (1 value).',
	],
	[
		'more labels than anybody reads',
		'x a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1',
		'Neither a label nor the names of the namespaces tell stages apart. If a label tells the stages, name it with --stage-label KEY; the namespaces have a (1 value), b (1 value), c (1 value), d (1 value), e (1 value), f (1 value), g (1 value), h (1 value) and 2 more.',
	],
	[
		'labels that nobody chose are not offered',
		'x name=x pod-security.kubernetes.io/enforce=baseline stagewall.dev/app=x',
		'Neither a label nor the names of the namespaces tell stages apart. Give each namespace a label with its stage, such as stage=dev, or write a stages.yaml.',
	],
	[
		'one stage',
		'a env=prod team=x, b env=prod',
		'The label env is on 2 of 2 namespaces and names the stage prod. There is no second stage to keep apart from it. If another label tells the stages, name it with --stage-label KEY; the namespaces have team (1 value).',
	],
	['an empty cluster', '', 'No namespace was seen.'],
	[
		'namespaces without their labels, where labels count',
		'a env=dev, b env=prod, ~c, ~d',
		'The label env is on 2 of 4 namespaces and names the stages dev, prod. 2 namespaces are known only by what lives in them, without their labels.',
	],
	[
		'one of them',
		'a env=dev, b env=prod, ~c',
		'The label env is on 2 of 3 namespaces and names the stages dev, prod. One namespace is known only by what lives in it, without its labels.',
	],
	[
		'namespaces without their labels, where names count',
		'~a-dev, ~a-prod',
		'The names of 2 of 2 namespaces end in the name of a stage (dev, prod), and a-dev and a-prod differ in nothing else.',
	],
]

const given: readonly (readonly [what: string, stageLabel: string, namespaces: string, because: string])[] = [
	[
		'a label that was asked for',
		'ring',
		'a ring=x, b ring=y, c ring=, d',
		'The label ring is on 3 of 4 namespaces and names the stages x, y.',
	],
	[
		'a label that was asked for, and that nobody has',
		'enw',
		'a env=dev, b env=prod',
		'No namespace has the label enw. Did you mean env? If another label tells the stages, name it with --stage-label KEY; the namespaces have env (2 values).',
	],
	[
		'a label that was asked for, and that is always empty',
		'ring',
		'a ring=',
		'The label ring is on 1 of 1 namespace but names no stage. Give each namespace a label with its stage, such as stage=dev, or write a stages.yaml.',
	],
]

describe('says why', () => {
	test.each(cases)('%s', (_, namespaces, because) => {
		expect(findStages(clusterOf(namespaces)).because).toBe(because)
	})
	test.each(given)('%s', (_, stageLabel, namespaces, because) => {
		expect(findStages(clusterOf(namespaces), { stageLabel }).because).toBe(because)
	})

	const unseen: Facts['unseen'] = [{ kind: kinds.Namespace, reason: 'forbidden', message: 'namespaces is forbidden' }]
	const warning = 'Namespaces could not all be read, so some of them or of their labels may be missing.'
	test.each([
		[
			'~a-dev, ~a-prod',
			`The names of 2 of 2 namespaces end in the name of a stage (dev, prod), and a-dev and a-prod differ in nothing else. ${warning}`,
		],
		['', `No namespace was seen. ${warning}`],
	])('namespaces that could not be listed: %s', (namespaces, because) => {
		expect(findStages(clusterOf(namespaces, { unseen })).because).toBe(because)
	})
	test('another kind that could not be listed does not matter', () => {
		const pods: Facts['unseen'] = [{ kind: kinds.Pod, reason: 'forbidden', message: 'pods is forbidden' }]
		expect(findStages(clusterOf('', { unseen: pods })).because).toBe('No namespace was seen.')
	})
})
