/** Known findings that somebody answers for: they stay in the report, marked, and no longer fail it. */
import { type Finding, type Proof, resultOf } from '../model/finding.ts'
import type { Acceptance } from '../model/tenancy.ts'

/**
 * Marks what the plan accepts. What could not be seen cannot be accepted: nobody knows what it is.
 *
 * @param today - `YYYY-MM-DD`; an acceptance holds through its last day
 */
export function withAcceptances(proof: Proof, acceptances: readonly Acceptance[], today: string): Proof {
	const findings = proof.findings.map((finding): Finding => {
		const acceptance = acceptances.find(
			({ finding: code, stages, until }) =>
				finding.result === 'violated' &&
				finding.code === code &&
				(stages.length === 0 || (finding.stage !== undefined && stages.includes(finding.stage))) &&
				(until === undefined || today <= until),
		)
		if (acceptance === undefined) return finding
		const { reason, until } = acceptance
		return { ...finding, result: 'accepted', acceptance: { reason, ...(until === undefined ? {} : { until }) } }
	})
	return { ...proof, findings, result: resultOf(findings) }
}
