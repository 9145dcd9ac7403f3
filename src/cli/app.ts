/** The command line: one route a command. */
import { buildApplication, buildRouteMap, run, text_en } from '@stricli/core'
import { exitCodes } from '../model/errors.ts'
import { access } from './commands/access.ts'
import { grant } from './commands/access-grant.ts'
import { revoke } from './commands/access-revoke.ts'
import { apply } from './commands/apply.ts'
import { check } from './commands/check.ts'
import { connections } from './commands/connections.ts'
import { demo } from './commands/demo.ts'
import { explainAccess } from './commands/explain-access.ts'
import { explainNetwork } from './commands/explain-network.ts'
import { explainPlacement } from './commands/explain-placement.ts'
import { explainQuota } from './commands/explain-quota.ts'
import { kubeconfig } from './commands/kubeconfig.ts'
import { plan } from './commands/plan.ts'
import { render } from './commands/render.ts'
import { snapshot } from './commands/snapshot.ts'
import { verify } from './commands/verify.ts'
import type { Context } from './context.ts'

/** Without a word behind it, `stagewall access` is the matrix. */
const accessRoutes = buildRouteMap({
	routes: { matrix: access, grant, revoke },
	defaultCommand: 'matrix',
	docs: {
		brief: 'Shows who may do what, stage by stage; gives rights for some hours, and takes them back',
		fullDescription: [
			'Shows who may do what, stage by stage; with grant and revoke it gives rights for some hours, and takes them back.',
			'',
			'  stagewall access                            everybody, by access levels',
			'  stagewall access --as user:erin             what one subject may do, resource by resource',
			'  stagewall access --can "create pods/exec"   who may do that',
			'  stagewall access --system                   accounts of the control plane too',
			'  stagewall access --context NAME -o csv      in a cluster without a plan, as a table for programs',
			'',
			'What each of these flags takes: stagewall access matrix --help',
		].join('\n'),
	},
})

const explain = buildRouteMap({
	routes: { network: explainNetwork, access: explainAccess, placement: explainPlacement, quota: explainQuota },
	docs: { brief: 'Says why, rule by rule, with the object and field that decides' },
})

const root = buildRouteMap({
	routes: {
		check,
		render,
		plan,
		apply,
		verify,
		connections,
		access: accessRoutes,
		explain,
		kubeconfig,
		snapshot,
		demo,
	},
	docs: {
		brief: 'Turns one stages.yaml into isolated stages in Kubernetes clusters, and proves that they are isolated',
		fullDescription: [
			'Turns one stages.yaml into isolated stages in Kubernetes clusters, and proves that they are isolated.',
			'',
			'  stagewall demo      see it at work on a sample platform, without a cluster',
			'  stagewall check     is the plan sound?',
			'  stagewall plan      what would change?',
			'  stagewall apply     change it',
			'  stagewall verify    do the walls stand? (also without a plan, on any cluster)',
			'  stagewall explain   why does this connect, or not?',
			'',
			'Exit codes: 0 done, 1 findings, 2 wrong usage or an invalid plan, 3 a cluster could not be read or refused,',
			'4 interrupted or partly applied, 70 a bug in Stagewall.',
		].join('\n'),
	},
})

/** The program. */
export const app = buildApplication(root, {
	name: 'stagewall',
	scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
	documentation: { caseStyle: 'convert-camel-to-kebab', disableAnsiColor: true },
	localization: { text: text_en },
})

/** Runs a command line. Stricli's own exit codes for a command line it cannot read are negative; ours is 2. */
export async function runApp(args: readonly string[], context: Context): Promise<void> {
	await run(app, args, context)
	const { exitCode } = context.process
	if (typeof exitCode === 'number' && exitCode < 0) context.process.exitCode = exitCodes.usage
}
