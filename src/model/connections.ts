/** Connections that policies allow, as they are listed: one by one for programs, in groups for people. */

/** A connection: who, to whom, on which ports. */
export interface Connection {
	/** `namespace/Kind/name`, or addresses such as `10.0.0.0-10.0.0.255`. */
	readonly from: string
	readonly to: string
	/** e.g. `TCP 80,443; UDP 53`, or `all` */
	readonly ports: string
}

/** Every one of `from` to every one of `to`. */
export interface ConnectionGroup {
	/** Stages; `undefined` for namespaces that are in none, and outside. */
	readonly fromStage: string | undefined
	readonly toStage: string | undefined
	/** Whether one side is outside of the cluster. */
	readonly outside: boolean
	/**
	 * `stage:dev`, `everything in no stage` or `everything`; or `shop-dev/*` for everything in a namespace, single workloads and
	 * pods, sorted; or ranges of addresses.
	 */
	readonly from: readonly string[]
	readonly to: readonly string[]
	readonly ports: string
	/** How many connections of the list these are. */
	readonly connections: number
}
