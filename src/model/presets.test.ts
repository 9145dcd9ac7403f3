import { describe, expect, it } from 'vitest'
import { dnsPresets, ingressPresets } from './presets.ts'
import type { OutsidePeer } from './tenancy.ts'

const peers: readonly (readonly [string, OutsidePeer])[] = [
	...Object.entries(ingressPresets).map(([name, { controller }]) => [name, controller?.peers ?? []] as const),
	...Object.entries(dnsPresets).map(([name, dns]) => [name, dns.peers] as const),
].flatMap(([name, all]) => all.map((peer) => [name, peer] as const))

describe('presets', () => {
	it('call their content by their own name', () => {
		for (const [name, { controller }] of Object.entries(ingressPresets)) expect(controller?.name ?? name).toBe(name)
		for (const [name, dns] of Object.entries(dnsPresets)) expect(dns.name).toBe(name)
	})

	it.each(Object.entries(ingressPresets))('%s names its pods, or says what to do instead', (_name, preset) => {
		expect(preset.description).not.toBe('')
		if (preset.controller === undefined) expect(preset.note).toMatch(/\.$/)
		else expect(preset.controller.peers.length).toBeGreaterThan(0)
	})

	it.each(Object.entries(dnsPresets))('%s answers somewhere', (_name, dns) => {
		expect(dns.peers.length).toBeGreaterThan(0)
		expect(dns.ports.length).toBeGreaterThan(0)
	})

	it.each(peers)('a peer of %s is never everybody', (_name, peer) => {
		if (peer.type === 'cidr') expect(isNetwork(peer.cidr)).toBe(true)
		else expect(typeof peer.namespace === 'string' ? peer.namespace : Object.keys(peer.namespace)).not.toHaveLength(0)
	})

	it('warn of what is retired', () => {
		expect(ingressPresets['ingress-nginx']?.note).toMatch(/retired/i)
	})
})

/** A canonical IPv4 network that is narrower than /8: its address is the first of the network. */
function isNetwork(cidr: string): boolean {
	const [address = '', bits = ''] = cidr.split('/')
	const octets = address.split('.').map(Number)
	if (octets.length !== 4 || Number(bits) <= 8 || Number(bits) > 32) return false
	const number = octets.reduce((sum, octet) => sum * 256 + octet, 0)
	return octets.every((octet) => octet >= 0 && octet <= 255) && number % 2 ** (32 - Number(bits)) === 0
}
