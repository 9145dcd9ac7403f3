/**
 * Blocks of addresses that are wider than they look. `ipBlock` is meant for addresses outside of the cluster, but network plugins
 * may match those of pods, nodes and Services too: whatever a block has inside the cluster, it opens.
 */
import { type Cidr, holds, showCidr } from '../../../model/cidr.ts'
import { type Finding, type Severity, severities } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { listed, showSome } from '../../words.ts'
import { blockMatch, meet } from '../addresses.ts'
import { lastOf } from '../connections/regions.ts'
import type { Block, End } from '../network.ts'
import { showBlock } from '../words.ts'
import { firstIn, type Holder } from './address-book.ts'
import { type BlockRule, blockRules, stageOfRule, witnessesOf } from './block-rules.ts'
import { freshNamespace } from './fresh-namespace.ts'
import { hasMetadataPort, metadataAddresses } from './metadata-service.ts'
import { isLeftOpen } from './policy-groups.ts'
import type { Scene } from './scene.ts'

/** Something inside the cluster that a block has the address of. */
interface Covered {
	readonly severity: Severity
	/** e.g. `pods of prod` */
	readonly words: string
	readonly field: string
	readonly block: Block
	/** Who has which address in the block. */
	readonly example: string
	/** What an `except` would have to take away, where it is known. */
	readonly hole?: Cidr
}

/** One finding for each rule that opens a way, in sets of equal policies. */
export function blockCovers(scene: Scene): readonly Finding[] {
	return blockRules(scene)
		.filter(({ action }) => action === 'accept')
		.flatMap((rule) => {
			const covered = [
				...pods(scene, rule),
				...(rule.direction === 'egress' ? services(scene, rule) : []),
				...nodes(scene, rule),
				...(rule.direction === 'egress' ? metadata(scene, rule) : []),
			]
			return covered.length === 0 ? [] : [findingFor(scene, rule, covered)]
		})
}

function findingFor(scene: Scene, rule: BlockRule, covered: readonly Covered[]): Finding {
	const [severity = 'medium'] = severities.filter((each) => covered.some((one) => one.severity === each))
	const blocks = [...new Set(covered.map(({ block }) => showBlock(block)))]
	const inside = listed([...new Set(covered.map(({ words }) => words))])
	const verb = rule.direction === 'ingress' ? ['let', 'in'] : ['lead', 'to']
	const way = verb.join(blocks.length === 1 ? 's ' : ' ')
	return finding(scene, {
		code: 'network/block-covers',
		severity,
		...stageOfRule(rule),
		subject: rule.policies[0],
		message: `${showSome(blocks)} in ${rule.rule.field} of ${rule.words} ${way} ${inside} too`,
		witness: witnessesOf(
			scene,
			rule,
			covered.map(({ field, block, example }) => ({ field, observed: `${showCidr(block.cidr)} has ${example}` })),
		),
		remedy: remedyFor(covered),
		controls: ['C-0030', ...(severity === 'high' ? ['C-0052'] : [])],
	})
}

/** An exception has to be a part of its block. */
function remedyFor(covered: readonly Covered[]): string {
	const holes = covered.flatMap(({ block: { cidr }, hole }) =>
		hole !== undefined && holds(cidr, hole) && hole.prefix > cidr.prefix ? [showCidr(hole)] : [],
	)
	if (holes.length === 0) return 'Name pods by selectors, and only addresses outside of the cluster by ipBlock.'
	return `Take out what is inside of the cluster with except (${showSome([...new Set(holes)])}), or name the addresses that are meant.`
}

/** Pods of another stage by their own addresses; where none is known, the ranges that pods get them from. */
function pods(scene: Scene, rule: BlockRule): readonly Covered[] {
	const book = scene.addresses()
	const found = othersOf(scene, rule).flatMap((stage): readonly Covered[] =>
		firstOf(
			rule,
			book.ofStage(stage, 'pod'),
			({ endpoint }) => endpoint !== undefined && leaves(scene, rule, endpoint),
		).map(({ field, block, holder }) => ({
			severity: 'medium',
			words: `pods of ${stage}`,
			field,
			block,
			example: `${show(holder.address)} of ${showRef(holder.ref)}`,
			hole: book.podRanges.find((range) => holds(range, holder.address)) ?? holder.address,
		})),
	)
	if (found.length > 0 || !leaves(scene, rule, anyPod)) return found
	return ranges(rule, book.podRanges, book.podFamilies.size === 0, 'pods')
}

/** Services of another stage by their addresses, else the ranges of Services: some plugins look before they are translated. */
function services(scene: Scene, rule: BlockRule): readonly Covered[] {
	const book = scene.addresses()
	const found = othersOf(scene, rule).flatMap((stage): readonly Covered[] =>
		firstOf(rule, book.ofStage(stage, 'service'), ({ ref }) =>
			leaves(scene, rule, { anyPodOf: ref.namespace ?? '' }),
		).map(({ field, block, holder }) => ({
			severity: 'medium',
			words: `Services of ${stage}`,
			field,
			block,
			example: `${show(holder.address)} of ${showRef(holder.ref)}`,
			hole: book.serviceRanges.find((range) => holds(range, holder.address)) ?? holder.address,
		})),
	)
	if (found.length > 0 || !leaves(scene, rule, anyPod)) return found
	return ranges(wide(rule), book.serviceRanges, false, 'Services')
}

/** Connections that a node makes or passes on (NodePorts, its own programs) come from its address. */
function nodes(scene: Scene, rule: BlockRule): readonly Covered[] {
	return firstOf(wide(rule), scene.addresses().nodes, ({ address }) => leaves(scene, rule, { outside: address })).map(
		({ field, block, holder }) => ({
			severity: rule.direction === 'egress' ? 'medium' : 'low',
			words: 'nodes',
			field,
			block,
			example: `${show(holder.address)} of ${showRef(holder.ref)}`,
			hole: holder.address,
		}),
	)
}

function metadata(scene: Scene, rule: BlockRule): readonly Covered[] {
	if (!hasMetadataPort(rule.rule)) return []
	const [first] = metadataAddresses.flatMap((address): readonly Covered[] => {
		const own = rule.blocks.find(({ block }) => blockMatch(block, address) === 'yes')
		if (own === undefined || !leaves(scene, rule, { outside: address })) return []
		return [
			{
				...own,
				severity: 'high',
				words: 'the metadata service of clouds',
				example: `${show(address)}, where a cloud gives out the credentials of the node`,
				hole: address,
			},
		]
	})
	return first === undefined ? [] : [first]
}

/** Without single addresses: of a node or of a Service that belongs to no stage, exactly that one was meant. */
function wide(rule: BlockRule): BlockRule {
	return { ...rule, blocks: rule.blocks.filter(({ block: { cidr } }) => lastOf(cidr) > cidr.first) }
}

const anyPod: End = { anyPodOf: freshNamespace }

function leaves(scene: Scene, { namespaces, direction, rule }: BlockRule, other: End): boolean {
	return isLeftOpen(scene, namespaces, direction, rule, other)
}

/** The stages that are others to a rule: to one that is about several, all of them. */
function othersOf({ stages }: Scene, rule: BlockRule): readonly string[] {
	return stages.filter((stage) => rule.stages.length > 1 || !rule.stages.includes(stage))
}

/** The first holder in any of a rule's blocks; none or one. */
function firstOf(
	{ blocks }: BlockRule,
	holders: readonly Holder[],
	isWanted: (holder: Holder) => boolean,
): readonly { readonly field: string; readonly block: Block; readonly holder: Holder }[] {
	for (const { field, block } of blocks) {
		const holder = firstIn(holders, block, isWanted)
		if (holder !== undefined) return [{ field, block, holder }]
	}
	return []
}

/**
 * The first range that a block has a part of; none or one.
 *
 * @param isUnknown - nothing says where the range is: what has every address of a family has it
 */
function ranges({ blocks }: BlockRule, known: readonly Cidr[], isUnknown: boolean, words: string): readonly Covered[] {
	for (const { field, block } of blocks) {
		const range = known.find((each) => meet(block.cidr, each) && blockMatch(block, each) !== 'no')
		if (range !== undefined)
			return [
				{ severity: 'medium', words, field, block, example: `addresses of ${words} (${showCidr(range)})`, hole: range },
			]
		if (isUnknown && block.cidr.prefix === 0 && block.except.length === 0)
			return [{ severity: 'medium', words, field, block, example: `every address of ${words}` }]
	}
	return []
}

/** An address without the length of its prefix. */
function show(address: Cidr): string {
	return showCidr(address).replace(/\/\d+$/, '')
}
