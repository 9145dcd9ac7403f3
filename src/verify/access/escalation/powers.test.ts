/** What rights over single objects are good for, and which rules change something. */
import { describe, expect, test } from 'vitest'
import { rules } from '../access.suite.ts'
import { node, rights } from '../rights.suite.ts'
import { escalations, way } from './escalation.suite.ts'
import { gives, isWriting, type Power } from './powers.ts'

describe('a right over one object', () => {
	const leader = node('cp', { 'node-role.kubernetes.io/control-plane': '' })
	const certificates = 'certificatesigningrequests.certificates'
	const signed = `patch ${certificates}/approval c and approve signers.certificates`
	const rows: readonly [isEnough: boolean, what: string, ...lines: string[]][] = [
		// To change one of these is enough.
		[true, 'walls prod', 'patch rolebindings.rbac one in shop-prod'],
		[true, 'walls prod', 'patch networkpolicies.networking one in shop-prod'],
		[true, 'walls prod', 'patch limitranges one in shop-prod'],
		[true, 'walls prod', 'patch endpoints one in shop-prod'],
		[true, 'guards', 'patch validatingwebhookconfigurations.admission one everywhere'],
		[true, 'guards', 'patch nodes one everywhere'],
		[true, 'guards', 'patch clusternetworkpolicies.tiers one everywhere'],
		[true, 'everything', 'patch mutatingwebhookconfigurations.admission one everywhere'],
		[true, 'everything', 'patch mutatingadmissionpolicies.admission one everywhere'],
		[
			true,
			'everything',
			'create mutatingadmissionpolicies.admission and patch mutatingadmissionpolicybindings.admission one everywhere',
		],
		[true, 'everything', `${signed} and create ${certificates} everywhere`],
		// What is created has a name only where it is applied, and that takes to patch it.
		[false, 'run prod', 'create jobs.batch one in shop-prod'],
		[false, 'run prod', 'create jobs.batch one and patch jobs.batch other in shop-prod'],
		[true, 'run prod', 'create jobs.batch one and patch jobs.batch one in shop-prod'],
		[true, 'run prod', 'create jobs.batch one and patch jobs.batch in shop-prod'],
		[false, 'walls prod', 'create rolebindings.rbac one in shop-prod'],
		[false, 'run prod', 'create rolebindings.rbac one and bind clusterroles.rbac in shop-prod'],
		[
			true,
			'run prod',
			'create rolebindings.rbac one and patch rolebindings.rbac one and bind clusterroles.rbac in shop-prod',
		],
		[false, 'everything', 'create clusterrolebindings.rbac one and bind clusterroles.rbac everywhere'],
		[
			true,
			'everything',
			'create clusterrolebindings.rbac one and patch clusterrolebindings.rbac one and bind clusterroles.rbac everywhere',
		],
		[false, 'everything', `${signed} and create ${certificates} c everywhere`],
		[true, 'everything', `${signed} and create ${certificates} c and patch ${certificates} c everywhere`],
		[false, 'everything', 'create pods and create persistentvolumes one everywhere'],
		[true, 'everything', 'create pods and create persistentvolumes one and patch persistentvolumes one everywhere'],
		// A deletion of several is about no name.
		[true, 'secrets prod', 'deletecollection secrets in shop-prod'],
		[false, 'secrets prod', 'deletecollection secrets one in shop-prod'],
		[true, 'walls prod', 'deletecollection networkpolicies.networking in shop-prod'],
		[false, 'walls prod', 'deletecollection networkpolicies.networking one in shop-prod'],
		[true, 'run prod', 'patch pods in shop-prod'],
		[true, 'write prod', '* configmaps in shop-prod'],
	]
	test.each(rows)('%j: %s by %s', (isEnough, what, ...lines) => {
		const found = escalations(...rights(...lines.map((line) => `User erin may ${line}`)), leader)
		expect(way(found, 'User erin', what) !== undefined).toBe(isEnough)
	})
})

test.each<[isWriting: boolean, rule: string]>([
	[true, '{verbs: [get, patch], apiGroups: [""], resources: [nodes, configmaps]}'],
	[true, '{verbs: [patch], apiGroups: [rbac.authorization.k8s.io, ""], resources: [clusterroles, roles]}'],
	[true, '{verbs: [create], apiGroups: [authorization.k8s.io, ""], resources: [configmaps]}'],
	[true, '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}'],
	[false, '{verbs: [get, bind], apiGroups: [""], resources: [configmaps]}'],
	[false, '{verbs: [patch], apiGroups: [""], resources: [nodes, namespaces]}'],
	[false, '{verbs: [create], apiGroups: [authorization.k8s.io], resources: [localsubjectaccessreviews]}'],
])('changes something in a namespace: %j: %s', (expected, rule) => {
	expect(rules(`[${rule}]`).map(isWriting)).toEqual([expected])
})

test.each<[isGiven: boolean, power: Power, rule: string]>([
	[true, 'run', '{verbs: [create], apiGroups: [batch], resources: [jobs]}'],
	[false, 'run', '{verbs: [get], apiGroups: [batch], resources: [jobs]}'],
	[false, 'run', '{verbs: [create], apiGroups: [batch], resources: [jobs], resourceNames: [one]}'],
	[true, 'run', '{verbs: [create, patch], apiGroups: [batch], resources: [jobs], resourceNames: [one]}'],
	[true, 'run', '{verbs: [create, update], apiGroups: [apps], resources: [deployments], resourceNames: [one]}'],
	[true, 'inside', '{verbs: [create], apiGroups: [""], resources: [pods/exec], resourceNames: [one]}'],
])('%j: %s by %s', (isGiven, power, rule) => {
	expect(rules(`[${rule}]`).map((each) => gives(each, power))).toEqual([isGiven])
})
