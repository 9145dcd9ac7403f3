/** `stagewall access -o json`. */
import type { AccessMatrix } from '../model/access-report.ts'

/** All clusters. */
export function accessJson(clusters: readonly AccessMatrix[]): string {
	return `${JSON.stringify({ apiVersion: 'stagewall.dev/v1alpha1', kind: 'AccessReport', clusters }, undefined, 2)}\n`
}
