/** The places that rights are about: stages, what is in none, the whole cluster. */
import type { AccessColumn } from '../../../model/access-report.ts'
import { homeOf, type KubeObject } from '../../../model/kube-object.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import type { Access } from '../access.ts'

/**
 * The columns of a cluster: its stages in the order of promotion, then the other namespaces, then the whole cluster.
 *
 * @param tenancy - with the stages and namespaces of the cluster alone
 */
export function columnsOf(
	{ stages, namespaces }: Pick<Tenancy, 'stages' | 'namespaces'>,
	objects: readonly KubeObject[],
	{ bindings }: Pick<Access, 'bindings'>,
): readonly AccessColumn[] {
	const staged = new Set(namespaces.map(({ name }) => name))
	const there = [
		...objects.flatMap((object) =>
			object.kind === 'Namespace' ? [object.metadata.name] : object.kind === 'ServiceAccount' ? [homeOf(object)] : [],
		),
		...bindings.flatMap(({ namespace }) => namespace ?? []),
	]
	const others = [...new Set(there)].filter((name) => !staged.has(name)).sort()
	return [
		...stages.map(
			({ name }): AccessColumn => ({
				type: 'stage',
				name,
				namespaces: namespaces
					.filter(({ stage }) => stage === name)
					.map((each) => each.name)
					.sort(),
			}),
		),
		...(others.length === 0
			? []
			: [{ type: 'elsewhere' as const, name: stages.length === 0 ? 'namespaces' : 'elsewhere', namespaces: others }]),
		{ type: 'cluster', name: 'cluster', namespaces: [] },
	]
}
