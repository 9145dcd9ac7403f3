/** Writes YAML that every reader takes for the same: those of YAML 1.1 (kubectl) and those of YAML 1.2 (kustomize). */
import { Document, visit } from 'yaml'
import type { KubeObject } from '../../model/kube-object.ts'

/** How nested things are indented; a foreign file keeps its own way. */
export interface YamlStyle {
	/** Spaces a level. */
	readonly indent: number
	/** Whether `- ` stands further in than the key above it. */
	readonly indentSeq: boolean
	/** Whether text of several lines may stand below its key (`|`). */
	readonly blockQuote: boolean
}

/**
 * An object as a YAML document: apiVersion, kind, metadata, then the rest.
 *
 * @example toYaml({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-dev' } })
 */
export function toYaml({ apiVersion, kind, metadata, ...rest }: KubeObject): string {
	return printYaml({ apiVersion, kind, metadata, ...rest })
}

/** Any data as YAML. Fields that are `undefined` are left out. */
export function printYaml(data: unknown, style: YamlStyle = { indent: 2, indentSeq: true, blockQuote: true }): string {
	// `compat` quotes what YAML 1.2 alone takes for a number: `0o14`.
	const document = new Document(data, { version: '1.1', compat: 'core', aliasDuplicateObjects: false })
	visit(document, {
		Scalar: (_, node) => {
			if (typeof node.value === 'string' && fragile.test(node.value)) node.type = 'QUOTE_DOUBLE'
		},
	})
	return document
		.toString({ lineWidth: 0, ...style })
		.replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Line breaks of YAML 1.1 alone, and what go-yaml refuses as a control character: to be written as an escape. */
const escaped = /[\x7f-\x9f\u2028\u2029\ufeff]/g

/** Text that has to stand in double quotes: with the above, or with space where go-yaml looks for a block's indentation. */
const fragile = /[\x7f-\x9f\u2028\u2029\ufeff]|^\s|\n[ \t]+(?:\n|$)/
