/** An API server that is overloaded, far away or broken on the way: nothing is half done that the next run cannot complete. */
import fc from 'fast-check'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { spawnCli } from './support/cli.ts'
import {
	type Fault,
	type FaultyProxy,
	faults,
	faultyProxy,
	type SeenRequest,
	statusAnswer,
} from './support/faulty-proxy.ts'
import { unprovenIn, workplace } from './support/plans.ts'
import { describeLive, liveServer, uniqueName } from './support/suite.ts'

const writes = ({ method, path }: SeenRequest): boolean => method === 'PATCH' && !path.includes('dryRun')
const lists =
	(plural: string) =>
	({ method, path }: SeenRequest): boolean =>
		method === 'GET' && path.includes(`/${plural}?`)

/** Each run kills at other writes; the names of the tests say how to do the same again. */
const seed = Number(process.env['STAGEWALL_SEED'] ?? Date.now() % 1_000_000)

/** The first write, a late one, and five between them. */
function killPoints(first: number, late: number): readonly number[] {
	const between = fc.integer({ min: first + 1, max: late - 1 })
	const drawn = fc.sample(fc.noBias(fc.uniqueArray(between, { minLength: 5, maxLength: 5 })), { seed, numRuns: 1 })
	return [first, ...drawn.flat(), late].toSorted((a, b) => a - b)
}

describeLive('faults', { controllers: true }, () => {
	let proxy: FaultyProxy
	beforeAll(async () => {
		proxy = await faultyProxy(liveServer())
		return () => proxy.close()
	})
	afterEach(() => proxy.reset())

	const survived: readonly [what: string, fault: Fault, match: (request: SeenRequest) => boolean][] = [
		['429 with Retry-After on a write', faults.tooManyRequests(1), writes],
		['429 with Retry-After on a list', faults.tooManyRequests(1), lists('networkpolicies')],
		['a connection dropped before a write', faults.dropped, writes],
		['an answer lost after a write', faults.answerLost, writes],
		['a list cut in the middle', faults.cut, lists('roles')],
		['an error of the server on a list', faults.serverError, lists('roles')],
	]
	test.each(survived)('%s is survived', async (_, fault, match) => {
		const name = uniqueName('fault')
		const place = await workplace(proxy.kubeconfig, { name })
		proxy.next(1, fault, match)
		const applied = await place.run('apply', '--yes')
		expect(proxy.outstanding).toBe(0)
		expect(applied.stderr).toBe('')
		expect(applied.code).toBe(0)
		const direct = await workplace(liveServer().kubeconfig, { name })
		expect(unprovenIn((await direct.run('verify')).stdout)).toEqual([])
	})

	const kills = killPoints(1, 40).map((count) => ({ count, seed }))
	test.each(kills)('killed at write $count (STAGEWALL_SEED=$seed), the next run completes it', async ({ count }) => {
		const name = uniqueName('kill')
		const place = await workplace(proxy.kubeconfig, { name })
		// The write that is to be the last gets no answer, so that the program is surely at it when it is killed.
		proxy.next(count - 1, faults.pass, writes)
		proxy.next(Number.POSITIVE_INFINITY, faults.hang, writes)
		const running = spawnCli(['apply', '--yes'], { cwd: place.folder, env: { KUBECONFIG: proxy.kubeconfig } })
		await reached(proxy, count)
		running.child.kill('SIGKILL')
		expect((await running.result).signal).toBe('SIGKILL')
		proxy.reset()
		const completed = await place.run('apply', '--yes')
		expect(completed.stderr).toBe('')
		expect(completed.code).toBe(0)
		expect(unprovenIn((await place.run('verify')).stdout)).toEqual([])
	})

	test('interrupted by the user it finishes what is under way, says so, and exits with 4', async () => {
		const name = uniqueName('stop')
		const place = await workplace(proxy.kubeconfig, { name })
		proxy.next(3, faults.pass, writes)
		const slow: SeenRequest[] = []
		proxy.next(Number.POSITIVE_INFINITY, faults.pass, (request) => writes(request) && slow.push(request) > 0)
		const running = spawnCli(['apply', '--yes'], { cwd: place.folder, env: { KUBECONFIG: proxy.kubeconfig } })
		proxy.latency = 50
		await reached(proxy, 4)
		running.child.kill('SIGINT')
		const result = await running.result
		proxy.latency = 0
		expect(result.stderr).toContain('finishing what is under way')
		expect(result.stdout).toMatch(/not begun/)
		expect(result.stdout).toContain('Run stagewall apply again')
		expect(result.code).toBe(4)
		expect((await place.run('apply', '--yes')).code).toBe(0)
	})

	const told: readonly [
		what: string,
		fault: Fault,
		match: (request: SeenRequest) => boolean,
		code: number,
		message: RegExp,
	][] = [
		['401', statusAnswer(401, 'Unauthorized', 'Unauthorized'), () => true, 3, /not accept|401|credentials/i],
		['a proxy that answers HTML', faults.html, () => true, 3, /502|Bad Gateway/],
		['a server that never answers', faults.hang, () => true, 3, /did not answer|no answer|timed? ?out|within/i],
		['500 for one kind, for good', faults.serverError, lists('networkpolicies'), 3, /networkpolicies|NetworkPolic/],
		[
			'403 for one kind',
			statusAnswer(403, 'Forbidden', 'networkpolicies is forbidden'),
			({ path }) => path.includes('networkpolicies'),
			3,
			/NetworkPolic/,
		],
	]
	test.each(told)('%s: one clear message, and nothing is changed', async (_, fault, match, code, message) => {
		const { api } = liveServer()
		const name = uniqueName('told')
		const place = await workplace(proxy.kubeconfig, { name })
		proxy.next(Number.POSITIVE_INFINITY, fault, match)
		const result = await place.run('apply', '--yes', '--timeout', '2')
		expect(result.code, result.stderr).toBe(code)
		expect(result.stderr).toMatch(message)
		expect(result.stderr).not.toContain('    at ')
		expect(proxy.requests.filter(writes)).toEqual([])
		expect((await api.request('GET', pathOf(kinds.Namespace, { name: `${name}-dev` }))).status).toBe(404)
	})

	test('a write that is refused half-way: the rest of that namespace waits, the others go on, and the next run completes it', async () => {
		const name = uniqueName('half')
		const place = await workplace(proxy.kubeconfig, { name })
		const denied = statusAnswer(403, 'Forbidden', 'admission webhook "x" denied the request')
		proxy.next(1, denied, (request) => writes(request) && request.path.includes(`/${name}-dev/resourcequotas/`))
		const result = await place.run('apply', '--yes')
		expect(result.code).toBe(4)
		expect(result.stdout).toContain(
			`refused: ResourceQuota ${name}-dev/stagewall: admission webhook "x" denied the request`,
		)
		expect(result.stdout).toContain(
			`skipped: RoleBinding ${name}-dev/stagewall-developers, because ResourceQuota ${name}-dev/stagewall was refused`,
		)
		const { api } = liveServer()
		await api.get(pathOf(kinds.RoleBinding, { namespace: `${name}-test`, name: 'stagewall-developers' }))
		expect((await place.run('apply', '--yes')).code).toBe(0)
		expect(unprovenIn((await place.run('verify')).stdout)).toEqual([])
	})

	test('a namespace that is stuck in deletion is said so before anything is changed', async () => {
		const { api, kubeconfig } = liveServer()
		const name = uniqueName('stuck')
		await api.post(pathOf(kinds.Namespace), { metadata: { name: `${name}-dev`, finalizers: ['example.org/never'] } })
		await api.delete(pathOf(kinds.Namespace, { name: `${name}-dev` }))
		const place = await workplace(kubeconfig, { name })
		const result = await place.run('apply', '--yes')
		expect(result.code).toBe(3)
		expect(result.stdout).toContain(`the namespace ${name}-dev is being deleted since`)
		expect((await api.request('GET', pathOf(kinds.Namespace, { name: `${name}-test` }))).status).toBe(404)
		await api.patch(pathOf(kinds.Namespace, { name: `${name}-dev` }), { metadata: { finalizers: [] } })
	})
})

/** Waits until so many writes have come to the proxy. */
async function reached(proxy: FaultyProxy, count: number): Promise<void> {
	const { eventually } = await import('../control-plane/eventually.ts')
	await eventually(
		async () => proxy.requests.filter(writes).length,
		(seen) => seen >= count,
		{ what: `${count} writes` },
	)
}
