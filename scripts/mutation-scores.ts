/** What Stryker found, for people: a list of survivors, and the table of scores in bench/RESULTS.md. */
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** The part of Stryker's report (mutation-testing-elements, schema 2) that is read. */
export interface MutationReport {
	readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

interface Mutant {
	readonly status: string
	readonly replacement?: string
	readonly location: { readonly start: Place; readonly end: Place }
}

/** Both from 1. */
interface Place {
	readonly line: number
	readonly column: number
}

/** How many mutants of a file there were, and how many a test noticed. */
export interface Score {
	readonly file: string
	readonly mutants: number
	readonly killed: number
}

const noticed = ['Killed', 'Timeout']
const unnoticed = ['Survived', 'NoCoverage']

/** Mutants that could not be run (`RuntimeError`) say nothing and are not counted. */
export function scores({ files }: MutationReport, folder: string): readonly Score[] {
	return Object.entries(files).map(([path, { mutants }]) => {
		const count = (statuses: readonly string[]) => mutants.filter(({ status }) => statuses.includes(status)).length
		const killed = count(noticed)
		return { file: relative(folder, path), mutants: killed + count(unnoticed), killed }
	})
}

/** A line for each: `src/…/ports.ts:12:5 original → replacement`, marked where no test comes by or where it was slowness that killed. */
export function showSurvivors({ files }: MutationReport): string {
	return Object.entries(files)
		.flatMap(([path, { source, mutants }]) =>
			mutants
				.filter(({ status }) => status !== 'Killed')
				.toSorted((a, b) => a.location.start.line - b.location.start.line)
				.map(({ status, location, replacement = '' }) => {
					const mark = status === 'Survived' ? '' : `(${status}) `
					const change = `${oneLine(textAt(source, location))} → ${oneLine(replacement)}`
					return `${path}:${location.start.line}:${location.start.column} ${mark}${change}`
				}),
		)
		.join('\n')
}

function textAt(source: string, { start, end }: Mutant['location']): string {
	const lines = source.split('\n').slice(start.line - 1, end.line)
	const last = lines.length - 1
	return lines
		.map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
		.join('\n')
}

function oneLine(text: string): string {
	const line = text.replaceAll(/\s+/g, ' ').trim()
	return line.length > 90 ? `${line.slice(0, 89)}…` : line
}

const results = join(import.meta.dirname, '../bench/RESULTS.md')
const table = /^\| (\w+) \| mutants \|.*\n\|---.*\n(?:\|.*\n)+/gm
const row = /^\| (?!together)(\S+) \| (\d+) \| (\d+) \|/gm

/**
 * Puts new scores into the table of an engine, beside those of files that were not looked at. The text around it stays: it says of
 * survivors why they are there, and who changes the figures has to read it again.
 *
 * @param engine - stands above the files in its table
 */
export async function writeScores(engine: string, fresh: readonly Score[]): Promise<string> {
	const before = await readFile(results, 'utf8')
	const [found] = [...before.matchAll(table)].find(([, name]) => name === engine) ?? []
	if (found === undefined) throw new Error(`there is no table of mutants of ${engine} in ${results}`)
	const known = [...found.matchAll(row)].map(
		([, file = '', mutants, killed]): Score => ({ file, mutants: Number(mutants), killed: Number(killed) }),
	)
	const byFile = new Map([...known, ...fresh].map((score) => [score.file, score]))
	const text = showTable(engine, [...byFile.values()])
	await writeFile(results, before.replace(found, text))
	return text
}

function showTable(engine: string, all: readonly Score[]): string {
	const sum = (part: 'mutants' | 'killed') => all.reduce((total, score) => total + score[part], 0)
	return [
		`| ${engine} | mutants | killed | score |`,
		'|---|---|---|---|',
		...[...all, { file: 'together', mutants: sum('mutants'), killed: sum('killed') }].map(
			({ file, mutants, killed }) =>
				`| ${file} | ${mutants} | ${killed} | ${mutants === 0 ? '' : `${((100 * killed) / mutants).toFixed(1)} %`} |`,
		),
		'',
	].join('\n')
}
