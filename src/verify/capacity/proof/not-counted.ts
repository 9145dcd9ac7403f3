/**
 * `capacity/not-counted`: what is used and no quota of the namespace counts, so that nothing bounds it. That a key of the budget has no
 * quota is said by the proof `quotas`.
 */
import { showAmount } from '../../../model/capacity.ts'
import { grouped } from '../../../model/collect.ts'
import type { Finding, Severity } from '../../../model/finding.ts'
import { type KubeObject, refOf } from '../../../model/kube-object.ts'
import type { Quantity } from '../../../model/quantity.ts'
import { chargedBy } from '../admission/quota.ts'
import { quotaUseOf } from '../admission/use.ts'
import { about, type Scene, type StagedHome } from './scene.ts'

interface Uncounted {
	readonly staged: StagedHome
	readonly object: KubeObject
	readonly key: string
	readonly amount: Quantity
}

/** A finding for each stage and key. */
export function notCounted(scene: Scene): readonly Finding[] {
	const found = scene.homes.flatMap((staged) => uncountedIn(staged, scene.input.now))
	return [...grouped(found, ({ staged, key }) => `${staged.stage.name} ${key}`).values()].map((own) =>
		finding(own, scene),
	)
}

/** Keys that matter where they are used: numbers of objects alone bring nobody down. */
const keys =
	/^pods$|^requests\.(cpu|memory|ephemeral-storage|hugepages-.+|.+\/.+)$|^services\.(nodeports|loadbalancers)$|^requests\.storage$/

/** A namespace that nobody limits at all is so by choice. */
function uncountedIn(staged: StagedHome, now: string): readonly Uncounted[] {
	const { home, stage } = staged
	if (home.quotas.length === 0) return []
	const planned = new Set(Object.keys(stage.budget ?? {}))
	return home.objects.flatMap((object) => {
		const open = [...quotaUseOf(object, now)].filter(
			([key, amount]) => amount > 0n && keys.test(key) && !planned.has(key),
		)
		if (open.length === 0) return []
		const counted = new Set(home.quotas.flatMap((quota) => [...chargedBy(quota, object).keys()]))
		return open.filter(([key]) => !counted.has(key)).map(([key, amount]) => ({ staged, object, key, amount }))
	})
}

function severityOf(key: string): Severity {
	return key.startsWith('services.') || key === 'requests.storage' || key === 'requests.ephemeral-storage'
		? 'low'
		: 'medium'
}

function finding(own: readonly Uncounted[], scene: Scene): Finding {
	const [{ staged, key }] = own as readonly [Uncounted]
	const namespaces = [...new Set(own.map((each) => each.staged.home.name))]
	const sum = own.reduce((total, { amount }) => total + amount, 0n)
	const isScoped = own.some(({ staged: { home } }) =>
		home.quotas.some(({ hard, scopes }) => scopes.length > 0 && hard.has(key)),
	)
	const why = isScoped ? 'the scopes of its quotas leave them out' : 'no quota counts it there'
	return {
		...about(scene, staged),
		code: 'capacity/not-counted',
		severity: severityOf(key),
		subject: undefined,
		message: `${staged.stage.name} uses ${showAmount(key, sum)} ${key} that nothing bounds: ${why} (${namespaces.join(', ')})`,
		witness: own.map(({ object, amount }) => ({
			object: refOf(object),
			field: key,
			observed: showAmount(key, amount),
		})),
		remedy: isScoped
			? 'A quota without scopes beside those with scopes: spec.stages.STAGE.budget writes one.'
			: 'Name it in spec.stages.STAGE.budget.',
	}
}
