/** Who wants the requests for which host and path. */
import { kinds } from '../../../model/kinds.ts'
import { at, elements, text, texts } from '../../reading/raw.ts'
import { doorsOf, type Route, type RouteRef, routesIn } from './gateways.ts'
import type { InStage, Scene } from './scene.ts'
import { gatewayKind } from './wants.ts'

/** One host and path that an object of a stage wants. */
export interface Claim extends InStage {
	readonly field: string
	/** In lower case; {@link anyHost} for whatever nobody wants by name. */
	readonly host: string
	readonly path: string
	/** Who routes the requests: an ingress class, or a Gateway; for any host, the listener of it. */
	readonly routers: readonly string[]
}

/** No host by name. */
export const anyHost = '*'

/** All claims of all stages. */
export function hostClaims(scene: Scene): readonly Claim[] {
	return [
		...scene.inStages(kinds.Ingress).flatMap(claimsOfIngress),
		...routesIn(scene).flatMap((route) => claimsOfRoute(scene, route)),
	]
}

function claimsOfIngress(ingress: InStage): readonly Claim[] {
	const { spec, metadata } = ingress.object
	const name = text(at(spec, 'ingressClassName')) ?? metadata.annotations?.['kubernetes.io/ingress.class']
	const routers = [name === undefined ? 'the default ingress class' : `the ingress class ${name}`]
	const rules = elements(at(spec, 'rules'), 'spec.rules')
	if (rules.length === 0) return [{ ...ingress, routers, field: 'spec.defaultBackend', host: anyHost, path: '/' }]
	return rules.flatMap(({ field, value }) => {
		const host = (text(value['host']) ?? anyHost).toLowerCase()
		const paths = elements(at(value, 'http', 'paths'), `${field}.http.paths`)
		if (paths.length === 0) return [{ ...ingress, routers, field, host, path: '/' }]
		return paths.map((path) => ({
			...ingress,
			routers,
			field: path.field,
			host,
			path: tidy(text(path.value['path']) ?? '/'),
		}))
	})
}

function claimsOfRoute(scene: Scene, route: Route): readonly Claim[] {
	const { object, ref, namespace, stage, parents } = route
	const places = parents.flatMap((parent) => placesOf(scene, route, parent))
	const hosts = [...new Set(places.map(({ host }) => host))]
	return hosts.flatMap((host) => {
		const routers = [...new Set(places.filter((place) => place.host === host).map(({ router }) => router))]
		return pathsOf(object).map(({ field, path }) => ({ object, ref, namespace, stage, field, host, path, routers }))
	})
}

interface Place {
	readonly host: string
	readonly router: string
}

/** Without host names of its own, a route has those of the listeners that it attaches to. */
function placesOf(scene: Scene, { object }: Route, { kind, namespace, name, section }: RouteRef): readonly Place[] {
	const router = `${kind} ${namespace}/${name}`
	const own = texts(at(object, 'spec', 'hostnames'))
	if (own.length > 0) return own.map((host) => ({ host: host.toLowerCase(), router }))
	const gateway = scene
		.ofKind(gatewayKind(kind))
		.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
	const listeners = (gateway === undefined ? [] : doorsOf(gateway)).filter(
		(door) => door.name !== undefined && (section === undefined || door.name === section),
	)
	if (listeners.length === 0)
		return [{ host: anyHost, router: section === undefined ? router : `${router} listener ${section}` }]
	return listeners.map((listener) =>
		listener.hostname === undefined
			? { host: anyHost, router: `${router} listener ${listener.name}` }
			: { host: listener.hostname.toLowerCase(), router },
	)
}

/** The paths of an HTTPRoute, the methods of a GRPCRoute; other routes take whatever comes in. */
function pathsOf(route: InStage['object']): readonly { readonly field: string; readonly path: string }[] {
	const rules = elements(at(route, 'spec', 'rules'), 'spec.rules')
	const paths = rules.flatMap((rule) => {
		const matches = elements(rule.value['matches'], `${rule.field}.matches`)
		if (matches.length === 0) return [{ field: rule.field, path: '/' }]
		return matches.map(({ field, value }) => ({ field, path: tidy(pathOf(value)) }))
	})
	return paths.length === 0 ? [{ field: 'spec', path: '/' }] : paths
}

function pathOf(match: unknown): string {
	const [service, method] = [text(at(match, 'method', 'service')), text(at(match, 'method', 'method'))]
	if (service !== undefined || method !== undefined) return `/${[service, method].filter(Boolean).join('/')}`
	return text(at(match, 'path', 'value')) ?? '/'
}

/** `/shop` and `/shop/` are the same to a prefix. */
function tidy(path: string): string {
	return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path
}
