/**
 * What was seen of a cluster, saved in one file, as a cluster.
 *
 * @packageDocumentation
 */
export { openSnapshot } from './open-snapshot.ts'
export { type Recorded, writeSnapshot } from './write-snapshot.ts'
