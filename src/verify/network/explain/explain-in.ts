/** Explains a connection by the words of a person, in whichever of several clusters both ends are. */
import { KnownError } from '../../../model/errors.ts'
import { showUnseen } from '../../../model/facts.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import type { NetworkExplanation } from '../../../model/network-explanation.ts'
import { type Ends, findEnds } from '../ends.ts'
import { readAsked } from './asked.ts'
import { type ExplainedCluster, explainNetwork } from './explain-network.ts'

/**
 * Explains a connection.
 *
 * @param clusters - those that were looked at
 * @param from - as `findEnds` takes it, like `to`
 * @param port - as `readAsked` takes it
 * @param most - see {@link explainNetwork}
 * @throws KnownError for words that mean nothing, ends in different clusters, and ends that may be among what could not be read
 */
export function explainIn(
	clusters: readonly ExplainedCluster[],
	from: string,
	to: string,
	port: string | undefined,
	most: number,
): NetworkExplanation {
	const asked = certain(readAsked(port))
	const { cluster, ends } = placeOf(clusters, from, to)
	return certain(explainNetwork(cluster, ends[0], ends[1], asked, most))
}

function certain<Value>(value: Value | KnownError): Value {
	if (value instanceof KnownError) throw value
	return value
}

interface Place {
	readonly cluster: ExplainedCluster
	readonly ends: readonly [Ends, Ends]
}

interface Search {
	readonly cluster: ExplainedCluster
	readonly ends: readonly [Ends | KnownError, Ends | KnownError]
}

function isPlace(search: Search): search is Place {
	return search.ends.every((ends) => !(ends instanceof KnownError))
}

function placeOf(clusters: readonly ExplainedCluster[], from: string, to: string): Place {
	const found = clusters.map((cluster): Search => ({ cluster, ends: [endsIn(cluster, from), endsIn(cluster, to)] }))
	const places = found.filter(isPlace)
	const [place, other] = places
	if (place !== undefined && other === undefined) return place
	if (place !== undefined)
		throw new KnownError('usage/which-cluster', `${from} and ${to} are in several clusters`, {
			exit: 'usage',
			hint: `Say which one: --cluster ${places.map(({ cluster }) => cluster.cluster).join(' | ')}`,
		})
	const errors = found.map(({ ends }) => ends.map((end) => (end instanceof KnownError ? end : undefined)))
	const [sourceAt, destinationAt] = [0, 1].map((side) => errors.findIndex((each) => each[side] === undefined))
	const names = [sourceAt, destinationAt].map((index) => clusters[index ?? -1]?.cluster)
	if (names[0] !== undefined && names[1] !== undefined)
		throw new KnownError('usage/several-clusters', `${from} is in the cluster ${names[0]} and ${to} in ${names[1]}`, {
			exit: 'usage',
			hint: 'From one cluster to another, pods meet as addresses outside: name one of the two by its address.',
		})
	throw nearestError(errors)
}

/** What is wrong with an end that is in no cluster, as the cluster says it that has the other one. */
function nearestError(errors: readonly (readonly (KnownError | undefined)[])[]): KnownError {
	const best = errors.toSorted((a, b) => a.filter(isError).length - b.filter(isError).length)
	const error = best[0]?.find(isError)
	if (error === undefined) throw new Error('no cluster was looked at')
	return error
}

function isError(error: KnownError | undefined): error is KnownError {
	return error !== undefined
}

/** An end that is not among what was read may be among what was not. */
function endsIn({ network, tenancy, cluster, facts }: ExplainedCluster, text: string): Ends | KnownError {
	const own = { ...tenancy, namespaces: tenancy.namespaces.filter((each) => each.cluster === cluster) }
	const ends = findEnds(network, own, text)
	if (!(ends instanceof KnownError)) return ends
	const hidden = facts.unseen.find(({ kind }) => kind !== undefined && living.has(kindKey(kind)))
	if (hidden === undefined) return ends
	return new KnownError('explain/not-visible', `${ends.message}, and ${showUnseen(hidden)} could not be read`, {
		exit: 'cluster',
		hint: hidden.message,
	})
}

/** What ends are found among. */
const living = new Set([kinds.Pod, kinds.Namespace].map(kindKey))
