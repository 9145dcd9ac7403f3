/** The plan that tests read: as users write it, with a bit of everything. */
export const sample = `# yaml-language-server: $schema=https://stagewall.dev/schema/v1alpha1.json
apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata:
  name: webshop
spec:
  clusters:
    shared: {context: nonprod-eu}          # a kubeconfig context …
    production: {directory: clusters/prod} # … or a directory of manifests that GitOps carries from there

  stages:                                  # in promotion order
    dev:
      cluster: shared
      budget: {cpu: 16, memory: 32Gi, pods: 120}
      access: {developers: near-admin, deployers: deploy}
    test:
      cluster: shared
      budget: {cpu: 32, memory: 64Gi, pods: 200}
      access: {developers: view, testers: operate, deployers: deploy}
    perf:
      cluster: shared
      nodes: {dedicated: true}             # labels + taints; nobody else's pods on them
      budget: {cpu: 64, memory: 256Gi}
      access: {developers: view, deployers: deploy}
    prod:
      cluster: production
      budget: {cpu: 128, memory: 512Gi}
      access: {operators: operate, deployers: deploy}

  apps:
    shop: {stages: [dev, test, perf, prod], share: 3}
    blog: {stages: [dev, prod]}

  people:
    developers: {groups: ["ldap:webshop-developers"]}
    testers:    {groups: ["ldap:qa"]}
    operators:  {groups: ["ldap:operations"], users: ["erin@example.org"]}
    deployers:  {serviceAccounts: true}    # one per namespace, for CI

  network:
    ingress: traefik
    dns: auto
    allow:                                 # the only ways through a wall, each with its reason
      - {from: {namespace: monitoring, pods: {app.kubernetes.io/name: prometheus}}, to: {stage: "*"}, ports: [9090], reason: metrics}
      - {from: {stage: test, app: shop}, to: {cidr: 203.0.113.0/24}, ports: [443], reason: payment sandbox}

  accept:                                  # known findings that someone answers for
    - {finding: control-plane/shared, stages: [dev, test], reason: friendly teams, until: 2027-06-30}
`

/** The head of a plan, up to where `spec` begins on line 5. */
export const header = 'apiVersion: stagewall.dev/v1alpha1\nkind: StagePlan\nmetadata: {name: webshop}\nspec:\n'

/** A whole plan of some sections of `spec`: with two stages and one app, where there are none. */
export function planOf(sections: string): string {
	const lacks = (name: string) => !new RegExp(`^ {2}»?${name}:`, 'm').test(sections)
	const stages = lacks('stages') ? '\n  stages: {dev: {}, prod: {}}' : ''
	return `${header}${sections}${stages}${lacks('apps') ? '\n  apps: {shop: {stages: "*"}}' : ''}\n`
}
