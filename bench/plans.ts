/** Plans of any size, for the benchmarks. */

/**
 * A plan with `apps` apps on four stages in one cluster: about 17 objects a namespace.
 *
 * @param clusters - lines below `spec.clusters`; by default the current context
 */
export function planOf(apps: number, clusters = '{shared: {}}'): string {
	const names = Array.from({ length: apps }, (_, index) => `    app-${index}: {stages: "*"}`).join('\n')
	const total = (perNamespace: number): number => perNamespace * apps
	const budget = `{cpu: ${total(2)}, memory: ${total(4)}Gi, pods: ${total(20)}}`
	return `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: bench}
spec:
  clusters: ${clusters}
  stages:
    dev: {budget: ${budget}, access: {developers: near-admin, testers: view, deployers: deploy}}
    test: {budget: ${budget}, access: {developers: view, testers: operate, deployers: deploy}}
    perf: {budget: ${budget}, access: {developers: view, testers: operate, deployers: deploy}}
    prod: {budget: ${budget}, access: {developers: view, testers: operate, deployers: deploy}}
  apps:
${names}
  people:
    developers: {groups: [developers]}
    testers: {groups: [testers]}
    deployers: {serviceAccounts: true}
  network:
    ingress: traefik
    dns: kube-dns
    allow:
      - {from: {namespace: monitoring}, to: {stage: "*"}, ports: [9090], reason: metrics}
`
}
