/** A small tenancy for the proofs' tests: two stages in one cluster, one app, and objects by the line. */

import type { Facts } from '../model/facts.ts'
import type { Finding } from '../model/finding.ts'
import { noGuards } from '../model/guards.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { showRef } from '../model/kube-object.ts'
import { parseQuantity } from '../model/quantity.ts'
import type { Stage, Tenancy } from '../model/tenancy.ts'
import type { Case } from './prover.ts'

function stage(name: string): Stage {
	return {
		name,
		cluster: 'shared',
		budget: { 'requests.cpu': parseQuantity('4') ?? 0n, pods: parseQuantity('10') ?? 0n },
		containers: { type: 'declared' },
		access: [],
		isolation: 'stage',
		podSecurity: { enforce: 'baseline', warn: 'restricted', version: 'v1.36' },
		nodes: { type: 'shared' },
		priority: undefined,
		performance: undefined,
	}
}

/** Stages dev and test, app shop, with the namespaces shop-dev, blog-dev and shop-test. */
export const tenancy: Tenancy = {
	name: 'webshop',
	labels: { stage: 'stage', app: 'stagewall.dev/app' },
	clusters: [{ name: 'shared', source: { type: 'directory', directory: '/clusters/shared' } }],
	stages: [stage('dev'), stage('test')],
	apps: [
		{ name: 'shop', share: 1, stages: ['dev', 'test'] },
		{ name: 'blog', share: 1, stages: ['dev'] },
	],
	people: [],
	levels: [],
	namespaces: [
		{ name: 'shop-dev', app: 'shop', stage: 'dev', cluster: 'shared', share: 1 },
		{ name: 'blog-dev', app: 'blog', stage: 'dev', cluster: 'shared', share: 1 },
		{ name: 'shop-test', app: 'shop', stage: 'test', cluster: 'shared', share: 1 },
	],
	network: { ingress: undefined, dns: 'auto', peers: 'labels', allow: [] },
	guards: noGuards,
	accept: [],
}

/** Any object. */
export function object(
	apiVersion: string,
	kind: string,
	name: string,
	namespace?: string,
	labels: Readonly<Record<string, string>> = {},
	more: object = {},
): KubeObject {
	return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels }, ...more }
}

/** The three namespaces of the plan, labelled as they should be. */
export const namespaces: readonly KubeObject[] = tenancy.namespaces.map(({ name, stage: of }) =>
	object('v1', 'Namespace', name, undefined, { stage: of, 'stagewall.dev/plan': 'webshop' }),
)

/** A case of the tenancy with these objects observed. */
export function caseOf(
	objects: readonly KubeObject[],
	more: Partial<Facts> & { readonly desired?: readonly KubeObject[] } = {},
): Case {
	const { desired = [], ...facts } = more
	return {
		tenancy,
		desired,
		now: '2026-01-01T00:00:00Z',
		facts: { cluster: 'shared', objects, unseen: [], absent: [], ...facts },
	}
}

/** `severity code subject`, the way findings are written in tables of cases. */
export function shown(findings: readonly Finding[]): readonly string[] {
	return findings.map(
		({ severity, code, subject }) => `${severity} ${code}${subject === undefined ? '' : ` ${showRef(subject)}`}`,
	)
}
