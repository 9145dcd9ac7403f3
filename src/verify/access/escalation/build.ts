/** Builds the graph of what leads to what. */
import { accountUser, masters } from '../../../model/access.ts'
import type { Access } from '../access.ts'
import { addBindable } from './bindable.ts'
import { addConsequences } from './consequences.ts'
import { targetsOf } from './edges.ts'
import { Graph } from './graph.ts'
import { addHolder, halvesOf } from './hold.ts'
import { alsoOf, holdersOf } from './holdings.ts'
import { subjectAt } from './steps.ts'
import type { Surroundings } from './surroundings.ts'

/** The graph of a cluster. */
export function escalationGraph(access: Access, around: Surroundings): Graph {
	const graph = new Graph()
	for (const [namespace, names] of access.accounts) addAccounts(graph, namespace, names)
	const holders = holdersOf(access)
	addBindable(holders, access)
	for (const holder of holders.all) addHolder(graph, holder, holders, around)
	addConsequences(graph, around, halvesOf(holders))
	addUnbound(graph)
	return graph
}

/** Whom no binding names somebody can be all the same, by impersonation; what their groups have comes with it. */
function addUnbound(graph: Graph): void {
	const { edges } = graph
	for (const [number, place] of graph.places.entries()) {
		const subject = subjectAt(place)
		if (subject === undefined || targetsOf(edges, number).length > 0) continue
		for (const each of alsoOf(subject)) graph.edge(number, graph.at(each))
		if (place.type === 'group' && place.name === masters) graph.edge(number, graph.at({ type: 'everything' }))
	}
}

/** A service account is in its groups, which are the same for all of a namespace; and is one of its namespace's. */
function addAccounts(graph: Graph, namespace: string, names: ReadonlySet<string>): void {
	const home = graph.home(namespace)
	const groups = alsoOf({ kind: 'ServiceAccount', namespace, name: '' })
	for (const name of names) {
		const self = graph.at({ type: 'user', name: accountUser(namespace, name) })
		for (const group of groups) graph.edge(self, graph.at(group))
		graph.edge(home.at('accounts'), self)
	}
}
