import { describe, expect, test } from 'vitest'
import { byPromotion, prefixOf, stageIn, stageOfWord, suffixOf } from './stage-words.ts'

/** `stem|word=stage`, with `?` behind a vague word. */
function shown(affix: ReturnType<typeof suffixOf>): string {
	return affix === undefined ? 'none' : `${affix.stem}|${affix.word}=${affix.stage}${affix.vague ? '?' : ''}`
}

const ends: readonly (readonly [text: string, suffix: string, prefix: string])[] = [
	['shop-dev', 'shop|dev=dev', 'none'],
	['dev-shop', 'none', 'shop|dev=dev'],
	['dev', '|dev=dev', '|dev=dev'],
	['Shop.PROD', 'Shop|PROD=prod', 'none'],
	['shop_dev', 'shop|dev=dev', 'none'],
	['shop--dev', 'shop|dev=dev', 'none'],
	['shop-pre-prod', 'shop|pre-prod=preprod', 'none'],
	['shop.pre.prod', 'shop|pre.prod=preprod', 'none'],
	['non-prod-shop', 'none', 'shop|non-prod=nonprod'],
	['shop-load-test', 'shop|load-test=perf', 'none'],
	['shop-dev2', 'shop|dev=dev', 'none'],
	['shop-dev-2', 'shop|dev=dev', 'none'],
	['qa1-shop', 'none', 'shop|qa=qa'],
	['shop-prod-eu', 'shop|prod=prod', 'none'],
	['shop-prod-us-east-1', 'shop|prod=prod', 'none'],
	['shop-prod-euwest1', 'shop|prod=prod', 'none'],
	['shop-prod-b', 'shop|prod=prod', 'none'],
	['shop-prod-green', 'shop|prod=prod', 'none'],
	['prod-eu', '|prod=prod', 'eu|prod=prod'],
	['shop-live', 'shop|live=prod?', 'none'],
	['load-balancer', 'none', 'balancer|load=perf?'],
	['dev-test', 'dev|test=test', 'test|dev=dev'],
	['devtools', 'none', 'none'],
	['attestation', 'none', 'none'],
	['production-monitoring', 'none', 'monitoring|production=prod'],
	['shop-dev-tools', 'none', 'none'],
	['shop-prod-12345', 'none', 'none'],
	['eu', 'none', 'none'],
	['', 'none', 'none'],
	['-', 'none', 'none'],
]

describe('where a text names a stage', () => {
	test.each(ends)('%j: %s at its end, %s at its beginning', (text, suffix, prefix) => {
		expect([shown(suffixOf(text)), shown(prefixOf(text))]).toEqual([suffix, prefix])
	})
	test.each([
		['prod', 'prod'],
		['prod-eu', 'prod'],
		['acme-stg', 'staging'],
		['tst-acme', 'test'],
		['acme', undefined],
	])('%s → %s', (text, stage) => {
		expect(stageIn(text)).toBe(stage)
	})
})

test.each([
	['prod', 'production PROD prd Live pro'],
	['staging', 'stage stg Staging'],
	['preprod', 'pre-prod pre_prod pre.production prelive'],
	['dev', 'development devel DEV'],
	['test', 'testing tst'],
	['uat', 'UAT acceptance'],
	['perf', 'performance load load-test'],
	[undefined, 'devs prods prod-eu frontend uat2'],
])('%s is also written %s', (stage, words) => {
	for (const word of words.split(' ')) expect(stageOfWord(word), word).toBe(stage)
})

test('promotion order: unknown stages stand before staging, by name', () => {
	const stages = 'zeta prod dr alpha staging dev qa perf test uat preprod demo nonprod'.split(' ')
	expect(stages.sort(byPromotion).join(' ')).toBe(
		'dev test qa uat demo alpha zeta staging perf nonprod preprod prod dr',
	)
	expect(byPromotion('dev', 'dev')).toBe(0)
})
