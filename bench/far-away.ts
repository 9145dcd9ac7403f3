/** A server far away: what a client sends arrives later (far-away/main.go). */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kubeconfigText } from '../test/control-plane/kubeconfig.ts'
import type { ControlPlane } from '../test/control-plane/start.ts'

/** Builds the proxy into a folder. */
export function buildFarAway(folder: string): string {
	const program = join(folder, 'far-away')
	execFileSync('go', ['build', '-buildvcs=false', '-o', program, 'main.go'], {
		cwd: join(import.meta.dirname, 'far-away'),
	})
	return program
}

/**
 * Starts it.
 *
 * @param delay - how much later each request arrives, e.g. `20ms`
 * @param kubeconfig - path of the kubeconfig to write
 */
export async function farAway(
	program: string,
	server: ControlPlane,
	delay: string,
	kubeconfig: string,
): Promise<() => void> {
	const proxy = spawn(program, [new URL(server.url).host, delay], { stdio: ['ignore', 'pipe', 'inherit'] })
	const [port] = await once(proxy.stdout, 'data')
	const url = `https://127.0.0.1:${String(port).trim()}`
	await writeFile(kubeconfig, kubeconfigText(url, server.certificate, server.token), { mode: 0o600 })
	return () => proxy.kill()
}
