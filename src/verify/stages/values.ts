/** What the value of a label says about a stage. */
import { prefixOf, stageOfWord, suffixOf } from './stage-words.ts'

/** `stage`: a known one; `none`: known to be none, with the reason; `unknown`: a word that may be one. */
export type Reading =
	| { readonly type: 'stage'; readonly stage: string; readonly word: string }
	| { readonly type: 'none'; readonly why: string; readonly forAll: boolean }
	| { readonly type: 'unknown'; readonly why: string }

/**
 * Reads a value in whatever case. What stands around a stage's name does not matter: `prod-eu`, `acme-prod` and `prod2` are
 * `prod`.
 *
 * @param owners - what labels such as `team` say on any namespace
 */
export function readValue(value: string, owners: ReadonlySet<string>): Reading {
	const whole = stageOfWord(value)
	if (whole !== undefined) return { type: 'stage', stage: whole, word: value }
	const why = whyNoStage(value, owners)
	if (why !== undefined) return { type: 'none', why, forAll: servesAll.has(value.toLowerCase()) }
	const suffix = suffixOf(value)
	const prefix = prefixOf(value)
	const { stage, word } = suffix ?? prefix ?? {}
	if (stage === undefined || word === undefined) return { type: 'unknown', why: 'is no known name of a stage' }
	return suffix !== undefined && prefix !== undefined && suffix.stage !== prefix.stage
		? { type: 'unknown', why: `names two stages, ${prefix.word} and ${suffix.word}` }
		: { type: 'stage', stage, word }
}

function whyNoStage(value: string, owners: ReadonlySet<string>): string | undefined {
	const lower = value.toLowerCase()
	if (lower === '') return 'is empty'
	if (switches.has(lower)) return 'is a switch, not a stage'
	if (/^[\d.]+$/.test(lower)) return 'is a number, not a stage'
	if (servesAll.has(lower)) return 'says that it serves all stages'
	if (partsOfApps.has(lower)) return 'is a part of an application, not a stage'
	if (owners.has(value) || /^(team|squad|tenant)([-_.]|$)/.test(lower)) return 'is the name of a team, not a stage'
	return undefined
}

const switches = new Set('true false yes no on off enabled disabled none null unknown undefined n/a'.split(' '))

const servesAll = new Set(
	`addon addons admin all any base cicd cluster common core default global hub infra infrastructure internal management mgmt
	monitoring network observability operations ops platform security shared storage sys system tooling tools`.split(
		/\s+/,
	),
)

const partsOfApps = new Set(
	`api app application apps backend batch cache client compute data database db edge front-end back-end frontend gateway
	middleware queue server service services ui web worker workers`.split(/\s+/),
)
