/** The layer rules of ARCHITECTURE.md, each with its reason. `npm run layers` checks them; test/program/layers.test.ts shows that they bite. */

// Without its parser dependency-cruiser finds no modules, and so nothing wrong with them: better to fail here.
require.resolve('@swc/core')

/** Tests may reach across layers to arrange what they test. */
const tests = '\\.(test|suite)\\.ts$'
const model = '^src/model/'

function rule(name, comment, from, to) {
	return { name, comment, severity: 'error', from: { path: from, pathNot: tests }, to }
}

/** A folder imports itself and what is listed, and nothing more: no package and nothing of Node. */
function mayImport(folder, allowed, comment) {
	const from = `^src/${folder}/`
	return rule(`${folder}-stays-in-its-layer`, comment, from, { pathNot: [from, ...allowed] })
}

/** Of our own files these import themselves and what is listed; packages and Node are free. */
function mayImportOfOurs(name, from, allowed, comment) {
	return rule(`${name}-stays-in-its-layer`, comment, from, { path: '^src/', pathNot: [from, ...allowed] })
}

/** Only these files may import something. */
function onlyIn(name, files, modules, comment) {
	const forbidden = rule(name, comment, '^src/', { path: modules })
	return { ...forbidden, from: { path: '^src/', pathNot: [tests, ...files] } }
}

module.exports = {
	forbidden: [
		mayImport(
			'model',
			[],
			'The vocabulary depends on nothing: everybody can speak it, and it does the same everywhere.',
		),
		mayImport(
			'compile',
			[model],
			'Pure: the same tenancy gives the same objects, byte for byte, with no file, clock or library involved.',
		),
		mayImport(
			'verify',
			[model],
			'Pure: a proof depends on the facts alone, so that a snapshot proves the same as the cluster it was taken of.',
		),
		mayImport('verify/reading', [model], 'Every engine reads with it, so it knows none of them.'),
		{
			name: 'engines-stand-alone',
			comment:
				'Each engine is a library by itself; what several need is in verify/reading/ or in a file of verify/, where everybody finds it.',
			severity: 'error',
			from: { path: '^src/verify/([^/]+)/', pathNot: [tests, '^src/verify/reading/'] },
			to: { path: '^src/verify/[^/]+/', pathNot: '^src/verify/(reading|$1)/' },
		},
		mayImport(
			'reconcile',
			[model, '^src/cluster/cluster\\.ts$'],
			'It talks to the Cluster interface only, so that a directory and a live cluster are planned and changed alike.',
		),
		mayImport(
			'report',
			[model],
			'It prints results; what it could compute or look up belongs before the result, where JSON readers get it too.',
		),
		mayImportOfOurs(
			'plan-file',
			'^src/plan-file/',
			[model],
			'A plan is loaded without knowing what will be made of it.',
		),
		mayImportOfOurs(
			'cluster',
			'^src/cluster/',
			[model],
			'A cluster answers questions; what they are for is not its business.',
		),
		mayImportOfOurs(
			'pipeline',
			'^src/(pipeline|targets|looking|foresight|reviews|in-force|break-glass|ci-kubeconfig)\\.ts$',
			[model, '^src/(plan-file|compile|cluster|verify|reconcile)/'],
			'The pipeline is the library: neither flags before it nor printing after it.',
		),
		mayImportOfOurs('main', '^src/main\\.ts$', ['^src/cli/'], 'The executable is the command line and nothing else.'),
		rule('nothing-imports-the-executable', 'Importing it would run the program.', '^', { path: '^src/main\\.ts$' }),
		onlyIn(
			'files-at-the-edge',
			// The command line finds its own package's files, and the demo copies its example as a user would.
			['^src/cluster/', '^src/plan-file/', '^src/cli/(package-root|commands/demo)\\.ts$'],
			'^(node:)?fs(/promises)?$',
			'Only cluster/ and plan-file/ touch files: everything else can be tested without any.',
		),
		onlyIn(
			'network-at-the-edge',
			['^src/cluster/'],
			'^(node:)?(http|https|http2|net|tls|dgram|dns)(/promises)?$|(^|node_modules/)(undici|@kubernetes/client-node)(/|$)',
			'Only cluster/ talks to a network; its client alone knows about proxies, certificates, patience and limits.',
		),
		onlyIn(
			'process-at-the-top',
			['^src/cli/', '^src/main\\.ts$'],
			'^(node:)?process$',
			'Only cli/ touches the process, so that the whole program runs in memory in tests. (The global `process`: .oxlintrc.json.)',
		),
		rule('no-tests-in-the-program', 'Tests are not in the package.', '^src/', {
			path: [tests, '^(test|bench|scripts)/'],
		}),
		rule('nothing-unresolved', 'A rule cannot judge what it cannot find.', '^src/', { couldNotResolve: true }),
		rule('no-cycles', 'In a cycle no file can be understood before the others.', '^', {
			circular: true,
			// The demo runs the other commands through the program that it is itself a command of: a lazy import.
			viaOnly: { dependencyTypesNot: ['dynamic-import'] },
		}),
	],
	options: {
		// TypeScript 7 has no API that dependency-cruiser could parse with.
		parser: 'swc',
		// `import type` counts: knowing of a layer is what the rules are about.
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default'],
			extensions: ['.ts', '.js', '.json'],
		},
	},
}
