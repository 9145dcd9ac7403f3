/** What holds for every cluster. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Facts } from '../../model/facts.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { findStages } from './find-stages.ts'
import type { FoundStages } from './found.ts'
import { groupingTenancy } from './grouping-tenancy.ts'
import { deploymentIn } from './stages.suite.ts'

/** A namespace as a sentence: `{0}` … `{5}` stand for words that mean no stage. */
interface Sketch {
	readonly name: string
	readonly labels: Readonly<Record<string, string>>
	readonly declared: boolean
}

const stem = fc.constantFrom('{0}', '{1}', '{2}', '{3}', '{4}', '{5}')
const word = fc.constantFrom(
	'dev',
	'test',
	'tst',
	'qa',
	'stg',
	'pre-prod',
	'perf',
	'load',
	'live',
	'prod',
	'production',
	'Prod',
)
const name = fc.oneof(
	fc.tuple(stem, word).map((parts) => parts.join('-')),
	fc.tuple(word, stem).map((parts) => parts.join('-')),
	fc.tuple(stem, word, fc.constantFrom('eu', '2', 'b')).map((parts) => parts.join('-')),
	fc.tuple(stem, stem).map((parts) => parts.join('-')),
	word,
	stem,
	fc.constantFrom('kube-system', 'kube-dev', 'default', 'monitoring', 'openshift-dns'),
)
const value = fc.oneof(
	word,
	stem,
	fc.constantFrom('', 'true', 'shared', 'frontend', '42', 'prod-eu', 'dev-test', 'nightly'),
)
const labels = fc.dictionary(fc.constantFrom('env', 'stage', 'x.example.com/environment', 'tier', 'team'), value, {
	maxKeys: 3,
})
const sketches = fc.uniqueArray(fc.record({ name, labels, declared: fc.boolean() }), {
	selector: ({ name: unique }) => unique,
	maxLength: 25,
})

const ordinary = ['shop', 'blog', 'search', 'auth', 'mail', 'cart']
const others = ['maths', 'pool', 'garden', 'lamp', 'rivers', 'orange']

/** The facts of sketches, with words in place of the numbers. */
function factsOf(cluster: readonly Sketch[], words: readonly string[] = ordinary): Facts {
	const objects = cluster.flatMap(({ name: sketch, labels: pairs, declared }): readonly KubeObject[] => {
		const called = filled(sketch, words)
		const values = Object.entries(pairs).map(([key, each]) => [key, filled(each, words)] as const)
		const itself = {
			apiVersion: 'v1',
			kind: 'Namespace',
			metadata: { name: called, labels: Object.fromEntries(values) },
		}
		return declared ? [itself, deploymentIn(called)] : [deploymentIn(called)]
	})
	return { cluster: 'here', objects, unseen: [], absent: [] }
}

function filled(text: string, words: readonly string[]): string {
	return text.replace(/\{(\d)\}/g, (_, index: string) => words[Number(index)] ?? '')
}

function namesIn(facts: Facts): readonly string[] {
	return [...new Set(facts.objects.map(({ metadata }) => metadata.namespace ?? metadata.name))].sort()
}

function covered({ stages, neutral, leftOut }: FoundStages): readonly string[] {
	return [
		...stages.flatMap(({ namespaces }) => namespaces),
		...neutral,
		...leftOut.map(({ namespace }) => namespace),
	].sort()
}

describe('whatever the cluster', () => {
	test('each namespace is in exactly one place', () => {
		fc.assert(
			fc.property(sketches, fc.option(fc.constantFrom('env', 'team'), { nil: undefined }), (cluster, stageLabel) => {
				const facts = factsOf(cluster)
				const found = findStages(facts, stageLabel === undefined ? {} : { stageLabel })
				expect(covered(found)).toEqual(namesIn(facts))
			}),
		)
	})

	test('the order of the objects changes nothing', () => {
		const shuffled = sketches.chain((cluster) => {
			const { objects } = factsOf(cluster)
			const all = { minLength: objects.length, maxLength: objects.length }
			return fc.tuple(fc.constant(cluster), fc.shuffledSubarray([...objects], all))
		})
		fc.assert(
			fc.property(shuffled, ([cluster, objects]) => {
				const facts = factsOf(cluster)
				expect(findStages({ ...facts, objects })).toEqual(findStages(facts))
			}),
		)
	})

	test('what the apps are called changes nothing', () => {
		const grouped = (cluster: readonly Sketch[], words: readonly string[]): unknown => {
			const { by, stages, leftOut } = findStages(factsOf(cluster, words))
			const placeOf = new Map([
				...stages.flatMap((stage) => stage.namespaces.map((namespace) => [namespace, stage.name] as const)),
				...leftOut.map(({ namespace }) => [namespace, 'left out'] as const),
			])
			return { by, places: cluster.map((each) => meaning(placeOf.get(filled(each.name, words)), words)) }
		}
		fc.assert(
			fc.property(sketches, (cluster) => {
				expect(grouped(cluster, others)).toEqual(grouped(cluster, ordinary))
			}),
		)
	})

	test('names of stages are told apart, and by names there are two at least', () => {
		fc.assert(
			fc.property(sketches, (cluster) => {
				const { by, stages } = findStages(factsOf(cluster))
				expect(new Set(stages.map((stage) => stage.name)).size).toBe(stages.length)
				expect(stages.every(({ namespaces }) => namespaces.length > 0)).toBe(true)
				if (by.type === 'none') expect(stages).toEqual([])
				else expect(stages.length).toBeGreaterThanOrEqual(by.type === 'label' ? 1 : 2)
			}),
		)
	})

	test('a tenancy has the same stages and namespaces, and apps that fit them', () => {
		fc.assert(
			fc.property(sketches, (cluster) => {
				const { stages } = findStages(factsOf(cluster))
				const tenancy = groupingTenancy(findStages(factsOf(cluster)), 'here')
				for (const stage of stages) {
					const own = tenancy.namespaces.filter((each) => each.stage === stage.name)
					expect(own.map((each) => each.name).sort()).toEqual(stage.namespaces)
				}
				for (const { app, stage } of tenancy.namespaces)
					expect(tenancy.apps.find((each) => each.name === app)?.stages).toContain(stage)
			}),
		)
	})
})

/** A stage that nobody knows may be called like an app: it is renamed with it. */
function meaning(text: string | undefined, words: readonly string[]): string | undefined {
	const index = text === undefined ? -1 : words.indexOf(text)
	return index < 0 ? text : `{${index}}`
}

test('looks at each object once, however many there are', () => {
	let looks = 0
	const objects = Array.from({ length: 100_000 }, (_, index): KubeObject => {
		const home = `app${index % 2500}-${index % 2 === 0 ? 'dev' : 'prod'}`
		return {
			apiVersion: 'v1',
			kind: 'ConfigMap',
			get metadata() {
				looks++
				return { name: 'c', namespace: home }
			},
		}
	})
	const { stages } = findStages({ cluster: 'here', objects, unseen: [], absent: [] })
	expect(stages.map(({ name: stage, namespaces }) => `${stage} ${namespaces.length}`)).toEqual([
		'dev 1250',
		'prod 1250',
	])
	expect(looks).toBe(objects.length)
})
