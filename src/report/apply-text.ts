/** What an apply did, for a person. */
import type { Applied, ClusterResult, GuardSeen } from '../model/change.ts'
import { showRef } from '../model/kube-object.ts'
import type { Paint } from './paint.ts'
import { count } from './words.ts'

/** All clusters of an apply. */
export function applyText(results: readonly ClusterResult[], paint: Paint): string {
	return results.map((result) => resultText(result, paint)).join('')
}

/** Whether everything that was planned is done. */
export function isComplete({ applied, notBegun, guards = [] }: ClusterResult): boolean {
	const areInForce = guards.every(({ inForce }) => inForce)
	return (
		areInForce &&
		notBegun === 0 &&
		applied.every(({ outcome }) => outcome.type === 'applied' || outcome.type === 'deleted')
	)
}

function resultText(result: ClusterResult, paint: Paint): string {
	const { applied, notBegun, plan } = result
	const number = (test: (each: Applied) => boolean): number => applied.filter(test).length
	const parts = [
		[number(({ change, outcome }) => outcome.type === 'applied' && change.action === 'create'), 'created'],
		[number(({ change, outcome }) => outcome.type === 'applied' && change.action !== 'create'), 'changed'],
		[number(({ change, outcome }) => outcome.type === 'deleted' && change.action === 'delete'), 'deleted'],
		[number(({ outcome }) => outcome.type === 'refused' || outcome.type === 'conflict'), 'refused'],
		[number(({ outcome }) => outcome.type === 'skipped'), 'skipped'],
		[notBegun, 'not begun'],
	].flatMap(([amount, words]) => (amount === 0 ? [] : [`${amount} ${words}`]))
	const mark = isComplete(result) ? paint.green('✓') : paint.red('✗')
	const lines = [
		`${mark} Cluster ${plan.cluster}: ${[...parts, `${plan.unchanged} unchanged`].join(', ')}`,
		...applied.flatMap((each) => complaint(each, paint)),
		...guardLines(result.guards ?? [], paint),
	]
	if (!isComplete(result)) lines.push(paint.dim('  Run stagewall apply again: it goes on where this run stopped.'))
	return `${lines.join('\n')}\n`
}

function guardLines(guards: readonly GuardSeen[], paint: Paint): readonly string[] {
	const missed = guards.filter(({ inForce }) => !inForce)
	const seen = guards.length - missed.length
	return [
		...(seen === 0
			? []
			: [`  ${paint.green('in force')}: ${count(seen, 'policy')} of guards, each has refused a dry run`]),
		...missed.map(({ policy, answer }) => `  ${paint.red('not in force')}: ${policy}: ${answer}`),
	]
}

function complaint({ change, outcome, removed }: Applied, paint: Paint): readonly string[] {
	const name = `${showRef(change.ref)}${removed === true ? ' (what stood there is deleted)' : ''}`
	switch (outcome.type) {
		case 'refused':
			return [`  ${paint.red('refused')}: ${name}: ${outcome.message}`]
		case 'conflict':
			return outcome.conflicts.map(
				({ field, manager }) => `  ${paint.red('conflict')}: ${name}: ${field} is owned by ${manager}`,
			)
		case 'skipped':
			return [`  ${paint.yellow('skipped')}: ${name}, because ${showRef(outcome.because)} was refused`]
		case 'applied':
		case 'deleted':
			return []
	}
}
