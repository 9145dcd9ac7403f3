/**
 * Who asks the API server for what.
 *
 * - **subject**: a user, a group or a service account, as a binding names it.
 * - **identity**: what a request is made with: a user name and groups. A group stands for a member of it whose name is not known.
 */

/** A user, a group or a service account. */
export type Subject =
	| { readonly kind: 'User' | 'Group'; readonly name: string }
	| { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }

/** What a request is made with. */
export interface Identity {
	/** Absent for any member of a group. */
	readonly user?: string
	readonly groups: readonly string[]
}

/** A request as the API server's authorizers see it (RequestInfo). A Namespace is in itself. */
export type AccessRequest = ResourceRequest | PathRequest

/** A request about objects. */
export interface ResourceRequest {
	readonly verb: string
	/** Empty for the core group. */
	readonly group: string
	/** e.g. `pods` */
	readonly resource: string
	/** e.g. `exec` */
	readonly subresource?: string
	/** Absent for create, and for all objects of a kind. */
	readonly name?: string
	/** Absent for the whole cluster. */
	readonly namespace?: string
}

/** A request about a path that is no resource, such as `/metrics`. */
export interface PathRequest {
	readonly verb: string
	readonly path: string
}

/** Members of this group are asked for no right at all, before RBAC. */
export const masters = 'system:masters'

/** Everybody who is known to the API server, and everybody who is not. */
export const authenticated = 'system:authenticated'
export const unauthenticated = 'system:unauthenticated'

/** Whoever is not known has this name and no other. */
const anonymous = 'system:anonymous'

const accountPrefix = 'system:serviceaccount:'

/** The user name of a service account. */
export function accountUser(namespace: string, name: string): string {
	return `${accountPrefix}${namespace}:${name}`
}

/** The group of all service accounts of a namespace; of all there are without one. */
export function accountGroup(namespace?: string): string {
	return namespace === undefined ? 'system:serviceaccounts' : `system:serviceaccounts:${namespace}`
}

/** The service account that a user name means. */
export function accountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
	if (!user.startsWith(accountPrefix)) return undefined
	const [namespace = '', name = '', ...more] = user.slice(accountPrefix.length).split(':')
	return namespace === '' || name === '' || more.length > 0 ? undefined : { namespace, name }
}

/** A user who is a service account as what it is; one subject has one spelling. */
export function plainSubject(subject: Subject): Subject {
	const account = subject.kind === 'User' ? accountOf(subject.name) : undefined
	return account === undefined ? subject : { kind: 'ServiceAccount', ...account }
}

/** What a subject's requests are made with. Groups that a login adds are not known here. */
export function identityOf(subject: Subject): Identity {
	const plain = plainSubject(subject)
	switch (plain.kind) {
		case 'ServiceAccount':
			return {
				user: accountUser(plain.namespace, plain.name),
				groups: [accountGroup(), accountGroup(plain.namespace), authenticated],
			}
		case 'Group':
			return memberOf(plain.name)
		case 'User':
			return plain.name === anonymous ? memberOf(unauthenticated) : { user: plain.name, groups: [authenticated] }
	}
}

/** The groups that come with a group, as the API server's authenticators hand them out. */
function memberOf(group: string): Identity {
	if (group === unauthenticated) return { user: anonymous, groups: [group] }
	if (group === authenticated) return { groups: [group] }
	const isAccounts = group.startsWith(accountGroup(''))
	return { groups: [...(isAccounts ? [accountGroup()] : []), group, authenticated] }
}

/** One string for each subject, for maps and sets. */
export function subjectKey(subject: Subject): string {
	const plain = plainSubject(subject)
	return plain.kind === 'ServiceAccount'
		? `User:${accountUser(plain.namespace, plain.name)}`
		: `${plain.kind}:${plain.name}`
}

/**
 * How a subject is named to a person.
 *
 * @example showSubject({kind: 'ServiceAccount', namespace: 'shop-dev', name: 'ci'}) // 'ServiceAccount shop-dev/ci'
 */
export function showSubject(subject: Subject): string {
	const plain = plainSubject(subject)
	return `${plain.kind} ${plain.kind === 'ServiceAccount' ? `${plain.namespace}/` : ''}${plain.name}`
}

/** A resource as kubectl writes it: `pods/exec`, `deployments.apps/scale`. */
export function showResource({
	group,
	resource,
	subresource,
}: Pick<ResourceRequest, 'group' | 'resource' | 'subresource'>): string {
	return `${resource}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
}

/**
 * A request in words.
 *
 * @example showRequest({verb: 'create', group: '', resource: 'pods', subresource: 'exec', namespace: 'shop-dev'})
 * // 'create pods/exec in shop-dev'
 */
export function showRequest(request: AccessRequest): string {
	if ('path' in request) return `${request.verb} ${request.path}`
	const { verb, name, namespace } = request
	const what = `${verb} ${showResource(request)}${name === undefined ? '' : ` ${name}`}`
	return namespace === undefined ? `${what} in the whole cluster` : `${what} in ${namespace}`
}
