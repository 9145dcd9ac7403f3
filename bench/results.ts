/** What was measured, as tables in bench/RESULTS.md: a section for each benchmark, so that one can be run without the others. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

/** One measurement. */
export interface Row {
	readonly what: string
	readonly measured: string
	readonly ratio: number
	readonly aim: string
	readonly met: boolean
}

/** Collects measurements. */
export function reporter(): {
	readonly rows: readonly Row[]
	/** Writes down a ratio and whether it is what was aimed at. */
	readonly report: (
		what: string,
		measured: string,
		ratio: number,
		aim: { readonly atMost?: number; readonly atLeast?: number },
	) => void
} {
	const rows: Row[] = []
	return {
		rows,
		report(what, measured, ratio, aim) {
			const met =
				(aim.atMost === undefined || ratio <= aim.atMost) && (aim.atLeast === undefined || ratio >= aim.atLeast)
			const words = aim.atMost === undefined ? `at least ${aim.atLeast}` : `at most ${aim.atMost}`
			rows.push({ what, measured, ratio, aim: words, met })
			console.error(`${met ? '✓' : '✗'} ${what}: ${measured}; ratio ${ratio.toFixed(2)} (${words})`)
		},
	}
}

const file = join(import.meta.dirname, 'RESULTS.md')
const intro = '# Benchmarks\n\nRatios within one run count; seconds depend on the machine.\n'

/** Replaces a section of the results, or adds it. */
export async function writeSection(title: string, rows: readonly Row[]): Promise<void> {
	const before = await readFile(file, 'utf8').catch(() => intro)
	const sections = before.split(/^(?=## )/m)
	const others = sections.slice(1).filter((section) => !section.startsWith(`## ${title}\n`))
	const own = `## ${title}\n\n${machine()}\n\n${table(rows)}\n`
	const all = [...others, own].map((section) => section.trim()).sort()
	await writeFile(file, `${intro}\n${all.join('\n\n')}\n`)
	console.log(own)
}

function machine(): string {
	const [cpu] = cpus()
	return `On ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GB, Node ${process.version}, Kubernetes 1.37.2.`
}

function table(rows: readonly Row[]): string {
	return [
		'| what | measured | ratio | aim | |',
		'|---|---|---|---|---|',
		...rows.map(
			({ what, measured, ratio, aim, met }) =>
				`| ${what} | ${measured} | ${ratio.toFixed(2)} | ${aim} | ${met ? '✓' : '✗'} |`,
		),
	].join('\n')
}
