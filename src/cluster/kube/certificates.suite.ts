/** Certificates for tests, made by `openssl`: Node can read them but not write them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { ClientCertificate } from './tls.ts'

/** An authority and what it signed, valid for ten days. */
export interface TestCertificates {
	/** PEM of the authority. */
	readonly ca: string
	/** For the name `api.test` and the address 127.0.0.1. */
	readonly server: ClientCertificate
	/** For the user `erin`. */
	readonly client: ClientCertificate
	readonly folder: string
}

/** Makes an authority, a server's certificate and a client's. They are removed after the file's tests. */
export function makeCertificates(): TestCertificates {
	const folder = mkdtempSync(join(tmpdir(), 'stagewall-certificates-'))
	afterAll(() => rmSync(folder, { recursive: true }))
	const openssl = (...args: readonly string[]): void => {
		execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
	}
	const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
	openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test-ca', '-days', '10')
	writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:api.test,IP:127.0.0.1\n')
	const sign = (name: string, subject: string, ...more: readonly string[]): ClientCertificate => {
		openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject)
		const ca = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial']
		openssl('x509', '-req', '-in', `${name}.csr`, ...ca, '-out', `${name}.crt`, '-days', '10', ...more)
		return { cert: read(`${name}.crt`), key: read(`${name}.key`) }
	}
	return {
		ca: read('ca.crt'),
		server: sign('server', '/CN=api', '-extfile', 'names'),
		client: sign('client', '/O=qa/CN=erin'),
		folder,
	}
}
