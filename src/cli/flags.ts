/** Flags that several commands share, and what they mean together. */
import { isAbsolute, resolve } from 'node:path'
import { KnownError } from '../model/errors.ts'
import type { Source } from '../model/tenancy.ts'
import type { LookingSession, Session } from '../pipeline.ts'
import type { Context } from './context.ts'

/** Which plan. */
export interface FileFlags {
	readonly file?: string
}

/** Which clusters. */
export interface ClusterFlags extends FileFlags {
	readonly cluster?: string
	readonly context?: string
	readonly kubeconfig?: string
	readonly directory?: string
	readonly snapshot?: string
	readonly timeout?: number
}

/** Which clusters, and as whom. */
export interface SessionFlags extends ClusterFlags {
	readonly as?: string
	readonly asGroup?: readonly string[]
}

const text = (input: string): string => input

/** The flag of {@link FileFlags}. */
export const fileFlags = {
	file: {
		kind: 'parsed',
		parse: text,
		optional: true,
		placeholder: 'FILE',
		brief: 'The plan: a file, or a folder of them (default: stages.yaml, looked for upwards from here)',
	},
} as const

/** The flags of {@link ClusterFlags}: all that a command takes whose own words say who is meant. */
export const clusterFlags = {
	...fileFlags,
	cluster: { kind: 'parsed', parse: text, optional: true, placeholder: 'NAME', brief: 'Only this cluster of the plan' },
	context: {
		kind: 'parsed',
		parse: text,
		optional: true,
		placeholder: 'NAME',
		brief: 'A kubeconfig context, in place of the cluster that the plan names',
	},
	kubeconfig: { kind: 'parsed', parse: text, optional: true, placeholder: 'FILE', brief: 'Path of the kubeconfig' },
	directory: {
		kind: 'parsed',
		parse: text,
		optional: true,
		placeholder: 'DIR',
		brief: 'A tree of manifests, in place of the cluster that the plan names',
	},
	snapshot: {
		kind: 'parsed',
		parse: text,
		optional: true,
		placeholder: 'FILE',
		brief: 'A saved snapshot, in place of the cluster that the plan names',
	},
	timeout: {
		kind: 'parsed',
		parse: secondsOf,
		optional: true,
		placeholder: 'SECONDS',
		brief: 'How long to wait for an answer of the API server (default: 30)',
	},
} as const

/** The flags of {@link SessionFlags}. */
export const sessionFlags = {
	...clusterFlags,
	as: { kind: 'parsed', parse: text, optional: true, placeholder: 'USER', brief: 'Act as this user (impersonation)' },
	asGroup: {
		kind: 'parsed',
		parse: text,
		optional: true,
		variadic: true,
		placeholder: 'GROUP',
		brief: 'Act with this group; may be given several times',
	},
} as const

/** Single letters, as kubectl has them. */
export const aliases = { f: 'file' } as const

function secondsOf(input: string): number {
	const seconds = Number(input)
	if (!Number.isFinite(seconds) || seconds <= 0) throw new SyntaxError('a number of seconds above 0, such as 60')
	return seconds
}

async function lookForPlan({ file }: FileFlags, context: Context): Promise<string | undefined> {
	if (file !== undefined) return resolve(context.folder, file)
	const { findPlan } = await import('../plan-file/index.ts')
	return findPlan(context.folder)
}

/** The file that a command is about. */
export async function planFileOf(flags: FileFlags, context: Context): Promise<string> {
	const found = await lookForPlan(flags, context)
	if (found !== undefined) return found
	throw new KnownError('usage/no-plan', `there is no stages.yaml in ${context.folder} or above`, {
		exit: 'usage',
		hint: 'Name the plan with -f FILE, or see a complete one at work: stagewall demo',
	})
}

/** What the flags say about clusters. */
export async function sessionOf(flags: SessionFlags, context: Context): Promise<Session> {
	return { ...commonOf(flags, context), file: await planFileOf(flags, context) }
}

function commonOf(flags: SessionFlags, context: Context): Omit<Session, 'file'> {
	const source = sourceOf(flags, context.folder)
	return {
		environment: context.environment,
		signal: context.signal,
		...(flags.cluster === undefined ? {} : { cluster: flags.cluster }),
		...(source === undefined ? {} : { source }),
		...(flags.as === undefined ? {} : { asUser: flags.as }),
		...(flags.asGroup === undefined || flags.asGroup.length === 0 ? {} : { asGroups: flags.asGroup }),
		...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
		...(context.progress === undefined ? {} : { progress: context.progress }),
	}
}

/** The flag of commands that find the stages of a cluster by themselves. */
export const stageLabelFlag = {
	stageLabel: {
		kind: 'parsed',
		parse: text,
		optional: true,
		placeholder: 'KEY',
		brief: 'Look without a plan: the stages are the values of this label of the namespaces',
	},
} as const

/** The session of a command that also looks at clusters without a plan: none is read where a label is named or none is there. */
export async function lookingSessionOf(
	flags: SessionFlags & { readonly stageLabel?: string },
	context: Context,
): Promise<LookingSession> {
	const { stageLabel, ...rest } = flags
	const file = stageLabel === undefined ? await lookForPlan(flags, context) : undefined
	if (file !== undefined) return sessionOf(flags, context)
	return {
		...commonOf(rest, context),
		file: undefined,
		...(stageLabel === undefined ? {} : { stageLabel }),
	}
}

function sourceOf({ context, kubeconfig, directory, snapshot }: SessionFlags, folder: string): Source | undefined {
	const given = [
		context === undefined && kubeconfig === undefined ? undefined : '--context',
		directory === undefined ? undefined : '--directory',
		snapshot === undefined ? undefined : '--snapshot',
	].filter((flag) => flag !== undefined)
	if (given.length > 1)
		throw new KnownError('usage/sources', `${given.join(' and ')} exclude each other`, {
			exit: 'usage',
			hint: 'Give one of them.',
		})
	const at = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path))
	if (directory !== undefined) return { type: 'directory', directory: at(directory) }
	if (snapshot !== undefined) return { type: 'snapshot', file: at(snapshot) }
	if (given.length === 0) return undefined
	return {
		type: 'context',
		...(context === undefined ? {} : { context }),
		...(kubeconfig === undefined ? {} : { kubeconfig: at(kubeconfig) }),
	}
}
