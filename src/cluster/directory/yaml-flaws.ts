/** What the YAML parser lets pass and kubectl does not, or what readers of YAML disagree about. */
import {
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	type Node,
	type ParsedNode,
	type Scalar,
	type YAMLMap,
} from 'yaml'

/** What is wrong, and where: offsets in the text, as the parser gives them for its own errors. */
export interface Flaw {
	readonly message: string
	readonly pos: readonly [number, number]
}

/** The first flaw of a document. */
export function flawOf(text: string, document: Document.Parsed<ParsedNode>): Flaw | undefined {
	return flawInText(text, document) ?? flawIn(document.contents, new Map())
}

function flawInText(text: string, { directives }: Document.Parsed<ParsedNode>): Flaw | undefined {
	if (directives.yaml.explicit === true && directives.yaml.version !== '1.1')
		return flawAt(0, `YAML ${directives.yaml.version} is asked for, and kubectl reads YAML 1.1 only`)
	const control = /[^\P{Cc}\t\n\r\u0085]/u.exec(text)
	return control === null ? undefined : flawAt(control.index, 'a control character')
}

/** The nodes that an alias can refer to, by their names. */
type Anchors = Map<string, Node>

function flawIn(node: Node | null, anchors: Anchors): Flaw | undefined {
	let flaw: Flaw | undefined
	if (isAlias(node)) return anchors.has(node.source) ? undefined : flawAt(node, `nothing is called *${node.source}`)
	if (node?.tag !== undefined && /:(?:set|omap|pairs)$/.test(node.tag)) return flawAt(node, 'JSON has no sets')
	if (isMap(node)) flaw = flawInMap(node, anchors)
	else if (isSeq(node)) for (const item of node.items) flaw ??= flawIn(item as Node | null, anchors)
	// Only what is complete can be referred to: an alias inside of its own anchor would never end.
	if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) anchors.set(node.anchor, node)
	return flaw
}

function flawInMap(map: YAMLMap, anchors: Anchors): Flaw | undefined {
	const keys = new Set<string>()
	for (const item of map.items) {
		const [key, value] = [item.key as Node | null, item.value as Node | null]
		const flaw =
			flawIn(value, anchors) ??
			(isMergeKey(key) ? flawInMerge(key, value, keys, anchors) : flawInKey(key, keys, map)) ??
			flawIn(key, anchors)
		if (flaw !== undefined) return flaw
	}
	return undefined
}

function isMergeKey(key: Node | null): key is Scalar {
	return isScalar(key) && typeof key.value === 'symbol'
}

function flawInKey(key: Node | null, keys: Set<string>, map: YAMLMap): Flaw | undefined {
	if (isAlias(key)) return undefined
	if (!isScalar(key)) return flawAt(key ?? map, 'a key that is a map or a list; is this a template?')
	if (key.value === null) return flawAt(key, 'a key that is empty')
	const name = String(key.value as string | number | boolean)
	if (keys.has(name)) return flawAt(key, `the key ${JSON.stringify(name)} stands here a second time`)
	keys.add(name)
	return undefined
}

/** A merge key that stands behind a key which it also brings: kubectl takes what comes last, YAML what is written out. */
function flawInMerge(key: Scalar, source: Node | null, keys: Set<string>, anchors: Anchors): Flaw | undefined {
	const target = isAlias(source) ? anchors.get(source.source) : source
	if (isSeq(target)) {
		for (const item of target.items) {
			const flaw = flawInMerge(key, item as Node | null, keys, anchors)
			if (flaw !== undefined) return flaw
		}
		return undefined
	}
	if (!isMap(target)) return flawAt(key, 'what is merged is no map')
	const twice = target.items
		.map((item) => String(isScalar(item.key) ? item.key.value : ''))
		.find((name) => keys.has(name))
	return twice === undefined
		? undefined
		: flawAt(key, `what is merged here also has ${JSON.stringify(twice)}; readers differ in which one counts`)
}

function flawAt(where: Node | number, message: string): Flaw {
	const start = typeof where === 'number' ? where : (where.range?.[0] ?? 0)
	return { message, pos: [start, start] }
}
