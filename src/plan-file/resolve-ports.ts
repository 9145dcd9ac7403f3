/** The ports of an allow, as a person writes them. */
import type { Port } from '../model/tenancy.ts'

/** Why a text is no port, and what to write. */
export interface PortMistake {
	readonly mistake: string
	readonly hint: string
}

const protocols = ['TCP', 'UDP', 'SCTP'] as const

/**
 * Reads a port: a number, a range or a name, and a protocol (TCP where none is given).
 *
 * @example readPort('8000-8100/UDP') // {protocol: 'UDP', port: 8000, end: 8100}
 * @example readPort('http') // {protocol: 'TCP', port: 'http'}
 */
export function readPort(input: number | string): Port | PortMistake {
	const [what = '', protocolText = 'TCP', ...rest] = String(input).split('/')
	const protocol = protocols.find((each) => each === protocolText)
	if (rest.length > 0 || protocol === undefined)
		return {
			mistake: `its protocol is none of ${protocols.join(', ')}`,
			hint: `Write it as "${what}/TCP" or "${what}/UDP".`,
		}
	const range = /^(\d+)(?:-(\d+))?$/.exec(what)
	return range === null ? namedPort(what, protocol) : numbered(Number(range[1]), Number(range[2] ?? range[1]), protocol)
}

function numbered(port: number, end: number, protocol: Port['protocol']): Port | PortMistake {
	if (Math.min(port, end) < 1 || Math.max(port, end) > 65_535)
		return { mistake: 'ports are numbers from 1 to 65535', hint: 'Leave "ports" out for all of them.' }
	if (end < port) return { mistake: 'the range ends before it begins', hint: `Write ${end}-${port}.` }
	return { protocol, port, ...(end === port ? {} : { end }) }
}

/** The rules of IANA service names, which the API holds named ports to. */
function namedPort(name: string, protocol: Port['protocol']): Port | PortMistake {
	const isName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
	if (isName) return { protocol, port: name }
	return {
		mistake: 'it is neither a number nor the name of a port',
		hint: 'A name has at most 15 lower-case letters, digits and single "-", one letter at least.',
	}
}
