/** Break-glass access on a real API server: a person may do what the level says, there and until it is taken back, and nothing else. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { curatedLevels } from '../../src/model/access-levels.ts'
import { kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import type { PolicyRule } from '../../src/model/tenancy.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { type CliResult, runCli } from './support/cli.ts'
import { planText, unprovenIn, workplace } from './support/plans.ts'
import { describeLive, liveServer, uniqueName } from './support/suite.ts'

const rbac = 'rbac.authorization.k8s.io'
const name = uniqueName('glass')
const [dev, testing] = [`${name}-dev`, `${name}-test`]

/** Every right in a namespace, one a line, as the API server's own authorizer lists them. */
async function rightsOf(user: string, namespace: string): Promise<readonly string[]> {
	const client = liveServer().api.as(user, ['system:authenticated'])
	const review = await client.post<{ readonly status: { readonly resourceRules: readonly PolicyRule[] } }>(
		'/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
		{ spec: { namespace } },
	)
	return flat(review.status.resourceRules)
}

function flat(rules: readonly PolicyRule[]): readonly string[] {
	const rights = rules.flatMap(({ apiGroups, resources, verbs }) =>
		apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
	)
	return [...new Set(rights)].toSorted()
}

function rightsIn(level: string): readonly string[] {
	return flat(curatedLevels.find((each) => each.name === level)?.rules ?? [])
}

async function marked(kind: typeof kinds.Role, namespace: string): Promise<readonly KubeObject[]> {
	const path = `${pathOf(kind, { namespace })}?labelSelector=stagewall.dev/break-glass`
	return (await liveServer().api.get<{ readonly items: readonly KubeObject[] }>(path)).items
}

/** The plan, applied once for the file; each test has people of its own and takes back what it gave. */
async function place(): Promise<{ readonly run: (...args: readonly string[]) => Promise<CliResult> }> {
	const made = await workplace(liveServer().kubeconfig, { name })
	onTestFinished(async () => {
		for (const stage of ['dev', 'test']) await made.run('access', 'revoke', '--stage', stage)
	})
	return { run: (...args) => made.run(...args) }
}

function grant(who: string, level: string, { stage = 'test', time = '2h' } = {}): readonly string[] {
	const words = `access grant --stage ${stage} --to ${who} --level ${level} --for ${time} --reason`
	return [...words.split(' '), 'INC-1: down']
}

describeLive('break-glass access', { controllers: true }, () => {
	beforeAll(async () => {
		const folder = await mkdtemp(join(tmpdir(), 'stagewall-glass-'))
		await writeFile(`${folder}/stages.yaml`, planText({ name }))
		const applied = await runCli(['apply', '--yes'], { cwd: folder, env: { KUBECONFIG: liveServer().kubeconfig } })
		await rm(folder, { recursive: true })
		expect(applied.code, applied.stderr).toBe(0)
	})

	test('erin may do nothing before, exactly what the level says after, and nothing again once it is taken back', async () => {
		const { run } = await place()
		const pods = (namespace: string): Promise<number> =>
			liveServer()
				.api.as('erin', ['system:authenticated'])
				.request('GET', pathOf(kinds.Pod, { namespace }))
				.then(({ status }) => status)
		const before = await rightsOf('erin', testing)
		expect(await pods(testing)).toBe(403)

		const granted = await run(...grant('erin', 'operate'))
		expect(granted.stderr).toBe('')
		expect(granted.code).toBe(0)
		expect(granted.stdout).toContain(`    in ${testing}\n`)
		expect(granted.stdout).toContain('granted by admin: INC-1: down')
		expect(await pods(testing)).toBe(200)
		expect(await pods(dev)).toBe(403)
		expect(await rightsOf('erin', testing)).toEqual(
			[...new Set([...before, ...rightsIn('operate'), 'use stagewall.dev/breakglass'])].toSorted(),
		)
		expect(await rightsOf('erin', dev)).toEqual(before)

		// The plan does not mind, and takes nothing away.
		expect(unprovenIn((await run('verify')).stdout)).toEqual([])
		expect((await run('apply', '--yes', '--prune')).stdout).toContain('Nothing to change')
		expect(await pods(testing)).toBe(200)

		const line = /^ {2}stagewall (access revoke .*)$/m.exec(granted.stdout)?.[1] ?? ''
		const revoked = await run(...line.split(' '))
		expect(revoked.stdout).toMatch(/^✓ test: 1 break-glass binding and 1 unused Role removed\n/)
		expect(revoked.code).toBe(0)
		expect(await pods(testing)).toBe(403)
		expect(await rightsOf('erin', testing)).toEqual(before)
		expect([...(await marked(kinds.Role, testing)), ...(await marked(kinds.RoleBinding, testing))]).toEqual([])
	})

	test('a group gets it in every namespace of the stage; what has expired is taken back, and only that', async () => {
		const { api } = liveServer()
		const { run } = await place()
		expect((await run(...grant('group:fire-brigade', 'view', { stage: 'dev' }))).code).toBe(0)
		const blog = `${name}-blog-dev`
		expect(await marked(kinds.RoleBinding, blog)).toHaveLength(1)
		const firefighter = api.as('frank', ['fire-brigade', 'system:authenticated'])
		for (const namespace of [dev, blog]) await firefighter.get(pathOf(kinds.Pod, { namespace }))

		const [binding] = await marked(kinds.RoleBinding, dev)
		const path = pathOf(kinds.RoleBinding, { namespace: dev, name: binding?.metadata.name ?? '' })
		const early = await run('access', 'revoke', '--stage', 'dev', '--expired')
		expect(early.stdout).toBe('Nothing to take back in dev; 2 other bindings stay.\n')
		await api.patch(path, { metadata: { annotations: { 'stagewall.dev/until': '2026-01-01T00:00:00Z' } } })
		const late = await run('access', 'revoke', '--stage', 'dev', '--expired')
		expect(late.stdout).toMatch(/^✓ dev: 1 break-glass binding and 1 unused Role removed; 1 other binding stays\n/)
		expect(late.stdout).toContain(
			`${dev}: Group fire-brigade, view, until 2026-01-01T00:00:00Z (over), granted by admin`,
		)
		expect((await firefighter.request('GET', pathOf(kinds.Pod, { namespace: dev }))).status).toBe(403)
		await firefighter.get(pathOf(kinds.Pod, { namespace: blog }))
	})

	test('granted again there is one binding with the new end, and the Role says what the level says', async () => {
		const { api } = liveServer()
		const { run } = await place()
		await run(...grant('gina', 'view'))
		const [first] = await marked(kinds.RoleBinding, testing)
		const role = pathOf(kinds.Role, { namespace: testing, name: 'stagewall-break-glass.view' })
		await api.patch(role, { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] })
		expect(await rightsOf('gina', testing)).toContain('get /secrets')

		const again = await run(...grant('gina', 'view', { time: '3h' }))
		expect(again.code, again.stderr).toBe(0)
		expect(again.stdout).toMatch(/\(3h\)\n.*, in place of until 2/)
		const bindings = await marked(kinds.RoleBinding, testing)
		expect(bindings.map(({ metadata }) => metadata.uid)).toEqual([first?.metadata.uid])
		const until = (object: KubeObject | undefined): string =>
			object?.metadata.annotations?.['stagewall.dev/until'] ?? 'never'
		expect(Date.parse(until(bindings[0])) - Date.parse(until(first))).toBeGreaterThanOrEqual(3_600_000)
		expect(await rightsOf('gina', testing)).not.toContain('get /secrets')
	})

	test('a dry run asks the server and changes nothing', async () => {
		const { run } = await place()
		const tried = await run(...grant('hugo', 'view'), '--dry-run')
		expect(tried.stdout).toMatch(/^dry run: User hugo would get/)
		expect(tried.code).toBe(0)
		expect(await marked(kinds.RoleBinding, testing)).toEqual([])
		const refused = await run(...grant('hugo', 'view'), '--dry-run', '--as', await someone({}))
		expect(refused.code).toBe(3)
	})

	test('nobody gives what they do not have: that is said before anything is changed', async () => {
		const { run } = await place()
		const lead = await someone({ level: 'view' })
		const refused = await run(...grant('ivan', 'operate'), '--as', lead)
		expect(refused.code).toBe(3)
		expect(refused.stderr).toMatch(
			new RegExp(`error: Role ${testing}/stagewall-break-glass\\.operate: .*attempting to grant RBAC permissions`),
		)
		expect(refused.stderr).toContain('nothing was changed: the server refuses the grant')
		expect(refused.stderr).toMatch(/nobody hand out what they do not have.*"escalate".*"bind"/)
		expect(refused.stdout).toBe('')
		expect(await marked(kinds.Role, testing)).toEqual([])

		// All rights of the level are enough; a dry run of the binding alone would miss its Role.
		const granted = await run(...grant('ivan', 'view'), '--as', lead)
		expect(granted.code, granted.stderr).toBe(0)
		expect(granted.stdout).toContain(`granted by ${lead}`)
		expect(granted.stdout).toContain(`--as ${lead}\n`)
		expect(await rightsOf('ivan', testing)).toEqual(expect.arrayContaining([...rightsIn('view')]))
	})

	test('who may not look is told what it takes, and nothing is changed', async () => {
		const { run } = await place()
		await run(...grant('jana', 'view'))
		for (const words of [grant('jana', 'view'), ['access', 'revoke', '--stage', 'test']]) {
			const blind = await run(...words, '--as', 'nobody')
			expect(blind.stderr).toMatch(
				/nothing was changed: roles in \S+ could not be looked at: .*forbidden[\s\S]*"list" on roles/,
			)
			expect(blind.code).toBe(3)
		}
		expect(await marked(kinds.RoleBinding, testing)).toHaveLength(1)
	})

	test('who may look but not remove is told which one stays', async () => {
		const { run } = await place()
		await run(...grant('kim', 'view'))
		const reader = await someone({ verbs: ['get', 'list'] })
		const refused = await run('access', 'revoke', '--stage', 'test', '--as', reader)
		expect(refused.stdout).toMatch(
			/✗ test: 0 break-glass bindings removed[\s\S]*refused: RoleBinding \S+: .*cannot delete/,
		)
		expect(refused.code).toBe(3)
		expect(await marked(kinds.RoleBinding, testing)).toHaveLength(1)
	})
})

/** A user who may work with roles and bindings (by default write them) in the test stage, and has the rights of a level there. */
async function someone({
	level,
	verbs = ['get', 'list', 'create', 'patch', 'delete'],
}: {
	readonly level?: string
	readonly verbs?: readonly string[]
}): Promise<string> {
	const { api } = liveServer()
	const user = uniqueName('someone')
	const rules = [
		{ apiGroups: [rbac], resources: ['roles', 'rolebindings'], verbs },
		...(curatedLevels.find((each) => each.name === level)?.rules ?? []),
		...(level === undefined ? [] : [{ apiGroups: ['stagewall.dev'], resources: ['breakglass'], verbs: ['use'] }]),
	]
	await bind(api, user, rules)
	return user
}

async function bind(api: ApiClient, user: string, rules: readonly PolicyRule[]): Promise<void> {
	const labels = { [`stage-of-${name}`]: 'test' }
	const metadata = { name: user, labels }
	await api.post(pathOf(kinds.Role, { namespace: testing }), { metadata, rules })
	await api.post(pathOf(kinds.RoleBinding, { namespace: testing }), {
		metadata,
		roleRef: { apiGroup: rbac, kind: 'Role', name: user },
		subjects: [{ apiGroup: rbac, kind: 'User', name: user }],
	})
}
