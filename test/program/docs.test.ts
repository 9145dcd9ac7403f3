/** The reference pages say what the program does. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accessLevelsPage } from '../../scripts/access-levels-page.ts'
import { exitCodes } from '../../src/model/errors.ts'

const docs = join(import.meta.dirname, '../../docs/reference')

test('access-levels.md is written from the levels themselves (npm run schemas)', async () => {
	expect(await readFile(join(docs, 'access-levels.md'), 'utf8')).toBe(accessLevelsPage())
})

test('every finding that the proofs can report stands in findings.md', async () => {
	const page = await readFile(join(docs, 'findings.md'), 'utf8')
	const folder = join(import.meta.dirname, '../../src/verify')
	const files = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.(test|suite))\.ts$/.test(file))
	const codes = new Set<string>()
	for (const file of files)
		for (const [, code] of (await readFile(join(folder, file), 'utf8')).matchAll(
			/'((?:objects|labels|quotas|guards|network|access|placement)\/[a-z-]+)'/g,
		))
			codes.add(code ?? '')
	expect(codes.size).toBeGreaterThan(7)
	for (const code of codes) expect(page).toContain(`\`${code}\``)
})

test('every command and exit code stands in command-line.md', async () => {
	const page = await readFile(join(docs, 'command-line.md'), 'utf8')
	for (const file of [
		'check',
		'render',
		'plan',
		'apply',
		'verify',
		'connections',
		'access grant',
		'access revoke',
		'explain network',
		'explain placement',
		'kubeconfig',
		'access',
		'explain access',
		'snapshot',
		'demo',
	])
		expect(page).toContain(`| \`${file}`)
	for (const code of Object.values(exitCodes)) expect(page).toContain(`| ${code} |`)
})
