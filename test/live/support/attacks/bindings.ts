/** Rights by roles and bindings. */
import { type Attack, all, at, hasNow, readSecrets, type Scene, type SetScene, send, type Way } from './attack.ts'

const rbac = 'rbac.authorization.k8s.io'
const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
const reading = [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }]

function user(name: string): object {
	return { kind: 'User', apiGroup: rbac, name }
}

function refTo(kind: string, name: string): object {
	return { apiGroup: rbac, kind, name }
}

/** A role to take, bound to nobody. */
function strongRole({ admin, home, tag }: SetScene, kind: 'Role' | 'ClusterRole', rules = reading): Promise<unknown> {
	const where = kind === 'Role' ? at(`roles.${rbac}`, home) : at(`clusterroles.${rbac}`)
	return send(admin, 'POST', where, { metadata: { name: `strong-${tag}` }, rules })
}

/** Makes a binding of one's own and then reads Secrets. */
function bindsItself(rights: readonly string[], kind: 'Role' | 'ClusterRole', role: (tag: string) => string): Way {
	return {
		rights,
		setUp: (scene) => strongRole(scene, kind),
		perform: async ({ me, who, home, tag }) => {
			const binding = { metadata: { name: `x-${who}` }, roleRef: refTo(kind, role(tag)), subjects: [user(who)] }
			await send(me, 'POST', at(`rolebindings.${rbac}`, home), binding)
			await hasNow(me, readSecrets, home)
		},
	}
}

/** Adds itself to a binding that is there. */
function joins(verb: string, bind: string, name = ''): Way {
	return {
		rights: [`${verb} rolebindings.${rbac}${name}`, bind],
		setUp: async (scene) => {
			const { admin, home, tag } = scene
			await strongRole(scene, 'ClusterRole')
			const roleRef = refTo('ClusterRole', `strong-${tag}`)
			await send(admin, 'POST', at(`rolebindings.${rbac}`, home), {
				metadata: { name: `door-${tag}` },
				roleRef,
				subjects: [],
			})
		},
		perform: async ({ me, who, home, tag }) => {
			const roleRef = refTo('ClusterRole', `strong-${tag}`)
			const binding = { metadata: { name: `door-${tag}` }, roleRef, subjects: [user(who)] }
			await send(me, verb === 'patch' ? 'PATCH' : 'PUT', at(`rolebindings.${rbac}`, home, `door-${tag}`), binding)
			await hasNow(me, readSecrets, home)
		},
	}
}

/** Lets a stranger in, by what it has itself. */
function letsIn(verb: string): Way {
	const binding = ({ tag, role }: Pick<Scene, 'tag' | 'role'>, name: string) => ({
		metadata: { name: `door-${tag}` },
		roleRef: refTo('Role', role),
		subjects: [user(name)],
	})
	return {
		rights: [`${verb} rolebindings.${rbac}`],
		...(verb === 'create'
			? {}
			: {
					// Whoever performs it has a role called like the way.
					setUp: ({ admin, home, tag }: SetScene) =>
						send(admin, 'POST', at(`rolebindings.${rbac}`, home), binding({ tag, role: tag }, 'nobody')),
				}),
		perform: async (scene) => {
			const { me, home, tag } = scene
			const path = at(`rolebindings.${rbac}`, home, ...(verb === 'create' ? [] : [`door-${tag}`]))
			const method = { create: 'POST', update: 'PUT' }[verb] ?? 'PATCH'
			const role = verb === 'create' ? scene.role : tag
			await send(me, method, path, binding({ tag, role }, 'stranger'))
		},
	}
}

function rewrites(verb: string, name = '', target?: (tag: string) => string): Way {
	return {
		rights: [`${verb} roles.${rbac}${name}`, `escalate roles.${rbac}${name}`],
		...(target === undefined ? {} : { setUp: (scene: SetScene) => strongRole(scene, 'Role', []) }),
		perform: async ({ me, home, role, tag }) => {
			const path = at(`roles.${rbac}`, home, target?.(tag) ?? role)
			await rewrite(me, verb, path, target?.(tag) ?? role)
			if (target !== undefined) throw new Error('it has written a role that it is not in')
			await hasNow(me, all, home)
		},
	}
}

async function rewrite(me: Scene['me'], verb: string, path: string, name: string): Promise<void> {
	await send(me, verb === 'patch' ? 'PATCH' : 'PUT', path, { metadata: { name }, rules: everything })
}

function bindsEverywhere(rights: readonly string[], perform: (scene: Scene, binding: object) => Promise<unknown>): Way {
	return {
		rights,
		perform: async (scene) => {
			const roleRef = refTo('ClusterRole', 'cluster-admin')
			const metadata = { name: `x-${scene.tag}` }
			await perform(scene, {
				apiVersion: `${rbac}/v1`,
				kind: 'ClusterRoleBinding',
				metadata,
				roleRef,
				subjects: [user(scene.who)],
			})
			await hasNow(scene.me, all)
		},
	}
}

const bindAny = `bind clusterroles.${rbac} everywhere`
const bindAdmin = `bind clusterroles.${rbac} =cluster-admin everywhere`

function joinsEverywhere(verb: string, bind: string, name = ''): Way {
	return {
		...bindsEverywhere([`${verb} clusterrolebindings.${rbac}${name} everywhere`, bind], ({ me, tag }, binding) =>
			send(me, verb === 'patch' ? 'PATCH' : 'PUT', at(`clusterrolebindings.${rbac}`, undefined, `x-${tag}`), binding),
		),
		setUp: ({ admin, tag }) =>
			send(admin, 'POST', at(`clusterrolebindings.${rbac}`), {
				metadata: { name: `x-${tag}` },
				roleRef: refTo('ClusterRole', 'cluster-admin'),
				subjects: [],
			}),
	}
}

/** Attacks on rights. */
export const bindingAttacks: readonly Attack[] = [
	{
		id: 'bind',
		what: 'binds itself to a role with more rights',
		goal: 'secrets',
		ways: [
			bindsItself([`create rolebindings.${rbac}`, `bind clusterroles.${rbac}`], 'ClusterRole', () => 'cluster-admin'),
			bindsItself(
				[`create rolebindings.${rbac}`, `bind clusterroles.${rbac} =strong-{tag} everywhere`],
				'ClusterRole',
				(tag) => `strong-${tag}`,
			),
			bindsItself(
				[`create rolebindings.${rbac}`, `bind roles.${rbac} =strong-{tag}`],
				'Role',
				(tag) => `strong-${tag}`,
			),
			bindsItself([`create rolebindings.${rbac}`, `bind roles.${rbac}`], 'Role', (tag) => `strong-${tag}`),
			...['update', 'patch'].map((verb) => joins(verb, `bind clusterroles.${rbac}`)),
			joins('patch', `bind clusterroles.${rbac} =strong-{tag}`, ' =door-{tag}'),
		],
	},
	{
		id: 'bind-nothing',
		what: 'may bind roles of the namespace, of which none gives more',
		goal: 'secrets',
		ways: [
			{
				...bindsItself([`create rolebindings.${rbac}`, `bind roles.${rbac}`], 'ClusterRole', () => 'cluster-admin'),
				vain: 'a right over Roles is none over ClusterRoles',
			},
		],
	},
	{
		id: 'let-in',
		what: 'binds a stranger to a role that it has itself',
		goal: 'walls',
		ways: ['create', 'update', 'patch'].map(letsIn),
	},
	{
		id: 'escalate',
		what: 'writes every right into its own role',
		goal: 'secrets',
		ways: [rewrites('patch'), rewrites('update'), rewrites('patch', ' ={role}')],
	},
	{
		id: 'escalate-another',
		what: 'writes every right into a role that it is not bound to',
		goal: 'secrets',
		ways: [
			{
				...rewrites('patch', ' =strong-{tag}', (tag) => `strong-${tag}`),
				vain: 'it has these rights no more than before',
			},
		],
	},
	{
		id: 'bind-everywhere',
		what: 'binds itself to cluster-admin in the whole cluster',
		goal: 'everything',
		ways: [
			...[bindAny, bindAdmin].map((bind) =>
				bindsEverywhere([`create clusterrolebindings.${rbac} everywhere`, bind], ({ me }, binding) =>
					send(me, 'POST', at(`clusterrolebindings.${rbac}`), binding),
				),
			),
			bindsEverywhere(
				['create', 'patch'].map((verb) => `${verb} clusterrolebindings.${rbac} =x-{tag} everywhere`).concat(bindAdmin),
				({ me, tag }, binding) =>
					send(me, 'PATCH', at(`clusterrolebindings.${rbac}`, undefined, `x-${tag}`), binding, 'apply'),
			),
			...['update', 'patch'].map((verb) => joinsEverywhere(verb, bindAny)),
			joinsEverywhere('patch', bindAdmin, ' =x-{tag}'),
		],
	},
	{
		id: 'escalate-everywhere',
		what: 'writes every right into its own role for the whole cluster',
		goal: 'everything',
		ways: (
			[
				['patch', ''],
				['update', ''],
				['patch', ' ={role}'],
			] as const
		).map(([verb, name]) => ({
			rights: [`${verb} clusterroles.${rbac}${name} everywhere`, `escalate clusterroles.${rbac}${name} everywhere`],
			perform: async ({ me, role }) => {
				await rewrite(me, verb, at(`clusterroles.${rbac}`, undefined, role), role)
				await hasNow(me, all)
			},
		})),
	},
	{
		id: 'aggregate',
		what: 'makes a role that becomes part of the one that it is bound to',
		goal: 'everything',
		ways: [
			{
				rights: [`create clusterroles.${rbac} everywhere`, `escalate clusterroles.${rbac} everywhere`],
				setUp: async ({ admin, tag, who }) => {
					const name = `sum-${tag}`
					const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { part: tag } }] }
					await send(admin, 'POST', at(`clusterroles.${rbac}`), { metadata: { name }, aggregationRule, rules: [] })
					await send(admin, 'POST', at(`clusterrolebindings.${rbac}`), {
						metadata: { name },
						roleRef: refTo('ClusterRole', name),
						subjects: [user(who)],
					})
				},
				perform: async ({ me, tag }) => {
					const metadata = { name: `part-${tag}`, labels: { part: tag } }
					await send(me, 'POST', at(`clusterroles.${rbac}`), { metadata, rules: everything })
					await hasNow(me, all)
				},
			},
		],
	},
	{
		id: 'wildcard',
		what: 'has a role with every right in the namespace, and changes the namespace itself',
		goal: 'walls',
		ways: [
			{
				rights: ['* *'],
				perform: ({ me, home, tag }) =>
					send(me, 'PATCH', at('namespaces', undefined, home), { metadata: { labels: { stage: tag } } }),
			},
		],
	},
	{
		id: 'wildcard-everywhere',
		what: 'has a role with every right in the whole cluster',
		goal: 'everything',
		ways: [{ rights: ['* * everywhere'], perform: ({ me }) => send(me, 'GET', at('secrets', 'kube-system')) }],
	},
]
