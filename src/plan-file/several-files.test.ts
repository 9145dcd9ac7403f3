import { describe, expect, it } from 'vitest'
import { KnownError } from '../model/errors.ts'
import { readPlan } from './read.ts'
import { header, planOf } from './sample.suite.ts'

const platform = {
	path: 'plans/a-platform.yaml',
	text: `${header}  labels: {stage: env}
  stages: {dev: {}, prod: {}}
  network:
    ingress: traefik
    allow: [{from: {namespace: monitoring}, to: {stage: "*"}, reason: metrics}]
  accept: [{finding: control-plane/shared, reason: for now}]
`,
}

const shop = {
	path: 'plans/b-shop.yaml',
	text: `${header}  apps: {shop: {stages: "*"}}
  network:
    allow: [{from: {stage: dev, app: shop}, to: {cidr: 203.0.113.0/24}, reason: payment}]
  accept: [{finding: labels/missing, stages: [dev], reason: old charts}]
`,
}

const blog = { path: 'plans/c-blog.yml', text: `${header}  apps: {blog: {stages: [prod]}}\n` }

function mistakesOf(...texts: readonly string[]): readonly string[] {
	try {
		readPlan(texts.map((text, index) => ({ path: `${'abc'[index]}.yaml`, text })))
	} catch (error) {
		if (!(error instanceof KnownError)) throw error
		return error.problems.map(
			({ code, message, place }) => `${place?.file}:${place?.line}:${place?.column} ${code} ${message}`,
		)
	}
	return []
}

describe('a plan of several files', () => {
	it('is all that they say together', () => {
		const { tenancy, files } = readPlan([platform, shop, blog])
		expect(files).toEqual(['plans/a-platform.yaml', 'plans/b-shop.yaml', 'plans/c-blog.yml'])
		expect(tenancy.labels.stage).toBe('env')
		expect(tenancy.apps.map(({ name }) => name)).toEqual(['shop', 'blog'])
		expect(tenancy.network.allow.map(({ name }) => name)).toEqual(['metrics', 'payment'])
		expect(tenancy.accept.map(({ finding }) => finding)).toEqual(['control-plane/shared', 'labels/missing'])
	})

	it('may as well be several documents of one file', () => {
		const text = [platform, shop, blog].map((file) => file.text).join('---\n')
		expect(readPlan([{ path: 'stages.yaml', text }]).tenancy).toEqual(readPlan([platform, shop, blog]).tenancy)
	})

	it('resolves paths by the file that they stand in', () => {
		const { tenancy } = readPlan([
			{ path: 'a.yaml', folder: '/plans', text: planOf('  clusters: {main: {directory: manifests}}') },
			{ path: 'b.yaml', folder: '/elsewhere', text: `${header}  accept: []\n` },
		])
		expect(tenancy.clusters[0]?.source).toEqual({ type: 'directory', directory: '/plans/manifests' })
	})

	it.each([
		['clusters', '  clusters: {main: {}}\n'],
		['stages', '  stages: {dev: {}}\n'],
		['apps', '  apps: {shop: {stages: "*"}}\n'],
		['people', '  people: {qa: {groups: [q]}}\n'],
		['levels', '  levels: {qa: {rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}}\n'],
	])('defines each of its %s once', (section, text) => {
		const [name, column] = [/\{(\w+)/.exec(text)?.[1], text.indexOf('{') + 2]
		expect(mistakesOf(planOf(text.trimEnd()), header + text)).toEqual([
			`b.yaml:5:${column} plan/defined-twice spec.${section}.${name} is in two documents, the first one (a.yaml:5)`,
		])
	})

	it.each([
		['spec.labels', '  labels: {stage: env}\n', 3],
		['spec.defaults', '  defaults: {isolation: app}\n', 3],
		['spec.network.ingress', '  network: {ingress: traefik}\n', 13],
		['spec.network.dns', '  network: {dns: kube-dns}\n', 13],
		['spec.network.peers', '  network: {peers: names}\n', 13],
	])('says %s once', (name, text, column) => {
		expect(mistakesOf(planOf(text.trimEnd()), header + text)).toEqual([
			`b.yaml:5:${column} plan/defined-twice ${name} is in two documents, the first one (a.yaml:5)`,
		])
	})

	it('has one name', () => {
		const other = header.replace('webshop', 'intranet')
		expect(mistakesOf(planOf('  accept: []'), `${other}  people: {qa: {groups: [q]}}\n`)).toEqual([
			'b.yaml:3:18 plan/other-name this document belongs to the plan "intranet", the first one (a.yaml:3) to "webshop"',
		])
	})

	it('tells mistakes with their files, in the order of files and lines', () => {
		expect(
			mistakesOf(
				`${header}  stages: {dev: {}}\n  nonsense: 1\n  accept:\n    - {finding: a/b, reason: x, stages: [perf]}\n`,
				`${header}  apps:\n    shop: {stages: [dev]}\n    blog: {stages: [5, prod]}\n    wiki: {}\n`,
				`${header}  accept:\n    - {finding: 5, reason: x}\n    - {finding: a/b, reason: x, stages: [prod]}\n`,
			),
		).toEqual([
			'a.yaml:6:3 plan/unknown-key "nonsense" is no key of spec',
			'a.yaml:8:42 plan/unknown-stage there is no stage "perf"',
			'b.yaml:7:21 plan/wrong-type spec.apps.blog.stages[0] must be text, not 5',
			'b.yaml:7:24 plan/unknown-stage there is no stage "prod"',
			'b.yaml:8:5 plan/missing spec.apps.wiki lacks "stages"',
			'c.yaml:6:17 plan/wrong-type spec.accept[0].finding must be text, not 5',
			'c.yaml:7:42 plan/unknown-stage there is no stage "prod"',
		])
	})

	it('with a file that is no YAML, says nothing about names that may be defined there', () => {
		expect(mistakesOf(`${header}  stages: {dev: {}\n`, `${header}  apps: {shop: {stages: [dev]}}\n  x: 1\n`)).toEqual([
			'a.yaml:6:1 plan/syntax flow map in block collection must be sufficiently indented and end with a }',
			'b.yaml:6:3 plan/unknown-key "x" is no key of spec',
		])
	})

	it('in which no document is a plan is none', () => {
		expect(mistakesOf('# nothing\n', '---\n')).toEqual([
			'undefined:undefined:undefined plan/empty there is no plan in the files',
		])
	})
})
