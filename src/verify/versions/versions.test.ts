import { describe, expect, it } from 'vitest'
import type { ClusterInfo } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { isNewer, parseVersion } from '../../model/versions.ts'
import { caseOf, shown, tenancy } from '../verify.suite.ts'
import { type ClusterVersions, proveVersions, versionsOf } from './index.ts'

const info = (serverVersion: string | undefined): ClusterInfo => ({ name: 'c', type: 'live', serverVersion, kinds: [] })

function node(name: string, kubeletVersion: string, stage?: string): KubeObject {
	const labels: Readonly<Record<string, string>> = stage === undefined ? {} : { pool: stage }
	return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { nodeInfo: { kubeletVersion } } }
}

const own = (stage: string) => ({
	type: 'labelled' as const,
	label: { key: 'pool', value: stage },
	taint: { key: 'stage', value: stage },
	select: { labels: {}, names: [] },
})
const pooled = { ...tenancy, stages: tenancy.stages.map((stage) => ({ ...stage, nodes: own(stage.name) })) }
const [dev, test] = tenancy.stages
if (dev === undefined || test === undefined) throw new Error('the tenancy has two stages')
const apart = { ...tenancy, stages: [{ ...dev, cluster: 'first' }, test] }

function seen(server: string | undefined, nodes: readonly KubeObject[], cluster = 'shared'): ClusterVersions {
	return versionsOf(info(server), { ...caseOf(nodes).facts, cluster })
}

describe('kubelets and their API server', () => {
	it.each<readonly [string, string, readonly string[], readonly string[]]>([
		['the same', 'v1.37.2', ['v1.37.2', 'v1.37.0'], []],
		['three behind', 'v1.37.2', ['v1.34.1'], []],
		['four behind', 'v1.37.2', ['v1.33.9'], ['medium versions/kubelet-older']],
		['ahead', 'v1.36.4', ['v1.37.0'], ['high versions/kubelet-newer']],
		['a patch ahead', 'v1.36.0', ['v1.36.4'], []],
		["a vendor's", 'v1.33.4-gke.100', ['v1.33.4-gke.200'], []],
	])('%s', (_case, server, kubelets, found) => {
		const nodes = kubelets.map((version, index) => node(`n${index}`, version))
		const proof = proveVersions(tenancy, [seen(server, nodes)], 'shared')
		expect(shown(proof?.findings ?? [])).toEqual(found)
	})
})

describe('the order of promotion', () => {
	it.each<readonly [string, string, string, readonly string[]]>([
		['a later stage is behind', 'v1.37.0', 'v1.36.4', []],
		['a later stage is ahead', 'v1.36.4', 'v1.37.0', ['medium versions/later-stage-newer']],
		['a later stage is a patch ahead', 'v1.37.0', 'v1.37.2', ['low versions/later-stage-newer']],
	])('of clusters: %s', (_case, first, second, found) => {
		const fleet = [seen(first, [], 'first'), seen(second, [])]
		expect(shown(proveVersions(apart, fleet, 'shared')?.findings ?? [])).toEqual(found)
		expect(proveVersions(apart, fleet, 'first')?.findings).toEqual([])
	})

	it.each<readonly [string, readonly KubeObject[], readonly string[]]>([
		['a later stage is behind', [node('a', 'v1.37.2', 'dev'), node('b', 'v1.36.4', 'test')], []],
		[
			'a later stage is ahead',
			[node('a', 'v1.36.4', 'dev'), node('b', 'v1.37.2', 'test')],
			['medium versions/later-stage-newer'],
		],
		[
			'the update is under way: the earlier stage has seen it',
			[node('a', 'v1.36.4', 'dev'), node('b', 'v1.37.2', 'dev'), node('c', 'v1.37.2', 'test')],
			[],
		],
	])('of nodes: %s', (_case, nodes, found) => {
		expect(shown(proveVersions(pooled, [seen('v1.37.2', nodes)], 'shared')?.findings ?? [])).toEqual(found)
	})
})

it('files have no version', () => {
	expect(proveVersions(tenancy, [seen(undefined, [])], 'shared')).toBeUndefined()
})

it('nodes that could not be read are not fine', () => {
	const { facts } = caseOf([], { unseen: [{ kind: kinds.Node, reason: 'forbidden', message: 'no' }] })
	const proof = proveVersions(tenancy, [versionsOf(info('v1.37.2'), facts)], 'shared')
	expect(proof?.result).toBe('not-visible')
})

describe('versions', () => {
	it.each([
		['v1.37.2', 37, 2],
		['v1.33.4-gke.100', 33, 4],
		['v1.30.2+k3s1', 30, 2],
		['1.28.0', 28, 0],
	])('%s is read', (text, minor, patch) => expect(parseVersion(text)).toEqual({ text, minor, patch }))

	it.each([undefined, '', 'v2.0.0', 'latest'])('%s is none', (text) => expect(parseVersion(text)).toBeUndefined())

	it('are compared as numbers', () => {
		const [a, b] = [parseVersion('v1.9.10'), parseVersion('v1.10.9')]
		if (a === undefined || b === undefined) throw new Error('both are versions')
		expect([isNewer(a, b), isNewer(b, a), isNewer(a, a)]).toEqual([false, true, false])
	})
})
