/**
 * Ingress controllers and cluster DNS by the names under which a plan may give them: where their pods run in a usual
 * installation and by which labels they are known. Data only; whoever installs differently writes the peers out instead.
 */
import type { Dns, IngressController, OutsidePeer } from './tenancy.ts'

/** A known ingress controller. */
export interface IngressPreset {
	readonly description: string
	/** `undefined` where no policy can be written from the name alone; {@link note} says why and what to do. */
	readonly controller: IngressController | undefined
	/** What a user of the preset has to know. */
	readonly note?: string
}

function pods(
	namespace: string | Readonly<Record<string, string>>,
	labels: Readonly<Record<string, string>>,
): OutsidePeer {
	return { type: 'pods', namespace, pods: labels }
}

function cidr(range: string): OutsidePeer {
	return { type: 'cidr', cidr: range, except: [] }
}

function controller(name: string, ...peers: readonly OutsidePeer[]): IngressController {
	return { name, peers }
}

/** Ingress controllers by name. */
export const ingressPresets: Readonly<Record<string, IngressPreset>> = {
	traefik: {
		description: 'Traefik, installed by its Helm chart into the namespace traefik',
		controller: controller('traefik', pods('traefik', { 'app.kubernetes.io/name': 'traefik' })),
	},
	'traefik-k3s': {
		description: 'Traefik as k3s brings it, in the namespace kube-system',
		controller: controller('traefik-k3s', pods('kube-system', { 'app.kubernetes.io/name': 'traefik' })),
	},
	'ingress-nginx': {
		description: 'ingress-nginx, the retired controller of the Kubernetes project',
		controller: controller(
			'ingress-nginx',
			pods('ingress-nginx', {
				'app.kubernetes.io/component': 'controller',
				'app.kubernetes.io/name': 'ingress-nginx',
			}),
		),
		note: 'Retired in March 2026 and without security updates since; its own README warns against clusters with several tenants. Move to another controller.',
	},
	nginx: {
		description: 'F5 NGINX Ingress Controller',
		controller: controller('nginx', pods('nginx-ingress', { 'app.kubernetes.io/name': 'nginx-ingress' })),
	},
	'nginx-gateway-fabric': {
		description: 'F5 NGINX Gateway Fabric',
		controller: undefined,
		note: "Its NGINX pods run in the namespace of each Gateway: give that namespace and the pods' labels instead.",
	},
	haproxy: {
		description: 'HAProxy Kubernetes Ingress Controller',
		controller: controller('haproxy', pods('haproxy-controller', { 'app.kubernetes.io/name': 'kubernetes-ingress' })),
	},
	contour: {
		description: 'Contour; its Envoy pods carry the traffic',
		controller: controller('contour', pods('projectcontour', { app: 'envoy' })),
	},
	istio: {
		description: 'The ingress gateway of Istio, in istio-ingress or istio-system',
		controller: controller(
			'istio',
			// The gateway chart labels its pods with the release's name without "istio-"; both names are in common use.
			pods('istio-ingress', { istio: 'ingress' }),
			pods('istio-ingress', { istio: 'ingressgateway' }),
			pods('istio-system', { istio: 'ingressgateway' }),
		),
		note: 'Gateways made through the Gateway API run in their own namespace, labelled gateway.networking.k8s.io/gateway-name: give these instead.',
	},
	'envoy-gateway': {
		description: 'Envoy Gateway with its proxies in envoy-gateway-system',
		controller: controller(
			'envoy-gateway',
			pods('envoy-gateway-system', {
				'app.kubernetes.io/component': 'proxy',
				'app.kubernetes.io/managed-by': 'envoy-gateway',
			}),
		),
		note: 'In GatewayNamespace mode the proxies run in the namespace of each Gateway: give that namespace instead.',
	},
	kong: {
		description: 'Kong Ingress Controller; its gateway pods carry the traffic',
		controller: controller(
			'kong',
			pods('kong', { 'app.kubernetes.io/component': 'app', 'app.kubernetes.io/name': 'gateway' }),
			pods('kong', { 'app.kubernetes.io/component': 'app', 'app.kubernetes.io/name': 'kong' }),
		),
	},
	openshift: {
		description: 'The OpenShift router',
		controller: controller('openshift', pods({ 'policy-group.network.openshift.io/ingress': '' }, {})),
	},
	aks: {
		description: 'Application routing add-on of Azure Kubernetes Service',
		controller: controller(
			'aks',
			pods('app-routing-system', {
				'app.kubernetes.io/component': 'ingress-controller',
				'app.kubernetes.io/managed-by': 'aks-app-routing-operator',
			}),
		),
		note: 'It is built on ingress-nginx, which is retired.',
	},
	gke: {
		description: 'Application load balancers of Google Kubernetes Engine, which reach pods from fixed ranges of Google',
		controller: controller('gke', cidr('130.211.0.0/22'), cidr('35.191.0.0/16')),
		note: 'Any load balancer of Google Cloud comes from these ranges. Internal ones come from your proxy-only subnet: give that range instead.',
	},
	alb: {
		description: 'AWS Load Balancer Controller',
		controller: undefined,
		note: 'The load balancers reach pods from the subnets that they stand in: give these ranges as {cidr: …} instead.',
	},
	cilium: {
		description: 'Ingress and Gateway API of Cilium',
		controller: undefined,
		note: 'Its Envoy belongs to each node, not to a pod, so no NetworkPolicy can name it: it takes a CiliumNetworkPolicy with fromEntities: [ingress].',
	},
}

const kubeDns = pods('kube-system', { 'k8s-app': 'kube-dns' })

/** Ways in which clusters resolve names, by name. The ports are those of the pods, as policies act behind the Service. */
export const dnsPresets: Readonly<Record<string, Dns>> = {
	/** CoreDNS or kube-dns behind the Service kube-dns: kubeadm, EKS, AKS, GKE, k3s, RKE2. */
	'kube-dns': { name: 'kube-dns', peers: [kubeDns], ports: [53] },
	/**
	 * NodeLocal DNSCache. It runs in the node's network, where no selector finds it: its link-local addresses are those of
	 * the Kubernetes add-on and of kubespray. The pods of kube-dns answer where a node has no cache.
	 */
	nodelocal: { name: 'nodelocal', peers: [kubeDns, cidr('169.254.20.10/32'), cidr('169.254.25.10/32')], ports: [53] },
	/** NodeLocal DNSCache on GKE Dataplane V2, which sends requests to the cache's pod on the node and sees its labels. */
	'gke-dataplane-v2': {
		name: 'gke-dataplane-v2',
		peers: [kubeDns, pods('kube-system', { 'k8s-app': 'node-local-dns' })],
		ports: [53],
	},
	/** The DNS operator of OpenShift; its pods listen on 5353, and policies act behind the Service's 53. */
	openshift: {
		name: 'openshift',
		peers: [pods('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' })],
		ports: [5353],
	},
}
