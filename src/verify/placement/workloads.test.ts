import { expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { showRef } from '../../model/kube-object.ts'
import type { Admission } from './admission.ts'
import { podObject, workloadObject } from './placement.suite.ts'
import { workloadsIn } from './workloads.ts'

const owned = (object: KubeObject, kind: string, name: string): KubeObject => ({
	...object,
	metadata: { ...object.metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] },
})
const admit: Admission = (_, __, placement) => ({ placement, unadmitted: undefined, missing: undefined })

/** Workloads as `owner: what it makes; where it runs`. */
function shown(objects: readonly KubeObject[]): readonly string[] {
	return workloadsIn(objects, admit).map(({ owner, makes, runs }) => {
		const made = makes.map(({ type, path }) => `${type} ${path}`).join(', ')
		return `${showRef(owner)}: ${made}; ${runs.map(({ node }) => node).join(', ')}`
	})
}

const ended = (object: KubeObject): KubeObject => ({ ...object, status: { phase: 'Succeeded' } })
const cases: readonly (readonly [what: string, objects: readonly KubeObject[], shown: readonly string[]])[] = [
	[
		'a template and its pods',
		[podObject('a/db-0', 'nodeName: n1', 'StatefulSet/db'), workloadObject('StatefulSet', 'a/db')],
		['StatefulSet a/db: template spec.template.spec; n1'],
	],
	[
		'a CronJob',
		[workloadObject('CronJob', 'a/load')],
		['CronJob a/load: template spec.jobTemplate.spec.template.spec; '],
	],
	[
		'a ReplicaSet is a copy of its Deployment',
		[workloadObject('Deployment', 'a/web'), owned(workloadObject('ReplicaSet', 'a/web-1'), 'Deployment', 'web')],
		['Deployment a/web: template spec.template.spec; '],
	],
	[
		'a ReplicaSet whose maker was not seen',
		[owned(workloadObject('ReplicaSet', 'a/web-1'), 'Rollout', 'web')],
		['ReplicaSet a/web-1: template spec.template.spec; '],
	],
	[
		'an old one of that kind',
		[owned(workloadObject('ReplicaSet', 'a/web-1', '', { replicas: 0 }), 'Rollout', 'web')],
		[],
	],
	['a bare pod that waits', [podObject('a/shell')], ['Pod a/shell: waiting spec; ']],
	['a bare pod that runs makes no other', [podObject('a/shell', 'nodeName: n1')], ['Pod a/shell: ; n1']],
	[
		'pods of a controller whose template was not seen: one stands for those that come',
		[podObject('a/db-0', 'nodeName: n1', 'StatefulSet/db'), podObject('a/db-1', 'nodeName: n2', 'StatefulSet/db')],
		['StatefulSet a/db: copy spec; n1, n2'],
	],
	[
		'pods of a DaemonSet stand for themselves',
		[podObject('a/log-1', 'nodeName: n1', 'DaemonSet/log')],
		['DaemonSet a/log: ; n1'],
	],
	['mirror pods too', [podObject('a/etcd-n1', 'nodeName: n1', 'Node/n1')], ['Node a/n1: ; n1']],
	['pods that have ended are on no node', [ended(podObject('a/job-1', 'nodeName: n1', 'Job/job'))], []],
	[
		'jobs that have ended make none',
		[{ ...workloadObject('Job', 'a/job'), status: { conditions: [{ type: 'Complete', status: 'True' }] } }],
		[],
	],
	[
		'what has no containers is no template',
		[{ apiVersion: 'x.org/v1', kind: 'Thing', metadata: { name: 't' }, spec: { template: { spec: {} } } }],
		[],
	],
]

test.each(cases)('%s', (_, objects, lines) => {
	expect(shown(objects)).toEqual(lines)
})

test('a copy does not name the node that its pod is on', () => {
	const [found] = workloadsIn([podObject('a/db-0', 'nodeName: n1', 'StatefulSet/db')], admit)
	expect(found?.makes[0]?.placement.nodeName).toBeUndefined()
	expect(found?.runs[0]?.placement().nodeName).toBe('n1')
})

test('the mark of a mirror pod makes it static', () => {
	const pod = podObject('a/etcd', 'nodeName: n1')
	const mirror = { ...pod, metadata: { ...pod.metadata, annotations: { 'kubernetes.io/config.mirror': 'hash' } } }
	expect(workloadsIn([mirror], admit)[0]?.runs[0]?.placement().isStatic).toBe(true)
	expect(workloadsIn([pod], admit)[0]?.runs[0]?.placement().isStatic).toBe(false)
})
