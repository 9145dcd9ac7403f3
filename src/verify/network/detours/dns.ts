/** Pods that cannot ask the cluster's DNS, or cannot ask again over TCP: nobody wants that, and whoever meets it opens too much. */
import { grouped } from '../../../model/collect.ts'
import type { Finding, Severity } from '../../../model/finding.ts'
import { keyOf, showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { showSome } from '../../words.ts'
import { allowedPorts } from '../evaluate.ts'
import { type AnyPod, type Endpoint, isAnyPod, type Network } from '../network.ts'
import { hasPort } from '../ports.ts'
import { namespaceRef } from '../words.ts'
import { type DnsServers, dnsServers } from './dns-servers.ts'
import type { Scene } from './scene.ts'

/** One finding for each stage and what its pods lack. */
export function dns(scene: Scene): readonly Finding[] {
	const servers = dnsServers(scene)
	if (servers === undefined) return []
	return scene.stages.flatMap((stage) => {
		const lacking = namespacesOf(scene, stage)
			.flatMap((namespace) => askersIn(scene.network, namespace))
			.flatMap((asker) => {
				const lack = lackOf(scene.network, servers, asker)
				return lack === undefined ? [] : [{ asker, lack }]
			})
		return [...grouped(lacking, ({ lack }) => lack)].map(([lack, askers]) =>
			findingFor(
				scene,
				stage,
				servers,
				lack,
				askers.map(({ asker }) => asker),
			),
		)
	})
}

type Lack = 'everything' | 'TCP'

function namespacesOf({ network, input, stageOf }: Scene, stage: string): readonly string[] {
	const { facts, tenancy } = input
	return tenancy.namespaces
		.filter(({ name, cluster }) => cluster === facts.cluster && stageOf(name) === stage && network.namespaces.has(name))
		.map(({ name }) => name)
}

/** One pod of each workload; where there is none yet, whatever pod will come. */
function askersIn(network: Network, namespace: string): readonly (Endpoint | AnyPod)[] {
	const { tierPolicies } = network
	const isIsolated = network.policiesIn(namespace).some(({ egress }) => egress !== undefined) || tierPolicies.length > 0
	if (!isIsolated) return []
	const endpoints = network.endpointsIn(namespace)
	if (endpoints.length === 0) return [{ anyPodOf: namespace }]
	return [...grouped(endpoints, ({ owner }) => keyOf(owner)).values()].flatMap(([first]) => first ?? [])
}

/** What a pod cannot do at any of the servers: whichever of them it asks. */
function lackOf(network: Network, { targets }: DnsServers, asker: Endpoint | AnyPod): Lack | undefined {
	const open = { UDP: false, TCP: false }
	for (const { end, ports } of targets) {
		const allowed = allowedPorts(network, asker, end, { blocks: 'pods', bound: 'upper' })
		open.UDP ||= ports.some((port) => hasPort(allowed, 'UDP', port))
		open.TCP ||= ports.some((port) => hasPort(allowed, 'TCP', port))
		if (open.UDP && open.TCP) return undefined
	}
	return open.UDP ? 'TCP' : 'everything'
}

function findingFor(
	scene: Scene,
	stage: string,
	{ words, targets }: DnsServers,
	lack: Lack,
	askers: readonly (Endpoint | AnyPod)[],
): Finding {
	const refs = askers.map((asker) => (isAnyPod(asker) ? namespaceRef(asker.anyPodOf) : asker.owner))
	const ports = [...new Set(targets.flatMap((target) => target.ports))].join(', ')
	const isAll = lack === 'everything'
	return finding(scene, {
		code: isAll ? 'network/no-dns' : 'network/dns-udp-only',
		severity: isAll ? severityOf(scene) : 'low',
		stage,
		subject: refs[0],
		message: isAll
			? `policies keep ${showSome(refs.map(showRef))} from the cluster's ${words}: no name can be resolved there`
			: `policies let ${showSome(refs.map(showRef))} ask the cluster's ${words} over UDP only: answers that do not fit into a datagram are asked for again over TCP`,
		witness: refs.map((object) => ({
			object,
			field: 'egress',
			expected: `UDP and TCP ${ports} to ${words}`,
			observed: isAll ? 'no rule leads there' : 'UDP only',
		})),
		remedy: remedyFor(scene, words, ports),
	})
}

/** With a plan, reaching DNS is promised. Without one, pods that need no names may have been closed on purpose. */
function severityOf({ input }: Scene): Severity {
	return input.tenancy.name === '' ? 'low' : 'medium'
}

function remedyFor({ input }: Scene, words: string, ports: string): string {
	return input.tenancy.name === ''
		? `Add a rule for egress to the pods of ${words}, UDP and TCP ${ports}.`
		: 'stagewall apply writes the policy for DNS; where names are resolved elsewhere, say it as network.dns in stages.yaml.'
}
