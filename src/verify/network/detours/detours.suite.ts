/** Scenes for tables of cases: the stages dev (shop-dev, blog-dev) and test (shop-test), and objects by the line. */
import { parse } from 'yaml'
import type { Finding } from '../../../model/finding.ts'
import { type KubeObject, showRef } from '../../../model/kube-object.ts'
import { caseOf, namespaces } from '../../verify.suite.ts'
import { node } from '../cases/cluster.suite.ts'
import { type Scene, sceneOf } from './scene.ts'

/** A scene of the two stages with these objects besides. */
export function scene(objects: readonly KubeObject[]): Scene {
	return sceneOf(caseOf([...namespaces, ...objects]))
}

/** `severity code subject`, for a note `noted code subject`; where a stage is named, `severity code subject @stage`. */
export function found(check: (scene: Scene) => readonly Finding[], objects: readonly KubeObject[]): readonly string[] {
	return check(scene(objects)).map(({ result, severity, code, subject, stage }) => {
		const about = subject === undefined ? '' : ` ${showRef(subject)}`
		return `${result === 'noted' ? 'noted' : severity} ${code}${about}${stage === undefined ? '' : ` @${stage}`}`
	})
}

/** The messages of what a check finds. */
export function messages(
	check: (scene: Scene) => readonly Finding[],
	objects: readonly KubeObject[],
): readonly string[] {
	return check(scene(objects)).map(({ message }) => message)
}

/** Any object, named `NAMESPACE/NAME` or `NAME`, with the rest of it as YAML. */
export function made(apiVersion: string, kind: string, name: string, rest: string): KubeObject {
	const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name]
	const { labels, annotations, ...more } = parse(rest) as Readonly<Record<string, unknown>>
	return {
		apiVersion,
		kind,
		metadata: {
			name: own ?? '',
			...(namespace === undefined ? {} : { namespace }),
			...(labels === undefined ? {} : { labels: labels as Readonly<Record<string, string>> }),
			...(annotations === undefined ? {} : { annotations: annotations as Readonly<Record<string, string>> }),
		},
		...more,
	}
}

/** A Service with its spec as YAML. */
export function service(name: string, spec: string): KubeObject {
	return made('v1', 'Service', name, `spec: ${spec}`)
}

/** A node with its addresses and the ranges of its pods, each separated by commas. */
export function nodeWith(name: string, addresses: string, podRanges: string): KubeObject {
	return { ...node(name, '', addresses), spec: { podCIDRs: podRanges.split(',') } }
}
