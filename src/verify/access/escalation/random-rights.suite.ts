/** Random clusters for the proofs of what rights lead to: few names, so that rights meet, and each power often enough. */
import fc from 'fast-check'
import { showResource } from '../../../model/access.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { namespace, node, pod, rights, tokenSecret } from '../rights.suite.ts'
import { clusterPowers, namespacePowers, type Power, requestsOf } from './powers.ts'

/** The stages of the random namespaces; tools are in none. */
export const randomZones: ReadonlyMap<string, string> = new Map([
	['ns-shop', 'stage-dev'],
	['ns-blog', 'stage-dev'],
	['ns-shop-live', 'stage-prod'],
])

/** All of them. */
export const randomHomes = [...randomZones.keys(), 'ns-tools'] as const

/** Whoever may be bound. */
export const somebody = [
	'User erin',
	'User tim',
	'User system:anonymous',
	'Group qa',
	'Group system:authenticated',
	'Group system:unauthenticated',
	'Group system:serviceaccounts',
	'Group system:serviceaccounts:ns-shop',
	'ServiceAccount ns-shop/ci',
	'ServiceAccount ns-tools/ci',
	'ServiceAccount ns-shop-live/default',
] as const

/** Names that rules name: of accounts, Secrets, pods, nodes, namespaces, users, groups, roles and signers. */
const names = [
	'ci',
	'default',
	'ghost',
	'web',
	'n1',
	'ns-shop',
	'ns-shop-live',
	'tim',
	'qa',
	'right-0',
	'right-1',
	'kubernetes.io/kube-apiserver-client',
] as const

/** Each power is as likely as every other, however many requests give it; the rest opens no door. */
const anyPower = fc.oneof(
	{ weight: 9, arbitrary: fc.constantFrom<Power>(...namespacePowers) },
	{ weight: 9, arbitrary: fc.constantFrom<Power>(...clusterPowers.filter((power) => power !== 'everything')) },
	{ weight: 1, arbitrary: fc.constant<Power>('everything') },
)
const request = fc.oneof(
	{
		weight: 9,
		arbitrary: anyPower
			.chain((power) => fc.constantFrom(...requestsOf(power)))
			.map(({ verb, group, resource }) => {
				const [plural = '', subresource] = resource.split('/')
				return `${verb} ${showResource({ group, resource: plural, ...(subresource === undefined ? {} : { subresource }) })}`
			}),
	},
	{ weight: 1, arbitrary: fc.constantFrom('get pods', 'patch configmaps', 'delete persistentvolumes') },
)
const words = fc
	.tuple(
		request,
		fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...names) }),
	)
	.map(([what, name]) => (name === '' ? what : `${what} ${name}`))
const where = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...randomHomes).map((home) => `in ${home}`) },
	{ weight: 1, arbitrary: fc.constant('everywhere') },
)

/** A line of rights. */
export const randomLine: fc.Arbitrary<string> = fc
	.tuple(fc.constantFrom(...somebody), fc.array(words, { minLength: 1, maxLength: 3 }), where)
	.map(([who, what, place]) => `${who} may ${what.join(' and ')} ${place}`)

/** Rights, and what stands around them. */
export interface RandomRights {
	readonly lines: readonly string[]
	readonly around: readonly KubeObject[]
}

const level = fc.constantFrom('baseline', 'baseline', 'privileged')
const randomPod = fc
	.tuple(
		fc.constantFrom(...randomHomes),
		fc.constantFrom('web', 'db'),
		fc.constantFrom('ci', 'default'),
		fc.boolean(),
		fc.constantFrom('n1', 'n2'),
	)
	.map(([home, name, account, hostPID, place]) => pod(`${home}/${name}`, account, place, hostPID ? { hostPID } : {}))

/** A cluster. */
export const randomRights: fc.Arbitrary<RandomRights> = fc
	.record({
		lines: fc.array(randomLine, { maxLength: 7 }),
		levels: fc.tuple(...randomHomes.map(() => level)),
		pods: fc.array(randomPod, { maxLength: 3 }),
		tokens: fc.subarray([...randomHomes], { maxLength: 2 }),
		leader: fc.boolean(),
	})
	.map(({ lines, levels, pods, tokens, leader }) => ({
		lines,
		around: [
			...randomHomes.map((name, index) => namespace(name, levels[index])),
			node('n1'),
			node('n2', leader ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
			...pods,
			...tokens.map((home) => tokenSecret(`${home}/web`, 'ci')),
		],
	}))

/** Its objects. */
export function objectsOf({ lines, around }: RandomRights): readonly KubeObject[] {
	return [...around, ...rights(...lines)]
}
