/** The specs of pods in stages, by the workload that they belong to. */
import { grouped, once } from '../../../model/collect.ts'
import { homeOf, type KubeObject, keyOf, type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { isMapping, type Mapping } from '../../reading/notes.ts'
import { at } from '../../reading/raw.ts'
import { controllerIn, templatePath } from '../../reading/workloads.ts'
import type { Endpoint } from '../network.ts'
import { readTemplate } from '../read/read-endpoint.ts'
import type { Scene } from './scene.ts'

/** The spec of a pod or of a template, and where it stands. */
export interface PodSpec {
	readonly stage: string
	readonly owner: ObjectRef
	readonly object: KubeObject
	/** e.g. `['spec', 'template', 'spec']` */
	readonly path: readonly string[]
	readonly spec: Mapping
	/** `undefined` for templates, and where it is not known yet. */
	readonly node: string | undefined
}

/**
 * The specs of which something is true, those of one workload together: its template first, then its pods.
 *
 * @param isWanted - asked of every spec, so it should be quick
 */
export function podSpecs(scene: Scene, isWanted: (spec: Mapping) => boolean): readonly (readonly PodSpec[])[] {
	const endpointOf = endpointFinder(scene)
	const found = scene.input.facts.objects.flatMap((object): readonly PodSpec[] => {
		const stage = scene.stageOf(homeOf(object))
		if (stage === undefined) return []
		const path = pathIn(object)
		const spec = at(object, ...path)
		if (!isMapping(spec) || !isWanted(spec)) return []
		if (!isPod(object))
			// What a controller made is a copy of that one's template, and maybe an old one.
			return readTemplate(object) === undefined || controllerIn(object, undefined) !== undefined
				? []
				: [{ stage, owner: refOf(object), object, path, spec, node: undefined }]
		const endpoint = endpointOf(object)
		return endpoint === undefined ? [] : [{ stage, owner: endpoint.owner, object, path, spec, node: endpoint.node }]
	})
	return [...grouped(found, ({ owner }) => keyOf(owner)).values()].map((specs) =>
		specs.toSorted((a, b) => Number(isPod(a.object)) - Number(isPod(b.object))),
	)
}

function isPod({ apiVersion, kind }: KubeObject): boolean {
	return kind === 'Pod' && apiVersion === 'v1'
}

function pathIn(object: KubeObject): readonly string[] {
	return isPod(object) ? ['spec'] : [...templatePath(object), 'spec']
}

/** Pods that have ended are no endpoints. */
function endpointFinder({ network }: Scene): (pod: KubeObject) => Endpoint | undefined {
	const byNamespace = new Map<string, () => ReadonlyMap<string, Endpoint>>()
	return (pod) => {
		const home = homeOf(pod)
		const known =
			byNamespace.get(home) ??
			once(() => new Map(network.endpointsIn(home).map((endpoint) => [keyOf(endpoint.ref), endpoint])))
		byNamespace.set(home, known)
		return known().get(keyOf(refOf(pod)))
	}
}
