import { describe, expect, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import { applyObject, removeObject } from './apply.ts'
import { type FakeAnswer, startFakeApi, status, transportTo } from './fake-api.suite.ts'

const role = {
	apiVersion: 'rbac.authorization.k8s.io/v1',
	kind: 'Role',
	metadata: { name: 'system:view', namespace: 'shop-dev', uid: 'u-1' },
}
const options = { dryRun: false, force: false }

async function apply(answer: FakeAnswer, how = options) {
	const { url, requests } = await startFakeApi(() => answer)
	return { outcome: await applyObject(transportTo(url), kinds.Role, role, how), requests }
}

async function remove(answer: FakeAnswer, how = { dryRun: false }) {
	const { url, requests } = await startFakeApi(() => answer)
	return { outcome: await removeObject(transportTo(url), kinds.Role, role, how), requests }
}

const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop-dev/roles/system%3Aview'

describe('apply', () => {
	test.each([
		['for real', options, ''],
		['as a trial', { dryRun: true, force: false }, '&dryRun=All'],
	])('%s', async (_, how, query) => {
		const { outcome, requests } = await apply({ status: 201, body: { ...role, rules: [] } }, how)
		expect(outcome).toEqual({ type: 'applied', object: { ...role, rules: [] } })
		expect(requests).toHaveLength(1)
		expect(requests[0]).toMatchObject({
			method: 'PATCH',
			url: `${path}?fieldManager=stagewall&force=false&fieldValidation=Strict${query}`,
			headers: { 'content-type': 'application/apply-patch+yaml' },
			body: role,
		})
	})

	test('by force', async () => {
		const { requests } = await apply({ body: role }, { dryRun: false, force: true })
		expect(requests[0]?.url).toContain('&force=true&')
	})

	test('against other managers', async () => {
		const cause = (field: string, message: string) => ({ reason: 'FieldManagerConflict', field, message })
		const causes = [
			cause('.spec.hard.requests.cpu', 'conflict with "kubectl-client-side-apply" using v1'),
			cause(
				'.metadata.labels.stage',
				'conflict with "a \\"b\\" \\\\c" with subresource "status" using v1 at 2026-01-01T00:00:00Z',
			),
			cause('.spec.subjects[name="x"]', 'some other words'),
			{ reason: 'FieldValueInvalid', field: 'spec', message: 'not a conflict' },
		]
		const { outcome } = await apply(status(409, 'Conflict', 'Apply failed with 3 conflicts', { causes }))
		expect(outcome).toEqual({
			type: 'conflict',
			conflicts: [
				{ field: 'spec.hard.requests.cpu', manager: 'kubectl-client-side-apply' },
				{ field: 'metadata.labels.stage', manager: 'a "b" \\c' },
				{ field: 'spec.subjects[name="x"]', manager: 'some other words' },
			],
		})
	})

	const terminating = {
		causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace', message: 'being terminated' }],
	}
	const untyped = (message: string): FakeAnswer => ({ status: 500, body: { kind: 'Status', message, code: 500 } })

	test.each([
		['by RBAC or admission', status(403, 'Forbidden', 'cannot patch'), 'forbidden', 'cannot patch'],
		[
			'because the namespace goes',
			status(403, 'Forbidden', 'unable to create', terminating),
			'terminating',
			'unable to create',
		],
		[
			'because the namespace is not there',
			status(404, 'NotFound', 'namespaces "x" not found'),
			'missing',
			'namespaces "x" not found',
		],
		['as invalid', status(422, 'Invalid', 'roleRef: field is immutable'), 'invalid', 'roleRef: field is immutable'],
		['as malformed', status(400, 'BadRequest', 'strict decoding error'), 'invalid', 'strict decoding error'],
		[
			'for an unknown field',
			untyped('failed to create typed patch object (a/b): .x: field not declared in schema'),
			'invalid',
			'failed to create typed patch object (a/b): .x: field not declared in schema',
		],
		[
			'for a wrong quantity',
			untyped('failed to convert new object (a/b)'),
			'invalid',
			'failed to convert new object (a/b)',
		],
		['because it fails', untyped('etcd is gone'), 'failed', 'etcd is gone'],
		[
			'because another write came first',
			status(409, 'Conflict', 'the object has been modified'),
			'failed',
			'the object has been modified',
		],
		[
			'because its kind is not served',
			{ status: 404, body: '404 page not found\n', headers: { 'content-type': 'text/plain' } },
			'missing',
			'the cluster does not serve Role (rbac.authorization.k8s.io/v1)',
		],
	])('is refused %s', async (_, answer, reason, message) => {
		expect((await apply(answer)).outcome).toEqual({ type: 'refused', reason, message })
	})
})

describe('remove', () => {
	const body = {
		apiVersion: 'v1',
		kind: 'DeleteOptions',
		preconditions: { uid: 'u-1' },
		propagationPolicy: 'Background',
	}

	test.each([
		['for real', { dryRun: false }, body],
		['as a trial', { dryRun: true }, { ...body, dryRun: ['All'] }],
	])('%s, only what was observed', async (_, how, expected) => {
		const { outcome, requests } = await remove({ body: { kind: 'Status', status: 'Success' } }, how)
		expect(outcome).toEqual({ type: 'deleted' })
		expect(requests).toHaveLength(1)
		expect(requests[0]).toMatchObject({ method: 'DELETE', url: path })
		expect(requests[0]?.body).toEqual(expected)
	})

	test('what is gone already', async () => {
		expect((await remove(status(404, 'NotFound', 'gone'))).outcome).toEqual({ type: 'deleted' })
	})

	test.each([
		['because another stands there now', status(409, 'Conflict', 'the UID in the precondition'), 'failed'],
		['by RBAC', status(403, 'Forbidden', 'the UID in the precondition'), 'forbidden'],
	])('is refused %s', async (_, answer, reason) => {
		expect((await remove(answer)).outcome).toEqual({ type: 'refused', reason, message: 'the UID in the precondition' })
	})

	test('never something that was not observed', async () => {
		const { url, requests } = await startFakeApi(() => ({}))
		const unobserved = { ...role, metadata: { name: 'r', namespace: 'a' } }
		await expect(removeObject(transportTo(url), kinds.Role, unobserved, { dryRun: false })).rejects.toThrow('no uid')
		expect(requests).toEqual([])
	})
})
