/** Certificates and requests for them, as far as tests need them: ECDSA with P-256 and SHA-256 (RFC 5280, RFC 2986). */
import { createPublicKey, type KeyObject, sign } from 'node:crypto'

/** Whose certificate it is. */
export interface CertificateName {
	readonly commonName: string
	readonly organization?: string
}

/** The certificate of an authority that signs itself, as PEM. */
export function authorityCertificate(name: CertificateName, key: KeyObject): string {
	const day = 24 * 3600 * 1000
	const validity = sequence(time(Date.now() - day), time(Date.now() + day))
	const isAuthority = sequence(oid('551d13'), truth, octets(sequence(truth)))
	const mayCertify = sequence(oid('551d0f'), truth, octets(bits(Buffer.from([0x06]), 1)))
	const subject = nameOf(name)
	const extensions = tagged(0xa3, sequence(isAuthority, mayCertify))
	return pem(
		'CERTIFICATE',
		signed(
			sequence(tagged(0xa0, integer(2)), integer(1), algorithm, subject, validity, subject, publicKey(key), extensions),
			key,
		),
	)
}

/** A request for a certificate, as PEM. */
export function certificateRequest(name: CertificateName, key: KeyObject): string {
	return pem(
		'CERTIFICATE REQUEST',
		signed(sequence(integer(0), nameOf(name), publicKey(key), tagged(0xa0, Buffer.alloc(0))), key),
	)
}

function signed(content: Buffer, key: KeyObject): Buffer {
	return sequence(content, algorithm, bits(sign('sha256', content, key)))
}

function publicKey(key: KeyObject): Buffer {
	return createPublicKey(key).export({ type: 'spki', format: 'der' })
}

function nameOf({ commonName, organization }: CertificateName): Buffer {
	const part = (type: string, value: string) => tagged(0x31, sequence(oid(type), tagged(0x0c, Buffer.from(value))))
	return sequence(...(organization === undefined ? [] : [part('55040a', organization)]), part('550403', commonName))
}

// DER (X.690), in short: tag, length, content.

function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
	const all = Buffer.concat(content)
	const { length } = all
	const size =
		length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 0x100), length % 0x100]
	return Buffer.concat([Buffer.from([tag, ...size]), all])
}

function sequence(...content: readonly Buffer[]): Buffer {
	return tagged(0x30, ...content)
}

function integer(value: number): Buffer {
	return tagged(0x02, Buffer.from([value]))
}

function oid(hex: string): Buffer {
	return tagged(0x06, Buffer.from(hex, 'hex'))
}

function bits(value: Buffer, unused = 0): Buffer {
	return tagged(0x03, Buffer.from([unused]), value)
}

function octets(value: Buffer): Buffer {
	return tagged(0x04, value)
}

function time(milliseconds: number): Buffer {
	const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
	return tagged(0x17, Buffer.from(digits.slice(2)))
}

const truth = Buffer.from('0101ff', 'hex')
const algorithm = sequence(oid('2a8648ce3d040302'))

function pem(label: string, der: Buffer): string {
	const lines = der.toString('base64').match(/.{1,64}/g) ?? []
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
