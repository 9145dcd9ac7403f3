/** Discovery on API servers before 1.26, and through proxies that drop the newer form: one request for each group and version. */
import { KnownError } from '../../model/errors.ts'
import type { Kind } from '../../model/kinds.ts'
import type { Transport } from './transport.ts'

/** One resource of one group and version, as it was found. */
export interface FoundResource {
	readonly kind: Kind
	readonly verbs: readonly string[]
}

/** The resources of a root (`/api` or `/apis`), the preferred version of each group first. */
export interface FoundResources {
	readonly resources: readonly FoundResource[]
	readonly unserved: readonly string[]
}

/** `APIVersions` of the core group, or `APIGroupList` of all others. */
export interface Roots {
	readonly kind: string
	readonly versions?: readonly string[]
	readonly groups?: readonly {
		readonly versions: readonly { readonly groupVersion: string }[]
		readonly preferredVersion?: { readonly groupVersion: string }
	}[]
}

/** An `APIResourceList`. */
interface ResourceList {
	readonly groupVersion: string
	readonly resources?: readonly {
		/** With a slash for a subresource, which can never be listed. */
		readonly name: string
		readonly kind: string
		readonly namespaced: boolean
		readonly verbs: readonly string[]
	}[]
}

/** Asks group by group. A group that does not answer is reported as unserved. */
export async function discoverPlainly(
	transport: Transport,
	root: '/api' | '/apis',
	roots: Roots,
): Promise<FoundResources> {
	const groupVersions = [...(roots.versions ?? []), ...(roots.groups ?? []).flatMap(preferredFirst)]
	const found = await Promise.all(
		groupVersions.map(async (groupVersion) => ({
			groupVersion,
			resources: await resourcesOf(transport, root, groupVersion),
		})),
	)
	return {
		resources: found.flatMap(({ resources }) => resources ?? []),
		unserved: found.filter(({ resources }) => resources === undefined).map(({ groupVersion }) => groupVersion),
	}
}

function preferredFirst({ versions, preferredVersion }: NonNullable<Roots['groups']>[number]): readonly string[] {
	const all = versions.map(({ groupVersion }) => groupVersion)
	const preferred = preferredVersion?.groupVersion
	return preferred === undefined ? all : [preferred, ...all.filter((version) => version !== preferred)]
}

async function resourcesOf(
	transport: Transport,
	root: string,
	groupVersion: string,
): Promise<readonly FoundResource[] | undefined> {
	const answer = await transport
		.send<ResourceList>({ method: 'GET', path: `${root}/${groupVersion}` })
		.catch((error: unknown) => {
			if (!(error instanceof KnownError)) throw error
			return { ok: false } as const
		})
	if (!answer.ok) return undefined
	const [version = '', group = ''] = groupVersion.split('/').reverse()
	return (answer.body.resources ?? []).map(({ name, kind, namespaced, verbs }) => ({
		kind: { group, version, kind, plural: name, namespaced },
		verbs,
	}))
}
