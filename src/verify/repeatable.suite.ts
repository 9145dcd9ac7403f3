/**
 * Runs over random clusters that can be repeated and enlarged from outside: `STAGEWALL_SEED` chooses the clusters, and
 * `STAGEWALL_RUNS` is how many times the usual number of them is looked at (0.1 for a tenth).
 */

/** Where the random clusters come from; it stands in the names of the tests. */
export const seed = Number(process.env['STAGEWALL_SEED'] ?? 1)

/** How many times the usual number of clusters. */
export const times = Number(process.env['STAGEWALL_RUNS'] ?? 1)

/** Milliseconds that a test over random clusters may take; fewer clusters on a loaded machine are not fewer seconds. */
export const patience = { timeout: 180_000 * Math.max(1, times) }
