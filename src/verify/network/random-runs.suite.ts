/** Properties checked in many random clusters. */
import fc from 'fast-check'
import type { KubeObject } from '../../model/kube-object.ts'
import { seed, times } from '../repeatable.suite.ts'
import { randomCluster, showCluster } from './random-cluster.suite.ts'

/** What is asked about a cluster. */
export interface Draw<Extra> {
	readonly objects: readonly KubeObject[]
	readonly extra: Extra
	/** Chooses among pairs and ports: see `some`. */
	readonly start: number
}

/**
 * Has a property checked in many clusters. A cluster that does not have it is made as small as it can be, and shown.
 *
 * @param clusters - how many, before they are multiplied
 * @param extra - what the property needs besides a cluster
 * @param violations - what is wrong in a cluster, in words
 */
export function checkClusters<Extra>(
	clusters: number,
	extra: fc.Arbitrary<Extra>,
	violations: (draw: Draw<Extra>) => Iterable<string>,
): void {
	const draws = fc.record({ objects: randomCluster, extra, start: fc.nat() })
	const property = fc.property(draws, (draw) => {
		for (const violation of violations(draw)) throw new Error(`${violation}\n${showCluster(draw.objects)}`)
	})
	const { failed, errorInstance, counterexamplePath } = fc.check(property, {
		seed,
		numRuns: Math.ceil(clusters * times),
	})
	if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath}`, { cause: errorInstance })
}
