/** The access engine against the authorizer of a real API server: random rights, random questions, no difference. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type AccessRequest, type Identity, identityOf, type Subject, showRequest } from '../../src/model/access.ts'
import { kinds } from '../../src/model/kinds.ts'
import { type KubeObject, keyOf, refOf } from '../../src/model/kube-object.ts'
import { asked } from '../../src/verify/access/access.suite.ts'
import { type Access, decide, type Rule, readAccess, rulesOf, uncovered } from '../../src/verify/access/index.ts'
import {
	type Question,
	questions,
	randomAccess,
	randomLabel,
	randomNamespaces,
	showAccess,
} from '../../src/verify/access/random-access.suite.ts'
import { anyRule, resourceRule } from '../../src/verify/access/random-rules.suite.ts'
import { seed, times } from '../../src/verify/repeatable.suite.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { clear, create, inParallel, listAll, review, untilSeen } from './support/rights.ts'
import { describeLive, ownServer } from './support/suite.ts'

/** Whatever is found wrong is made smaller for so long only, for each try is a cluster of its own. */
const inTime = { interruptAfterTimeLimit: 200_000 * times, markInterruptAsFailure: true } as const
const timeout = 240_000 * times

const clusters = 8
const questionsOfACluster = 700
const rbac = 'rbac.authorization.k8s.io'
const [dev] = randomNamespaces

// Bindings of everybody would be in the way of others on a shared server.
describeLive('rights on a real API server', { controllers: true }, () => {
	const server = ownServer({ controllers: true })
	let api: ApiClient

	beforeAll(async () => {
		api = server().api
		for (const name of randomNamespaces) await api.post(pathOf(kinds.Namespace), { metadata: { name } })
	})

	/** Makes these the random objects of the server; ends when its authorizer has seen them. */
	async function put(objects: readonly KubeObject[]): Promise<Access> {
		await clear(api)
		await create(api, objects)
		const access = await settled(objects)
		await untilSeen(api)
		return access
	}

	/** What is on the server once its controller has filled in the aggregated roles, and they are as the engine foretold. */
	async function settled(objects: readonly KubeObject[]): Promise<Access> {
		const written = new Set(objects.map((object) => keyOf(refOf(object))))
		const differences = (listed: readonly KubeObject[]): readonly string[] => {
			const others = listed.filter((object) => !written.has(keyOf(refOf(object))))
			const [live, foretold] = [readAccess({ objects: listed }), readAccess({ objects: [...objects, ...others] })]
			return [...foretold.roles].flatMap(([key, role]) => {
				const [is, said] = [atoms(live.roles.get(key)?.rules ?? []), atoms(role.rules)]
				return is.join() === said.join()
					? []
					: [`${key} is made of\n${is.join('\n')}\nand was foretold as\n${said.join('\n')}`]
			})
		}
		let listed: readonly KubeObject[] = []
		await eventually(
			async () => {
				listed = await listAll(api)
				return differences(listed)
			},
			(wrong) => wrong.length === 0,
			{ what: 'aggregated roles being as foretold', deadline: 15_000 },
		)
		const { problems } = readAccess({ objects: listed })
		expect(problems).toEqual([])
		return readAccess({ objects: listed })
	}

	test(`every decision is the server's (STAGEWALL_SEED=${seed})`, { timeout }, async () => {
		const tally = { allowed: 0, denied: 0 }
		const property = fc.asyncProperty(randomAccess, fc.nat(), async (objects, start) => {
			const access = await put(objects)
			const ours = access.bindings
				.filter(({ object }) => object.metadata.labels?.['random'] === randomLabel.random)
				.map(({ namespace, subjects, role }) => ({
					namespace,
					subjects: subjects.map(({ subject }) => subject),
					rules: role?.rules ?? [],
				}))
			const all = fc.sample(questions(ours), { seed: start, numRuns: questionsOfACluster })
			const answers = await inParallel(all, ({ identity, request }) => review(api, identity, request))
			for (const [index, allowed] of answers.entries()) {
				const question = all[index] as Question
				tally[allowed ? 'allowed' : 'denied']++
				if (decide(access, question.identity, question.request).allowed !== allowed)
					throw new Error(`${show(question)}: the server says ${allowed}\n${showAccess(objects)}`)
			}
		})
		await fc.assert(property, { seed, numRuns: clusters * times, ...inTime })
		const sum = tally.allowed + tally.denied
		expect(sum).toBeGreaterThan(5000 * times)
		expect(tally.allowed / sum, `allowed of ${sum}`).toBeGreaterThan(0.2)
		expect(tally.denied / sum, `denied of ${sum}`).toBeGreaterThan(0.2)
	})

	const people: readonly Subject[] = [
		{ kind: 'User', name: 'rnd-erin' },
		{ kind: 'User', name: 'rnd-nobody' },
		{ kind: 'ServiceAccount', namespace: dev, name: 'ci' },
		{ kind: 'ServiceAccount', namespace: 'rnd-test', name: 'bot' },
	]

	test(`everybody has the rules that the server tells them (STAGEWALL_SEED=${seed})`, { timeout }, async () => {
		const property = fc.asyncProperty(randomAccess, async (objects) => {
			const access = await put(objects)
			const cases = people.flatMap((who) => randomNamespaces.map((namespace) => ({ who: identityOf(who), namespace })))
			await inParallel(cases, async ({ who, namespace }) => {
				const { status } = await as(who).post<{ readonly status: RulesStatus }>(
					'/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
					{ spec: { namespace } },
				)
				const told = atoms(
					[...status.resourceRules, ...status.nonResourceRules].map((rule) => ({ ...nothing, ...rule })),
				)
				expect(atoms(rulesOf(access, who, namespace)), `${who.user} in ${namespace}`).toEqual(told)
			})
		})
		await fc.assert(property, { seed, numRuns: 3 * times, ...inTime })
	})

	test.each(['cluster-admin', 'admin', 'edit', 'view'])('files get the %s that the server makes', async (name) => {
		const key = keyOf({ group: rbac, kind: 'ClusterRole', name })
		const live = await eventually(
			async () => readAccess({ objects: await listAll(api) }).roles.get(key)?.rules ?? [],
			(rules) => rules.length > 0,
			{ what: `the rules of ${name}` },
		)
		const assumed = readAccess({ objects: [] }).roles.get(key)?.rules ?? []
		expect({ more: uncovered(live, assumed), less: uncovered(assumed, live) }).toEqual({ more: [], less: [] })
	})

	/** Impersonates somebody with a name. */
	function as({ user = '', groups }: Identity): ApiClient {
		return api.as(user, groups)
	}

	/** Somebody who may make roles, and has these rules besides: in one namespace, or in the whole cluster. */
	function maker(name: string, rules: readonly Rule[], namespace: string | undefined): readonly KubeObject[] {
		const making = { ...nothing, verbs: ['create'], apiGroups: [rbac], resources: ['roles', 'clusterroles'] }
		const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'
		const metadata = { name, labels: randomLabel }
		return [
			{ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata, rules: [making, ...rules] },
			{
				apiVersion: `${rbac}/v1`,
				kind,
				metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }) },
				roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
				subjects: [{ apiGroup: rbac, kind: 'User', name }],
			},
		]
	}

	test.each([
		{ kind: kinds.Role, namespace: dev, rule: resourceRule },
		{ kind: kinds.ClusterRole, namespace: undefined, rule: anyRule },
	])(
		`a $kind.kind is taken from whoever has all its rules (STAGEWALL_SEED=${seed})`,
		async ({ kind, namespace, rule }) => {
			const makers = fc
				.sample(fc.array(anyRule, { minLength: 1, maxLength: 3 }), { seed, numRuns: 20 * times })
				.map((rules, index) => ({ name: `rnd-maker-${index}`, rules }))
			const access = await put(makers.flatMap(({ name, rules }) => maker(name, rules, namespace)))
			const attempts = makers.flatMap(({ name, rules }, index) => {
				const part = fc
					.constantFrom(...rules)
					.filter(({ nonResourceURLs }) => namespace === undefined || nonResourceURLs.length === 0)
				const has = rules.some(({ nonResourceURLs }) => nonResourceURLs.length === 0) || namespace === undefined
				const wanted = fc.array(has ? fc.oneof(rule, part, part) : rule, { minLength: 1, maxLength: 2 })
				return fc.sample(wanted, { seed: seed + index, numRuns: 20 }).map((some) => ({ name, some }))
			})
			const tally = { taken: 0, refused: 0 }
			await inParallel(attempts, async ({ name, some }) => {
				const who = identityOf({ kind: 'User', name })
				const { status, text } = await as(who).request(
					'POST',
					`${pathOf(kind, namespace === undefined ? {} : { namespace })}?dryRun=All`,
					{ body: { metadata: { name: 'rnd-wanted' }, rules: some } },
				)
				if (status !== 201 && status !== 403) throw new Error(text)
				const escalate = {
					verb: 'escalate',
					group: rbac,
					resource: kind.plural,
					...(namespace === undefined ? {} : { namespace }),
				}
				const left = uncovered(rulesOf(access, who, namespace), some)
				const foretold = left.length === 0 || decide(access, who, escalate).allowed
				expect(
					foretold,
					`${text}\n${JSON.stringify({ some, left, has: rulesOf(access, who, namespace) }, null, 1)}`,
				).toBe(status === 201)
				tally[foretold ? 'taken' : 'refused']++
			})
			expect(tally.taken, JSON.stringify(tally)).toBeGreaterThan(attempts.length / 5)
			expect(tally.refused, JSON.stringify(tally)).toBeGreaterThan(attempts.length / 5)
		},
	)

	/** What requests of clients are about, in the words of the engine; it may need more than one right. */
	const calls: readonly [method: string, path: string, body: object | undefined, requests: readonly string[]][] = [
		['GET', `/api/v1/namespaces/${dev}/configmaps`, undefined, [`list configmaps in ${dev}`]],
		['GET', `/api/v1/namespaces/${dev}/configmaps/mine`, undefined, [`get configmaps mine in ${dev}`]],
		[
			'GET',
			`/api/v1/namespaces/${dev}/configmaps?fieldSelector=metadata.name%3Dmine`,
			undefined,
			[`list configmaps mine in ${dev}`],
		],
		[
			'GET',
			`/api/v1/namespaces/${dev}/configmaps?fieldSelector=metadata.name%3Dother`,
			undefined,
			[`list configmaps other in ${dev}`],
		],
		[
			'GET',
			`/api/v1/namespaces/${dev}/configmaps?fieldSelector=metadata.name!%3Dmine`,
			undefined,
			[`list configmaps in ${dev}`],
		],
		[
			'DELETE',
			`/api/v1/namespaces/${dev}/configmaps?fieldSelector=metadata.name%3Dmine`,
			undefined,
			[`deletecollection configmaps in ${dev}`],
		],
		['DELETE', `/api/v1/namespaces/${dev}/configmaps/mine?dryRun=All`, undefined, [`delete configmaps mine in ${dev}`]],
		[
			'POST',
			`/api/v1/namespaces/${dev}/configmaps?dryRun=All`,
			{ metadata: { name: 'mine' } },
			[`create configmaps in ${dev}`],
		],
		[
			'PATCH',
			`/api/v1/namespaces/${dev}/configmaps/mine?dryRun=All&fieldManager=m`,
			configMap('mine'),
			[`patch configmaps mine in ${dev}`, `create configmaps mine in ${dev}`],
		],
		[
			'PATCH',
			`/api/v1/namespaces/${dev}/configmaps/half?dryRun=All&fieldManager=m`,
			configMap('half'),
			[`patch configmaps half in ${dev}`, `create configmaps half in ${dev}`],
		],
		['GET', `/api/v1/namespaces/${dev}`, undefined, [`get namespaces ${dev} in ${dev}`]],
		['GET', '/api/v1/namespaces/rnd-test', undefined, ['get namespaces rnd-test in rnd-test']],
		['GET', '/api/v1/namespaces', undefined, ['list namespaces']],
		['GET', `/api/v1/namespaces?fieldSelector=metadata.name%3D${dev}`, undefined, [`list namespaces ${dev}`]],
		['GET', '/metrics', undefined, ['get /metrics']],
		['GET', '/openapi/v2/more', undefined, ['get /openapi/v2/more']],
	]

	function configMap(name: string): object {
		return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }
	}

	test('a request of a client is about the name, the verb and the namespace that the engine is asked for', async () => {
		const named = ['get', 'list', 'delete', 'deletecollection', 'create', 'patch']
		const inside = [
			{ ...nothing, verbs: named, apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'] },
			{ ...nothing, verbs: ['patch'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['half'] },
			{ ...nothing, verbs: ['get', 'list'], apiGroups: [''], resources: ['namespaces'] },
		]
		const everywhere = [{ ...nothing, verbs: ['get'], nonResourceURLs: ['/metrics'] }]
		const access = await put(
			[...maker('rnd-inside', inside, dev), ...maker('rnd-everywhere', everywhere, undefined)].map((object) =>
				object['subjects'] === undefined
					? object
					: { ...object, subjects: [{ apiGroup: rbac, kind: 'User', name: 'rnd-client' }] },
			),
		)
		const client = identityOf({ kind: 'User', name: 'rnd-client' })
		const answers = await inParallel(calls, async ([method, path, body]) => {
			const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json'
			const { status } = await as(client).request(method, path, body === undefined ? {} : { body, type })
			return status === 403 ? 'forbidden' : 'allowed'
		})
		const foretold = calls.map(([, , , requests]) =>
			requests.every((request) => decide(access, client, asked(request)).allowed) ? 'allowed' : 'forbidden',
		)
		const lines = (results: readonly string[]) =>
			calls.map(([method, path], index) => `${method} ${path}: ${results[index]}`)
		expect(lines(foretold)).toEqual(lines(answers))
		expect(new Set(answers)).toEqual(new Set(['allowed', 'forbidden']))
	})
})

const nothing: Rule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] }

interface RulesStatus {
	readonly resourceRules: readonly Partial<Rule>[]
	readonly nonResourceRules: readonly Partial<Rule>[]
}

/** Rules as a sorted list of their smallest parts. */
function atoms(rules: readonly Rule[]): readonly string[] {
	return [...new Set(uncovered([], rules).map((part) => JSON.stringify(part)))].toSorted()
}

function show({ identity, request }: { readonly identity: Identity; readonly request: AccessRequest }): string {
	return `${JSON.stringify(identity)} ${showRequest(request)} ${JSON.stringify(request)}`
}
