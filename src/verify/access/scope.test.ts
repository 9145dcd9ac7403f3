import { describe, expect, test } from 'vitest'
import { asked } from './access.suite.ts'
import { isClusterWide } from './scope.ts'

/** Whether a resource as kubectl would name it is in no namespace. */
function isWide(what: string): boolean {
	const request = asked(`get ${what}`)
	if ('path' in request) return false
	const { group, resource, subresource } = request
	return isClusterWide(group, subresource === undefined ? resource : `${resource}/${subresource}`)
}

describe('what is in no namespace, and a neighbour of its group that is in one', () => {
	const rows: readonly [wide: string, inNamespace: string][] = [
		['namespaces', 'pods'],
		['nodes', 'services'],
		['persistentvolumes', 'persistentvolumeclaims'],
		['componentstatuses', 'secrets'],
		['namespaces/finalize', 'pods/exec'],
		['nodes/proxy', 'serviceaccounts/token'],
		['customresourcedefinitions.apiextensions.k8s.io', 'deployments.apps'],
		['apiservices.apiregistration.k8s.io', 'jobs.batch'],
		['tokenreviews.authentication.k8s.io', 'horizontalpodautoscalers.autoscaling'],
		['subjectaccessreviews.authorization.k8s.io', 'localsubjectaccessreviews.authorization.k8s.io'],
		['certificatesigningrequests.certificates.k8s.io', 'podcertificaterequests.certificates.k8s.io'],
		['certificatesigningrequests.certificates.k8s.io/approval', 'leases.coordination.k8s.io'],
		['signers.certificates.k8s.io', 'endpointslices.discovery.k8s.io'],
		['flowschemas.flowcontrol.apiserver.k8s.io', 'events.events.k8s.io'],
		['gatewayclasses.gateway.networking.k8s.io', 'gateways.gateway.networking.k8s.io'],
		['storageversions.internal.apiserver.k8s.io', 'poddisruptionbudgets.policy'],
		['ingressclasses.networking.k8s.io', 'networkpolicies.networking.k8s.io'],
		['runtimeclasses.node.k8s.io', 'ingresses.networking.k8s.io'],
		['clusternetworkpolicies.policy.networking.k8s.io', 'resourceclaims.resource.k8s.io'],
		['deviceclasses.resource.k8s.io', 'resourceclaimtemplates.resource.k8s.io'],
		['clusterroles.rbac.authorization.k8s.io', 'roles.rbac.authorization.k8s.io'],
		['clusterrolebindings.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'],
		['mutatingwebhookconfigurations.admissionregistration.k8s.io', 'configmaps'],
		['priorityclasses.scheduling.k8s.io', 'workloads.scheduling.k8s.io'],
		['storageclasses.storage.k8s.io', 'csistoragecapacities.storage.k8s.io'],
		['storageversionmigrations.storagemigration.k8s.io', 'resourcequotas'],
	]
	test.each(rows)('%s, unlike %s', (wide, inNamespace) => {
		expect([isWide(wide), isWide(inNamespace)]).toEqual([true, false])
	})
})

describe('kinds that are not of Kubernetes itself', () => {
	const rows: readonly [what: string, isBelieved: boolean][] = [
		['clusterpolicies.kyverno.io', true],
		['clusterissuers.cert-manager.io', true],
		['policies.kyverno.io', false],
		// It says so at the beginning, or not at all.
		['kafkaclusters.example.org', false],
		// A group of one word is Kubernetes' own, and this it does not have.
		['clusterthings.apps', false],
		// Nor has it this one in a group that it knows.
		['clusterthings.rbac.authorization.k8s.io', false],
		['*', false],
		['*.*', false],
	]
	test.each(rows)('%s is in no namespace: %j', (what, isBelieved) => {
		expect(isWide(what)).toBe(isBelieved)
	})
})
