import { describe, expect, test } from 'vitest'
import type { Connection, ConnectionGroup } from '../model/connections.ts'
import { connectionsCsv } from './connections-csv.ts'
import { connectionsDot } from './connections-dot.ts'
import { connectionsJson } from './connections-json.ts'
import { connectionsMarkdown } from './connections-markdown.ts'
import { connectionNotes } from './connections-notes.ts'
import type { ConnectionReport } from './connections-sections.ts'
import { connectionsText } from './connections-text.ts'
import { paintFor } from './paint.ts'

const row = (from: string, to: string, ports = 'all'): Connection => ({ from, to, ports })
const whole = (pieces: Iterable<string>): string => [...pieces].join('')
const rows = [
	row('10.0.0.0-10.0.0.255', 'shop-dev/Pod/a', 'TCP 80,443; UDP 53'),
	row('shop-dev/Pod/a', 'shop-prod/Pod/b'),
]

describe('json', () => {
	test('an array with a connection a line', () => {
		const text = whole(connectionsJson(rows))
		expect(text).toBe(`[
  {"from": "10.0.0.0-10.0.0.255", "to": "shop-dev/Pod/a", "ports": "TCP 80,443; UDP 53"},
  {"from": "shop-dev/Pod/a", "to": "shop-prod/Pod/b", "ports": "all"}
]
`)
		expect(JSON.parse(text)).toEqual(rows)
	})

	test('nothing is an empty array', () => {
		expect(whole(connectionsJson([]))).toBe('[]\n')
	})

	test('many connections come in several pieces, and are one array', () => {
		const many = Array.from({ length: 5000 }, (_, index) => row(`a/Pod/${index}`, 'a/Pod/x'))
		const pieces = [...connectionsJson(many)]
		expect(pieces.length).toBeGreaterThan(1)
		expect(JSON.parse(pieces.join(''))).toEqual(many)
	})

	test('names are escaped', () => {
		expect(JSON.parse(whole(connectionsJson([row('a"b\\', '\n')])))).toEqual([row('a"b\\', '\n')])
	})
})

const csv: readonly [what: string, rows: readonly Connection[], lines: string][] = [
	['nothing', [], ''],
	['plain fields', [row('a/Pod/x', 'a/Pod/y')], 'a/Pod/x,a/Pod/y,all\n'],
	['commas', [row('a', 'b', 'TCP 80,443')], 'a,b,"TCP 80,443"\n'],
	['quotes', [row('a"b', 'c')], '"a""b",c,all\n'],
	['line ends', [row('a\nb', 'c\rd')], '"a\nb","c\rd",all\n'],
]
test.each(csv)('csv: %s', (_, list, lines) => {
	expect(whole(connectionsCsv(list))).toBe(`from,to,ports\n${lines}`)
})

describe('dot', () => {
	const stageOf = (namespace: string): string | undefined => ({ 'shop-dev': 'dev', 'shop-prod': 'prod' })[namespace]

	test('namespaces and stages are boxes, ways across stages are red', () => {
		expect(whole(connectionsDot([...rows, row('tools/Pod/c', 'shop-dev/Pod/a')], stageOf))).toBe(`digraph connections {
	rankdir=LR
	node [shape=box]
	subgraph "cluster stage dev" {
		label="stage dev"
		subgraph "cluster shop-dev" {
			label="shop-dev"
			"shop-dev/Pod/a" [label="Pod/a"]
		}
	}
	subgraph "cluster stage prod" {
		label="stage prod"
		subgraph "cluster shop-prod" {
			label="shop-prod"
			"shop-prod/Pod/b" [label="Pod/b"]
		}
	}
	subgraph "cluster tools" {
		label="tools"
		"tools/Pod/c" [label="Pod/c"]
	}
	"10.0.0.0-10.0.0.255" [shape=ellipse]
	"10.0.0.0-10.0.0.255" -> "shop-dev/Pod/a" [label="TCP 80,443; UDP 53"]
	"shop-dev/Pod/a" -> "shop-prod/Pod/b" [label="all", color=red, fontcolor=red]
	"tools/Pod/c" -> "shop-dev/Pod/a" [label="all"]
}
`)
	})

	test('names are quoted', () => {
		const text = whole(connectionsDot([row('a/Pod/x"y', 'a/Pod/back\\slash')], () => undefined))
		expect(text).toContain('\t"a/Pod/x\\"y" -> "a/Pod/back\\\\slash" [label="all"]\n')
	})
})

const group = (more: Partial<ConnectionGroup>): ConnectionGroup => ({
	fromStage: undefined,
	toStage: undefined,
	outside: false,
	from: ['a/*'],
	to: ['b/*'],
	ports: 'all',
	connections: 1,
	...more,
})
const report = (groups: readonly ConnectionGroup[], more: Partial<ConnectionReport> = {}): ConnectionReport => ({
	cluster: 'shared',
	source: './clusters/shared',
	asked: '',
	because: undefined,
	stages: ['dev', 'prod'],
	blocks: 'pods',
	hostPods: 0,
	groups,
	...more,
})
const anyIpv4 = '0.0.0.0-255.255.255.255'
const anyIpv6 = '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'
const [dev, prod] = [
	{ fromStage: 'dev', toStage: 'dev' },
	{ fromStage: 'prod', toStage: 'prod' },
]
const everyKind = [
	group({ outside: true, toStage: 'dev', from: [anyIpv4, anyIpv6], connections: 2 }),
	group({ outside: true, from: [anyIpv4], to: ['tools/*'], connections: 3 }),
	group({ outside: true, fromStage: 'dev', to: ['10.0.0.0-10.0.0.255', anyIpv6], ports: 'TCP 443' }),
	group({ outside: true, from: ['tools/*'], to: [anyIpv6] }),
	group({ toStage: 'dev', from: ['everything in no stage'] }),
	group({}),
	group({ fromStage: 'prod', toStage: 'dev' }),
	group({ fromStage: 'dev', toStage: 'prod', connections: 4 }),
	group({ ...prod, from: ['stage:prod'], to: ['stage:prod'], connections: 6 }),
	group({ ...dev, from: ['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6'], ports: 'TCP 80; UDP 53' }),
]
const text = (...args: Parameters<typeof report>): string => connectionsText([report(...args)], paintFor(false))

describe('text', () => {
	test('stages in their order, then what crosses them, then who is in none, then outside', () => {
		expect(text(everyKind)).toBe(`Cluster shared (./clusters/shared)

  dev
    a/1, a/2, a/3, a/4 and 2 more → b/*  TCP 80; UDP 53

  prod
    stage:prod → stage:prod  all

  dev → prod  across stages
    a/* → b/*  all

  prod → dev  across stages
    a/* → b/*  all

  no stage → dev
    everything in no stage → b/*  all

  no stage
    a/* → b/*  all

  dev → outside
    a/* → 10.0.0.0-10.0.0.255 and any IPv6 address  TCP 443

  no stage → outside
    tools/* → any IPv6 address  all

  outside → dev
    any address → b/*  all

  outside → no stage
    any IPv4 address → tools/*  all

21 connections: 7 within stages, 5 across stages, 2 with no stage at one end or both, 7 with addresses outside
Blocks of addresses (ipBlock) are read as holding pods too; --reading outside reads them as outside addresses alone.
What depends on addresses or an order that is not known counts as open.
`)
	})

	test('without stages', () => {
		const shown = text([group({}), group({ outside: true, from: [anyIpv4] })], { stages: [] })
		expect(shown).toContain('\n  inside\n    a/* → b/*  all\n\n  outside → inside\n    any IPv4 address → b/*  all\n')
		expect(shown).toContain('2 connections: 1 inside, 1 with addresses outside\n')
	})

	test('nothing', () => {
		expect(text([])).toContain('Cluster shared (./clusters/shared)\n\nNo connection is allowed.\n')
	})

	test('what was asked, by what stages were found, how blocks were read, and whose network is that of the node', () => {
		const shown = text([group(dev)], {
			asked: 'from stage dev',
			because: 'The label env names the stages dev and prod.',
			blocks: 'outside',
			hostPods: 3,
		})
		expect(shown).toContain(
			'Cluster shared (./clusters/shared): from stage dev\n  The label env names the stages dev and prod.\n\n',
		)
		expect(shown).toContain('\n1 connection within stages\n')
		expect(shown).toContain(
			'are read as outside addresses alone, as some network plugins do; --reading pods also as pods.\n',
		)
		expect(shown).toContain(
			'\n3 pods are in the network of the node (hostNetwork), and listed with the rights of the node.\n',
		)
	})

	test('ways across stages are red where there are colours', () => {
		const coloured = connectionsText([report([group({ fromStage: 'dev', toStage: 'prod' })])], paintFor(true))
		expect(coloured).toContain('\u001b[31mdev → prod  across stages\u001b[39m')
		expect(coloured).toContain('\u001b[31ma/* → b/*\u001b[39m')
	})
})

describe('markdown', () => {
	test('a table for each heading', () => {
		const shown = connectionsMarkdown([
			report([group({ ...dev, from: ['a/1', 'a/2'], ports: 'TCP 80' }), group({ fromStage: 'dev', toStage: 'prod' })], {
				asked: 'from namespace a',
			}),
		])
		expect(shown).toContain(`## Connections of \`shared\` from namespace a

Read from \`./clusters/shared\`.

### dev

| from | to | ports |
|---|---|---|
| \`a/1\`<br>\`a/2\` | \`b/*\` | TCP 80 |

### dev → prod (across stages)

| from | to | ports |
|---|---|---|
| \`a/*\` | \`b/*\` | all |

**2 connections: 1 within stages, 1 across stages**
`)
	})

	const escapes: readonly [name: string, cell: string][] = [
		['a/Pod/x|y', '`a/Pod/x\\|y`'],
		['a/Pod/x`y', '`` a/Pod/x`y ``'],
		['a/Pod/``', '``` a/Pod/`` ```'],
		['any', 'any'],
	]
	test.each(escapes)('%s', (name, cell) => {
		expect(connectionsMarkdown([report([group({ from: [name] })])])).toContain(`\n| ${cell} | \`b/*\` | all |\n`)
	})

	test('what a person wrote is no markup', () => {
		expect(connectionsMarkdown([report([group({ fromStage: 'a_b<c>', toStage: 'a_b<c>' })])])).toContain(
			'### a\\_b\\<c\\>\n',
		)
	})
})

test('notes: what was not seen, what was not understood, each once', () => {
	const unseen = {
		kind: { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
		reason: 'forbidden' as const,
		message: 'pods is forbidden',
	}
	const ref = { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace: 'a', name: 'p' }
	const problem = { ref, field: 'spec.ingress[0]', message: 'is null', remedy: 'Write a rule.' }
	const notes = connectionNotes(
		[
			unseen,
			unseen,
			{ ...unseen, namespace: 'a' },
			{ kind: undefined, file: 'x.yaml', reason: 'unreadable', message: 'no YAML' },
		],
		[problem, problem, { ref: undefined, field: undefined, message: 'something is wrong', remedy: undefined }],
		paintFor(false),
	)
	expect(notes).toEqual([
		'not visible: pods: pods is forbidden',
		'not visible: pods in the namespace a: pods is forbidden',
		'not visible: the file x.yaml: no YAML',
		'not certain: NetworkPolicy a/p spec.ingress[0] is null\n  Write a rule.',
		'not certain: something is wrong',
	])
})
