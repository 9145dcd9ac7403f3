/** A kubeconfig for CI: one person's service account in one namespace, with a token that ends by itself. */
import { type KubeconfigParts, kubeconfigText } from './cluster/kube/write-kubeconfig.ts'
import { showSource } from './cluster/open.ts'
import { rightsIn } from './compile/index.ts'
import { KnownError } from './model/errors.ts'
import type { Person, Stage, StageNamespace, Tenancy } from './model/tenancy.ts'
import { named, type Session, withStage } from './targets.ts'

/** Whose kubeconfig, for what. */
export interface KubeconfigRequest {
	readonly app: string
	readonly stage: string
	/** Name of a person of the plan. */
	readonly person: string
	/** One of the app's namespaces in the stage; needed where there are several. */
	readonly namespace?: string
	readonly seconds: number
}

/** The kubeconfig and what is worth saying about it besides. */
export interface MadeKubeconfig {
	/** Holds the token: to be written where it was asked for, and nowhere else. */
	readonly text: string
	readonly namespace: string
	/** RFC 3339: what the server says, whatever was asked for. */
	readonly expires: string
}

/**
 * Asks a stage's API server for a token and puts a kubeconfig around it.
 *
 * @throws KnownError `usage/…` for what the plan does not have; `kubeconfig/no-api-server`, `kubeconfig/refused`
 */
export function kubeconfig(session: Session, request: KubeconfigRequest): Promise<MadeKubeconfig> {
	return withStage(session, request.stage, async ({ tenancy, source, cluster }, stage) => {
		const { name: namespace } = namespaceOf(tenancy, stage, request)
		const person = machineOf(tenancy, stage, request.person)
		const { server } = cluster
		if (server === undefined)
			throw new KnownError(
				'kubeconfig/no-api-server',
				`tokens come from an API server, and the cluster ${source.name} is a ${showSource(source.source)}`,
				{ exit: 'usage', hint: 'Name a live cluster: --context NAME.' },
			)
		const endpoint = await server.endpoint()
		const account = { namespace, name: person.name }
		const answer = await server.requestToken(account, request.seconds, session.signal)
		if (answer.type === 'refused') throw refused(account, answer.reason, answer.message)
		const parts: KubeconfigParts = {
			context: `${request.app}-${stage.name}`,
			cluster: source.name,
			endpoint,
			user: `${person.name}@${namespace}`,
			token: answer.token,
			namespace,
			expires: answer.expires,
		}
		return { text: kubeconfigText(parts), namespace, expires: answer.expires }
	})
}

function namespaceOf(tenancy: Tenancy, { name: stage }: Stage, request: KubeconfigRequest): StageNamespace {
	const app = named('app', request.app, tenancy.apps)
	const own = tenancy.namespaces.filter((each) => each.app === app.name && each.stage === stage)
	const names = own.map(({ name }) => name).join(', ')
	const wanted = request.namespace
	const [first, ...others] = wanted === undefined ? own : own.filter(({ name }) => name === wanted)
	if (first !== undefined && others.length === 0) return first
	if (own.length === 0)
		throw new KnownError('usage/app-not-in-stage', `the app ${app.name} is not in the stage ${stage}`, {
			exit: 'usage',
			hint: `It is in: ${app.stages.join(', ')}`,
		})
	throw first === undefined
		? new KnownError('usage/unknown-namespace', `${app.name} has no namespace "${wanted}" in ${stage}`, {
				exit: 'usage',
				hint: `It has: ${names}`,
			})
		: new KnownError('usage/which-namespace', `${app.name} has several namespaces in ${stage}`, {
				exit: 'usage',
				hint: `Say which one: --namespace ${own.map(({ name }) => name).join(' | ')}`,
			})
}

/** A person who has a service account in each namespace of the stage: the compiler makes none for those without rights there. */
function machineOf(tenancy: Tenancy, stage: Stage, wanted: string): Person {
	const person = named('person', wanted, tenancy.people)
	const machines = tenancy.people.filter(({ serviceAccounts }) => serviceAccounts)
	const here = rightsIn(tenancy, stage).map((rights) => rights.person.name)
	const able = machines.filter(({ name }) => here.includes(name)).map(({ name }) => name)
	if (able.includes(person.name)) return person
	throw new KnownError(
		'usage/no-service-account',
		person.serviceAccounts
			? `${person.name} has no rights in the stage ${stage.name}, and so no service account there`
			: `${person.name} has no service accounts: only a person with "serviceAccounts: true" gets tokens`,
		{
			exit: 'usage',
			hint:
				able.length === 0
					? `Nobody in the plan has one in ${stage.name}.`
					: `In ${stage.name} there are: ${able.join(', ')}`,
		},
	)
}

function refused(
	{ namespace, name }: { readonly namespace: string; readonly name: string },
	reason: string,
	message: string,
): KnownError {
	const hints: Readonly<Record<string, string>> = {
		forbidden: `Whoever asks needs "create" on serviceaccounts/token in ${namespace}: a token is all that its owner may do.`,
		missing: 'stagewall apply makes the service accounts.',
	}
	return new KnownError('kubeconfig/refused', `there is no token for ServiceAccount ${namespace}/${name}: ${message}`, {
		exit: 'cluster',
		hint: hints[reason],
	})
}
