/** Whether a document is a plan at all, and one that this version of Stagewall reads. */
import { nearest } from '../model/nearest.ts'
import type { PlainDocument } from './documents.ts'
import { quote, type Report } from './report.ts'
import { apiVersion, kind } from './schema.ts'

/** Reports documents that are something else. */
export function belongs({ value, spot }: PlainDocument, report: Report): boolean {
	// What is of the wrong type is for the schema to say.
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return true
	const { places } = report
	const { kind: writtenKind, apiVersion: version } = value as Record<string, unknown>
	if (writtenKind === undefined) {
		report.error(
			'plan/other-kind',
			spot,
			'this document does not say of what kind it is',
			`Begin a plan with "apiVersion: ${apiVersion}" and "kind: ${kind}".`,
		)
		return false
	}
	if (typeof writtenKind === 'string' && writtenKind !== kind) {
		const meant = nearest(writtenKind, [kind])
		report.error(
			'plan/other-kind',
			places.value(value, 'kind'),
			`this document is a ${quote(writtenKind)} and not a ${kind}`,
			meant === undefined
				? 'Keep other objects in other files, outside the folder of the plan.'
				: `Did you mean ${meant}?`,
		)
		return false
	}
	if (typeof version === 'string' && version !== apiVersion) {
		report.error(
			'plan/api-version',
			places.value(value, 'apiVersion'),
			`${quote(version)} is no version of a ${kind} that this Stagewall reads`,
			`It reads ${apiVersion}.`,
		)
		return false
	}
	return true
}
