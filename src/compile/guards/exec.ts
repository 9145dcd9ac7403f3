/**
 * Guard `exec`: ways into running pods, where no access level of the stage gives them. Whoever has the right from elsewhere (a role
 * of somebody's own, a ClusterRoleBinding) needs break-glass access to use it.
 */
import { allLevels } from '../../model/access-levels.ts'
import { breakGlassResource } from '../../model/break-glass.ts'
import { exemptionGroup } from '../../model/guards.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { mapOf, text, texts } from './cel.ts'
import type { GuardPolicy } from './policy.ts'

/** Streams that the API server opens, and what writes containers into running pods. */
const streams = ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'services/proxy']
const debugging = 'pods/ephemeralcontainers'

/** The guard. */
export function exec(tenancy: Tenancy, stages: readonly Stage[]): readonly GuardPolicy[] {
	const levels = new Map(allLevels(tenancy).map((level) => [level.name, level]))
	const given = ({ access }: Stage): readonly string[] => {
		const resources = access.flatMap(({ level }) => levels.get(level)?.rules ?? []).flatMap((rule) => rule.resources)
		return [...streams, debugging].filter((each) => resources.includes(each))
	}
	return [
		{
			guard: 'exec',
			rules: [
				{ groups: [''], operations: ['CONNECT'], resources: streams },
				{ groups: [''], operations: ['UPDATE'], resources: [debugging] },
			],
			where: 'members',
			variables: [
				{ name: 'way', expression: "request.resource.resource + '/' + request.subResource" },
				{
					name: 'given',
					expression: `${mapOf(stages.map((stage) => [stage.name, texts(given(stage))]))}[?variables.stage].orValue([])`,
				},
				{
					name: 'inEmergency',
					// A Role with every verb on everything in the namespace is no break-glass access: it has verbs that nobody gives.
					expression: `${mayDo('use')} && !${mayDo('anything')}`,
				},
			],
			checks: [
				{
					holds: 'variables.way in variables.given || variables.inEmergency',
					message: `'no access level of the stage ' + variables.stage + ' gives ' + variables.way + ': it takes break-glass access (stagewall access grant --stage ' + variables.stage + ' …)'`,
				},
			],
		},
	]
}

function mayDo(verb: string): string {
	return `authorizer.group(${text(exemptionGroup)}).resource(${text(breakGlassResource)}).namespace(request.namespace).check(${text(verb)}).allowed()`
}
