/** Proofs for a person: what is proven, what is violated, what could not be seen, and what to do. */
import type { ClusterInfo } from '../model/facts.ts'
import { type Finding, type Proof, severities } from '../model/finding.ts'
import type { Paint } from './paint.ts'
import { count, indent } from './words.ts'

/** The proofs of one cluster, as the pipeline gives them. */
export interface ProvenCluster {
	readonly cluster: string
	readonly info: ClusterInfo
	readonly proofs: readonly Proof[]
}

/** All clusters. */
export function verifyText(clusters: readonly ProvenCluster[], paint: Paint): string {
	return `${clusters.map((cluster) => clusterText(cluster, paint)).join('\n\n')}\n\n${tally(clusters, paint)}\n`
}

function clusterText({ cluster, info, proofs }: ProvenCluster, paint: Paint): string {
	const version = info.serverVersion === undefined ? '' : `, Kubernetes ${info.serverVersion}`
	return [
		paint.bold(`Cluster ${cluster} (${info.name}${version})`),
		...proofs.map((proof) => proofText(proof, paint)),
	].join('\n')
}

function proofText(proof: Proof, paint: Paint): string {
	const result = {
		proven: paint.green('✓ proven     '),
		violated: paint.red('✗ violated   '),
		'not-visible': paint.yellow('? not visible'),
	}[proof.result]
	const scope = Object.entries(proof.scope)
		.map(([noun, amount]) => `${amount} ${amount === 1 ? noun.replace(/s$/, '') : noun}`)
		.join(', ')
	const findings = proof.findings
		.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
		.map((finding) => indent(findingText(finding, paint), 4))
	return [`  ${result} ${proof.name}: ${proof.claim} ${paint.dim(`(${scope})`)}`, ...findings].join('\n')
}

/** So many pieces of evidence are shown before the rest is counted; JSON has them all. */
const shownEvidence = 6

function findingText(finding: Finding, paint: Paint): string {
	const word =
		finding.result === 'accepted'
			? paint.dim('accepted')
			: finding.result === 'not-visible'
				? paint.yellow('not visible')
				: severityText(finding, paint)
	const evidence = finding.witness
		.filter(
			({ field, expected, observed }) => field !== undefined && (expected !== undefined || observed !== undefined),
		)
		.map(({ field, expected, observed, manager }) => {
			const values = expected === undefined ? `${observed}` : `${observed}, should be ${expected}`
			return `    ${field}: ${values}${manager === undefined ? '' : paint.dim(`  set by ${manager}`)}`
		})
	const unique = [...new Set(evidence)]
	const rest = unique.length - shownEvidence
	return [
		`${word} ${paint.dim(finding.code)} ${finding.message}`,
		...unique.slice(0, shownEvidence),
		...(rest > 0 ? [paint.dim(`    and ${rest} more`)] : []),
		...(finding.acceptance === undefined ? [] : [`    accepted: ${finding.acceptance.reason}${until(finding)}`]),
		...(finding.remedy === undefined || finding.result === 'accepted' ? [] : [paint.dim(`    → ${finding.remedy}`)]),
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
	const parts = [
		`${proven} of ${count(proofs.length, 'proof')} proven`,
		count(violated, 'finding'),
		...(hidden === 0 ? [] : [`${hidden} not visible`]),
		...(accepted === 0 ? [] : [`${accepted} accepted`]),
	]
	return paint.bold(parts.join(', '))
}
