/** Programs of a control plane never outlive the process that started them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../control-plane/eventually.ts'
import { programGroup } from '../../control-plane/program-group.ts'

let folder: string
/** Each program holds a connection to it: the connection's end is the program's end, with no process number to ask for. */
let server: Server
let program: string

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stagewall-group-'))
	server = createServer().listen(0, '127.0.0.1')
	await once(server, 'listening')
	program = `require('net').connect(${(server.address() as AddressInfo).port}, '127.0.0.1').on('data', process.exit)`
})
afterEach(() => server.close())

async function nextConnection(): Promise<Socket> {
	const [socket] = await once(server, 'connection')
	return socket.resume().on('error', () => {})
}

test('stopping ends all programs and removes the folder', async () => {
	const group = programGroup(folder)
	const sockets = []
	for (const name of ['one', 'two']) {
		group.start(process.execPath, name, ['-e', program])
		sockets.push(await nextConnection())
	}
	const ended = sockets.map((socket) => once(socket, 'close'))
	await group.stop()
	await Promise.all(ended)
	expect(existsSync(folder)).toBe(false)
	expect(group.failure.aborted).toBe(false)
})

test('a program that ends by itself ends the others, and the reason quotes the logs', async () => {
	const group = programGroup(folder)
	group.start(process.execPath, 'lasting', ['-e', program])
	const lasting = await nextConnection()
	const ended = once(lasting, 'close')
	group.start('sh', 'brief', ['-c', 'echo "the disk is full" >&2; exit 3'])
	await once(group.failure, 'abort')
	expect(group.failure.reason.message).toMatch(/^brief ended by itself \(exit code 3\)\n.*--- brief\nthe disk is full/s)
	await ended
	await group.stop()
	expect(existsSync(folder)).toBe(false)
})

test('a program that is not there fails the group', async () => {
	const group = programGroup(folder)
	group.start(join(folder, 'nothing'), 'nothing', [])
	await once(group.failure, 'abort')
	expect(group.failure.reason.message).toMatch(/^nothing could not be started: .*ENOENT/)
	await group.stop()
})

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
	'a parent that %s ends takes the programs along',
	async (signal) => {
		const module = join(import.meta.dirname, '../../control-plane/program-group.ts')
		const script = `
		import { programGroup } from ${JSON.stringify(module)}
		programGroup(${JSON.stringify(folder)}).start(process.execPath, 'orphan', ['-e', ${JSON.stringify(program)}])
	`
		const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
		const orphan = await nextConnection()
		const ended = once(orphan, 'close')
		parent.kill(signal)
		await ended
		await eventually(
			async () => existsSync(folder),
			(there) => !there,
		)
	},
)
