import { expect, test } from 'vitest'
import { KnownError } from '../../../model/errors.ts'
import { endIn, pod } from '../cases/cluster.suite.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { showPorts } from '../ports.ts'
import { readNetwork } from '../read-network.ts'
import { noSuchPort, readAsked } from './asked.ts'

const network = readNetwork({
	objects: [pod('x/a', '', { ports: 'http=TCP 8080, dns=UDP 53, dns=TCP 5353, TCP 9000' }), pod('x/bare')],
})
const a = endIn(network, 'x/a') as KnownEnd

const cases: readonly [text: string | undefined, words: string, ports: string][] = [
	[undefined, 'all', 'all'],
	['80', 'TCP 80', 'TCP 80'],
	['80/tcp', 'TCP 80', 'TCP 80'],
	['udp/53', 'UDP 53', 'UDP 53'],
	['53/UDP', 'UDP 53', 'UDP 53'],
	['SCTP/1', 'SCTP 1', 'SCTP 1'],
	['8000-8080', 'TCP 8000-8080', 'TCP 8000-8080'],
	['udp/1-65535', 'UDP 1-65535', 'UDP 1-65535'],
	['http', '"http"', 'TCP 8080'],
	['dns', '"dns"', 'TCP 5353; UDP 53'],
	['dns/udp', 'UDP "dns"', 'UDP 53'],
	['udp/http', 'UDP "http"', ''],
	['metrics', '"metrics"', ''],
]
test.each(cases)('%s is %s', (text, words, ports) => {
	const asked = readAsked(text)
	if (asked instanceof KnownError) throw asked
	expect(asked.words).toBe(words)
	expect(showPorts(asked.at(a))).toBe(ports)
})

const wrong: readonly [text: string, says: RegExp][] = [
	['', /is no port/],
	['0', /1 to 65535/],
	['65536', /1 to 65535/],
	['90-80', /1 to 65535/],
	['tcp', /protocol without a port/],
	['80/icmp', /is no port/],
	['80/http', /is no port/],
	['80/tcp/udp', /is no port/],
	['tcp/udp', /protocol without a port/],
	['http--x', /is no port/],
	['8080-', /is no port/],
]
test.each(wrong)('%j is refused, with how to write it', (text, says) => {
	const error = readAsked(text)
	if (!(error instanceof KnownError)) throw new Error(`${text} was taken for a port`)
	expect(error).toMatchObject({ code: 'usage/port', exit: 'usage' })
	expect(error.message).toMatch(says)
	expect(error.hint).toMatch(/^Write 80, /)
})

test.each<readonly [name: string, ends: readonly string[], hint: string]>([
	['htp', ['x/a'], 'Did you mean http?'],
	['metrics', ['x/a'], 'There are: dns, http.'],
	['http', ['x/bare'], 'No container port there has a name.'],
])('no port is called %s at %j', (name, ends, hint) => {
	const asked = readAsked(name)
	if (asked instanceof KnownError) throw asked
	const error = noSuchPort(
		asked,
		ends.map((end) => endIn(network, end) as KnownEnd),
	)
	expect(error.message).toBe(`no container port is called "${name}" there`)
	expect(error.hint).toContain(hint)
})
