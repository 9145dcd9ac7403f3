/** Writes objects into a directory that is only written, as `stagewall render` does. */
import { join } from 'node:path'
import type { KubeObject } from '../../model/kube-object.ts'
import { notWritten } from './file-errors.ts'
import { manifestPath } from './manifest-path.ts'
import { replaceFile } from './replace-file.ts'
import { toYaml } from './to-yaml.ts'

/** The first line of each file that Stagewall creates. */
export const header = '# Written by stagewall from stages.yaml; change it there.\n'

/**
 * Writes each object into the file of its {@link manifestPath}, over what stands there. Nothing is removed.
 *
 * @returns the files below the directory, in the order of the objects
 * @throws KnownError `directory/not-written`
 */
export async function writeManifests(directory: string, objects: readonly KubeObject[]): Promise<readonly string[]> {
	const texts = new Map<string, string>()
	for (const object of objects) {
		const path = manifestPath(object)
		const before = texts.get(path)
		// Kinds of one name in two groups share a file.
		texts.set(path, before === undefined ? `${header}${toYaml(object)}` : `${before}---\n${toYaml(object)}`)
	}
	for (const [path, text] of texts)
		await replaceFile(join(directory, path), text).catch(notWritten(join(directory, path)))
	return [...texts.keys()]
}
