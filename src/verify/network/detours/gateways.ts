/** Gateways and the routes that attach to them, of the Gateway API. */
import type { KubeObject } from '../../../model/kube-object.ts'
import { notesFor } from '../../reading/notes.ts'
import { at, type Element, elements, text } from '../../reading/raw.ts'
import { readSelector } from '../../reading/read-selector.ts'
import { matches } from '../../reading/selector.ts'
import { namespaceLabels } from '../match.ts'
import type { Network } from '../network.ts'
import type { InStage, Scene } from './scene.ts'
import { gatewayGroup, gatewayKind, routeKinds } from './wants.ts'

/** A part of a Gateway that others may attach to: a listener, or `allowedListeners` for sets of more listeners. */
export interface Door {
	/** Where it says who may, e.g. `spec.listeners[0].allowedRoutes.namespaces`. */
	readonly field: string
	/** `undefined` for what is no listener. */
	readonly name: string | undefined
	readonly hostname: string | undefined
	readonly from: string
	readonly selector: unknown
}

/** The listeners of a Gateway, and whether it takes more from others. Without a word, only its own namespace may attach. */
export function doorsOf(gateway: KubeObject): readonly Door[] {
	const listeners = elements(at(gateway, 'spec', 'listeners'), 'spec.listeners').map(({ field, value }) => ({
		...door(at(value, 'allowedRoutes', 'namespaces'), `${field}.allowedRoutes.namespaces`, 'Same'),
		name: text(value['name']),
		hostname: text(value['hostname']),
	}))
	const more = door(at(gateway, 'spec', 'allowedListeners', 'namespaces'), 'spec.allowedListeners.namespaces', 'None')
	return [...listeners, more]
}

function door(written: unknown, field: string, otherwise: string): Door {
	return {
		field,
		name: undefined,
		hostname: undefined,
		from: text(at(written, 'from')) ?? otherwise,
		selector: at(written, 'selector'),
	}
}

/** Whether a namespace may attach to a Gateway of another one. */
export function admits(
	network: Network,
	gateway: KubeObject,
	{ from, selector, field }: Door,
	namespace: string,
): boolean {
	if (from !== 'Selector') return from === 'All'
	const wanted = readSelector(notesFor(gateway, 'nobody'), selector, `${field}.selector`)
	return matches(wanted, namespaceLabels(network, namespace))
}

/** What a route refers to. */
export interface RouteRef {
	readonly field: string
	readonly group: string
	readonly kind: string
	readonly namespace: string
	readonly name: string
	/** The listener, where the route names one. */
	readonly section: string | undefined
}

/** A route of a stage. */
export interface Route extends InStage {
	readonly parents: readonly RouteRef[]
	readonly backends: readonly RouteRef[]
}

/** The routes of all stages. */
export function routesIn(scene: Scene): readonly Route[] {
	return routeKinds
		.flatMap((kind) => scene.inStages(gatewayKind(kind)))
		.map((route) => ({ ...route, parents: parentsOf(route), backends: backendsOf(route) }))
}

function parentsOf({ object, namespace }: InStage): readonly RouteRef[] {
	return elements(at(object, 'spec', 'parentRefs'), 'spec.parentRefs').map((element) =>
		reference(element, namespace, gatewayGroup, 'Gateway'),
	)
}

/** Where requests are sent, copies and questions whether they may pass included. */
function backendsOf({ object, namespace }: InStage): readonly RouteRef[] {
	return elements(at(object, 'spec', 'rules'), 'spec.rules').flatMap((rule) => {
		const backends = elements(rule.value['backendRefs'], `${rule.field}.backendRefs`)
		return [rule, ...backends]
			.flatMap(aside)
			.concat(backends)
			.map((element) => reference(element, namespace, '', 'Service'))
	})
}

function aside({ field, value }: Element): readonly Element[] {
	return elements(value['filters'], `${field}.filters`).flatMap((filter) =>
		['requestMirror', 'externalAuth'].flatMap((kind) =>
			elements([at(filter.value, kind, 'backendRef')], '').map((backend) => ({
				field: `${filter.field}.${kind}.backendRef`,
				value: backend.value,
			})),
		),
	)
}

function reference({ field, value }: Element, home: string, group: string, kind: string): RouteRef {
	return {
		field,
		group: typeof value['group'] === 'string' ? value['group'] : group,
		kind: text(value['kind']) ?? kind,
		namespace: text(value['namespace']) ?? home,
		name: text(value['name']) ?? '',
		section: text(value['sectionName']),
	}
}
