/** Applies to a tree of manifests, and removes from it. */
import { rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from '../../model/change.ts'
import { kindKey, kindOf, kinds } from '../../model/kinds.ts'
import { type KubeObject, keyOf, refOf, showRef } from '../../model/kube-object.ts'
import { changeObject, removeObject } from './edit-piece.ts'
import { notWritten } from './file-errors.ts'
import { manifestPath } from './manifest-path.ts'
import { merge } from './merge.ts'
import type { Found, ReadFile } from './read-file.ts'
import { replaceFile } from './replace-file.ts'
import { toYaml } from './to-yaml.ts'
import type { Tree } from './tree.ts'
import { header } from './write-manifests.ts'

/** Namespaces that every API server makes by itself (pkg/controlplane, systemnamespaces). */
const systemNamespaces = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease'])

/** Makes an object as desired, in its document where it has one, else in a file of its own. */
export async function applyTo(tree: Tree, root: string, desired: KubeObject, dryRun: boolean): Promise<Outcome> {
	const wanted = JSON.parse(JSON.stringify(desired)) as KubeObject
	const key = keyOf(refOf(wanted))
	const found = dryRun ? tree.find(key) : await current(tree, key)
	if (found === undefined) return create(tree, root, wanted, dryRun)
	const object = merge(found.object, wanted)
	if (!dryRun && !isDeepStrictEqual(object, found.object))
		await write(
			tree,
			root,
			found.file,
			textWith(found, (text) => changeObject(text, found.path, (written) => merge(written, wanted))),
		)
	return { type: 'applied', object }
}

/**
 * Removes an object wherever it is defined, and with a Namespace everything in it, as the API server does. The Namespace goes
 * last, so that an interrupted removal can be taken up again.
 */
export async function removeFrom(tree: Tree, root: string, observed: KubeObject, dryRun: boolean): Promise<Outcome> {
	const key = keyOf(refOf(observed))
	const { name, uid } = observed.metadata
	const found = tree.find(key)
	if (uid !== undefined && (found?.object.metadata.uid ?? uid) !== uid)
		return { type: 'refused', reason: 'failed', message: `${showRef(refOf(observed))} is another one by now` }
	if (dryRun) return { type: 'deleted' }
	if (isNamespace(observed)) await removeAll(tree, root, ({ object }) => object.metadata.namespace === name)
	await removeAll(tree, root, ({ object }) => object.metadata.name === name && keyOf(refOf(object)) === key)
	return { type: 'deleted' }
}

type Test = (found: Found) => boolean

function first(tree: Tree, test: Test): Found | undefined {
	for (const found of tree.found()) if (test(found)) return found
	return undefined
}

/** Where an object is now: its file may have been edited since the tree was read. */
async function current(tree: Tree, key: string): Promise<Found | undefined> {
	const remembered = tree.find(key)
	if (remembered === undefined) return undefined
	await tree.refresh(remembered.file)
	const found = tree.find(key)
	if (found?.file === remembered.file) return found
	await tree.read()
	return tree.find(key)
}

async function create(tree: Tree, root: string, object: KubeObject, dryRun: boolean): Promise<Outcome> {
	const { namespace } = object.metadata
	if (namespace !== undefined && !isThere(tree, namespace))
		return { type: 'refused', reason: 'missing', message: `namespaces "${namespace}" not found` }
	const file = manifestPath(object)
	const content = await tree.refresh(file)
	if (content !== undefined && !isReadable(content)) {
		const message = `${join(root, file)} is where it would be written, and what stands there could not be read`
		return { type: 'refused', reason: 'failed', message }
	}
	if (!dryRun) await write(tree, root, file, `${beginning(content)}${toYaml(object)}`)
	return { type: 'applied', object }
}

function isThere(tree: Tree, namespace: string): boolean {
	return systemNamespaces.has(namespace) || tree.find(keyOf({ ...kinds.Namespace, name: namespace })) !== undefined
}

function isReadable(content: ReadFile): content is ReadFile & { readonly text: string } {
	return 'pieces' in content && content.pieces.every(({ complaints }) => complaints.length === 0)
}

/** What stands in the file already stays before the new object. */
function beginning(content: { readonly text: string } | undefined): string {
	return content === undefined || content.text.trim() === '' ? header : `${content.text.trimEnd()}\n---\n`
}

function isNamespace(object: KubeObject): boolean {
	const kind = kindOf(object)
	return kind !== undefined && kindKey(kind) === kindKey(kinds.Namespace)
}

async function removeAll(tree: Tree, root: string, test: Test): Promise<void> {
	for (let found = first(tree, test); found !== undefined; found = first(tree, test)) {
		const { file } = found
		await tree.refresh(file)
		const now = first(tree, (each) => each.file === file && test(each))
		if (now !== undefined) await removeOne(tree, root, now)
	}
}

async function removeOne(tree: Tree, root: string, found: Found): Promise<void> {
	const { file, pieces, piece, path } = found
	const rest = removeObject(pieces[piece]?.text ?? '', path)
	if (rest !== undefined || pieces.some(({ isEmpty }, index) => index !== piece && !isEmpty))
		return write(
			tree,
			root,
			file,
			textWith(found, () => rest ?? ''),
		)
	await rm(join(root, file)).catch(notWritten(join(root, file)))
	await tree.refresh(file)
	await removeEmptyFolders(root, dirname(file))
}

/** The text of an object's file, with the piece that it is in changed. */
function textWith({ pieces, piece }: Found, change: (text: string) => string): string {
	return pieces.map(({ text }, index) => (index === piece ? change(text) : text)).join('')
}

async function write(tree: Tree, root: string, file: string, text: string): Promise<void> {
	await replaceFile(join(root, file), text).catch(notWritten(join(root, file)))
	await tree.refresh(file)
}

/** From the inside out, up to the first that holds something or is a link. The root stays. */
async function removeEmptyFolders(root: string, innermost: string): Promise<void> {
	for (let folder = innermost; folder !== '.'; folder = dirname(folder)) {
		const isRemoved = await rmdir(join(root, folder)).then(
			() => true,
			() => false,
		)
		if (!isRemoved) return
	}
}
