/** `stagewall connections -o dot`: a graph for Graphviz, namespaces as boxes, stages as boxes around them. */
import { grouped } from '../model/collect.ts'
import type { Connection } from '../model/connections.ts'
import { inChunks } from './connections-rows.ts'

/** The graph of one cluster in pieces. */
export function connectionsDot(
	rows: Iterable<Connection>,
	stageOf: (namespace: string) => string | undefined,
): Iterable<string> {
	return inChunks(linesOf([...rows], stageOf))
}

function* linesOf(rows: readonly Connection[], stageOf: (namespace: string) => string | undefined): Generator<string> {
	const names = [...new Set(rows.flatMap(({ from, to }) => [from, to]))].sort()
	yield 'digraph connections {\n\trankdir=LR\n\tnode [shape=box]\n'
	const stages = grouped(names.filter(isInside), (name) => stageOf(namespaceOf(name)) ?? '')
	for (const [stage, inStage] of stages) {
		const boxes = [...grouped(inStage, namespaceOf)].map(([namespace, own]) => box(namespace, own.map(nodeInside)))
		yield indentTabs(stage === '' ? boxes.join('') : box(`stage ${stage}`, boxes))
	}
	for (const name of names) if (!isInside(name)) yield `\t${quoted(name)} [shape=ellipse]\n`
	for (const { from, to, ports } of rows) {
		const [a, b] = [from, to].map((name) => (isInside(name) ? stageOf(namespaceOf(name)) : undefined))
		const colour = a !== undefined && b !== undefined && a !== b ? ', color=red, fontcolor=red' : ''
		yield `\t${quoted(from)} -> ${quoted(to)} [label=${quoted(ports)}${colour}]\n`
	}
	yield '}\n'
}

/** Names of workloads and pods have slashes, ranges of addresses have none. */
function isInside(name: string): boolean {
	return name.includes('/')
}

function namespaceOf(name: string): string {
	return name.slice(0, name.indexOf('/'))
}

function nodeInside(name: string): string {
	return `${quoted(name)} [label=${quoted(name.slice(name.indexOf('/') + 1))}]\n`
}

/** Graphviz draws a box around a subgraph whose name begins with `cluster`. */
function box(title: string, lines: readonly string[]): string {
	const inner = [`label=${quoted(title)}\n`, ...lines].join('')
	return `subgraph ${quoted(`cluster ${title}`)} {\n${indentTabs(inner)}}\n`
}

function indentTabs(text: string): string {
	return text.replace(/^(?=.)/gm, '\t')
}

/** In quotes only a quote and a backslash mean something; a name has no line ends. */
function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`
}
