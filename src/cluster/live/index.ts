/** A live cluster: an API server, reached by a kubeconfig context. */
import { KnownError } from '../../model/errors.ts'
import type { ClusterInfo, Unseen } from '../../model/facts.ts'
import { type Kind, kindOf } from '../../model/kinds.ts'
import { groupOf, type KubeObject } from '../../model/kube-object.ts'
import type { Cluster } from '../cluster.ts'
import { apiServer } from '../kube/api-server.ts'
import { applyObject, removeObject } from '../kube/apply.ts'
import { connect } from '../kube/connect.ts'
import { discover } from '../kube/discovery.ts'
import { observe } from './observe.ts'

/** How a live cluster is talked to. */
export interface LiveOptions {
	/** Act as this user (impersonation), with these groups. */
	readonly asUser?: string
	readonly asGroups?: readonly string[]
	/** Environment variables: KUBECONFIG, HOME, HTTPS_PROXY, HTTP_PROXY, NO_PROXY, KUBERNETES_SERVICE_HOST and _PORT. */
	readonly environment: Readonly<Record<string, string | undefined>>
	/** Seconds until a request counts as lost; default 30. */
	readonly timeoutSeconds?: number
	/** How many requests at a time; default 32. */
	readonly concurrency?: number
}

/**
 * Opens a context of the kubeconfig. Nothing is sent yet: the first request is the first to notice an unreachable server.
 *
 * @throws KnownError where kubeconfig, certificates or credentials cannot be read
 * @example const cluster = await openLive({ context: 'nonprod-eu' }, { environment: process.env })
 */
export async function openLive(
	source: { readonly context?: string; readonly kubeconfig?: string },
	options: LiveOptions,
): Promise<Cluster> {
	const { target, transport } = await connect(source, options)
	const { name } = target
	let described: Promise<ClusterInfo> | undefined
	/** Only who has asked what is served can want all of it, so a gap is known in time. */
	let gaps: readonly Unseen[] = []
	const describe = (): Promise<ClusterInfo> => {
		described ??= discover(transport)
			.then(({ serverVersion, kinds, unserved }) => {
				gaps = unserved.map(gapFor)
				return { name, type: 'live' as const, serverVersion, kinds }
			})
			.catch((error: unknown) => {
				described = undefined
				throw error
			})
		return described
	}
	/** Most kinds are known without asking the server. */
	const kindFor = async (object: KubeObject): Promise<Kind> =>
		kindOf(object) ?? findKind(object, (await describe()).kinds)
	return {
		describe,
		observe: async (observation) => {
			const facts = await observe(transport, name, observation)
			return { ...facts, unseen: [...facts.unseen, ...gaps] }
		},
		apply: async (desired, apply) => applyObject(transport, await kindFor(desired), desired, apply),
		remove: async (observed, remove) => removeObject(transport, await kindFor(observed), observed, remove),
		server: apiServer(target, transport),
		close: () => transport.close(),
	}
}

/** Which kinds a group has is told by its own server alone. */
function gapFor(group: string): Unseen {
	const message = 'its own server does not answer, so what it serves is not known'
	return { kind: undefined, group, reason: 'failed', message }
}

function findKind(object: KubeObject, served: readonly Kind[]): Kind {
	const group = groupOf(object)
	const kind = served.find((each) => each.group === group && each.kind === object.kind)
	if (kind !== undefined) return kind
	throw new KnownError('cluster/unknown-kind', `the cluster does not serve ${object.kind} (${object.apiVersion})`, {
		exit: 'cluster',
		hint: 'Is its CustomResourceDefinition installed?',
	})
}
