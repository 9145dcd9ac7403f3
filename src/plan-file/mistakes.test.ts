/**
 * Every mistake that a plan can have: what is written, and what is said about it. The mark » stands before the place that
 * the message has to point at, and is not part of the text.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KnownError, type Problem } from '../model/errors.ts'
import { readPlan } from './read.ts'
import { planOf } from './sample.suite.ts'

/** [code, text with the mark, message, hint]; a text without any line of its own at the left edge is what `spec` holds. */
type Case = readonly [code: string, text: string, message: string, hint?: string]

/** An allow into prod; the rest of it is written in each case. */
function allow(rest: string): string {
	return `  network:\n    allow:\n      - {to: {stage: prod}, ${rest}}`
}

const notYaml: readonly Case[] = [
	['plan/syntax', 'a: [1, 2»', 'flow sequence in block collection must be sufficiently indented and end with a ]'],
	['plan/syntax', '- a\n»b: 1\n', 'unexpected scalar at node end'],
	['plan/syntax', 'a:\n»\tb: 1\n', 'tabs are not allowed as indentation', 'Indent with spaces.'],
	[
		'plan/syntax',
		'a: »b: c\n',
		'nested mappings are not allowed in compact mappings',
		'Text that holds ": " has to stand in quotes.',
	],
	[
		'plan/syntax',
		'a: »!secret b\n',
		'unresolved tag: !secret',
		'A plan has no tags; text that begins with "!" has to stand in quotes.',
	],
	[
		'plan/syntax',
		'a: »*b\n',
		'nothing before this has the anchor &b',
		'Text that begins with "*" has to stand in quotes.',
	],
	['plan/syntax', 'a: &b [»*b]\n', '*b is a part of itself', 'An alias can only repeat what is complete.'],
	['plan/syntax', '»__proto__: b\n', '"__proto__" cannot be a key', 'Choose another name.'],
	['plan/syntax', '»[a]: b\n', 'a key has to be text', 'Write "key: value".'],
	[
		'plan/syntax',
		'a: {»<<: 1}\n',
		'"<<" merges maps, and this is none',
		'Write "<<: *name" for a map with the anchor "&name".',
	],
	[
		'plan/not-text',
		'a: »\0b\n',
		'this is no text: the character U+0000',
		'A plan is written in UTF-8, without control characters.',
	],
	[
		'plan/not-text',
		'a: »\x1b[31m\n',
		'this is no text: the character U+001B',
		'A plan is written in UTF-8, without control characters.',
	],
	[
		'plan/not-text',
		'»\ufffd\ufffdELF',
		'this is no text: bytes that are not UTF-8',
		'A plan is written in UTF-8, without control characters.',
	],
	[
		'plan/duplicate-key',
		'  stages:\n    dev: {}\n    prod: {}\n    »dev: {}',
		'"dev" is in this map twice, first on line 6',
		'Keep one of them.',
	],
]

const notOurs: readonly Case[] = [
	[
		'plan/other-kind',
		'apiVersion: v1\nkind: »ConfigMap\n',
		'this document is a "ConfigMap" and not a StagePlan',
		'Keep other objects in other files, outside the folder of the plan.',
	],
	[
		'plan/other-kind',
		'kind: »StagePlans\n',
		'this document is a "StagePlans" and not a StagePlan',
		'Did you mean StagePlan?',
	],
	[
		'plan/api-version',
		'apiVersion: »stagewall.dev/v2\nkind: StagePlan\n',
		'"stagewall.dev/v2" is no version of a StagePlan that this Stagewall reads',
		'It reads stagewall.dev/v1alpha1.',
	],
	['plan/wrong-type', '»just some words\n', 'the plan must be a map, not "just some words"'],
	['plan/wrong-type', '»- a\n- b\n', 'the plan must be a map, not a list'],
	[
		'plan/other-kind',
		'»metadata: {name: a}\n',
		'this document does not say of what kind it is',
		'Begin a plan with "apiVersion: stagewall.dev/v1alpha1" and "kind: StagePlan".',
	],
	[
		'plan/wrong-value',
		'kind: »[StagePlan]\napiVersion: stagewall.dev/v1alpha1\nmetadata: {name: a}\nspec: {}\n',
		'kind must be StagePlan, not a list',
	],
	['plan/missing', '»kind: StagePlan\nmetadata: {name: a}\n', 'the plan lacks "apiVersion" and "spec"'],
	[
		'plan/missing',
		'»kind: StagePlan\nmetadata: {name: a}\nspec: {stages: {dev: {}}, apps: {shop: {stages: "*"}}}\n',
		'the plan lacks "apiVersion"',
	],
]

const shape: readonly Case[] = [
	[
		'plan/unknown-key',
		'  stages: {dev: {»acess: {}}}',
		'"acess" is no key of spec.stages.dev',
		'Did you mean "access"?',
	],
	['plan/unknown-key', '  »stage: {dev: {}}', '"stage" is no key of spec', 'Did you mean "stages"?'],
	[
		'plan/unknown-key',
		'  network: {»firewall: on}',
		'"firewall" is no key of spec.network',
		'Known here: ingress, dns, peers, allow.',
	],
	['plan/missing', '  accept:\n    - »{finding: control-plane/shared}', 'spec.accept[0] lacks "reason"'],
	['plan/missing', '  levels: {»team: {extends: view}}', 'spec.levels.team lacks "rules"'],
	['plan/missing', '  stages: {dev: {»budget: {cpu: 1}}}', 'spec.stages.dev.budget lacks "memory"'],
	['plan/wrong-type', '  stages: »[dev, prod]', 'spec.stages must be a map, not a list'],
	['plan/wrong-type', '  stages:\n    »dev:', 'spec.stages.dev must be a map, and is empty'],
	['plan/wrong-type', '  people: {qa: {groups: »qa}}', 'spec.people.qa.groups must be a list, not "qa"'],
	[
		'plan/wrong-type',
		'  people: {qa: {users: [»007]}}',
		'spec.people.qa.users[0] must be text, not 7',
		'Put it in quotes: "7"',
	],
	[
		'plan/wrong-type',
		'  people: {qa: {serviceAccounts: »yes}}',
		'spec.people.qa.serviceAccounts must be true or false, not "yes"',
	],
	[
		'plan/wrong-type',
		'  apps: {shop: {stages: »dev}}',
		'spec.apps.shop.stages must be a list of stages, or "*" for all of them, not "dev"',
	],
	['plan/wrong-type', '  stages: {dev: {»budget: }}', 'spec.stages.dev.budget must be a map, and is empty'],
	[
		'plan/wrong-type',
		'  stages: {dev: {priority: »high}}',
		'spec.stages.dev.priority must be a whole number or a map of value and preempts, not "high"',
	],
	['plan/wrong-value', '  apps: {shop: {stages: »[]}}', 'spec.apps.shop.stages must not be empty'],
	[
		'plan/wrong-value',
		'  apps: {shop: {stages: "*", share: »0}}',
		'spec.apps.shop.share must be a whole number from 1 to 1000, not 0',
	],
	[
		'plan/wrong-value',
		'  apps: {shop: {stages: "*", share: »0.5}}',
		'spec.apps.shop.share must be a whole number from 1 to 1000, not 0.5',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {isolation: »stages}}',
		'spec.stages.dev.isolation must be one of stage, app and namespace, not "stages"',
		'Did you mean stage?',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {nodes: {dedicated: »false}}}',
		'spec.stages.dev.nodes.dedicated must be true, not false',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {podSecurity: {version: »1.36.0}}}',
		'spec.stages.dev.podSecurity.version must be a version of Kubernetes, such as v1.36, or latest, not "1.36.0"',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {priority: »1000000001}}',
		'spec.stages.dev.priority must be a whole number from -2147483648 to 1000000000, not 1000000001',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {budget: {cpu: ».inf, memory: 1Gi}}}',
		'spec.stages.dev.budget.cpu must be a quantity, such as 500m, 2 or 64Gi, and not negative, not Infinity',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {budget: {cpu: »-1, memory: 1Gi}}}',
		'spec.stages.dev.budget.cpu must be a quantity, such as 500m, 2 or 64Gi, and not negative, not -1',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {budget: {cpu: 1, memory: »1GB}}}',
		'spec.stages.dev.budget.memory must be a quantity, such as 500m, 2 or 64Gi, and not negative, not "1GB"',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {budget: {cpu: 1, memory: »9007199254740993}}}',
		'spec.stages.dev.budget.memory has more digits than a number keeps, not 9007199254740992',
		'Put it in quotes.',
	],
	[
		'plan/wrong-value',
		'  labels: {stage: »my stage}',
		'spec.labels.stage must be a label key, such as stage or example.org/stage, not "my stage"',
	],
	[
		'plan/wrong-value',
		'  stages: {dev: {nodes: {dedicated: true, taint: »"stage:dev"}}}',
		'spec.stages.dev.nodes.taint must be a key, or key=value, such as stage=perf or example.org/pool=perf, not "stage:dev"',
	],
	[
		'plan/wrong-value',
		'  network: {ingress: {namespace: web, pods: »{}}}',
		'spec.network.ingress.pods must not be empty',
		'Without a label it would select everything.',
	],
	[
		'plan/wrong-value',
		'  network:\n    allow:\n      - {from: {stage: dev}, to: {stage: prod}, reason: »" "}',
		'spec.network.allow[0].reason must not be empty, not " "',
	],
	[
		'plan/wrong-value',
		'  accept: [{finding: »shared, reason: x}]',
		'spec.accept[0].finding must be a finding\'s code, such as control-plane/shared, not "shared"',
	],
	[
		'plan/wrong-name',
		'  stages: {»Prod!: {}}',
		'"Prod!" in spec.stages must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters',
	],
	[
		'plan/wrong-name',
		`  stages: {dev: {}, prod: {}, »${'a'.repeat(64)}: {}}`,
		`"${'a'.repeat(64)}" in spec.stages must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters`,
	],
	[
		'plan/wrong-name',
		'  stages: {dev: {budget: {cpu: 1, memory: 1Gi, extended: {»gpu: 1}}}}',
		'"gpu" in spec.stages.dev.budget.extended must be an extended resource, such as nvidia.com/gpu',
	],
]

const forms: readonly Case[] = [
	[
		'plan/unknown-key',
		'  clusters: {main: {»directry: a}}',
		'"directry" is no key of spec.clusters.main',
		'Did you mean "directory"?',
	],
	[
		'plan/unknown-key',
		allow('from: {»cdir: 10.0.0.0/8}, reason: x'),
		'"cdir" is no key of spec.network.allow[0].from',
		'Did you mean "cidr"?',
	],
	[
		'plan/wrong-value',
		'  network:\n    allow:\n      - {from: &web {namespace: »Web}, to: {stage: dev}, reason: x}\n      - {from: *web, to: {stage: prod}, reason: y}',
		'spec.network.allow[0].from.namespace must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters, not "Web"',
	],
	[
		'plan/wrong-value',
		`  apps: {shop: {stages: "*", namespaces: {dev: »[${Array.from({ length: 25 }, (_, n) => `n${n}`).join(', ')}]}}}`,
		'spec.apps.shop.namespaces.dev must have at most 24 items, and has 25',
	],
	[
		'plan/unknown-key',
		'  network:\n    allow:\n      - {from: {stage: dev, »ap: shop}, to: {stage: prod}, reason: x}',
		'"ap" is no key of spec.network.allow[0].from',
		'Did you mean "app"?',
	],
	[
		'plan/unknown-key',
		'  network:\n    allow:\n      - {from: {namespace: web, »cidr: 10.0.0.0/8}, to: {stage: prod}, reason: x}',
		'"cidr" is no key of spec.network.allow[0].from',
		'Known here: namespace, pods.',
	],
	[
		'plan/wrong-type',
		'  network:\n    allow:\n      - {from: »{}, to: {stage: prod}, reason: x}',
		'spec.network.allow[0].from must be a map with one of stage, namespace and cidr, and is empty',
	],
	[
		'plan/wrong-type',
		'  network:\n    allow:\n      - {from: »dev, to: {stage: prod}, reason: x}',
		'spec.network.allow[0].from must be a map with one of stage, namespace and cidr, not "dev"',
	],
	[
		'plan/wrong-value',
		'  network:\n    allow:\n      - {from: {stage: dev}, to: {stage: prod}, ports: [»80.5], reason: x}',
		'spec.network.allow[0].ports[0] must be a whole number from 1 to 65535, not 80.5',
	],
	[
		'plan/wrong-value',
		allow('from: {stage: dev}, ports: [»0], reason: x'),
		'spec.network.allow[0].ports[0] must be a whole number from 1 to 65535, not 0',
	],
	[
		'plan/wrong-type',
		allow('from: {stage: dev}, ports: [»true], reason: x'),
		'spec.network.allow[0].ports[0] must be a port, such as 9090, 53/UDP, 8000-8100/TCP or http, not true',
	],
	[
		'plan/unknown-key',
		'  clusters: {main: {»directory: manifests, context: a}}',
		'"directory" is no key of spec.clusters.main',
		'Known here: context, kubeconfig.',
	],
	[
		'plan/wrong-value',
		'  apps: {shop: {stages: "*", namespaces: {dev: »Shop}}, blog: {stages: "*", namespaces: {dev: shop-dev}}}',
		'spec.apps.shop.namespaces.dev must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters, not "Shop"',
	],
	['plan/missing', '  network: {»ingress: {namespace: web}}', 'spec.network.ingress lacks "pods"'],
	[
		'plan/wrong-value',
		'  apps: {shop: {stages: "*", namespaces: {dev: »Shop}}}',
		'spec.apps.shop.namespaces.dev must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters, not "Shop"',
	],
	[
		'plan/wrong-value',
		'  apps: {shop: {stages: "*", namespaces: {dev: [shop, »Shop]}}}',
		'spec.apps.shop.namespaces.dev[1] must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters, not "Shop"',
	],
]

const names: readonly Case[] = [
	[
		'plan/wrong-type',
		'  apps: {shop: {stages: "*"}, blog: {stages: »5}}\n  network:\n    allow: [{from: {stage: dev, app: blog}, to: {stage: prod}, reason: x}]',
		'spec.apps.blog.stages must be a list of stages, or "*" for all of them, not 5',
	],
	[
		'plan/wrong-type',
		'  stages: {dev: {}, prod: »5}\n  apps: {shop: {stages: [dev, prod]}}\n  accept: [{finding: a/b, stages: [prod], reason: x}]',
		'spec.stages.prod must be a map, not 5',
	],
	[
		'plan/unknown-cluster',
		'  clusters: {shared: {}, other: {context: b}}\n  stages: {dev: {cluster: »shraed}, prod: {cluster: other}}',
		'there is no cluster "shraed"',
		'Did you mean "shared"?',
	],
	[
		'plan/unknown-cluster',
		'  stages: {dev: {cluster: »shared}, prod: {}}',
		'there is no cluster "shared"',
		'There is default.',
	],
	[
		'plan/no-cluster',
		'  clusters: {a: {}, b: {context: b}}\n  stages: {dev: {cluster: a}, »prod: {}}',
		'stage "prod" does not say in which cluster it is',
		'There is a and b.',
	],
	[
		'plan/same-cluster',
		'  clusters: {a: {context: x}, »b: {context: x}}\n  stages: {dev: {cluster: a}, prod: {cluster: b}}',
		'the clusters "a" and "b" are one and the same',
		'Each would take the objects of the other for its own and prune them: let their stages name one cluster.',
	],
	['plan/unknown-stage', '  apps: {shop: {stages: [dev, »prdo]}}', 'there is no stage "prdo"', 'Did you mean "prod"?'],
	[
		'plan/unknown-stage',
		'  apps: {shop: {stages: [dev, »constructor]}}',
		'there is no stage "constructor"',
		'There is dev and prod.',
	],
	[
		'plan/unknown-stage',
		'  apps: {shop: {stages: "*", namespaces: {»test: shop}}}',
		'there is no stage "test"',
		'There is dev and prod.',
	],
	[
		'plan/unknown-stage',
		'  accept: [{finding: a/b, reason: x, stages: [»tset]}]',
		'there is no stage "tset"',
		'There is dev and prod.',
	],
	[
		'plan/unknown-stage',
		'  network:\n    allow:\n      - {from: {stage: »develop}, to: {stage: prod}, reason: x}',
		'there is no stage "develop"',
		'There is dev and prod.',
	],
	[
		'plan/unknown-app',
		'  network:\n    allow:\n      - {from: {stage: dev, app: »blog}, to: {stage: prod}, reason: x}',
		'there is no app "blog"',
		'There is shop.',
	],
	[
		'plan/unknown-person',
		'  people: {developers: {groups: [d]}}\n  stages: {dev: {access: {developers: view, »develoeprs: view}}, prod: {}}',
		'there is no person "develoeprs"',
		'Did you mean "developers"?',
	],
	[
		'plan/unknown-level',
		'  people: {qa: {groups: [q]}}\n  stages: {dev: {access: {qa: »admin}}, prod: {}}',
		'there is no level "admin"',
		'There is none, view, operate, deploy and near-admin.',
	],
	[
		'plan/unknown-level',
		'  levels: {qa: {extends: »veiw, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}}',
		'there is no level "veiw"',
		'Did you mean "view"?',
	],
	['plan/unknown-preset', '  network: {ingress: »treafik}', 'there is no preset "treafik"', 'Did you mean "traefik"?'],
	[
		'plan/unknown-preset',
		'  network: {dns: »constructor}',
		'there is no preset "constructor"',
		'There is auto, kube-dns, nodelocal, gke-dataplane-v2 and openshift.',
	],
]

const namespaces: readonly Case[] = [
	[
		'plan/reserved-namespace',
		'  apps: {shop: {stages: "*", namespaces: {prod: »openshift-dns}}}',
		'the namespace "openshift-dns" is reserved for OpenShift',
		'Walls around it would cut off what all stages need: choose another name.',
	],
	[
		'plan/stage-twice',
		'  apps: {shop: {stages: [dev, prod, »dev]}}',
		'the app "shop" names the stage "dev" twice',
		'Once is enough.',
	],
	[
		'plan/not-in-stage',
		'  apps: {shop: {stages: [dev], namespaces: {»prod: shop}}, blog: {stages: "*"}}',
		'the app "shop" is not in the stage "prod"',
		'Add the stage to its stages, or take this out.',
	],
	[
		'plan/long-namespace',
		`  apps: {${'a'.repeat(59)}: {stages: [dev, »prod]}}`,
		`the namespace "${'a'.repeat(59)}-prod" has 64 characters, and may have 63`,
		'Shorten the name of the app, or give its namespace another one: namespaces: {prod: NAME}.',
	],
	[
		'plan/duplicate-namespace',
		'  apps:\n    shop: {stages: "*"}\n    blog: {stages: "*", namespaces: {prod: »shop-prod}}',
		'the namespace "shop-prod" is of the app "shop" in "prod" (stages.yaml:6), and of "blog" in "prod" as well',
		'Give one of them another name: namespaces: {prod: NAME}.',
	],
	[
		'plan/duplicate-namespace',
		'  apps: {shop: {stages: "*", namespaces: {prod: [a, »a]}}}',
		'the namespace "a" is of the app "shop" in "prod" (stages.yaml:5), and of "shop" in "prod" as well',
		'Give one of them another name: namespaces: {prod: NAME}.',
	],
	[
		'plan/reserved-namespace',
		'  apps: {shop: {stages: "*", namespaces: {prod: »default}}}',
		'the namespace "default" is the one that everybody gets who names none',
		'Walls around it would cut off what all stages need: choose another name.',
	],
	[
		'plan/reserved-namespace',
		'  apps: {kube: {stages: [»dev]}, shop: {stages: "*"}}',
		'the namespace "kube-dev" is reserved for Kubernetes',
		'Walls around it would cut off what all stages need: choose another name.',
	],
	[
		'plan/reserved-namespace',
		'  apps: {shop: {stages: "*", namespaces: {prod: »openshift}}}',
		'the namespace "openshift" is reserved for OpenShift',
		'Walls around it would cut off what all stages need: choose another name.',
	],
	[
		'plan/reserved-namespace',
		'  network: {ingress: traefik}\n  apps: {shop: {stages: "*", namespaces: {prod: »traefik}}}',
		'the namespace "traefik" is the one of the ingress controller',
		'Walls around it would cut off what all stages need: choose another name.',
	],
	[
		'plan/reserved-namespace',
		'  network: {dns: {namespace: dns, pods: {app: dns}}}\n  apps: {shop: {stages: "*", namespaces: {prod: »dns}}}',
		'the namespace "dns" is where names are resolved',
		'Walls around it would cut off what all stages need: choose another name.',
	],
	[
		'plan/reserved-namespace',
		'  network:\n    allow: [{from: {namespace: monitoring}, to: {stage: "*"}, reason: metrics}]\n  apps: {shop: {stages: "*", namespaces: {prod: »monitoring}}}',
		'the namespace "monitoring" is an end of the allow "metrics", which is to be no stage',
		'Walls around it would cut off what all stages need: choose another name.',
	],
]

const budgets: readonly Case[] = [
	[
		'plan/no-budget',
		'  stages:\n    dev: {budget: {cpu: 4, memory: 8Gi}}\n    »prod: {}',
		'stage "prod" has no budget, and others have one',
		'It could use up what they are promised: give every stage a budget, or none.',
	],
	[
		'plan/amount',
		'  stages: {dev: {budget: {cpu: »0.0001, memory: 8Gi}}}',
		'cpu: "0.0001" is no whole number of thousandths (1m)',
		'Did you mean 1m?',
	],
	[
		'plan/amount',
		'  stages: {dev: {budget: {cpu: 4, memory: »8500m}}}',
		'memory: "8500m" is no whole number of bytes',
		'Did you mean 9?',
	],
	[
		'plan/amount',
		'  stages: {dev: {budget: {cpu: 4, memory: 8Gi, pods: »2.5}}}',
		'pods: "2.5" is no whole number of pieces',
		'Did you mean 3?',
	],
	[
		'plan/amount',
		'  stages: {dev: {budget: {cpu: »0, memory: 8Gi}}}',
		'cpu: with nothing at all no pod could run',
		'Give it an amount above 0, or leave it out.',
	],
	[
		'plan/amount',
		'  stages: {dev: {budget: {cpu: 4, memory: »9Ei}}}',
		'memory: "9Ei" is more than Kubernetes can count',
		'Is the suffix right?',
	],
	[
		'plan/amount',
		'  stages: {dev: {containers: {max: {memory: 1Gi, ephemeralStorage: »"0.5"}}}}',
		'ephemeralStorage: "0.5" is no whole number of bytes',
		'Did you mean 1?',
	],
	[
		'plan/limits-below-requests',
		'  stages: {dev: {budget: {cpu: 4, memory: 8Gi, limits: {cpu: »2}}}}',
		'the limits of cpu (2) are below its requests (4)',
		"A container's limit is never below its request, so the rest of the requests could not be used.",
	],
	[
		'plan/cannot-divide',
		'  stages: {dev: {budget: {cpu: 4, memory: 8Gi, pods: »2}}}\n  apps: {a: {stages: "*"}, b: {stages: "*"}, c: {stages: "*"}}',
		'pods: 2 cannot be divided over 3 namespaces: c-dev would get nothing',
		'3 would be enough.',
	],
	[
		'plan/cannot-divide',
		'  stages: {dev: {budget: {cpu: 4, memory: 8Gi, extended: {nvidia.com/gpu: »1}}}}\n  apps: {a: {stages: "*", share: 3}, b: {stages: "*"}}',
		'nvidia.com/gpu: 1 cannot be divided over 2 namespaces: b-dev would get nothing',
		'3 would be enough.',
	],
	[
		'plan/container-order',
		'  stages: {dev: {containers: {request: {cpu: »3}, limit: {cpu: 2}, max: {cpu: 1}}}}',
		'the request of cpu (3) is more than its limit (2)',
	],
	[
		'plan/container-order',
		'  stages: {dev: {containers: {request: {cpu: »1}}}}',
		'the request of cpu (1) is more than its limit (500m, the default)',
		'Write the limit of cpu as well.',
	],
	[
		'plan/container-order',
		'  stages: {dev: {containers: {max: {memory: »256Mi}}}}',
		'the limit of memory (512Mi, the default) is more than its max (256Mi)',
		'Write the limit of memory as well.',
	],
	[
		'plan/container-order',
		'  defaults: {containers: {request: {cpu: »300m}, limit: {cpu: 200m}}}',
		'the request of cpu (300m) is more than its limit (200m)',
	],
	[
		'plan/container-order',
		'  stages: {dev: {containers: {request: {ephemeralStorage: »2Gi}, max: {ephemeralStorage: 1Gi}}}}',
		'the request of ephemeralStorage (2Gi) is more than its max (1Gi)',
	],
]

const stagesAndPeople: readonly Case[] = [
	[
		'plan/node-rule',
		'  stages: {dev: {»nodes: {label: pool=dev}}}',
		'it has to say whether the nodes are labelled, tainted or dedicated',
		'Write {dedicated: true} for nodes that nobody else uses.',
	],
	[
		'plan/node-rule',
		'  stages: {dev: {»nodes: {labelled: true, tainted: true}}}',
		'the nodes cannot be labelled and tainted: dedicated stands for both',
		'Write {dedicated: true} for nodes that nobody else uses.',
	],
	[
		'plan/performance-nodes',
		'  stages: {perf: {»performance: true}}',
		'measurements in "perf" cannot repeat on nodes that others use as well',
		'Give it nodes of its own: nodes: {dedicated: true}.',
	],
	[
		'plan/performance-nodes',
		'  stages: {perf: {nodes: {labelled: true}, »performance: {daemonSets: [kube-system/kube-proxy]}}}',
		'measurements in "perf" cannot repeat on nodes that others use as well',
		'Give it nodes of its own: nodes: {dedicated: true}.',
	],
	[
		'plan/unknown-person',
		'  people: {platform: {groups: [admins]}}\n  guards: {exempt: [»platfrom]}',
		'there is no person "platfrom"',
		'Did you mean "platform"?',
	],
	[
		'plan/exempt-accounts',
		'  people: {ci: {serviceAccounts: true}}\n  guards: {exempt: [»ci]}',
		'"ci" are service accounts of the stages, and whoever writes pods there can act as them',
		'Exempt users or groups, or bind a service account outside of the stages to the ClusterRole of the platform.',
	],
	[
		'plan/wrong-value',
		'  guards: {walls: »enforced}',
		'spec.guards.walls must be one of enforce, warn and off, not "enforced"',
		'Did you mean enforce?',
	],
	['plan/nobody', '  people: {»qa: {}}', '"qa" stands for nobody', 'Give it users, groups or "serviceAccounts: true".'],
	[
		'plan/nobody',
		'  people: {»qa: {serviceAccounts: false}}',
		'"qa" stands for nobody',
		'Give it users, groups or "serviceAccounts: true".',
	],
	[
		'plan/default-account',
		'  people: {»default: {serviceAccounts: true}}',
		'service accounts of the name "default" are there in each namespace, and every pod runs as one that names no other',
		'Choose another name, so that only those get its rights that ask for them.',
	],
	[
		'plan/curated-level',
		'  levels: {»view: {rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}}',
		'the level "view" is a curated one, and stays as it is documented',
		'Choose another name.',
	],
	[
		'plan/level-cycle',
		'  levels:\n    a: {extends: »b, rules: &rules [{apiGroups: [""], resources: [pods], verbs: [get]}]}\n    b: {extends: c, rules: *rules}\n    c: {extends: a, rules: *rules}',
		'levels extend each other in a circle: a → b → c → a',
		'One of them has to stand on its own.',
	],
	[
		'plan/level-cycle',
		'  levels: {a: {extends: »a, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}}',
		'levels extend each other in a circle: a → a',
		'One of them has to stand on its own.',
	],
	[
		'plan/level-chain',
		`  levels:\n    l0: {extends: »l1, rules: &rules [{apiGroups: [""], resources: [pods], verbs: [get]}]}\n${Array.from({ length: 16 }, (_, n) => `    l${n + 1}: {${n < 15 ? `extends: l${n + 2}, ` : ''}rules: *rules}`).join('\n')}`,
		'more than 16 levels extend each other',
		'Repeat a few rules instead.',
	],
	[
		'plan/wildcard',
		'  levels: {qa: {rules: [{apiGroups: [""], resources: [pods], verbs: [get, »"*"]}]}}',
		'"*" would also grant what nobody thought of: quotas, policies, and rights that lead to more rights',
		'Write out the verbs that are needed.',
	],
	[
		'plan/wildcard',
		'  levels: {qa: {rules: [{apiGroups: [""], resources: [»pods/*], verbs: [get]}]}}',
		'"pods/*" would also grant what nobody thought of: quotas, policies, and rights that lead to more rights',
		'Write out the resources that are needed.',
	],
	[
		'plan/taken-label',
		'  labels: {stage: »kubernetes.io/metadata.name}',
		'the label "kubernetes.io/metadata.name" has a meaning already',
		'Choose a key of your own.',
	],
	[
		'plan/taken-label',
		'  labels: {app: »stagewall.dev/plan}',
		'the label "stagewall.dev/plan" has a meaning already',
		'Choose a key of your own.',
	],
	[
		'plan/same-label',
		'  labels: {app: »stage}',
		'one label, "stage", cannot name both the stage and the app',
		'Choose different keys.',
	],
	[
		'plan/date',
		'  accept: [{finding: a/b, reason: x, until: »2027-02-29}]',
		'"2027-02-29" is no day of the calendar',
		'Write it as year, month and day: 2027-06-30.',
	],
	[
		'plan/date',
		'  accept: [{finding: a/b, reason: x, until: »soon}]',
		'"soon" is no day of the calendar',
		'Write it as year, month and day: 2027-06-30.',
	],
]

const network: readonly Case[] = [
	[
		'plan/unusable-preset',
		'  network: {ingress: »cilium}',
		'no NetworkPolicy can let in "cilium" by its name',
		'Its Envoy belongs to each node, not to a pod, so no NetworkPolicy can name it: it takes a CiliumNetworkPolicy with fromEntities: [ingress].',
	],
	[
		'plan/cidr',
		allow('from: {cidr: »10.1.2.3/8}, reason: x'),
		'"10.1.2.3/8" is no range of addresses: it does not begin at its first address',
		'Did you mean 10.0.0.0/8?',
	],
	[
		'plan/cidr',
		allow('from: {cidr: »"2001:db8::1/64"}, reason: x'),
		'"2001:db8::1/64" is no range of addresses: it does not begin at its first address',
		'Did you mean 2001:db8::/64?',
	],
	[
		'plan/cidr',
		allow('from: {cidr: »10.0.0.5}, reason: x'),
		'"10.0.0.5" is no range of addresses: the length of its prefix is missing',
		'Did you mean 10.0.0.5/32?',
	],
	[
		'plan/cidr',
		allow('from: {cidr: »example.org}, reason: x'),
		'"example.org" is no range of addresses: its address is neither IPv4 nor IPv6',
		'Write a range such as 203.0.113.0/24 or 2001:db8::/32.',
	],
	[
		'plan/cidr',
		allow('from: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, »11.0.0.0/16]}, reason: x'),
		'11.0.0.0/16 is no part of 10.0.0.0/8',
		'An exception is a smaller range inside the range.',
	],
	[
		'plan/cidr',
		allow('from: {cidr: 10.0.0.0/8, except: [»10.0.0.0/8]}, reason: x'),
		'10.0.0.0/8 is no part of 10.0.0.0/8',
		'An exception is a smaller range inside the range.',
	],
	[
		'plan/port',
		allow('from: {stage: dev}, ports: [»0-10], reason: x'),
		'"0-10" is no port: ports are numbers from 1 to 65535',
		'Leave "ports" out for all of them.',
	],
	[
		'plan/port',
		allow('from: {stage: dev}, ports: [»"65536/UDP"], reason: x'),
		'"65536/UDP" is no port: ports are numbers from 1 to 65535',
		'Leave "ports" out for all of them.',
	],
	[
		'plan/port',
		allow('from: {stage: dev}, ports: [»8100-8000/TCP], reason: x'),
		'"8100-8000/TCP" is no port: the range ends before it begins',
		'Write 8000-8100.',
	],
	[
		'plan/port',
		allow('from: {stage: dev}, ports: [»53/udp], reason: x'),
		'"53/udp" is no port: its protocol is none of TCP, UDP, SCTP',
		'Write it as "53/TCP" or "53/UDP".',
	],
	[
		'plan/port',
		allow('from: {stage: dev}, ports: [»1-2-3], reason: x'),
		'"1-2-3" is no port: it is neither a number nor the name of a port',
		'A name has at most 15 lower-case letters, digits and single "-", one letter at least.',
	],
	[
		'plan/port',
		'  network:\n    allow:\n      - {from: {stage: dev}, to: {cidr: 203.0.113.0/24}, ports: [»https], reason: x}',
		'"https" is the name of a port, and addresses have no named ports',
		'Write its number.',
	],
	[
		'plan/allow-no-stage',
		'  network:\n    allow:\n      - {from: {namespace: web}, »to: {cidr: 203.0.113.0/24}, reason: x}',
		'neither end is a stage: there is no wall between them',
		'Write {stage: NAME} for one of the two.',
	],
	[
		'plan/allow-no-cluster',
		'  clusters: {a: {}, b: {context: b}}\n  stages: {dev: {cluster: a}, prod: {cluster: b}}\n  network:\n    allow:\n      - {from: {stage: dev}, to: »{stage: prod}, reason: x}',
		'the two ends share no cluster, and no policy sees pods of another one',
		'Write {cidr: …} for the other end: the addresses by which it is seen from outside its cluster.',
	],
	[
		'plan/app-not-in-stage',
		'  apps: {shop: {stages: "*"}, blog: {stages: [dev]}}\n  network:\n    allow:\n      - {from: {stage: dev}, to: {stage: prod, app: »blog}, reason: x}',
		'the app "blog" is not in the stage "prod"',
		'Name another stage, or add this one to the stages of the app.',
	],
	[
		'plan/allow-name',
		'  network:\n    allow:\n      - {from: {stage: dev}, to: {stage: prod}, reason: Replay of load}\n      - {from: {stage: prod}, to: {stage: dev}, reason: »replay of LOAD!}',
		'another allow has the name "replay-of-load" already (stages.yaml:7)',
		'Names are made of reasons: give one of them a name.',
	],
	[
		'plan/allow-name',
		'  network:\n    allow:\n      - {from: {stage: dev}, to: {stage: prod}, reason: a}\n      - {name: »a, from: {stage: prod}, to: {stage: dev}, reason: b}',
		'another allow has the name "a" already (stages.yaml:7)',
		'Choose another name.',
	],
	[
		'plan/allow-name',
		allow('from: {stage: dev}, reason: »決済'),
		'no name can be made of this reason: it has no letter from a to z and no digit',
		'Give the allow a name.',
	],
]

const missing: readonly Case[] = [
	[
		'plan/no-app',
		'apiVersion: stagewall.dev/v1alpha1\nkind: StagePlan\nmetadata: {name: webshop}\n»spec: {stages: {dev: {}}}\n',
		'the plan has no app',
		'Write spec.apps, each with the stages that it lives in.',
	],
	[
		'plan/no-stage',
		'apiVersion: stagewall.dev/v1alpha1\nkind: StagePlan\nmetadata: {name: webshop}\n»spec: {apps: {shop: {stages: "*"}}}\n',
		'the plan has no stage',
		'Write spec.stages, in the order of promotion.',
	],
]

const warnings: readonly Case[] = [
	[
		'plan/declared-without-budget',
		'  stages: {dev: {containers: »declared}, prod: {}}',
		'without a budget, nothing refuses containers that do not declare their resources',
		'Give the stages a budget: it is the quota that refuses them.',
	],
	[
		'plan/declared-without-budget',
		'  defaults: {containers: »declared}',
		'without a budget, nothing refuses containers that do not declare their resources',
		'Give the stages a budget: it is the quota that refuses them.',
	],
	[
		'plan/unused-cluster',
		'  clusters: {main: {}, »spare: {context: b}}\n  stages: {dev: {cluster: main}, prod: {cluster: main}}',
		'no stage is in the cluster "spare"',
		'Take it out, or name it in a stage.',
	],
	[
		'plan/unused-stage',
		'  apps: {shop: {stages: [dev]}}\n  stages: {dev: {}, »prod: {}}',
		'no app is in the stage "prod"',
		'Take it out, or add it to the stages of an app.',
	],
	[
		'plan/unused-person',
		'  people: {»qa: {groups: [q]}}',
		'no stage gives access to "qa"',
		'Take them out, or name them in the access of a stage.',
	],
	[
		'plan/unused-level',
		'  levels: {»qa: {rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}}',
		'nobody has the level "qa"',
		'Take it out, or name it in the access of a stage.',
	],
	[
		'plan/not-pinned',
		'  defaults: {podSecurity: {version: »latest}}',
		'with "latest", an upgrade of the cluster can refuse pods that ran before',
		'Pin the version, e.g. v1.36.',
	],
	[
		'plan/open-cidr',
		allow('from: {cidr: »0.0.0.0/0}, reason: x'),
		'0.0.0.0/0 is everybody, the whole internet included',
		'Name the addresses that are meant.',
	],
	[
		'plan/open-cidr',
		'  network: {ingress: {cidr: »"::/0"}}',
		'::/0 is everybody, the whole internet included',
		'Name the addresses that are meant.',
	],
	[
		'plan/open-stages',
		'  network:\n    allow:\n      - {from: {stage: "*"}, to: »{stage: "*"}, reason: x}',
		'this opens every stage to every other one',
		'Name the stages that are meant.',
	],
	[
		'plan/small-share',
		'  stages: {dev: {budget: {cpu: »900m, memory: 8Gi, limits: {cpu: 8}}}, prod: {budget: {cpu: 16, memory: 32Gi}}}\n  apps: {shop: {stages: "*", share: 9}, blog: {stages: "*"}}',
		'of requests.cpu, blog-dev would get less than one container by default (100m)',
		'No pod that declares nothing could run there: give the stage more, or its containers lower defaults.',
	],
	[
		'plan/preset-note',
		'  network: {ingress: »ingress-nginx}',
		'about the preset "ingress-nginx": ingress-nginx, the retired controller of the Kubernetes project',
		'Retired in March 2026 and without security updates since; its own README warns against clusters with several tenants. Move to another controller.',
	],
]

describe('a mistake is told with its place and what to do', () => {
	describe.each([
		['what is no YAML', notYaml],
		['what is no plan', notOurs],
		['shape', shape],
		['one of several forms', forms],
		['names that refer to nothing', names],
		['namespaces', namespaces],
		['budgets and containers', budgets],
		['stages, people, labels, acceptances', stagesAndPeople],
		['network', network],
		['what is missing', missing],
	])('%s', (_, cases) => {
		it.each(cases.map(titled))('$title', ({ code, text, message, hint }) => {
			const { plain, place } = unmarked(text)
			expect(told(mistakesOf(plain))).toEqual([{ code, message, hint, ...place }])
		})
	})
})

describe('what is allowed and probably not meant is a warning', () => {
	it.each(warnings.map(titled))('$title', ({ code, text, message, hint }) => {
		const { plain, place } = unmarked(text)
		expect(told(readPlan([{ path: 'stages.yaml', text: plain }]).warnings)).toEqual([{ code, message, hint, ...place }])
	})
})

const everyCase = [
	notYaml,
	notOurs,
	shape,
	forms,
	names,
	namespaces,
	budgets,
	stagesAndPeople,
	network,
	missing,
	warnings,
].flat()

it('every code of the source is shown above or in the tests of its room', () => {
	const elsewhere = [
		'plan/invalid',
		'plan/unreadable',
		'plan/too-large',
		'plan/empty',
		'plan/defined-twice',
		'plan/other-name',
	]
	const shown = new Set([...everyCase.map(([code]) => code), ...elsewhere])
	const folder = import.meta.dirname
	const sources = readdirSync(folder).filter((name) => !name.includes('.test.'))
	const codes = sources.flatMap((name) => [
		...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/['`](plan\/[a-z-]+[a-z])['`]/g),
	])
	expect(codes.length).toBeGreaterThan(30)
	expect([...new Set(codes.map(([, code]) => code))].filter((code) => !shown.has(code ?? ''))).toEqual([])
	for (const referent of ['cluster', 'stage', 'app', 'person', 'level', 'preset'])
		expect(shown).toContain(`plan/unknown-${referent}`)
	for (const unused of ['cluster', 'stage', 'person', 'level']) expect(shown).toContain(`plan/unused-${unused}`)
})

function titled([code, text, message, hint]: Case) {
	return { title: `${code}: ${message}`, code, text, message, hint }
}

/** The problems of a text that is no sound plan. */
function mistakesOf(text: string): readonly Problem[] {
	try {
		readPlan([{ path: 'stages.yaml', text }])
	} catch (error) {
		if (error instanceof KnownError && error.code === 'plan/invalid') return error.problems
		throw error
	}
	throw new Error('the plan was taken for sound')
}

function told(problems: readonly Problem[]) {
	return problems.map(({ code, message, hint, place }) => ({
		code,
		message,
		hint,
		line: place?.line,
		column: place?.column,
	}))
}

/** A whole plan of what a case shows of it, and the place of its mark. */
function unmarked(text: string) {
	const sections = /^ {2}\S/.test(text) ? planOf(text) : text
	const before = sections.slice(0, sections.indexOf('»'))
	const place = { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
	return { plain: sections.replace('»', ''), place }
}
