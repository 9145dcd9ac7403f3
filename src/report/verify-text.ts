/** Proofs for a person: what is proven, what is violated, what could not be seen, and what to do. */
import type { ClusterInfo } from '../model/facts.ts'
import { type Finding, type Proof, severities } from '../model/finding.ts'
import { keyOf, showRef } from '../model/kube-object.ts'
import type { Paint } from './paint.ts'
import { count, indent } from './words.ts'

/** The proofs of one cluster, as the pipeline gives them. */
export interface ProvenCluster {
	readonly cluster: string
	readonly info: ClusterInfo
	/** By what the stages were found, where no plan says them. */
	readonly found?: FoundInCluster
	readonly proofs: readonly Proof[]
}

/** The stages that a cluster seems to have. */
export interface FoundInCluster {
	readonly because: string
	readonly stages: readonly {
		readonly name: string
		readonly namespaces: readonly string[]
		readonly synonyms: readonly string[]
	}[]
	readonly neutral: readonly string[]
	readonly leftOut: readonly { readonly namespace: string; readonly why: string }[]
}

/** All clusters. */
export function verifyText(clusters: readonly ProvenCluster[], paint: Paint): string {
	return `${clusters.map((cluster) => clusterText(cluster, paint)).join('\n\n')}\n\n${tally(clusters, paint)}\n`
}

function clusterText({ cluster, info, found, proofs }: ProvenCluster, paint: Paint): string {
	/** What could not be seen hides from several proofs; people need to read it once. */
	const told = new Set<string>()
	const version = info.serverVersion === undefined ? '' : `, Kubernetes ${info.serverVersion}`
	return [
		paint.bold(`Cluster ${cluster} (${info.name}${version})`),
		...(found === undefined ? [] : [foundText(found, paint)]),
		...proofs.map((proof) => proofText(proof, told, paint)),
	].join('\n')
}

/** So many namespaces are named before the rest is counted. */
const shownNames = 8

/** Where nobody wrote a plan, people have to see what was taken for a stage before they believe anything about it. */
function foundText({ because, stages, neutral, leftOut }: FoundInCluster, paint: Paint): string {
	const width = Math.max(...stages.map(({ name }) => name.length), 'no stage'.length)
	const line = (name: string, names: readonly string[], more = ''): string =>
		`  ${name.padEnd(width)}  ${some(names)}${more === '' ? '' : paint.dim(more)}`
	return [
		indent(because, 2),
		'',
		...stages.map(({ name, namespaces, synonyms }) =>
			line(name, namespaces, synonyms.length === 0 ? '' : `  also written ${synonyms.join(', ')}`),
		),
		...(neutral.length === 0 ? [] : [line('no stage', neutral)]),
		...leftOut.map(({ namespace, why }) => paint.dim(`  ${namespace}: ${why}`)),
		'',
	].join('\n')
}

function some(names: readonly string[]): string {
	const rest = names.length - shownNames
	return rest > 1 ? `${names.slice(0, shownNames).join(', ')} and ${rest} more` : names.join(', ')
}

function proofText(proof: Proof, told: Set<string>, paint: Paint): string {
	const result = {
		proven: paint.green('✓ proven     '),
		violated: paint.red('✗ violated   '),
		'not-visible': paint.yellow('? not visible'),
	}[proof.result]
	const scope = Object.entries(proof.scope)
		.map(([noun, amount]) => `${amount} ${amount === 1 ? noun.replace(/ies$/, 'y').replace(/s$/, '') : noun}`)
		.join(', ')
	const isTold = ({ result, message }: Finding): boolean => result === 'not-visible' && told.has(message)
	const again = proof.findings.filter(isTold).length
	const findings = proof.findings
		.filter((finding) => !isTold(finding))
		.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
		.map((finding) => indent(findingText(finding, paint), 4))
	for (const { result: outcome, message } of proof.findings) if (outcome === 'not-visible') told.add(message)
	return [
		`  ${result} ${proof.name}: ${proof.claim} ${paint.dim(`(${scope})`)}`,
		...findings,
		...(again === 0 ? [] : [`    ${paint.yellow('not visible')} ${paint.dim(`the same ${again} as above`)}`]),
	].join('\n')
}

/** So many pieces of evidence are shown before the rest is counted; JSON has them all. */
const shownEvidence = 6

function findingText(finding: Finding, paint: Paint): string {
	const isQuiet = finding.result === 'accepted' || finding.result === 'noted'
	const word = isQuiet
		? paint.dim(finding.result)
		: finding.result === 'not-visible'
			? paint.yellow('not visible')
			: severityText(finding, paint)
	const { subject } = finding
	// Where the evidence is not of one object alone, each piece says whose it is.
	const isAboutOthers = finding.witness.some(
		({ object }) => object !== undefined && (subject === undefined || keyOf(object) !== keyOf(subject)),
	)
	const evidence = finding.witness
		.filter(
			({ field, expected, observed }) => field !== undefined && (expected !== undefined || observed !== undefined),
		)
		.map(({ object, field, expected, observed, manager }) => {
			const values = expected === undefined ? `${observed}` : `${observed}, should be ${expected}`
			const whose = isAboutOthers && object !== undefined ? `${showRef(object)} ` : ''
			return `    ${whose}${field}: ${values}${manager === undefined ? '' : paint.dim(`  set by ${manager}`)}`
		})
	const unique = [...new Set(evidence)]
	const rest = unique.length - shownEvidence
	return [
		`${word} ${paint.dim(finding.code)} ${finding.message}`,
		...unique.slice(0, shownEvidence),
		...(rest > 0 ? [paint.dim(`    and ${rest} more`)] : []),
		...(finding.acceptance === undefined ? [] : [`    accepted: ${finding.acceptance.reason}${until(finding)}`]),
		...(finding.remedy === undefined || isQuiet ? [] : [paint.dim(`    → ${finding.remedy}`)]),
	].join('\n')
}

function until({ acceptance }: Finding): string {
	return acceptance?.until === undefined ? '' : ` (until ${acceptance.until})`
}

function severityText({ severity }: Finding, paint: Paint): string {
	if (severity === 'critical' || severity === 'high') return paint.red(severity)
	return severity === 'medium' ? paint.yellow(severity) : paint.dim(severity)
}

function tally(clusters: readonly ProvenCluster[], paint: Paint): string {
	const proofs = clusters.flatMap((cluster) => cluster.proofs)
	const findings = proofs.flatMap((proof) => proof.findings)
	const proven = proofs.filter(({ result }) => result === 'proven').length
	const violated = findings.filter(({ result }) => result === 'violated').length
	const hidden = findings.filter(({ result }) => result === 'not-visible').length
	const accepted = findings.filter(({ result }) => result === 'accepted').length
	const noted = findings.filter(({ result }) => result === 'noted').length
	const parts = [
		`${proven} of ${count(proofs.length, 'proof')} proven`,
		count(violated, 'finding'),
		...(hidden === 0 ? [] : [`${hidden} not visible`]),
		...(accepted === 0 ? [] : [`${accepted} accepted`]),
		...(noted === 0 ? [] : [count(noted, 'note')]),
	]
	return paint.bold(parts.join(', '))
}
