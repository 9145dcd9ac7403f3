/** `npm run schemas`: writes what is made from the code, the JSON Schemas and the page of access levels. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planJsonSchema } from '../src/plan-file/index.ts'
import { accessLevelsPage } from './access-levels-page.ts'
import { reportSchemas } from './report-schemas.ts'

const root = join(import.meta.dirname, '..')
const schemas = { 'stageplan-v1alpha1.json': planJsonSchema(), ...reportSchemas }

for (const [name, schema] of Object.entries(schemas))
	await writeFile(join(root, 'schema', name), `${JSON.stringify(schema, undefined, '\t')}\n`)
await writeFile(join(root, 'docs/reference/access-levels.md'), accessLevelsPage())
