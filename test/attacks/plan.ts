/** Plans with the same walls, and guards of one mode or another. */
import type { GuardMode, MutationVersion } from '../../src/model/guards.ts'
import type { ControlPlaneOptions } from '../control-plane/start.ts'
import type { Place } from './attack.ts'

/** A plan on the server. */
export interface PlanOptions {
	readonly name: string
	readonly mode: GuardMode
	readonly mutation: MutationVersion | 'auto' | 'off'
	/** Whether there is an app besides, in dev alone; default no. */
	readonly hasSpare?: boolean
}

/** Names of a plan's walls. */
export function placeOf(plan: string): Place {
	return {
		plan,
		stageLabel: `stage-of-${plan}`,
		dev: `${plan}-dev`,
		test: `${plan}-test`,
		perf: `${plan}-perf`,
		prod: `${plan}-prod`,
		nodeLabel: `node-restriction.kubernetes.io/${plan}`,
		nodeTaint: `node-of-${plan}`,
	}
}

/**
 * The plan as text. dev has nodes of its own, test shares them, perf measures, prod has nodes of its own and no
 * level that leads into running pods.
 */
export function planText({ name, mode, mutation, hasSpare = false }: PlanOptions): string {
	const { stageLabel, nodeLabel, nodeTaint } = placeOf(name)
	const nodes = (stage: string, label = `${nodeLabel}=${stage}`) =>
		`{dedicated: true, label: ${label}, taint: ${nodeTaint}=${stage}, select: {names: [${name}-${stage}]}}`
	const everybody = '{view: view, operate: operate, deploy: deploy, near-admin: near-admin, machines: deploy}'
	const levels = ['view', 'operate', 'deploy', 'near-admin', 'auditors']
	return `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: ${name}}
spec:
  labels: {stage: ${stageLabel}}
  stages:
    dev:
      budget: {cpu: 64, memory: 128Gi, pods: 200, persistentVolumeClaims: 20}
      access: ${everybody}
      nodes: ${nodes('dev')}
    test:
      budget: {cpu: 64, memory: 128Gi, pods: 200}
      containers: declared
      access: ${everybody}
    perf:
      budget: {cpu: 64, memory: 128Gi, pods: 200}
      containers: declared
      performance: true
      access: ${everybody}
      nodes: ${nodes('perf', `pool-of-${name}=perf`)}
    prod:
      budget: {cpu: 64, memory: 128Gi, pods: 200}
      containers: declared
      priority: 1000
      access: {view: view, deploy: deploy, auditors: view}
      nodes: ${nodes('prod')}
  apps: {${name}: {stages: "*"}${hasSpare ? `, ${name}-spare: {stages: [dev]}` : ''}}
  people:
${levels.map((level) => `    ${level}: {groups: [${name}-${level}]}`).join('\n')}
    machines: {serviceAccounts: true}
  network: {ingress: traefik, dns: kube-dns}
  guards: {default: ${mode}, mutation: ${mutation === 'off' ? '"off"' : mutation}}
`
}

/** The nodes of a plan, labelled and tainted as it says, and one that nobody has. */
export function nodesOf(plan: string): NonNullable<ControlPlaneOptions['nodes']> {
	const { nodeLabel, nodeTaint } = placeOf(plan)
	const taints = (value: string) =>
		(['NoSchedule', 'NoExecute'] as const).map((effect) => ({ key: nodeTaint, value, effect }))
	return [
		...['dev', 'prod'].map((stage) => ({
			name: `${plan}-${stage}`,
			labels: { [nodeLabel]: stage },
			taints: taints(stage),
		})),
		{ name: `${plan}-perf`, labels: { [`pool-of-${plan}`]: 'perf' }, taints: taints('perf') },
		{ name: `${plan}-shared` },
	]
}
