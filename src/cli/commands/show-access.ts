/** Makes the matrices of some clusters and prints them; loaded only once there are rights to look at. */
import type { AccessMatrix } from '../../model/access-report.ts'
import { KnownError } from '../../model/errors.ts'
import type { rights } from '../../pipeline.ts'
import { accessCsv } from '../../report/access-csv.ts'
import { accessJson } from '../../report/access-json.ts'
import { accessMarkdown } from '../../report/access-markdown.ts'
import { subjectAccessMarkdown, subjectAccessText } from '../../report/access-subject.ts'
import { accessText } from '../../report/access-text.ts'
import { connectionNotes } from '../../report/connections-notes.ts'
import { paintFor } from '../../report/paint.ts'
import { accessMatrix, askRequest, askSubject, type MatrixQuestion, vocabularyOf } from '../../verify/access/index.ts'
import type { Context } from '../context.ts'
import type { AccessFlags } from './access-flags.ts'

type Seen = Awaited<ReturnType<typeof rights>>[number]

/**
 * Prints who may do what in some clusters, and what is not certain about it.
 *
 * @returns whether everything was seen and understood
 */
export function showAccess(seen: readonly Seen[], flags: AccessFlags, context: Context): boolean {
	context.process.stdout.write(written(matricesOf(seen, flags), flags, context))
	return !warn(seen, context)
}

/** Clusters in which nobody is called as asked are left out, as long as somebody is in one. */
function matricesOf(seen: readonly Seen[], flags: AccessFlags): readonly AccessMatrix[] {
	const mistakes: KnownError[] = []
	const matrices = seen.flatMap((each): readonly AccessMatrix[] => {
		const question = questionOf(each, flags)
		if (!(question instanceof KnownError))
			return [accessMatrix({ ...each, ...(each.found === undefined ? {} : { because: each.found.because }) }, question)]
		mistakes.push(question)
		return []
	})
	const [mistake] = mistakes
	if (matrices.length === 0 && mistake !== undefined) throw mistake
	return matrices
}

function questionOf({ access, tenancy, cluster, info }: Seen, flags: AccessFlags): MatrixQuestion | KnownError {
	const namespaces = tenancy.namespaces.filter((each) => each.cluster === cluster)
	const subject = flags.as === undefined ? undefined : askSubject(access, { ...tenancy, namespaces }, flags.as)
	if (subject instanceof KnownError) return subject
	const [verb = '', resource, ...more] = (flags.can ?? '').trim().split(/\s+/)
	if (flags.can !== undefined && (resource === undefined || more.length > 0)) return noRequest(flags.can)
	const can = resource === undefined ? undefined : askRequest(vocabularyOf(info.kinds, access), verb, resource)
	if (can instanceof KnownError) return can
	return {
		system: flags.system,
		...(subject === undefined ? {} : { subject }),
		...(can === undefined ? {} : { can }),
	}
}

function noRequest(text: string): KnownError {
	return new KnownError('usage/request', `"${text}" is no verb and resource`, {
		exit: 'usage',
		hint: 'Write both in quotes: --can "create pods/exec".',
	})
}

function written(matrices: readonly AccessMatrix[], flags: AccessFlags, { coloured }: Context): string {
	const isDetailed = flags.as !== undefined && flags.can === undefined
	switch (flags.output) {
		case 'json':
			return accessJson(matrices)
		case 'csv':
			return accessCsv(matrices, isDetailed)
		case 'markdown':
			return (isDetailed ? subjectAccessMarkdown : accessMarkdown)(matrices)
		case 'text':
			return (isDetailed ? subjectAccessText : accessText)(matrices, paintFor(coloured.out))
	}
}

/** Says what the matrix does not know, each thing once; whether there is any. */
function warn(seen: readonly Seen[], { process, coloured }: Context): boolean {
	const notes = connectionNotes(
		seen.flatMap(({ facts }) => facts.unseen),
		seen.flatMap(({ access }) =>
			access.problems
				.filter(({ matters }) => matters)
				.map(({ ref, field, message }) => ({ ref, field, message, remedy: undefined })),
		),
		paintFor(coloured.err),
	)
	for (const note of notes) process.stderr.write(`${note}\n`)
	return notes.length > 0
}
