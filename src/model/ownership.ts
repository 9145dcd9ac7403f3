/** How Stagewall knows its own objects again, and how it recognises those of others. */
import type { KubeObject } from './kube-object.ts'

/** The field manager of every server-side apply. */
export const fieldManager = 'stagewall'

/** The label on each object that Stagewall wrote; its value is the plan's name. Only such objects are ever deleted. */
export const planLabel = 'stagewall.dev/plan'

/** The annotation that carries the reason of an `allow`. */
export const reasonAnnotation = 'stagewall.dev/reason'

/** The name of the plan that wrote an object, if one did. */
export function planOf(object: KubeObject): string | undefined {
	return object.metadata.labels?.[planLabel]
}

/** Another tool that writes an object, and by what it is known. */
export interface Owner {
	readonly tool: 'Argo CD' | 'Flux' | 'Helm'
	/** The application, kustomization or release. */
	readonly name: string
}

/** The marks that GitOps tools leave on the objects they write, as their documentation states them. */
const marks: readonly {
	tool: Owner['tool']
	on: 'labels' | 'annotations'
	key: string
	name: (value: string) => string
}[] = [
	{
		tool: 'Argo CD',
		on: 'annotations',
		key: 'argocd.argoproj.io/tracking-id',
		name: (value) => value.split(':')[0] ?? value,
	},
	{ tool: 'Argo CD', on: 'labels', key: 'argocd.argoproj.io/instance', name: (value) => value },
	{ tool: 'Flux', on: 'labels', key: 'kustomize.toolkit.fluxcd.io/name', name: (value) => value },
	{ tool: 'Flux', on: 'labels', key: 'helm.toolkit.fluxcd.io/name', name: (value) => value },
	{ tool: 'Helm', on: 'annotations', key: 'meta.helm.sh/release-name', name: (value) => value },
]

/** The GitOps tool that carries an object, if its marks say so. */
export function ownerOf({ metadata }: KubeObject): Owner | undefined {
	for (const { tool, on, key, name } of marks) {
		const value = metadata[on]?.[key]
		if (value !== undefined) return { tool, name: name(value) }
	}
	return undefined
}
