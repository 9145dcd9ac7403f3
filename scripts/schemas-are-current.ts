/** Fails where `npm run schemas` would change a file in schema/, having changed it. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runScript } from './run-script.ts'

const folder = join(import.meta.dirname, '../schema')

async function schemas(): Promise<ReadonlyMap<string, string>> {
	const names = await readdir(folder).catch(() => [])
	return new Map(
		await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
	)
}

const before = await schemas()
const { failure, output } = await runScript('schemas', [], { deadline: 60_000 })
const after = await schemas()
const stale = [...after.keys()].filter((name) => before.get(name) !== after.get(name))
if (failure !== undefined) console.error(`npm run schemas: ${failure}\n${output}`)
else if (after.size === 0) console.error('npm run schemas wrote nothing')
for (const name of stale) console.error(`schema/${name} was not current; it is now, commit it`)
process.exitCode = failure === undefined && after.size > 0 && stale.length === 0 ? 0 : 1
