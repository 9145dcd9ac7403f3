/** The ports that a person asks about: `80`, `80/tcp`, `udp/53`, `8000-8080`, or a name. */
import { KnownError } from '../../../model/errors.ts'
import { nearest } from '../../../model/nearest.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { portsOf } from '../evaluate.ts'
import { isOutside } from '../network.ts'
import { allPorts, type Ports, type Protocol, portRange, protocols, showPorts } from '../ports.ts'
import { isPortName } from '../read/read-policy.ts'

/** Ports that are asked about; a name stands for those that the destination declares. */
export interface Asked {
	/** For a person: `all`, `TCP 80`, `"http"`. */
	readonly words: string
	/** Empty where the destination has no port of the name. */
	at(destination: KnownEnd): Ports
}

/** Every port. */
export const everything: Asked = { words: 'all', at: () => allPorts }

const howToWrite = 'Write 80, 80/tcp, udp/53, 8000-8080, or the name of a container port.'

/**
 * Reads what was asked.
 *
 * @param text - `undefined` for every port; a number without a protocol means TCP, as it does in policies
 * @returns an error with the code `usage/port` and a hint where it is none
 */
export function readAsked(text: string | undefined): Asked | KnownError {
	if (text === undefined) return everything
	const parts = text.toLowerCase().split('/')
	const protocol = parts.map(protocolOf).find((each) => each !== undefined)
	const [port = '', ...more] = parts.filter((part) => protocolOf(part) === undefined)
	const isWhole = parts.length === 1 || (parts.length === 2 && protocol !== undefined)
	if (!isWhole || more.length > 0) return wrong(text, 'is no port')
	if (/^\d+(-\d+)?$/.test(port)) return numbers(text, port, protocol ?? 'TCP')
	if (isPortName(port) && parts.length <= 2) return named(port, protocol)
	return wrong(text, protocol === undefined ? 'is no port' : 'is a protocol without a port')
}

function protocolOf(word: string): Protocol | undefined {
	return protocols.find((protocol) => protocol.toLowerCase() === word)
}

function numbers(text: string, port: string, protocol: Protocol): Asked | KnownError {
	const [first = 0, last = first] = port.split('-').map(Number)
	if (first < 1 || last > 65_535 || first > last) return wrong(text, 'is no port: ports are 1 to 65535')
	const ports = portRange(protocol, first, last)
	return { words: showPorts(ports), at: () => ports }
}

function named(name: string, protocol: Protocol | undefined): Asked {
	const ports = [{ type: 'name', name, protocol } as const]
	return {
		words: `${protocol === undefined ? '' : `${protocol} `}"${name}"`,
		at: (destination) => portsOf({ field: '', peers: 'anyone', ports }, destination).certain,
	}
}

function wrong(text: string, message: string): KnownError {
	return new KnownError('usage/port', `"${text}" ${message}`, { exit: 'usage', hint: howToWrite })
}

/** What to say where no destination has a port of a name. */
export function noSuchPort({ words }: Asked, destinations: readonly KnownEnd[]): KnownError {
	const known = [
		...new Set(destinations.flatMap((end) => (isOutside(end) ? [] : end.ports.flatMap(({ name }) => name ?? [])))),
	].sort()
	const asked = words.replaceAll('"', '').split(' ').at(-1) ?? ''
	const meant = nearest(asked, known)
	const hint =
		meant !== undefined
			? `Did you mean ${meant}?`
			: known.length === 0
				? `No container port there has a name. ${howToWrite}`
				: `There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')}.`
	return new KnownError('usage/port', `no container port is called ${words} there`, { exit: 'usage', hint })
}
