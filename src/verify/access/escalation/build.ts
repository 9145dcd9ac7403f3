/** Builds the graph of what leads to what. */
import { accountUser } from '../../../model/access.ts'
import type { Access } from '../access.ts'
import { addConsequences } from './consequences.ts'
import { Graph } from './graph.ts'
import { addHolder, halvesOf, leads } from './hold.ts'
import { groupsOf, holdersOf } from './holdings.ts'
import type { Surroundings } from './surroundings.ts'

/** The graph of a cluster. */
export function escalationGraph(access: Access, around: Surroundings): Graph {
	const graph = new Graph()
	for (const [namespace, names] of access.accounts) for (const name of names) addAccount(graph, namespace, name)
	const holders = holdersOf(access)
	for (const holder of holders.values()) addHolder(graph, holder, holders, around)
	addConsequences(graph, around, halvesOf(holders))
	return graph
}

/** A service account is in its groups, and is one of its namespace's. */
function addAccount(graph: Graph, namespace: string, name: string): void {
	const self = { type: 'user', name: accountUser(namespace, name) } as const
	for (const group of groupsOf(self)) leads(graph, self, { type: 'group', name: group })
	leads(graph, { type: 'accounts', namespace }, self)
}
