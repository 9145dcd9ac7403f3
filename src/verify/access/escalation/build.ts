/** Builds the graph of what leads to what. */
import { accountUser, masters } from '../../../model/access.ts'
import type { Access } from '../access.ts'
import { addConsequences } from './consequences.ts'
import { Graph } from './graph.ts'
import { addHolder, halvesOf, leads } from './hold.ts'
import { alsoOf, holdersOf } from './holdings.ts'
import type { Surroundings } from './surroundings.ts'

/** The graph of a cluster. */
export function escalationGraph(access: Access, around: Surroundings): Graph {
	const graph = new Graph()
	for (const [namespace, names] of access.accounts) for (const name of names) addAccount(graph, namespace, name)
	const holders = holdersOf(access)
	for (const holder of holders.values()) addHolder(graph, holder, holders, around)
	addConsequences(graph, around, halvesOf(holders))
	addUnbound(graph)
	return graph
}

/** Whom no binding names somebody can be all the same, by impersonation; what their groups have comes with it. */
function addUnbound(graph: Graph): void {
	for (const [number, place] of graph.places.entries()) {
		if ((place.type !== 'user' && place.type !== 'group') || graph.next(number).length > 0) continue
		for (const each of alsoOf(place)) leads(graph, place, each)
		if (place.type === 'group' && place.name === masters) leads(graph, place, { type: 'everything' })
	}
}

/** A service account is in its groups, and is one of its namespace's. */
function addAccount(graph: Graph, namespace: string, name: string): void {
	const self = { type: 'user', name: accountUser(namespace, name) } as const
	for (const each of alsoOf(self)) leads(graph, self, each)
	leads(graph, { type: 'accounts', namespace }, self)
}
