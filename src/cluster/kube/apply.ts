/** Writing: server-side apply and delete. */
import type { Conflict, Outcome } from '../../model/change.ts'
import type { Kind } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { fieldManager } from '../../model/ownership.ts'
import type { ApplyOptions } from '../cluster.ts'
import type { Failure } from './failure.ts'
import { objectPath } from './paths.ts'
import type { Transport } from './transport.ts'

/**
 * Applies an object. JSON is YAML, so the body needs no other encoding; unknown and duplicate fields are refused
 * (`fieldValidation=Strict`).
 */
export async function applyObject(
	transport: Transport,
	kind: Kind,
	desired: KubeObject,
	{ dryRun, force, signal }: ApplyOptions,
): Promise<Outcome> {
	const { name, namespace } = desired.metadata
	const query = `fieldManager=${fieldManager}&force=${force}&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`
	const answer = await transport.send<KubeObject>({
		method: 'PATCH',
		path: `${objectPath(kind, namespace, name)}?${query}`,
		contentType: 'application/apply-patch+yaml',
		body: desired,
		signal,
	})
	if (answer.ok) return { type: 'applied', object: answer.body }
	const { failure } = answer
	const conflicts = conflictsOf(failure)
	if (conflicts.length > 0) return { type: 'conflict', conflicts }
	const isUnserved = failure.status === 404 && failure.reason === ''
	return refusal(
		isUnserved
			? { ...failure, message: `the cluster does not serve ${desired.kind} (${desired.apiVersion})` }
			: failure,
	)
}

/** Deletes an object and, in the background, what it owns. */
export async function removeObject(
	transport: Transport,
	kind: Kind,
	observed: KubeObject,
	{ dryRun, signal }: Omit<ApplyOptions, 'force'>,
): Promise<Outcome> {
	const { name, namespace, uid } = observed.metadata
	if (uid === undefined) throw new Error(`${observed.kind} ${name} was not observed in a live cluster: it has no uid`)
	const answer = await transport.send({
		method: 'DELETE',
		path: objectPath(kind, namespace, name),
		body: {
			apiVersion: 'v1',
			kind: 'DeleteOptions',
			preconditions: { uid },
			propagationPolicy: 'Background',
			...(dryRun && { dryRun: ['All'] }),
		},
		signal,
	})
	return answer.ok || answer.failure.status === 404 ? { type: 'deleted' } : refusal(answer.failure)
}

/** Fields that others own, one cause each: `conflict with "kubectl" using v1` at `.spec.hard.requests.cpu`. */
function conflictsOf({ causes }: Failure): readonly Conflict[] {
	return causes
		.filter(({ reason }) => reason === 'FieldManagerConflict')
		.map(({ field, message }) => ({ field: field.replace(/^\./, ''), manager: managerOf(message) }))
}

/** The manager's name stands in quotes, as Go quotes strings. */
function managerOf(message: string): string {
	const quoted = /"(?:[^"\\]|\\.)*"/.exec(message)?.[0]
	return quoted === undefined ? message : quoted.slice(1, -1).replace(/\\(.)/g, '$1')
}

/** What a failure says about the request. */
export function refusal(failure: Failure): Extract<Outcome, { readonly type: 'refused' }> {
	return { type: 'refused', reason: reasonOf(failure), message: failure.message }
}

/** Said with status 500 and no reason, as if it were the server's fault, where a field is unknown or of the wrong type. */
const invalidByText = /^failed to (create typed patch|convert new) object/

function reasonOf({ status, message, causes }: Failure): Extract<Outcome, { type: 'refused' }>['reason'] {
	// The lifecycle admission of namespaces answers 403 for an object in a namespace that is being deleted.
	if (causes.some(({ reason }) => reason === 'NamespaceTerminating')) return 'terminating'
	if (status === 403) return 'forbidden'
	if (status === 404) return 'missing'
	return status === 400 || status === 422 || invalidByText.test(message) ? 'invalid' : 'failed'
}
