/** Texts → tenancy. The way is: guard, parse, check the shape, merge, resolve; everything that is wrong is reported at once. */
import { KnownError, type Problem } from '../model/errors.ts'
import type { Tenancy } from '../model/tenancy.ts'
import { readDocuments } from './documents.ts'
import { guard } from './guard.ts'
import { belongs } from './kind.ts'
import { merged } from './merge.ts'
import type { PlanText } from './places.ts'
import { Report } from './report.ts'
import { resolve } from './resolve.ts'
import { plan } from './schema.ts'
import { shaped } from './shape.ts'
import { checkUse } from './use.ts'

/** A plan that makes sense. */
export interface LoadedPlan {
	readonly tenancy: Tenancy
	/** What is allowed and probably not meant, in the order of its places. */
	readonly warnings: readonly Problem[]
	/** The files that the plan was read from. */
	readonly files: readonly string[]
}

/**
 * Reads a plan from the texts of its files. Does no input or output of its own.
 *
 * @throws KnownError `plan/invalid` with every problem in `problems`, sorted by place
 * @example readPlan([{path: 'stages.yaml', text}]).tenancy.stages
 */
export function readPlan(files: readonly PlanText[]): LoadedPlan {
	const report = new Report(files)
	const tenancy = tenancyOf(files, report)
	if (tenancy === undefined || report.failed) throw invalid(files, report)
	return { tenancy, warnings: report.sorted(), files: files.map(({ path }) => path) }
}

function tenancyOf(files: readonly PlanText[], report: Report): Tenancy | undefined {
	guard(files, report)
	if (report.failed) return undefined
	const texts = files.map((file) => readDocuments(file, report))
	const documents = texts.flatMap((read) => read ?? []).filter((document) => belongs(document, report))
	const plans = documents.map((document) => shaped(plan, document, report)).filter((document) => document !== undefined)
	// What a file that is no YAML would have defined, the others may refer to.
	if (texts.includes(undefined) || (plans.length === 0 && report.failed)) return undefined
	if (plans.length === 0) {
		report.error(
			'plan/empty',
			undefined,
			`there is no plan in the ${files.length === 1 ? 'file' : 'files'}`,
			'Begin with "apiVersion" and "kind: StagePlan".',
		)
		return undefined
	}
	const whole = merged(plans, report)
	const tenancy = resolve(whole, report)
	if (!report.failed) checkUse(whole, tenancy, report)
	return tenancy
}

/** What makes a plan no plan; the problems say it one by one. */
export function invalid(files: readonly { readonly path: string }[], report: Report): KnownError {
	const problems = report.sorted()
	const mistakes = problems.filter(({ severity }) => severity === 'error').length
	const count = report.full ? `${mistakes} mistakes or more` : mistakes === 1 ? 'a mistake' : `${mistakes} mistakes`
	const where = files.length === 1 ? (files[0]?.path ?? '') : `${files.length} files`
	return new KnownError('plan/invalid', `the plan in ${where} has ${count}`, { exit: 'usage', problems })
}
