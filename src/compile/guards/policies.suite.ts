/** The policies of a tenancy that uses every feature, for single requests to be judged by. */
import { expect, it } from 'vitest'
import { allGuards, type Guards } from '../../model/guards.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { compile, surroundingsOf } from '../index.ts'
import { sampleTenancy } from '../sample.suite.ts'
import { type AdmissionRequest, judge } from './admission.suite.ts'

const guards: Guards = {
	modes: allGuards('enforce'),
	exempt: [],
	mutation: 'auto',
	schedulers: ['gang'],
	priorityClasses: ['shared'],
}

/** The web shop with guards; dev shares its nodes, test has labelled ones, perf dedicated ones, and measures. */
export function guardedTenancy(more: Partial<Guards> = {}): Tenancy {
	const sample = sampleTenancy()
	return {
		...sample,
		stages: sample.stages.map(
			(stage): Stage => (stage.name === 'perf' ? { ...stage, performance: { daemonSets: [] } } : stage),
		),
		guards: { ...guards, ...more },
	}
}

/** All objects of its cluster `shared`. */
export function guardedObjects(tenancy: Tenancy): readonly KubeObject[] {
	return compile(tenancy, 'shared', surroundingsOf(tenancy, undefined)).objects
}

const objects = { written: guardedObjects(guardedTenancy()), bare: guardedObjects(guardedTenancy({ mutation: 'off' })) }

/** A policy by its name without the plan's; `bare`: of a cluster that writes nothing into new objects. */
export function policy(name: string, which: keyof typeof objects = 'written'): KubeObject {
	const found = objects[which].find(
		({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === `stagewall-webshop-${name}`,
	)
	if (found === undefined) throw new Error(`there is no policy ${name}`)
	return found
}

/** What the API server knows of a request by where it is. */
export function inStage(stage: string): Pick<AdmissionRequest, 'namespace' | 'name' | 'namespaceLabels'> {
	return {
		namespace: `shop-${stage}`,
		name: 'it',
		namespaceLabels: { stage, 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' },
	}
}

/** A request, with what a test does not care about left out. */
export type Try = Partial<AdmissionRequest> & {
	readonly stage?: string
	readonly bare?: boolean
	/** Its name is generated later. */
	readonly unnamed?: boolean
	/** It is about something that is in no namespace. */
	readonly wide?: boolean
}

/** What is tried, and a part of what the policy says; nothing where it passes. */
export type Row = readonly [what: string, request: Try, says?: string]

/** Judges each row; `common` is what they have in common. */
export function judgeRows(name: string, common: Try, rows: readonly Row[]): void {
	it.each(rows.map(([what, request, says]) => [what, request, says] as const))('%s', (_, request, says) => {
		const said = judge(policy(name, request.bare === true ? 'bare' : 'written'), requestOf({ ...common, ...request }))
		if (says === undefined) expect(said).toBeUndefined()
		else expect(said).toContain(says)
	})
}

function requestOf({ stage = 'dev', bare: _, unnamed = false, wide = false, ...rest }: Try): AdmissionRequest {
	const { name, ...where } = inStage(stage)
	const place = { ...(wide ? {} : where), ...(unnamed || name === undefined ? {} : { name }) }
	return { operation: 'CREATE', resource: 'pods', ...place, ...rest }
}

/** The right by which somebody is exempt. */
export function exemption(verb: 'create' | 'update' | 'delete' | 'connect', guard: string): string {
	return `${verb} stagewall.dev/walls:webshop.${guard}`
}
