/** Clusters by the line, for tables of cases. */
import type { Facts } from '../../model/facts.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { FoundStages } from './found.ts'

/**
 * Facts of a cluster with these namespaces, separated by commas, each with its labels behind its name. Of a namespace with `~`
 * before its name only a Deployment in it is known.
 *
 * @example clusterOf('shop-dev env=dev team=shop, ~shop-prod')
 */
export function clusterOf(namespaces: string, more: Partial<Facts> = {}): Facts {
	const objects = namespaces
		.split(',')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line) => {
			const [name = '', ...labels] = line.split(/\s+/)
			return name.startsWith('~') ? deploymentIn(name.slice(1)) : namespace(name, labels)
		})
	return { cluster: 'here', objects, unseen: [], absent: [], ...more }
}

function namespace(name: string, labels: readonly string[]): KubeObject {
	const pairs = labels.map(
		(label) => [label.slice(0, label.indexOf('=')), label.slice(label.indexOf('=') + 1)] as const,
	)
	return {
		apiVersion: 'v1',
		kind: 'Namespace',
		metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...Object.fromEntries(pairs) } },
	}
}

/** A Deployment in a namespace. */
export function deploymentIn(namespaceName: string): KubeObject {
	return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: namespaceName } }
}

/** By what, then a line for each stage with its other spellings, then who is neutral and who is left out. */
export function shown({ by, stages, neutral, leftOut }: FoundStages): readonly string[] {
	return [
		by.type === 'label' ? `label ${by.key}` : by.type,
		...stages.map(
			({ name, namespaces, synonyms }) =>
				`${name}${synonyms.length === 0 ? '' : ` (${synonyms.join(' ')})`}: ${namespaces.join(' ')}`,
		),
		...(neutral.length === 0 ? [] : [`neutral: ${neutral.join(' ')}`]),
		...(leftOut.length === 0
			? []
			: [`left out: ${leftOut.map((each) => `${each.namespace}=${each.value}`).join(' ')}`]),
	]
}
