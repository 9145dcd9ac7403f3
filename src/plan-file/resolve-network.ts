/** What may pass the walls: ingress controller, DNS, and the ways that the plan allows. */
import { dnsPresets, ingressPresets } from '../model/presets.ts'
import type { Dns, IngressController, Network } from '../model/tenancy.ts'
import { dnsPort } from './defaults.ts'
import type { WholeNetwork } from './merge.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'
import { type Layout, resolveAllows } from './resolve-allow.ts'
import { resolveOutside } from './resolve-peers.ts'

/** The network part of a plan. */
export function resolveNetwork(network: WholeNetwork, layout: Layout, report: Report): Network {
	return {
		ingress: resolveIngress(network, report),
		dns: resolveDns(network, report),
		peers: network.peers ?? 'labels',
		allow: resolveAllows(network.allow, layout, report),
	}
}

function resolveIngress(network: WholeNetwork, report: Report): IngressController | undefined {
	const { ingress } = network
	if (ingress === undefined || ingress === 'none') return undefined
	if (typeof ingress !== 'string') return { name: 'custom', peers: [resolveOutside(ingress, report)] }
	const spot = report.places.value(network, 'ingress')
	if (!refers('preset', ingress, new Set([...Object.keys(ingressPresets), 'none']), spot, report)) return undefined
	const preset = ingressPresets[ingress]
	if (preset?.controller === undefined)
		report.error(
			'plan/unusable-preset',
			spot,
			`no NetworkPolicy can let in ${quote(ingress)} by its name`,
			preset?.note,
		)
	else if (preset.note !== undefined)
		report.warning('plan/preset-note', spot, `about the preset ${quote(ingress)}: ${preset.description}`, preset.note)
	return preset?.controller
}

function resolveDns(network: WholeNetwork, report: Report): Dns | 'auto' {
	const { dns = 'auto' } = network
	if (typeof dns !== 'string')
		return { name: 'custom', peers: [resolveOutside(dns, report)], ports: dns.ports ?? [dnsPort] }
	if (dns === 'auto') return dns
	const known = new Set(['auto', ...Object.keys(dnsPresets)])
	return (refers('preset', dns, known, report.places.value(network, 'dns'), report) && dnsPresets[dns]) || 'auto'
}
