/**
 * What the tables of rules are written in: a rule has a number, says something, and is shown by cases. A case adds objects to the
 * usual cluster and answers questions of the form `SOURCE > DESTINATION PROTOCOL PORT: ANSWER`.
 */
import type { KubeObject } from '../../../model/kube-object.ts'
import { namespace, node, pod, policy } from './cluster.suite.ts'

/** What is special, what is added to the usual cluster, and the answers. */
export type Case = readonly [what: string, added: readonly KubeObject[], ...answers: readonly string[]]

/** A rule with its cases, or with the reason why no case of policies and pods can show it. */
export type Rule = readonly [number: number, says: string, shown: readonly Case[] | string]

/** Namespaces dev and prod with a label `stage` and the pods web and db each; the namespace bare, without labels, with a pod. */
export const usual: readonly KubeObject[] = [
	namespace('dev', 'stage=dev'),
	namespace('prod', 'stage=prod'),
	namespace('bare'),
	pod('dev/web', 'app=web', { ip: '10.0.1.1', ports: 'http=TCP 8080' }),
	pod('dev/db', 'app=db', { ip: '10.0.1.2' }),
	pod('prod/web', 'app=web', { ip: '10.0.2.1', ports: 'http=TCP 8080' }),
	pod('prod/db', 'app=db', { ip: '10.0.2.2' }),
	pod('bare/tool', '', { ip: '10.0.3.1' }),
]

/** A policy that closes the pods of dev both ways. */
export const devClosed = policy('dev/closed', 'policyTypes: [Ingress, Egress]')

/** A policy of all pods of dev for ingress, with these rules. */
export function intoDev(rules: string): KubeObject {
	return policy('dev/in', `{ podSelector: {}, policyTypes: [Ingress], ingress: [${rules}] }`)
}

/** A policy of all pods of dev for egress, with these rules. */
export function outOfDev(rules: string): KubeObject {
	return policy('dev/out', `{ podSelector: {}, policyTypes: [Egress], egress: [${rules}] }`)
}

/** Two nodes, a pod of prod in the network of the one, and a pod of dev on each. */
export const hosts: readonly KubeObject[] = [
	node('north', 'disk=ssd', '192.168.0.1'),
	node('south', '', '192.168.0.2'),
	pod('prod/host', 'app=host', { ip: '192.168.0.1', node: 'north', hostNetwork: true }),
	pod('dev/north', '', { ip: '10.0.1.8', node: 'north' }),
	pod('dev/south', '', { ip: '10.0.1.9', node: 'south' }),
]
