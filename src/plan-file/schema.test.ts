import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { planOf, sample } from './sample.suite.ts'
import { planJsonSchema } from './schema.ts'

const accepts = new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(planJsonSchema())

describe('the JSON Schema', () => {
	it('is the one in the package (else: npx tsx scripts/write-schemas.ts)', () => {
		const written = readFileSync(new URL('../../schema/stageplan-v1alpha1.json', import.meta.url), 'utf8')
		expect(JSON.parse(written)).toEqual(planJsonSchema())
	})

	it('accepts the sample', () => {
		accepts(parse(sample))
		expect(accepts.errors).toBeNull()
	})

	it.each([
		['  stages: {dev: {acess: {}}}', 'unknown key'],
		['  stages: {Dev: {}}', 'wrong name'],
		['  stages: {dev: {budget: {cpu: 1}}}', 'missing key'],
		['  stages: {dev: {budget: {cpu: 1, memory: 1GB}}}', 'no quantity'],
		['  network: {ingress: treafik}', 'unknown preset'],
		['  network: {ingress: {namespace: web, pods: {}}}', 'selects everything'],
		['  network: {allow: [{from: {stage: dev}, to: {stage: prod}}]}', 'no reason'],
	])('refuses %s (%s)', (sections) => {
		expect(accepts(parse(planOf(sections)))).toBe(false)
	})

	it('describes every key to the editor', () => {
		expect(undescribed(planJsonSchema(), 'plan')).toEqual([])
	})
})

interface Schema {
	readonly properties?: Readonly<Record<string, Schema>>
	readonly description?: string
	readonly const?: unknown
	/** What is described where it is defined. */
	readonly $ref?: string
	readonly allOf?: unknown
	readonly [keyword: string]: unknown
}

/** The keys below a schema that an editor would show without a word. */
function undescribed(schema: Schema, path: string): readonly string[] {
	const { properties = {}, ...others } = schema
	const own = Object.entries(properties).flatMap(([key, value]) => [
		...((value.description ?? value.allOf ?? value.$ref ?? value.const ?? inMetadata(path)) ? [] : [`${path}.${key}`]),
		...undescribed(value, `${path}.${key}`),
	])
	const inner = Object.entries(others).flatMap(([keyword, value]) =>
		typeof value === 'object' && value !== null ? undescribed(value as Schema, `${path}/${keyword}`) : [],
	)
	return [...own, ...inner]
}

/** `labels` and `annotations` are those of any Kubernetes object. */
function inMetadata(path: string): boolean {
	return path === 'plan.metadata'
}
