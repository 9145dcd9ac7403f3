/**
 * The executable as a few files: dist/bin/stagewall.js and what it loads on demand. tsc's output works as well, but loading
 * its two hundred modules costs three times the work of a `stagewall check`.
 */
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

await build({
	entryPoints: { stagewall: join(root, 'src/main.ts') },
	outdir: join(root, 'dist/bin'),
	bundle: true,
	splitting: true,
	platform: 'node',
	format: 'esm',
	target: 'node20',
	// Less to read at each start; names stay, for the stack of a bug.
	minifyWhitespace: true,
	minifySyntax: true,
	// Loaded for exec plugins and OIDC alone, and far larger than everything else together.
	external: ['@kubernetes/client-node'],
	// CommonJS packages inside ask for Node's modules by `require`.
	banner: {
		js: "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);",
	},
	// Its ES modules, of which only what is used is taken along; for Node it names the CommonJS ones.
	alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
	logLevel: 'warning',
})
await chmod(join(root, 'dist/bin/stagewall.js'), 0o755)
