/** A server far away: what a client sends arrives later. Bytes are passed on as they are, so that nothing but the distance is added. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { kubeconfigText } from '../test/control-plane/kubeconfig.ts'
import type { ControlPlane } from '../test/control-plane/start.ts'

/**
 * Starts it.
 *
 * @param milliseconds - how much later each request arrives
 * @param kubeconfig - path of the kubeconfig to write
 */
export async function farAway(server: ControlPlane, milliseconds: number, kubeconfig: string): Promise<() => void> {
	const port = Number(new URL(server.url).port)
	const sockets = new Set<{ destroy(): void }>()
	const proxy = createServer((client) => {
		const upstream = connect(port, '127.0.0.1')
		for (const socket of [client, upstream]) {
			sockets.add(socket)
			socket.setNoDelay(true)
			socket.on('error', () => {})
			socket.on('close', () => {
				client.destroy()
				upstream.destroy()
			})
		}
		client.on('data', (chunk) => setTimeout(() => upstream.write(chunk), milliseconds))
		upstream.pipe(client)
	})
	proxy.listen(0, '127.0.0.1')
	await once(proxy, 'listening')
	const url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`
	await writeFile(kubeconfig, kubeconfigText(url, server.certificate, server.token), { mode: 0o600 })
	return () => {
		proxy.close()
		for (const socket of sockets) socket.destroy()
	}
}
