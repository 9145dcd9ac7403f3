/** Where the package is installed, wherever in it this code has been bundled to. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the package's own package.json. */
export function packageRoot(): string {
	let folder = import.meta.dirname
	while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
	return folder
}

/** The version in package.json. */
export function packageVersion(): string {
	const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
		readonly version: string
	}
	return version
}
