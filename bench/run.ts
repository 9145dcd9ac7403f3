/**
 * `npm run bench`: everything, or one part by its name (`npm run bench -- network`). Prints tables and writes them to
 * bench/RESULTS.md.
 */
const parts: Readonly<Record<string, () => Promise<void>>> = {
	cluster: async () => (await import('./cluster.ts')).benchCluster(),
	network: async () => (await import('./network.ts')).benchNetwork(),
	guards: async () => (await import('./guards.ts')).benchGuards(),
	access: async () => (await import('./access.ts')).benchAccess(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => parts[name] === undefined)
if (unknown !== undefined)
	throw new Error(`there is no benchmark ${unknown}; there are ${Object.keys(parts).join(', ')}`)
for (const [name, run] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await run()
