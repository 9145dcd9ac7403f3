/**
 * What leads to what: subjects, the powers that they hold, and whom these powers let them become.
 *
 * Everything is a numbered node; an edge says "whoever has this has that as well". Where two things are needed together, that is a
 * pair. The number of nodes and edges grows with bindings, rules, namespaces and pods, never with their product.
 */
import { type Edges, sortedEdges, targetsOf } from './edges.ts'
import type { Power } from './powers.ts'

/** Something that somebody can have. */
export type Place =
	/** To be a user, a service account (`system:serviceaccount:…`), or a member of a group. */
	| { readonly type: 'user' | 'group'; readonly name: string }
	/** A power over a namespace, or over the whole cluster where none is named. */
	| { readonly type: 'power'; readonly power: Power; readonly namespace?: string }
	/** Every right in a namespace. */
	| { readonly type: 'admin'; readonly namespace: string }
	/** To be any service account of a namespace. */
	| { readonly type: 'accounts'; readonly namespace: string }
	/** To change something in a namespace, to read its Secrets. */
	| { readonly type: 'write' | 'secrets'; readonly namespace: string }
	/** To change something in every namespace; to have every right in each; to run pods in some. */
	| { readonly type: 'write-anywhere' | 'admin-anywhere' | 'run-somewhere' }
	/** To be root on a node; on whichever one likes where none is named. */
	| { readonly type: 'node'; readonly name?: string }
	/** To be any user who is no service account. */
	| { readonly type: 'anyone' }
	/** To approve certificates by which others, or kubelets, are known to the API server; to have one of any name and group. */
	| { readonly type: 'sign-clients' | 'sign-kubelets' | 'certificate' }
	/** Every right there is. */
	| { readonly type: 'everything' }

type PlaceAtHome = Place & { readonly namespace: string }

function isAtHome(place: Place): place is PlaceAtHome {
	return 'namespace' in place && place.namespace !== undefined
}

/** What a place of a namespace is called by there: a power by its name, others by their type. */
export type Kind = Power | 'admin' | 'accounts' | 'write' | 'secrets'

/** One string for each place. */
export function placeKey(place: Place): string {
	return `${kindOf(place)}:${nameOf(place)}`
}

/** No power is called as a type of place is, but for one that holds in namespaces alone. */
function kindOf(place: PlaceAtHome): Kind
function kindOf(place: Place): string
function kindOf(place: Place): string {
	return place.type === 'power' ? place.power : place.type
}

function nameOf(place: Place): string {
	switch (place.type) {
		case 'user':
		case 'group':
			return place.name
		case 'node':
			return place.name ?? ''
		case 'power':
			return place.namespace ?? ''
		case 'admin':
		case 'accounts':
		case 'write':
		case 'secrets':
			return place.namespace
		default:
			return ''
	}
}

/** Two places that lead to a third together. */
export interface Pair {
	readonly both: readonly [number, number]
	readonly to: number
}

/** A graph under construction, and then for good. */
export class Graph {
	readonly places: Place[] = []
	readonly pairs: Pair[] = []
	readonly #homes = new Map<string, Home>()
	/** Places of no namespace, by kind, then by name: keys put together for each would be most of the work. */
	readonly #numbers = new Map<string, Map<string, number>>()
	/** Where each edge begins and where it ends, in the order in which they came. */
	readonly #from: number[] = []
	readonly #to: number[] = []
	#edges: Edges | undefined

	/** The number of a place; a new one where it has none. */
	at(place: Place): number {
		if (isAtHome(place)) return this.home(place.namespace).at(kindOf(place))
		const kind = kindOf(place)
		let ofKind = this.#numbers.get(kind)
		if (ofKind === undefined) {
			ofKind = new Map()
			this.#numbers.set(kind, ofKind)
		}
		const name = nameOf(place)
		let number = ofKind.get(name)
		if (number === undefined) {
			number = this.places.push(place) - 1
			ofKind.set(name, number)
		}
		return number
	}

	/** The number of a place; `undefined` where nobody could have it. */
	find(place: Place): number | undefined {
		if (isAtHome(place)) return this.#homes.get(place.namespace)?.find(kindOf(place))
		return this.#numbers.get(kindOf(place))?.get(nameOf(place))
	}

	/** The places of a namespace. */
	home(namespace: string): Home {
		let home = this.#homes.get(namespace)
		if (home === undefined) {
			home = new Home(namespace, this.places)
			this.#homes.set(namespace, home)
		}
		return home
	}

	/** Whoever has the one has the other. */
	edge(from: number, to: number): void {
		if (from === to) return
		this.#from.push(from)
		this.#to.push(to)
		this.#edges = undefined
	}

	/** Whoever has both has the third. */
	pair(a: number, b: number, to: number): void {
		this.pairs.push({ both: [a, b], to })
	}

	/** Where a place leads to. */
	next(number: number): readonly number[] {
		return [...targetsOf(this.edges, number)]
	}

	/** All edges that there are by now; whoever adds some and asks again has them sorted anew. */
	get edges(): Edges {
		this.#edges ??= sortedEdges(this.size, this.#from, this.#to)
		return this.#edges
	}

	get size(): number {
		return this.places.length
	}
}

/** The places of a namespace: those who ask for several look the namespace up once. */
export class Home {
	readonly #namespace: string
	readonly #places: Place[]
	readonly #numbers = new Map<Kind, number>()

	/** @param places - all of the graph, where new ones are added */
	constructor(namespace: string, places: Place[]) {
		this.#namespace = namespace
		this.#places = places
	}

	/** The number of a place; a new one where it has none. */
	at(kind: Kind): number {
		let number = this.#numbers.get(kind)
		if (number === undefined) {
			number = this.#places.push(placeAt(kind, this.#namespace)) - 1
			this.#numbers.set(kind, number)
		}
		return number
	}

	/** The number of a place; `undefined` where nobody could have it. */
	find(kind: Kind): number | undefined {
		return this.#numbers.get(kind)
	}
}

function placeAt(kind: Kind, namespace: string): PlaceAtHome {
	return kind === 'admin' || kind === 'accounts' || kind === 'write' || kind === 'secrets'
		? { type: kind, namespace }
		: { type: 'power', power: kind, namespace }
}
