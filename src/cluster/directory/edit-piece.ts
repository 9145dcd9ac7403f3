/**
 * Changes objects inside the text of a piece. Whatever is written is read back before it is given out: where the careful way
 * would say something else than was meant, the piece is printed anew, and only its comments are lost.
 */
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../model/kube-object.ts'
import { editYaml, removeFromYaml } from './edit-yaml.ts'
import type { YamlPath } from './parse-yaml.ts'
import { isLikelyJson, parsePiece } from './read-piece.ts'
import { printYaml } from './to-yaml.ts'

/**
 * The text of a piece with one of its objects changed. Comments and formatting of what stays the same are kept.
 *
 * @param change - from the object as it is written to the object as it shall be
 */
export function changeObject(text: string, path: YamlPath, change: (object: KubeObject) => KubeObject): string {
	const data = dataOf(text)
	const after = change(valueAt(data, path) as KubeObject)
	return written(text, withValue(data, path, after), () => editYaml(text, path, after))
}

/**
 * The text of a piece without one of its objects, and without the List around it when that holds nothing else.
 *
 * @returns `undefined` where nothing is left
 */
export function removeObject(text: string, path: YamlPath): string | undefined {
	const data = dataOf(text)
	const item = itemToRemove(data, path)
	if (item === undefined) return undefined
	return written(text, withoutItem(data, item), () => removeFromYaml(text, item))
}

/** The innermost List item around the object that is not alone in its List. */
function itemToRemove(data: unknown, path: YamlPath): YamlPath | undefined {
	for (let length = path.length; length > 0; length--) {
		const parent = valueAt(data, path.slice(0, length - 1))
		if (Array.isArray(parent) && parent.length > 1) return path.slice(0, length)
	}
	return undefined
}

function written(text: string, meant: unknown, carefully: () => string | undefined): string {
	if (isJson(text)) return `${JSON.stringify(meant, null, indentOf(text))}\n`
	const careful = carefully()
	if (careful !== undefined && isDeepStrictEqual(dataOf(careful), plain(meant))) return careful
	const indent = /^( *)- /.exec(text)?.[1] ?? ''
	return `${/^---/m.test(text) ? '---\n' : ''}${printYaml(meant).replace(/^(?=.)/gm, indent)}`
}

/** JSON in a YAML stream may follow a `---`, and is YAML then. */
function isJson(text: string): boolean {
	if (!isLikelyJson(text)) return false
	try {
		JSON.parse(text)
		return true
	} catch {
		return false
	}
}

function indentOf(json: string): string | undefined {
	return /^\s*[{[]\r?\n([ \t]+)/.exec(json)?.[1]
}

function dataOf(text: string): unknown {
	const parsed = parsePiece(text)
	return 'complaint' in parsed ? undefined : parsed.value
}

/** Without what JSON and YAML do not write: fields that are `undefined`. */
function plain(data: unknown): unknown {
	return JSON.parse(JSON.stringify(data))
}

function valueAt(data: unknown, path: YamlPath): unknown {
	return path.reduce((value, key) => (value as Record<string | number, unknown>)[key], data)
}

function withValue(data: unknown, [key, ...rest]: YamlPath, value: unknown): unknown {
	if (key === undefined) return value
	const inner = withValue(valueAt(data, [key]), rest, value)
	return Array.isArray(data) ? data.with(Number(key), inner) : { ...(data as object), [key]: inner }
}

function withoutItem(data: unknown, path: YamlPath): unknown {
	const parent = path.slice(0, -1)
	return withValue(data, parent, (valueAt(data, parent) as unknown[]).toSpliced(Number(path.at(-1)), 1))
}
