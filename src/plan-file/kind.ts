/** Whether a document is a plan at all, and one that this version of Stagewall reads. */

import { nearest } from './distance.ts'
import type { PlainDocument } from './documents.ts'
import { quote, type Report } from './report.ts'
import { apiVersion, kind } from './schema.ts'

/** Reports documents that are something else. What names neither kind nor version is taken for a plan that lacks them. */
export function belongs({ value, spot }: PlainDocument, report: Report): boolean {
	if (typeof value !== 'object' || value === null) return true
	const { places } = report
	const { kind: writtenKind = kind, apiVersion: version = apiVersion } = value as Record<string, unknown>
	if (writtenKind !== kind) {
		const meant = typeof writtenKind === 'string' ? nearest(writtenKind, [kind]) : undefined
		report.error(
			'plan/other-kind',
			places.value(value, 'kind') ?? spot,
			`this document is a ${quote(String(writtenKind))} and not a ${kind}`,
			meant === undefined
				? 'Keep other objects in other files, outside the folder of the plan.'
				: `Did you mean ${meant}?`,
		)
		return false
	}
	if (version === apiVersion) return true
	report.error(
		'plan/api-version',
		places.value(value, 'apiVersion') ?? spot,
		`${quote(String(version))} is no version of a ${kind} that this Stagewall reads`,
		`It reads ${apiVersion}.`,
	)
	return false
}
