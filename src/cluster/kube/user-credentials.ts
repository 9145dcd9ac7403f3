/** The credentials of a kubeconfig's user. */
import { readFile } from 'node:fs/promises'
import { KnownError } from '../../model/errors.ts'
import type { Target } from './context.ts'
import { type Credentials, freshMilliseconds } from './credentials.ts'
import type { Patience } from './patience.ts'

/**
 * Reads the credentials of a target's user.
 *
 * What stands in the kubeconfig is read here. Plugins and providers go through the official client, which is loaded only
 * then: importing it costs 0.8 s and 70 MB, more than all the rest of a run.
 *
 * @throws KnownError `cluster/token-unreadable`, `cluster/credentials-plugin`
 */
export async function credentialsOf(target: Target, clock: Pick<Patience, 'now'>): Promise<Credentials> {
	const { user } = target
	if (user.exec !== undefined || user.authProvider !== undefined) {
		const { officialCredentials } = await import('./official-credentials.ts')
		return officialCredentials(target, clock)
	}
	if (user.tokenFile !== undefined) return tokenFileCredentials(user.tokenFile, user.name, clock)
	if (user.token !== undefined) return fixed(`Bearer ${user.token}`)
	if (user.username !== undefined)
		return fixed(`Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`)
	return fixed(undefined)
}

function fixed(authorization: string | undefined): Credentials {
	return { authorization: async () => authorization, renew: () => false }
}

/** A mounted service account's token is replaced about every hour, and the old one soon becomes invalid. */
async function tokenFileCredentials(file: string, user: string, clock: Pick<Patience, 'now'>): Promise<Credentials> {
	const read = async (): Promise<string> => `Bearer ${(await readFile(file, 'utf8')).trim()}`
	let authorization = await read().catch((error: NodeJS.ErrnoException) => {
		throw new KnownError(
			'cluster/token-unreadable',
			`the token of user ${user} cannot be read: ${file} (${error.code})`,
			{
				exit: 'cluster',
				hint: 'The kubeconfig names this file: is it still there, and may you read it?',
				cause: error,
			},
		)
	})
	let readAt: number | undefined = clock.now()
	return {
		async authorization() {
			if (readAt === undefined || clock.now() - readAt >= freshMilliseconds) {
				readAt = clock.now()
				// While the file is being replaced, the last token that could be read is still the best there is.
				authorization = await read().catch(() => authorization)
			}
			return authorization
		},
		renew(refused) {
			if (refused === authorization) readAt = undefined
			return true
		},
	}
}
