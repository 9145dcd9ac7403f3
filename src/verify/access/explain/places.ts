/** Where a request is asked about: a namespace, the namespaces of a stage, those of every stage, or the whole cluster. */
import { KnownError } from '../../../model/errors.ts'
import { isUnseen } from '../../../model/facts.ts'
import { nearest } from '../../../model/nearest.ts'
import type { AskedRequest } from '../asked/ask-request.ts'
import { ofCluster } from '../matrix/access-matrix.ts'
import { columnsOf } from '../matrix/columns.ts'
import type { ExplainedCase } from './explained-case.ts'

/** The place as it was asked for. */
export interface AskedPlace {
	readonly namespace?: string
	readonly stage?: string
}

/** Some namespaces of one stage, or of none; `undefined` for the whole cluster. */
export interface Place {
	readonly stage?: string
	readonly namespaces: readonly (string | undefined)[]
}

/** The places of a cluster that are meant; an error where it has none of them. */
export function placesIn(
	input: ExplainedCase,
	request: AskedRequest,
	{ namespace, stage }: AskedPlace,
): readonly Place[] | KnownError {
	if (request.clusterScoped) {
		if (namespace === undefined && stage === undefined) return [{ namespaces: [undefined] }]
		return wrong(
			'usage/place',
			`"${request.words}" is about the whole cluster, and in no namespace`,
			`Leave out ${namespace === undefined ? '--stage' : '-n'}.`,
		)
	}
	const { facts, access } = input
	const columns = columnsOf(ofCluster(input), facts.objects, access).filter(({ type }) => type !== 'cluster')
	if (namespace !== undefined) {
		const own = columns.find((column) => column.namespaces.includes(namespace))
		const isHidden = isUnseen(facts.unseen, { group: '', kind: 'Namespace', name: namespace })
		if (own === undefined && !isHidden)
			return noSuch(
				'namespace',
				namespace,
				columns.flatMap((column) => column.namespaces),
			)
		return [{ ...(own?.type === 'stage' ? { stage: own.name } : {}), namespaces: [namespace] }]
	}
	const stages = columns.filter(({ type }) => type === 'stage')
	if (stage !== undefined) {
		const own = stages.find(({ name }) => name === stage)
		if (own === undefined)
			return noSuch(
				'stage',
				stage,
				input.tenancy.stages.map(({ name }) => name),
			)
		return [{ stage, namespaces: own.namespaces }]
	}
	if (stages.length === 0) return columns.map(({ namespaces }) => ({ namespaces }))
	return stages.map(({ name, namespaces }) => ({ stage: name, namespaces }))
}

function noSuch(what: string, name: string, known: readonly string[]): KnownError {
	const meant = nearest(name, known)
	const names = known.toSorted()
	const all =
		names.length === 0
			? 'There is none.'
			: `There ${names.length === 1 ? 'is' : 'are'}: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}.`
	return wrong(
		`usage/unknown-${what}`,
		`there is no ${what} "${name}"`,
		meant === undefined ? all : `Did you mean ${meant}?`,
	)
}

function wrong(code: string, message: string, hint: string): KnownError {
	return new KnownError(code, message, { exit: 'usage', hint })
}
