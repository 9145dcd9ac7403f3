/**
 * A cluster where no two workloads are alike to policies: each is a service with a label, a port and a policy of its own, which lets
 * in the few services that call it and lets it out to the few that it calls. The same seed gives the same cluster.
 */
import type { JsonObject, KubeObject } from '../src/model/kube-object.ts'
import { allowDns, denyAll, nodeOf, object, podOf, policy, randomOf } from './network-model.ts'

/** How large. */
export interface ServicesSize {
	readonly apps: number
	readonly stages: readonly string[]
	readonly servicesPerNamespace: number
	readonly seed: number
}

interface Service {
	readonly name: string
	readonly namespace: string
	readonly port: number
	readonly calls: Set<Service>
	readonly callers: Set<Service>
}

/** All objects of a model: namespaces, nodes, policies, pods, in this order. */
export function servicesModelOf(size: ServicesSize): readonly KubeObject[] {
	const stages = servicesOf(size)
	const services = [...stages.values()].flat()
	const nodes = Math.max(3, Math.ceil(services.length / 100))
	return [
		...[...stages].flatMap(([stage, own]) =>
			[...new Set(own.map(({ namespace }) => namespace))].flatMap((name) => [
				object('v1', 'Namespace', name, undefined, { stage }),
				denyAll(name),
				allowDns(name),
			]),
		),
		object('v1', 'Namespace', 'kube-system', undefined, {}),
		...Array.from({ length: nodes }, (_, node) => nodeOf(node)),
		...services.map(ownPolicy),
		...services.map(({ name, namespace, port }, address) =>
			podOf(`${name}-0`, namespace, labelsOf(name), port, address, nodes),
		),
	]
}

/** By stage; each calls three others of its stage, two of these in its own namespace. */
function servicesOf({
	apps,
	stages,
	servicesPerNamespace,
	seed,
}: ServicesSize): ReadonlyMap<string, readonly Service[]> {
	const random = randomOf(seed)
	const below = (count: number): number => Math.floor(random() * count)
	let count = 0
	const one = (namespace: string): Service => ({
		name: `service-${count++}`,
		namespace,
		port: 8000 + below(1000),
		calls: new Set(),
		callers: new Set(),
	})
	return new Map(
		stages.map((stage) => {
			const services = Array.from({ length: apps * servicesPerNamespace }, (_, index) =>
				one(`app${Math.floor(index / servicesPerNamespace)}-${stage}`),
			)
			for (const [index, service] of services.entries()) {
				const home = index - (index % servicesPerNamespace)
				const near = [1, 2].map(() => home + below(servicesPerNamespace))
				for (const place of [...near, below(services.length)]) connect(service, services[place] as Service)
			}
			return [stage, services] as const
		}),
	)
}

function connect(caller: Service, called: Service): void {
	if (caller === called) return
	caller.calls.add(called)
	called.callers.add(caller)
}

function ownPolicy(service: Service): KubeObject {
	const { name, namespace, port, calls, callers } = service
	const peer = (other: Service): JsonObject => ({
		podSelector: { matchLabels: labelsOf(other.name) },
		...(other.namespace === namespace
			? {}
			: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other.namespace } } }),
	})
	return policy(namespace, name, {
		podSelector: { matchLabels: labelsOf(name) },
		policyTypes: ['Ingress', 'Egress'],
		ingress: callers.size === 0 ? [] : [{ from: [...callers].map(peer), ports: [{ port }] }],
		egress: [...calls].map((called) => ({ to: [peer(called)], ports: [{ port: called.port }] })),
	})
}

function labelsOf(name: string): Readonly<Record<string, string>> {
	return { 'app.kubernetes.io/name': name }
}
