/** Reads the kinds that are asked for from an API server; what cannot be read is reported, never left out silently. */
import { KnownError } from '../../model/errors.ts'
import { type Facts, mergeWants, type Unseen, type Want } from '../../model/facts.ts'
import { type Kind, kindKey, kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Observation } from '../cluster.ts'
import type { Failure } from '../kube/failure.ts'
import { getOne, type Listing, listKind } from '../kube/list.ts'
import { type Transport, versionPath } from '../kube/transport.ts'
import { countPages, type PageRead } from './count-pages.ts'

/** What became of one kind. */
interface Seen {
	readonly objects: readonly KubeObject[]
	readonly unseen: readonly Unseen[]
	readonly absent: readonly Kind[]
	/** Where no answer came at all. */
	readonly error?: KnownError
}

/**
 * Reads all kinds at once; the transport's connections are the bound. Objects come in the order of the wants, then in the
 * server's.
 *
 * @throws KnownError where not a single kind was answered as an API server does; the signal's reason once it is aborted
 */
export async function observe(transport: Transport, cluster: string, observation: Observation): Promise<Facts> {
	const wants = mergeWants(observation.wants)
	const begin = countPages(observation.progress)
	const seen = await Promise.all(
		wants.map(async (want): Promise<Seen> => {
			try {
				return await observeKind(transport, want, observation, begin)
			} catch (error) {
				if (!(error instanceof KnownError)) throw error
				const unseen: Unseen = { kind: want.kind, reason: 'failed', message: error.message }
				return { objects: [], unseen: [unseen], absent: [], error }
			}
		}),
	)
	await assertAnswered(transport, seen)
	return {
		cluster,
		objects: seen.flatMap(({ objects }) => objects),
		unseen: seen.flatMap(({ unseen }) => unseen),
		absent: seen.flatMap(({ absent }) => absent),
	}
}

async function observeKind(
	transport: Transport,
	want: Want,
	{ namespaces, signal }: Observation,
	begin: (label: string) => PageRead,
): Promise<Seen> {
	const { kind, within } = want
	const counted = async (list: (onPage: PageRead) => Promise<Listing>): Promise<Listing> => {
		const onPage = begin(kind.plural)
		return list(onPage).finally(() => onPage(0))
	}
	const inEach = (names: readonly string[]): Promise<readonly InNamespace[]> =>
		Promise.all(
			names.map(async (namespace) => ({
				namespace,
				single: await counted(() => listInOne(transport, want, namespace, signal)),
			})),
		)
	if (within !== undefined) return bounded(kind, await inEach(within))
	const listing = await counted((onPage) => listKind(transport, want, { onPage, signal }))
	if (listing.ok) return { objects: listing.objects, unseen: [], absent: [] }
	const { failure } = listing
	// A 404 for the core group says that this is no API server rather than that there are no Namespaces.
	if (failure.status === 404 && kind.group !== '') return { objects: [], unseen: [], absent: [kind] }
	if (failure.status !== 403) return { objects: [], unseen: [unseenFor(kind, failure)], absent: [] }

	const readable = kind.namespaced || kindKey(kind) === kindKey(kinds.Namespace) ? namespaces : []
	return { ...joined(kind, failure, await inEach(readable)), absent: [] }
}

/** What one namespace gave. */
interface InNamespace {
	readonly namespace: string
	readonly single: Listing
}

/** A Namespace is in itself: who has a role there may read it, though not list it. */
function listInOne(
	transport: Transport,
	want: Want,
	namespace: string,
	signal: AbortSignal | undefined,
): Promise<Listing> {
	return want.kind.namespaced
		? listKind(transport, want, { namespace, signal })
		: getOne(transport, want, namespace, signal)
}

/** What the only namespaces of interest gave. */
function bounded(kind: Kind, listings: readonly InNamespace[]): Seen {
	const failures = listings.flatMap(({ namespace, single }) => (single.ok ? [] : [{ namespace, ...single.failure }]))
	const isAbsent = kind.group !== '' && failures.some(({ status }) => status === 404)
	return {
		objects: listings.flatMap(({ single }) => (single.ok ? single.objects : [])),
		unseen: isAbsent ? [] : failures.map((failure) => ({ ...unseenFor(kind, failure), namespace: failure.namespace })),
		absent: isAbsent ? [kind] : [],
	}
}

/** What single namespaces gave, and that the rest of the cluster is unseen. */
function joined(kind: Kind, failure: Failure, listings: readonly InNamespace[]): Pick<Seen, 'objects' | 'unseen'> {
	const objects: KubeObject[] = []
	const except: string[] = []
	const inNamespaces: Unseen[] = []
	for (const { namespace, single } of listings) {
		if (single.ok) objects.push(...single.objects)
		if (single.ok || single.failure.status === 404) except.push(namespace)
		else inNamespaces.push({ ...unseenFor(kind, single.failure), namespace })
	}
	const rest = { ...unseenFor(kind, failure), ...(except.length > 0 && { except }) }
	// Forbidden everywhere is one fact, not one for each namespace.
	const isForbiddenEverywhere = except.length === 0 && inNamespaces.every(({ reason }) => reason === 'forbidden')
	return { objects, unseen: isForbiddenEverywhere ? [rest] : [rest, ...inNamespaces] }
}

function unseenFor(kind: Kind, { status, message }: Failure): Unseen {
	return { kind, reason: status === 403 ? 'forbidden' : 'failed', message }
}

/**
 * One kind that fails is one kind unseen. But where nothing was read at all it may be that no API server is there, which must
 * not look like an empty cluster.
 */
async function assertAnswered(transport: Transport, seen: readonly Seen[]): Promise<void> {
	const isAnswered = seen.some(
		({ objects, unseen, absent }) =>
			objects.length > 0 || unseen.some(({ reason }) => reason === 'forbidden') || unseen.length + absent.length === 0,
	)
	if (isAnswered || seen.length === 0) return
	const failed = seen.find(({ error }) => error !== undefined)
	if (failed?.error !== undefined) throw failed.error
	await transport.send({ method: 'GET', path: versionPath })
}
