/** Rules about addresses of one family in a cluster whose pods have both: over the other one they say nothing. */
import { type Cidr, showCidr } from '../../../model/cidr.ts'
import type { Finding } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import { meet } from '../addresses.ts'
import { firstIn } from './address-book.ts'
import { blockRules, stageOfRule, witnessesOf } from './block-rules.ts'
import type { Scene } from './scene.ts'

/** One finding for each rule, in sets of equal policies. */
export function oneFamily(scene: Scene): readonly Finding[] {
	if (scene.addresses().podFamilies.size < 2) return []
	return blockRules(scene).flatMap((rule): readonly Finding[] => {
		const families = new Set(rule.blocks.map(({ block }) => block.cidr.family))
		const wide = rule.blocks.find(({ block }) => isAboutCluster(scene, block.cidr))
		if (families.size !== 1 || wide === undefined || rule.action === 'pass') return []
		const [named, silent] = families.has(4) ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4']
		const isDenial = rule.action === 'deny'
		return [
			finding(scene, {
				code: 'network/one-family',
				severity: isDenial ? 'medium' : 'low',
				...stageOfRule(rule),
				subject: rule.policies[0],
				message: `${rule.rule.field} of ${rule.words} ${isDenial ? 'denies' : 'opens'} addresses of ${named} only, and pods have ${silent} as well: over ${silent} ${isDenial ? 'it denies nothing' : 'the way stays closed'}`,
				witness: witnessesOf(scene, rule, [{ field: wide.field, observed: showCidr(wide.block.cidr) }]),
				remedy: `Write the same for ${silent}, e.g. ${silent === 'IPv6' ? '::/0' : '0.0.0.0/0'}.`,
			}),
		]
	})
}

/** Addresses of somebody outside may be of one family for good reason; everybody, pods and nodes have both. */
function isAboutCluster(scene: Scene, cidr: Cidr): boolean {
	const { nodes, podRanges } = scene.addresses()
	return (
		cidr.prefix === 0 ||
		firstIn(nodes, { cidr, except: [] }) !== undefined ||
		podRanges.some((range) => meet(cidr, range))
	)
}
