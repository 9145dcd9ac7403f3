/** Rules that let a question to any name server pass: whoever runs one outside has a tunnel, as port 53 carries what one likes. */
import { showCidr } from '../../../model/cidr.ts'
import type { Finding } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import type { Block, Rule } from '../network.ts'
import { noPorts, onePort, protocols, subtract, unite } from '../ports.ts'
import { evidence } from './evidence.ts'
import { isLeftOpen, policyGroups } from './policy-groups.ts'
import type { Scene } from './scene.ts'

const dnsPorts = protocols.map((protocol) => onePort(protocol, 53)).reduce(unite, noPorts)

/** Whether a rule is about port 53 and nothing else. */
export function isOnlyDns({ ports }: Rule): boolean {
	return (
		ports !== 'all' &&
		ports.length > 0 &&
		ports.every((match) => match.type === 'numbers' && subtract(match.ports, dnsPorts).length === 0)
	)
}

/** One finding for each set of equal policies. */
export function port53(scene: Scene): readonly Finding[] {
	return policyGroups(scene).flatMap(({ first, policies, namespaces, stage, words }) => {
		const open = (first.egress ?? []).flatMap((rule) => {
			const anywhere = isOnlyDns(rule) ? anywhereOf(rule) : undefined
			return anywhere === undefined ? [] : [{ rule, anywhere }]
		})
		const left = open.filter(({ rule }) =>
			everything.some((outside) => isLeftOpen(scene, namespaces, 'egress', rule, { outside })),
		)
		if (left.length === 0) return []
		return [
			finding(scene, {
				code: 'network/dns-anywhere',
				severity: 'high',
				stage,
				subject: first.ref,
				message: `port 53 is open to everybody in ${words}, not only to the cluster's DNS: anything can be carried out through it`,
				witness: policies.flatMap(({ ref }) => {
					const object = scene.find(ref)
					return object === undefined ? [] : left.map(({ rule, anywhere }) => evidence(object, rule.field, anywhere))
				}),
				remedy: `Name the cluster's DNS in to: namespaceSelector kubernetes.io/metadata.name: kube-system and podSelector k8s-app: kube-dns, in one element.`,
			}),
		]
	})
}

const everything = ([4, 6] as const).map((family) => ({ family, first: 0n, prefix: 0 }))

/** What makes a rule lead everywhere. */
function anywhereOf({ peers }: Rule): string | undefined {
	if (peers === 'anyone') return 'port 53 to everybody'
	const block = peers.flatMap((peer) => (peer.type === 'blocks' ? peer.blocks : [])).find(isEverything)
	return block === undefined ? undefined : `port 53 to ${showCidr(block.cidr)}`
}

function isEverything({ cidr }: Block): boolean {
	return cidr.prefix === 0
}
