/** Rights of everybody: of all who are known to the API server, of all who are not, of all service accounts. */
import { accountGroup, authenticated, type Subject, showSubject } from '../../../model/access.ts'
import type { Finding } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import type { Binding } from '../access.ts'
import { gives, isAboutNamespaces, isWriting } from '../escalation/powers.ts'
import { isEverybody } from '../everybody.ts'
import type { Scene } from './scene.ts'

/** One finding for each binding that gives everybody something in a stage. */
export function everybodyFindings(scene: Scene): readonly Finding[] {
	return scene.access.bindings.flatMap((binding) => {
		const bound = binding.subjects.find(({ subject }) => isEverybody(subject))
		const given = bound === undefined ? undefined : worstOf(scene, binding, bound.subject)
		if (bound === undefined || given === undefined) return []
		const stage = binding.namespace === undefined ? undefined : scene.stageOf(binding.namespace)
		const where = binding.namespace === undefined ? 'in every stage' : `in ${binding.namespace}`
		return [
			finding(scene, {
				code: 'access/everybody',
				severity: given === 'read' ? 'medium' : 'critical',
				...(stage === undefined ? {} : { stage }),
				subject: binding.ref,
				message: `${whoIs(bound.subject)} can ${words[given]} ${where}, through ${binding.roleRef.kind} ${binding.roleRef.name}`,
				witness: [{ object: binding.ref, field: bound.field, observed: showSubject(bound.subject) }],
				remedy: 'Name who is meant, or delete the binding.',
				controls: ['CIS 5.1.7', 'C-0262', 'C-0265'],
			}),
		]
	})
}

const words = {
	everything: 'do everything',
	write: 'change objects or become somebody who can',
	secrets: 'read Secrets',
	read: 'look at objects',
} as const

/** The worst that a binding gives in a stage; `undefined` where it gives nothing there. */
function worstOf(scene: Scene, { namespace, role }: Binding, subject: Subject): keyof typeof words | undefined {
	if (role === undefined || (namespace !== undefined && scene.stageOf(namespace) === undefined)) return undefined
	const { escalation, stages } = scene
	const inNamespaces = role.rules.filter(isAboutNamespaces)
	if (namespace === undefined && escalation.can(subject, { zone: undefined, deed: 'everything' })) return 'everything'
	if (inNamespaces.some(isWriting)) return 'write'
	if (
		stages.some((zone) => escalation.can(subject, { zone, deed: 'secrets' })) &&
		inNamespaces.some((rule) => gives(rule, 'readSecrets'))
	)
		return 'secrets'
	return inNamespaces.length > 0 ? 'read' : undefined
}

function whoIs(subject: Subject): string {
	switch (subject.name) {
		case authenticated:
			return 'everybody who can log in, and every service account'
		case accountGroup():
			return 'every service account of the cluster'
		default:
			return 'everybody, without logging in,'
	}
}
