/**
 * Clusters: a live API server, a directory of manifests, or a snapshot, behind one interface.
 *
 * @packageDocumentation
 */
export type {
	ApiServer,
	ApplyOptions,
	Cluster,
	Endpoint,
	IssuedToken,
	Observation,
	Progress,
	Verdict,
} from './cluster.ts'
export { type OpenOptions, openCluster, showSource } from './open.ts'
