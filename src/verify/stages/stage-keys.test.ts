import { expect, test } from 'vitest'
import { stageKeyOf } from './stage-keys.ts'

test.each<readonly [key: string, rank: number | undefined]>([
	['stage', 0],
	['kargo.akuity.io/stage', 0],
	['env', 1],
	['ENV', 1],
	['app.gitlab.com/env', 1],
	['deploy_env', 1],
	['targetEnv', 1],
	['env-type', 1],
	['environment', 2],
	['environment-name', 2],
	['app.kubernetes.io/environment', 2],
	['deployment.environment.name', 2],
	['landscape', 3],
	['tier', 5],
	['data-tier', 5],
	['name', undefined],
	['kubernetes.io/metadata.name', undefined],
	['stage/name', undefined],
	['environments', undefined],
	['env-owner', undefined],
	['backstage', undefined],
	['', undefined],
])('%j has the rank %s', (key, rank) => {
	expect(stageKeyOf(key)?.rank).toBe(rank)
})

test('a tier is mostly something else than a stage', () => {
	expect([stageKeyOf('example.com/tier')?.vague, stageKeyOf('env')?.vague]).toEqual([true, false])
})
