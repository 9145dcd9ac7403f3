/** Routes that attach to a Gateway of another stage, or send requests (or copies of them) into one. */
import type { Finding } from '../../../model/finding.ts'
import { homeOf, showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { at, elements, text } from '../../reading/raw.ts'
import { listed } from '../../words.ts'
import { evidence, inOrder } from './evidence.ts'
import { admits, doorsOf, type Route, type RouteRef, routesIn } from './gateways.ts'
import { otherStage, type Scene } from './scene.ts'
import { gatewayGroup, gatewayKind } from './wants.ts'

/** One finding for each route. */
export function crossStageRoutes(scene: Scene): readonly Finding[] {
	return routesIn(scene).flatMap((route) => {
		const across = [
			...route.parents.flatMap((parent) => acrossTo(scene, route, parent, isAttached)),
			...route.backends.flatMap((backend) => acrossTo(scene, route, backend, isGranted)),
		]
		return across.length === 0 ? [] : [findingFor(scene, route, across)]
	})
}

interface Across {
	readonly to: RouteRef
	readonly stage: string
	/** Whether the other side permits it: else it has no effect, yet. */
	readonly isPermitted: boolean
}

type Permission = (scene: Scene, route: Route, to: RouteRef) => boolean

function acrossTo(scene: Scene, route: Route, to: RouteRef, isPermitted: Permission): readonly Across[] {
	const stage = otherStage(scene, route.stage, to.namespace)
	return stage === undefined ? [] : [{ to, stage, isPermitted: isPermitted(scene, route, to) }]
}

/** A Gateway that was not seen may admit anybody. */
function isAttached({ network, ofKind }: Scene, { namespace }: Route, to: RouteRef): boolean {
	const gateway = ofKind(gatewayKind(to.kind)).find(
		(object) => homeOf(object) === to.namespace && object.metadata.name === to.name,
	)
	return (
		gateway === undefined ||
		doorsOf(gateway).some(
			(door) =>
				door.name !== undefined &&
				(to.section === undefined || door.name === to.section) &&
				admits(network, gateway, door, namespace),
		)
	)
}

function isGranted({ ofKind }: Scene, { namespace, ref }: Route, to: RouteRef): boolean {
	return ofKind(gatewayKind('ReferenceGrant')).some(
		(grant) =>
			homeOf(grant) === to.namespace &&
			elements(at(grant, 'spec', 'from'), '').some(
				({ value }) =>
					value['kind'] === ref.kind && value['group'] === gatewayGroup && value['namespace'] === namespace,
			) &&
			elements(at(grant, 'spec', 'to'), '').some(
				({ value }) =>
					value['kind'] === to.kind &&
					(value['group'] ?? '') === to.group &&
					(text(value['name']) === undefined || value['name'] === to.name),
			),
	)
}

function findingFor(scene: Scene, { object, ref, stage }: Route, across: readonly Across[]): Finding {
	const stages = inOrder(
		scene,
		across.map((each) => each.stage),
	)
	const isPermitted = across.some((each) => each.isPermitted)
	return finding(scene, {
		code: 'network/cross-stage-route',
		severity: isPermitted ? 'high' : 'low',
		stage,
		subject: ref,
		message: `${showRef(ref)} leads into ${listed(stages)}${isPermitted ? '' : ', which does not permit it yet'}`,
		witness: across.map(({ to }) => evidence(object, to.field, `${to.kind} ${to.namespace}/${to.name}`)),
		remedy: 'Refer to Services and Gateways of the own stage, or to a Gateway that belongs to no stage.',
	})
}
