/** The cluster in which attacks are performed: attackers with just the rights of a way, and with one of them left out. */
import { type Kind, kinds } from '../../../../src/model/kinds.ts'
import type { KubeObject } from '../../../../src/model/kube-object.ts'
import { type Escalation, escalationIn, type Target } from '../../../../src/verify/access/escalation/escalation.ts'
import { readAccess } from '../../../../src/verify/access/index.ts'
import { type ApiClient, pathOf } from '../../../control-plane/api-client.ts'
import { eventually } from '../../../control-plane/eventually.ts'
import { nodeObject } from '../../../control-plane/nodes.ts'
import { inParallel } from '../rights.ts'
import {
	type Attack,
	apiVersionIn,
	at,
	cellar,
	type Goal,
	node,
	prize,
	type Right,
	rightOf,
	vault,
	type Way,
} from './attack.ts'
import { definition, tierKinds, tiersGroup } from './objects.ts'
import { podSpec } from './pods.ts'

const rbac = 'rbac.authorization.k8s.io'

/** Somebody who tries an attack. */
export interface Attempt {
	readonly attack: Attack
	readonly way: Way
	/** The right that he does not have; `undefined` where he has all. */
	readonly lacks: string | undefined
	/** His name, that of his roles, and of what he makes. */
	readonly who: string
	readonly home: string
}

/** All attempts: each way with all its rights, and without each one of them. */
export function attemptsOf(attacks: readonly Attack[]): readonly Attempt[] {
	return attacks.flatMap((attack) =>
		attack.ways.flatMap((way, index) => {
			const name = `${attack.id}-${index}`
			const home = (who: string) => `in-${attack.apart === true ? who : attack.id}`
			const without = way.rights.map((lacks, which) => ({ lacks, who: `${name}-without-${which}` }))
			// Where nothing comes of all rights, nothing comes of fewer.
			const attempts = [...(way.vain === undefined ? without : []), { lacks: undefined, who: name }]
			return attempts.map((each): Attempt => ({ attack, way, home: home(each.who), ...each }))
		}),
	)
}

/** What an attempt is called in a message. */
export function showAttempt({ attack, way, lacks }: Attempt): string {
	const rights = way.rights.map((right) => (right === lacks ? `(not: ${right})` : right))
	return `${attack.what}: ${rights.join(', ')}`
}

/** A namespace, its Pod Security, and the accounts of which one is the victim. */
export async function makeHome(api: ApiClient, name: string, enforce = 'restricted'): Promise<void> {
	const labels = { 'pod-security.kubernetes.io/enforce': enforce }
	await api.post(pathOf(kinds.Namespace), { metadata: { name, labels } })
	await makeVictim(api, name)
}

/** The victim of a namespace, who may do something in another. */
export async function makeVictim(api: ApiClient, namespace: string): Promise<void> {
	for (const name of ['victim', 'plain'])
		await api.post(pathOf(kinds.ServiceAccount, { namespace }), { metadata: { name } })
	await bindMaker(api, prize, [{ kind: 'ServiceAccount', namespace, name: 'victim' }], `victim-of-${namespace}`)
}

/** Makes the place where attacks lead to, and whoever may be there. */
export async function makePrizes(api: ApiClient): Promise<void> {
	await inParallel([prize, cellar, vault], (name) => api.post(pathOf(kinds.Namespace), { metadata: { name } }))
	const rules = [{ verbs: ['create'], apiGroups: [''], resources: ['configmaps'] }]
	await api.post(pathOf(kinds.ClusterRole), { metadata: { name: 'maker' }, rules })
	const names = { apiGroup: rbac }
	await bindMaker(
		api,
		prize,
		[
			{ ...names, kind: 'User', name: 'victim-user' },
			{ ...names, kind: 'Group', name: 'victims' },
		],
		'victims',
	)
	await bindMaker(api, cellar, [{ kind: 'ServiceAccount', namespace: vault, name: 'keeper' }], 'keeper')
	await api.post(pathOf(kinds.Node), nodeObject({ name: node }))
	await api.post(pathOf(kinds.ServiceAccount, { namespace: vault }), { metadata: { name: 'keeper' } })
	await api.post(pathOf(kinds.Pod, { namespace: vault }), {
		metadata: { name: 'keeper' },
		spec: podSpec('keeper', { nodeName: node }),
	})
	await inParallel(Object.entries(tierKinds), async ([plural, kind]) => {
		await api.post(at('customresourcedefinitions.apiextensions.k8s.io'), {
			// The group is Kubernetes' own, for which the server wants to be told who has seen this.
			metadata: {
				name: `${plural}.${tiersGroup}`,
				annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' },
			},
			spec: definition(tiersGroup, plural, 'tiers', kind, 'v1alpha2'),
		})
		const ask = () => api.request('GET', at(`${plural}.${tiersGroup}`))
		await eventually(ask, ({ status }) => status === 200, { what: `${plural} being served` })
	})
}

function bindMaker(api: ApiClient, namespace: string, subjects: readonly object[], name: string): Promise<unknown> {
	const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: 'maker' }
	return api.post(pathOf(kinds.RoleBinding, { namespace }), { metadata: { name }, roleRef, subjects })
}

/** Gives an attacker what the attempt is made with. */
export async function giveRights(api: ApiClient, { way, lacks, who, home }: Attempt): Promise<void> {
	const rights = way.rights.filter((line) => line !== lacks).map((line) => rightOf(line, { home, tag: who, role: who }))
	const subjects = [{ apiGroup: rbac, kind: 'User', name: who }]
	const give = async (role: Kind, binding: Kind, some: readonly Right[], where: { readonly namespace?: string }) => {
		if (some.length === 0) return
		const metadata = { name: who }
		await api.post(pathOf(role, where), { metadata, rules: some.map(ruleOf) })
		const roleRef = { apiGroup: rbac, kind: role.kind, name: who }
		await api.post(pathOf(binding, where), { metadata, roleRef, subjects })
	}
	const [wide, narrow] = [rights.filter(({ everywhere }) => everywhere), rights.filter(({ everywhere }) => !everywhere)]
	await give(kinds.Role, kinds.RoleBinding, narrow, { namespace: home })
	await give(kinds.ClusterRole, kinds.ClusterRoleBinding, wide, {})
}

function ruleOf({ verb, group, resource, names }: Right): object {
	return {
		verbs: [verb],
		apiGroups: [group],
		resources: [resource],
		...(names.length === 0 ? {} : { resourceNames: names }),
	}
}

/** Kinds of which the engine reads objects. */
const readKinds: readonly Kind[] = Object.values(kinds)

/** What the engine says about the cluster as it is; each namespace is a zone of its own. */
export async function escalationOn(api: ApiClient): Promise<Escalation> {
	const lists = await inParallel(readKinds, async (kind) => {
		const { items } = await api.get<{ readonly items: readonly KubeObject[] }>(pathOf(kind))
		return items.map((item) => ({ ...item, apiVersion: apiVersionIn(kind.group), kind: kind.kind }))
	})
	const objects = lists.flat()
	return escalationIn(readAccess({ objects }), objects, (namespace) => namespace)
}

/** A goal in the words of the engine. */
export function targetOf(goal: Goal, home: string): Target {
	switch (goal) {
		case 'guards':
		case 'everything':
			return { zone: undefined, deed: goal }
		case 'victim':
			return { zone: prize, deed: 'write' }
		case 'keeper':
			return { zone: cellar, deed: 'write' }
		default:
			return { zone: home, deed: goal }
	}
}
