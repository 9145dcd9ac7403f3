/** Who is in no stage and can change stages: the platform's own, most likely, and worth knowing. */
import { type Subject, showSubject, subjectKey } from '../../../model/access.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import { showSome } from '../../words.ts'
import { deeds } from '../escalation/escalation.ts'
import { isEverybody, isOfControlPlane } from '../everybody.ts'
import type { Scene } from './scene.ts'

/** A note that names them all. */
export function outsiders(scene: Scene): readonly Finding[] {
	const { access, escalation, stages, residents } = scene
	const seen = new Map<string, { readonly subject: Subject; readonly evidence: Evidence }>()
	for (const { subjects, ref, roleRef } of access.bindings)
		for (const { subject, field } of subjects) {
			const key = subjectKey(subject)
			if (seen.has(key) || residents.has(key) || isEverybody(subject) || isOfControlPlane(subject)) continue
			seen.set(key, { subject, evidence: { object: ref, field, observed: `${roleRef.kind} ${roleRef.name}` } })
		}
	const able = [...seen.values()].filter(({ subject }) =>
		stages.some((zone) => deeds.some((deed) => escalation.can(subject, { zone, deed }))),
	)
	if (able.length === 0) return []
	const names = able.map(({ subject }) => showSubject(subject))
	const count = able.length === 1 ? 'one who is in no stage' : `${able.length} who are in no stage`
	return [
		finding(scene, {
			code: 'access/outsiders',
			result: 'noted',
			severity: 'info',
			subject: able[0]?.evidence.object,
			message: `${count} can change stages or read their Secrets: ${showSome(names, 6)}`,
			witness: able.map(({ evidence }) => evidence),
			remedy: 'Make sure that they are the platform’s own, and that nobody of a stage can become one of them.',
		}),
	]
}
