/** `npm run control-plane:build`: makes sure that the programs of the live suite are in the cache. */
import { allPrograms, findPrograms } from './programs.ts'

const found = await findPrograms(allPrograms, (line) => console.error(`control plane: ${line}`))
if (found.folder === undefined) {
	console.error(`control plane: ${found.reason}`)
	process.exitCode = process.env.CI === 'true' ? 1 : 0
} else console.log(found.folder)
