/**
 * A tree of manifests as a cluster, and the files that Stagewall writes into one.
 *
 * @packageDocumentation
 */
export { openDirectory } from './directory-cluster.ts'
export { manifestPath } from './manifest-path.ts'
export { toYaml } from './to-yaml.ts'
export { writeManifests } from './write-manifests.ts'
