/** What can be wrong with a kubeconfig, as a user meets it: one clear message, exit code 3, and nothing is changed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { workplace } from './support/plans.ts'
import { describeLive, liveServer, uniqueName } from './support/suite.ts'

describeLive('kubeconfig', {}, () => {
	const folder = mkdtempSync(join(tmpdir(), 'stagewall-kubeconfig-'))
	afterAll(() => rmSync(folder, { recursive: true }))

	/** The administrator's kubeconfig, changed. */
	function changed(change: (text: string) => string): string {
		const file = join(folder, `${uniqueName('kubeconfig')}.yaml`)
		writeFileSync(file, change(readFileSync(liveServer().kubeconfig, 'utf8')))
		return file
	}

	function expiredCertificate(): { readonly certificate: string; readonly key: string } {
		const certificate = join(folder, 'expired.crt')
		const key = join(folder, 'expired.key')
		const request = join(folder, 'expired.csr')
		const subject = ['-subj', '/CN=erin/O=system:masters']
		execFileSync('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', request, ...subject], {
			stdio: 'ignore',
		})
		// A negative life: it ended yesterday.
		execFileSync('openssl', ['x509', '-req', '-in', request, '-signkey', key, '-out', certificate, '-days', '-1'], {
			stdio: 'ignore',
		})
		return { certificate, key }
	}

	const cases: readonly [what: string, file: () => string, args: readonly string[], message: RegExp][] = [
		['a file that is not there', () => join(folder, 'none.yaml'), [], /none\.yaml/],
		['no YAML', () => changed(() => 'clusters: ['), [], /kubeconfig-\w+\.yaml/],
		[
			'an unknown context',
			() => changed((text) => text),
			['--context', 'stagewal-test'],
			/stagewal-test[\s\S]*stagewall-test/,
		],
		[
			'a server that does not listen',
			() => changed((text) => text.replace(/https:\/\/127\.0\.0\.1:\d+/, 'https://127.0.0.1:1')),
			[],
			/127\.0\.0\.1:1/,
		],
		[
			'a certificate that is not trusted',
			() => changed((text) => text.replace(/certificate-authority: .*/, '')),
			[],
			/certificate/,
		],
		[
			'a token that is not accepted',
			() => changed((text) => text.replace(/token: .*/, 'token: wrong')),
			[],
			/401|credentials|not accept/i,
		],
		[
			'an expired client certificate',
			() => {
				const { certificate, key } = expiredCertificate()
				return changed((text) =>
					text.replace(/token: .*/, `client-certificate: ${certificate}\n      client-key: ${key}`),
				)
			},
			[],
			/expired/,
		],
	]
	test.each(cases)('%s', async (_, file, args, message) => {
		const place = await workplace(file(), { name: uniqueName('conf') })
		const result = await place.run('apply', '--yes', '--timeout', '5', ...args)
		expect(result.stderr).toMatch(message)
		expect(result.stderr).not.toContain('    at ')
		expect(result.stderr).not.toContain('This is a bug')
		expect(result.code).toBe(3)
		expect(result.stdout).toBe('')
	})
})
