/** What labels and taints of nodes do to the pods that are there, in a few lines. */
import type { Eviction, NodeMarking, PlacementRadius, Stranding } from '../model/change.ts'
import { grouped } from '../model/collect.ts'
import { showUnseen } from '../model/facts.ts'
import { type ObjectRef, showRef } from '../model/kube-object.ts'
import type { Paint } from './paint.ts'
import { count, someOf } from './words.ts'

/** So many workloads are shown before the rest is counted; JSON has them all. */
const shownWorkloads = 12

/** A line for each kind of change and each workload, under a heading; nothing where no node changes. */
export function nodesText(radius: PlacementRadius | undefined, paint: Paint): readonly string[] {
	if (radius === undefined) return []
	const { nodes, missing, evicts, strands, unseen } = radius
	const harmed = [
		...evicts.map((each) => `${paint.red('evicts ')} ${evictionWords(each)}`),
		...strands.map((each) => `${paint.red('strands')} ${strandingWords(each)}`),
	]
	const lines = [
		...[...grouped(nodes, marksKey)].map(([, alike]) => markingText(alike, paint)),
		...missing.map((node) => `${paint.yellow('not there')}: ${node}`),
		...harmed.slice(0, shownWorkloads),
		...(harmed.length > shownWorkloads ? [paint.dim(`and ${harmed.length - shownWorkloads} more`)] : []),
		...(nodes.length > 0 && harmed.length === 0 ? [paint.dim('no pod has to leave')] : []),
		...unseen.map((entry) => `${paint.yellow('not visible')}: ${showUnseen(entry)}`),
	]
	return lines.length === 0 ? [] : [`  ${paint.bold('nodes')}`, ...lines.map((line) => `    ${line}`)]
}

function marksKey({ labels, taints }: NodeMarking): string {
	return JSON.stringify([labels, taints])
}

function markingText(alike: readonly NodeMarking[], paint: Paint): string {
	const { labels = {}, taints = [] } = alike[0] ?? {}
	const marks = [
		...Object.entries(labels).map(([key, value]) => `label ${key}=${value}`),
		...taints.map((taint) => `taint ${taint}`),
	]
	return `${someOf(alike.map(({ node }) => node))}  ${paint.green(`+ ${marks.join(', ')}`)}`
}

/** @example 'Deployment shop-dev/web (dev)  2 pods on n1, n2, as stage=perf:NoExecute is not tolerated' */
function evictionWords({ object, stage, pods, nodes, taints, afterSeconds }: Eviction): string {
	const why =
		afterSeconds === undefined
			? `as ${taints.join(' and ')} ${taints.length === 1 ? 'is' : 'are'} not tolerated`
			: `as ${taints.join(' and ')} ${taints.length === 1 ? 'is' : 'are'} tolerated for ${afterSeconds} s`
	return `${who(object, stage)}  ${count(pods, 'pod')} on ${someOf(nodes)}, ${why}`
}

function strandingWords({ object, stage, before }: Stranding): string {
	return `${who(object, stage)}  no node is left for its pods (${before} before)`
}

function who(object: ObjectRef, stage: string | undefined): string {
	return `${showRef(object)}${stage === undefined ? '' : ` (${stage})`}`
}
