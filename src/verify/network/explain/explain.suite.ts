/** Explanations in tables of cases: ends by name, the parts of the answer as one line each. */
import type { Unseen } from '../../../model/facts.ts'
import { type KubeObject, showRef } from '../../../model/kube-object.ts'
import type { ExplainedGroup, NetworkExplanation, Step } from '../../../model/network-explanation.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { tenancy as planned } from '../../verify.suite.ts'
import { readNetwork } from '../read-network.ts'
import { explainIn } from './explain-in.ts'
import type { ExplainedCluster } from './explain-network.ts'

/** A tenancy without a plan and without stages. */
export const noPlan: Tenancy = { ...planned, name: '', stages: [], namespaces: [] }

/** A cluster that was looked at. */
export function clusterOf(
	objects: readonly KubeObject[],
	tenancy: Tenancy = noPlan,
	unseen: readonly Unseen[] = [],
): ExplainedCluster {
	const facts = { cluster: 'shared', objects, unseen, absent: [] }
	return { cluster: 'shared', facts, network: readNetwork({ objects }), tenancy }
}

/**
 * Explains a connection.
 *
 * @param asked - `FROM > TO` or `FROM > TO PORT`, as the command line has them
 */
export function explained(
	objects: readonly KubeObject[],
	asked: string,
	tenancy: Tenancy = noPlan,
	unseen: readonly Unseen[] = [],
): NetworkExplanation {
	const [from = '', to = '', port] = asked.split(/ > | /)
	return explainIn([clusterOf(objects, tenancy, unseen)], from, to, port, 10)
}

/** The only answer of an explanation. */
export function answered(...question: Parameters<typeof explained>): ExplainedGroup {
	const { groups } = explained(...question)
	const [group, more] = groups
	if (group === undefined || more !== undefined) throw new Error(`${groups.length} groups instead of one`)
	return group
}

/** The steps that would turn an answer, e.g. `close: remove NetworkPolicy x/p spec.ingress[0]`. */
export function changesOf({ changes }: ExplainedGroup): readonly string[] {
	return changes.map(({ goal, steps }) => `${goal === 'open' ? 'open' : 'close'}: ${steps.map(showStep).join('; ')}`)
}

function showStep(step: Step): string {
	const object = showRef(step.object)
	switch (step.type) {
		case 'remove':
			return `remove ${object} ${step.field}`
		case 'add':
			return `add to ${object} ${step.field}${step.at === undefined ? '' : `[${step.at}]`} ${JSON.stringify(step.value)}`
		case 'write':
			return `write ${object} ${step.field}=${step.value.join()}`
		case 'create':
			return `create ${object} ${JSON.stringify(step.value['spec'])}`
		case 'label':
			return `label ${object} ${step.key}=${step.value}`
	}
}
