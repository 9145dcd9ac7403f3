/** What an API server is and which resources it serves. */
import { KnownError } from '../../model/errors.ts'
import { type Kind, kindKey } from '../../model/kinds.ts'
import type { Failure } from './failure.ts'
import { discoverPlainly, type FoundResource, type FoundResources, type Roots } from './plain-discovery.ts'
import { type Transport, versionPath } from './transport.ts'

/** What was found. */
export interface Discovery {
	/** e.g. `v1.37.2`; `undefined` where it may not be read. */
	readonly serverVersion: string | undefined
	/** Every resource that can be listed, each kind once, in the version that the server prefers. */
	readonly kinds: readonly Kind[]
	/** Groups and versions whose own server does not answer, e.g. `metrics.k8s.io/v1beta1`: their kinds are not known for sure. */
	readonly unserved: readonly string[]
}

/** An `APIGroupDiscoveryList`: all resources in one answer, from Kubernetes 1.26 on. */
interface Aggregated {
	readonly kind: 'APIGroupDiscoveryList'
	readonly items?: readonly {
		readonly metadata?: { readonly name?: string }
		readonly versions?: readonly {
			readonly version: string
			readonly freshness?: 'Current' | 'Stale'
			readonly resources?: readonly {
				readonly resource: string
				readonly responseKind?: { readonly kind?: string }
				readonly scope: 'Cluster' | 'Namespaced'
				readonly verbs?: readonly string[]
			}[]
		}[]
	}[]
}

const aggregated = ['v2', 'v2beta1'].map(
	(version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
)
const accept = [...aggregated, 'application/json'].join(',')

/**
 * Asks an API server for its version and its resources: three requests, or one for each group on servers older than 1.26.
 *
 * @throws KnownError `cluster/discovery` where it may not be asked, and as {@link Transport.send} does
 */
export async function discover(transport: Transport): Promise<Discovery> {
	const [version, ...found] = await Promise.all([
		transport.send<{ readonly gitVersion: string }>({ method: 'GET', path: versionPath }),
		discoverBelow(transport, '/api'),
		discoverBelow(transport, '/apis'),
	])
	return {
		serverVersion: version.ok ? version.body.gitVersion : undefined,
		kinds: listable(found.flatMap(({ resources }) => resources)),
		unserved: found.flatMap(({ unserved }) => unserved),
	}
}

async function discoverBelow(transport: Transport, root: '/api' | '/apis'): Promise<FoundResources> {
	const answer = await transport.send<Aggregated | Roots>({ method: 'GET', path: root, accept })
	if (!answer.ok) throw refused(answer.failure)
	return isAggregated(answer.body) ? readAggregated(answer.body) : discoverPlainly(transport, root, answer.body)
}

function isAggregated(body: Aggregated | Roots): body is Aggregated {
	return body.kind === 'APIGroupDiscoveryList'
}

function readAggregated({ items = [] }: Aggregated): FoundResources {
	const versions = items.flatMap(({ metadata, versions: all = [] }) =>
		all.map((version) => ({ group: metadata?.name ?? '', ...version })),
	)
	return {
		resources: versions.flatMap(({ group, version, resources = [] }) =>
			resources.map(({ resource, responseKind, scope, verbs = [] }) => ({
				kind: { group, version, kind: responseKind?.kind ?? '', plural: resource, namespaced: scope === 'Namespaced' },
				verbs,
			})),
		),
		unserved: versions
			.filter(({ freshness }) => freshness === 'Stale')
			.map(({ group, version }) => `${group}/${version}`),
	}
}

/** The first of a kind wins: groups state their preferred version first. */
function listable(resources: readonly FoundResource[]): readonly Kind[] {
	const found = new Map<string, Kind>()
	for (const { kind, verbs } of resources)
		if (verbs.includes('list') && kind.kind !== '' && !found.has(kindKey(kind))) found.set(kindKey(kind), kind)
	return [...found.values()]
}

function refused({ message }: Failure): KnownError {
	return new KnownError('cluster/discovery', `the API server does not tell what it serves: ${message}`, {
		exit: 'cluster',
		hint: 'The ClusterRole system:discovery lets every user ask for it: is its binding gone?',
	})
}
