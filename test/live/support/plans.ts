/** Plans in files of their own, for the program to be run on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type CliResult, runCli } from './cli.ts'

/** A plan of two stages and two apps; everything that a test does not care about has a value that is right. */
export interface PlanText {
	/** The plan's name, and the first part of its namespaces' names. */
	readonly name: string
	/** Lines below `spec`, in place of the usual ones. */
	readonly access?: { readonly dev: string; readonly test: string }
	readonly apps?: string
	readonly people?: string
	readonly network?: string
	readonly budget?: { readonly dev: string; readonly test: string }
	/** Off, as many plans share a server, and its admission would ask the guards of each. */
	readonly guards?: string
}

/** The plan as text. Stages are called like the plan, so that plans of other tests on the same server are not in them. */
export function planText({ name, access, apps, people, network, budget, guards }: PlanText): string {
	return `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: ${name}}
spec:
  labels: {stage: stage-of-${name}}
  stages:
    dev:
      budget: ${budget?.dev ?? '{cpu: 8, memory: 16Gi, pods: 40}'}
      access: ${access?.dev ?? '{developers: near-admin, deployers: deploy}'}
    test:
      budget: ${budget?.test ?? '{cpu: 8, memory: 16Gi, pods: 40}'}
      access: ${access?.test ?? '{developers: view, testers: operate, deployers: deploy}'}
  apps: ${apps ?? `{${name}: {stages: "*", share: 3}, ${name}-blog: {stages: [dev]}}`}
  people: ${people ?? `{developers: {groups: [${name}-developers]}, testers: {groups: [${name}-testers]}, deployers: {serviceAccounts: true}}`}
  network: ${network ?? '{ingress: traefik, dns: kube-dns}'}
  guards: ${guards ?? 'off'}
  accept: [{finding: control-plane/shared, reason: one server for all tests}]
`
}

/** A plan in a folder, with the program at hand. */
export interface Workplace {
	readonly folder: string
	readonly file: string
	write(plan: PlanText): Promise<void>
	/** Runs a command on the plan. */
	run(...args: readonly string[]): Promise<CliResult>
}

/**
 * A folder with a plan, for the rest of the test.
 *
 * @param kubeconfig - the server that the program talks to
 */
export async function workplace(kubeconfig: string, plan: PlanText): Promise<Workplace> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-live-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	const file = join(folder, 'stages.yaml')
	const write = (text: PlanText): Promise<void> => writeFile(file, planText(text))
	await write(plan)
	return {
		folder,
		file,
		write,
		run: (...args) => runCli(args, { cwd: folder, env: { KUBECONFIG: kubeconfig } }),
	}
}

/** The names of the proofs that `verify` does not show as proven. */
export function unprovenIn(stdout: string): readonly string[] {
	return [...stdout.matchAll(/^ {2}(?:✗ violated|\? not visible) +([\w/-]+):/gm)].map(([, proof = '']) => proof)
}
