/** Acting as somebody else (`--as`, `--as-group`): the API server checks the right to do so, then that person's rights. */
import { KnownError } from '../../model/errors.ts'
import type { Impersonation } from './kubeconfig-file.ts'

/** Header values by lower-case name. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/**
 * Who to act as: what the command line says, else what the kubeconfig says (`as`, `as-groups` …).
 *
 * @throws KnownError `cluster/impersonation` for groups without a user, which the API server would not take
 */
export function chooseImpersonation(
	commandLine: { readonly asUser?: string; readonly asGroups?: readonly string[] },
	kubeconfig: Impersonation,
): Impersonation {
	const { asUser, asGroups = [] } = commandLine
	const chosen =
		asUser === undefined
			? { ...kubeconfig, groups: [...kubeconfig.groups, ...asGroups] }
			: { user: asUser, groups: asGroups, extra: {} }
	if (chosen.user === undefined && chosen.groups.length > 0)
		throw new KnownError('cluster/impersonation', 'groups to act as are given, but no user', {
			exit: 'cluster',
			hint: 'Give the user too: --as NAME --as-group GROUP.',
		})
	return chosen
}

/** The headers of the API's impersonation. */
export function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Headers {
	if (user === undefined) return {}
	return {
		'impersonate-user': utf8(user),
		...(uid === undefined ? {} : { 'impersonate-uid': utf8(uid) }),
		...(groups.length === 0 ? {} : { 'impersonate-group': groups.map(utf8) }),
		// Keys are percent-encoded, since a header's name takes few characters.
		...Object.fromEntries(
			Object.entries(extra).map(([key, values]) => [
				`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
				values.map(utf8),
			]),
		),
	}
}

/** Headers are written byte by byte (latin1), and the API server reads them as UTF-8. */
function utf8(text: string): string {
	return Buffer.from(text, 'utf8').toString('latin1')
}
