/** Break-glass rights: those that are open are told, those that are over or not as they should be are findings. */
import { showSubject } from '../../../model/access.ts'
import { allLevels } from '../../../model/access-levels.ts'
import { type BreakGlass, breakGlassOf, breakGlassUse, isOver } from '../../../model/break-glass.ts'
import { grouped } from '../../../model/collect.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import { showSome } from '../../words.ts'
import type { Binding } from '../access.ts'
import { ruleOf } from '../levels.ts'
import { uncovered } from '../rule.ts'
import type { Scene } from './scene.ts'

/** A break-glass binding and what it says of itself. */
interface Glass {
	readonly binding: Binding
	readonly said: BreakGlass
	readonly faults: readonly string[]
	readonly stage: string | undefined
}

/** One finding for each subject, level and stage. */
export function breakGlassFindings(scene: Scene): readonly Finding[] {
	const { now } = scene.input
	const found = scene.access.bindings.flatMap((binding): readonly Glass[] => {
		const said = breakGlassOf(binding.object)
		const stage = binding.namespace === undefined ? undefined : scene.stageOf(binding.namespace)
		return said === undefined
			? []
			: [{ binding, said, stage, faults: [...said.faults, ...excess(scene, binding, said)] }]
	})
	const alike = grouped(found, ({ said, stage, faults }) =>
		JSON.stringify([said.subject, said.level, said.until, stage, faults]),
	)
	return [...alike.values()].map((group) => glassFinding(scene, group, now))
}

/** The mark frees nobody from the level that it names. */
function excess(scene: Scene, { role, namespace }: Binding, { level }: BreakGlass): readonly string[] {
	if (namespace === undefined) return ['it holds in the whole cluster']
	const known = allLevels(scene.input.tenancy).find(({ name }) => name === level)
	if (level === undefined || role === undefined) return []
	if (known === undefined) return [`the plan has no level ${level}`]
	return uncovered([...known.rules, breakGlassUse].map(ruleOf), role.rules).length === 0
		? []
		: [`it gives more than the level ${level}`]
}

function glassFinding(scene: Scene, group: readonly Glass[], now: string): Finding {
	const [{ binding, said, stage, faults }] = group as readonly [Glass, ...Glass[]]
	const who = said.subject === undefined ? 'somebody' : showSubject(said.subject)
	const where = showSome(group.map((each) => each.binding.namespace ?? 'the whole cluster'))
	const rights = `${who} has the level ${said.level ?? '?'} in ${where}`
	const base = {
		...(stage === undefined ? {} : { stage }),
		subject: binding.ref,
		witness: group.map(evidenceOf),
		remedy: `stagewall access revoke${stage === undefined ? '' : ` --stage ${stage}`}`,
	}
	if (faults.length > 0)
		return finding(scene, {
			...base,
			code: 'access/break-glass-faulty',
			severity: 'high',
			message: `${rights} as break-glass, and ${faults.join('; ')}`,
		})
	if (isOver(said, now))
		return finding(scene, {
			...base,
			code: 'access/break-glass-expired',
			severity: 'high',
			message: `${rights}: it was given until ${said.until} and is still there`,
		})
	return finding(scene, {
		...base,
		code: 'access/break-glass',
		result: 'noted',
		severity: 'info',
		message: `${rights} until ${said.until}, given by ${said.by}: ${said.reason}`,
	})
}

function evidenceOf({ binding, said }: Glass): Evidence {
	return {
		object: binding.ref,
		field: 'metadata.annotations',
		observed: `until ${said.until ?? '?'}: ${said.reason ?? '?'}`,
	}
}
