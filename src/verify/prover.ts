/** What every proof has in common. One folder a proof; each is usable by itself as a library. */
import { type ClusterInfo, type Facts, showUnseen, type Unseen, type Want } from '../model/facts.ts'
import type { Finding, Proof } from '../model/finding.ts'
import { kindKey } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import type { Tenancy } from '../model/tenancy.ts'

/** The intent and the facts of one cluster. */
export interface Case {
	readonly tenancy: Tenancy
	/** The objects that should exist in this cluster. */
	readonly desired: readonly KubeObject[]
	readonly facts: Facts
	/** The moment, as an ISO 8601 timestamp. */
	readonly now: string
}

/** A proof: what it needs to see, and what it concludes. */
export interface Prover {
	/** The folder's name and the first part of its findings' codes. */
	readonly name: string
	/**
	 * What it needs to see of a cluster that serves these kinds.
	 *
	 * @param tenancy - `undefined` where no plan is and the stages have yet to be found
	 */
	wants(tenancy: Tenancy | undefined, info: ClusterInfo): readonly Want[]
	prove(input: Case): Proof
}

/** What a proof has to say; the rest follows from where it looked. */
export type Said = Omit<Finding, 'cluster' | 'result'> & Partial<Pick<Finding, 'result'>>

/** A finding of the case's cluster. */
export function finding({ input }: { readonly input: Pick<Case, 'facts'> }, said: Said): Finding {
	return { result: 'violated', cluster: input.facts.cluster, ...said }
}

/** The stages of a tenancy that live in a cluster. */
export function stagesIn({ tenancy, facts }: Pick<Case, 'tenancy' | 'facts'>): Tenancy['stages'] {
	return tenancy.stages.filter(({ cluster }) => cluster === facts.cluster)
}

/** The namespaces of a tenancy in a cluster. */
export function namespacesIn({ tenancy, facts }: Pick<Case, 'tenancy' | 'facts'>): Tenancy['namespaces'] {
	return tenancy.namespaces.filter(({ cluster }) => cluster === facts.cluster)
}

/**
 * A finding for each wanted kind that could not be read: a proof that needed it is not visible.
 *
 * @param kinds - `group/kind` of what the proof needs, or every kind that is served. Files that could not be read may hold any
 * kind; an API group that could not be asked holds none that a proof knows by name
 */
export function hiddenFrom(prover: string, input: Case, kinds: ReadonlySet<string> | 'all'): readonly Finding[] {
	const { facts } = input
	const stageOf = new Map(namespacesIn(input).map(({ name, stage }) => [name, stage]))
	const needed = facts.unseen.filter(
		({ kind, group }) => kinds === 'all' || (kind === undefined ? group === undefined : kinds.has(kindKey(kind))),
	)
	const files = needed.filter(({ kind, file }) => kind === undefined && file !== undefined)
	const folded = files.length > mostFiles ? [manyFiles(prover, facts.cluster, files)] : []
	return [
		...folded,
		...needed
			.filter((unseen) => folded.length === 0 || !files.includes(unseen))
			.map((unseen): Finding => {
				const { namespace, except, message } = unseen
				const where =
					namespace !== undefined
						? ` in the namespace ${namespace}`
						: except !== undefined && except.length > 0
							? ' outside the namespaces of the plan'
							: ''
				const stage = namespace === undefined ? undefined : stageOf.get(namespace)
				return {
					code: `${prover}/not-visible`,
					result: 'not-visible',
					// What lies outside the plan's namespaces cannot hold walls of ours, only surprises.
					severity: where.startsWith(' outside') ? 'low' : 'medium',
					cluster: facts.cluster,
					...(stage === undefined ? {} : { stage }),
					subject: undefined,
					message: `${showUnseen(unseen)} could not be read${where}: ${message}`,
					witness: [],
					remedy: remedyFor(unseen),
				}
			}),
	]
}

/** So many files are a finding each; of more, one finding names them all. */
const mostFiles = 3

/** A chart's templates and the like come by the hundred. */
function manyFiles(prover: string, cluster: string, files: readonly Unseen[]): Finding {
	return {
		code: `${prover}/not-visible`,
		result: 'not-visible',
		severity: 'medium',
		cluster,
		subject: undefined,
		message: `${files.length} files could not be read, and any of them may hold what matters here`,
		witness: files.map(({ file = '', message }) => ({ field: file, observed: message })),
		remedy: 'Mend them, or give a folder of rendered manifests (helm template, kustomize build).',
	}
}

function remedyFor({ kind, group, reason }: Unseen): string {
	if (group !== undefined)
		return `Bring its server back, or delete the APIService if nobody needs it: kubectl get apiservice ${serviceOf(group)}`
	if (reason === 'forbidden' && kind !== undefined)
		return `Grant "list" on ${kind.plural}${kind.group === '' ? '' : `.${kind.group}`} to whoever runs Stagewall.`
	return reason === 'not-recorded'
		? 'Take the snapshot anew with this version.'
		: 'Mend what the message says, and run again.'
}

/** The name of the APIService of a group and version: the version comes first (kube-aggregator, validation of its name). */
function serviceOf(groupVersion: string): string {
	const [version = '', group = ''] = groupVersion.split('/').reverse()
	return `${version}.${group}`
}
