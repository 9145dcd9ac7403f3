/** What every check looks at: the objects by kind, the network that they make, and which namespace is of which stage. */
import { grouped, once } from '../../../model/collect.ts'
import { type Kind, kindKey, kinds } from '../../../model/kinds.ts'
import { homeOf, type KubeObject, keyOf, type ObjectRef, objectsByKey, refOf } from '../../../model/kube-object.ts'
import { type Case, namespacesIn, stagesIn } from '../../prover.ts'
import type { Network } from '../network.ts'
import { networkOf } from '../read-network.ts'
import { type AddressBook, addressBook } from './address-book.ts'
import { extraKinds } from './wants.ts'

/** A cluster with its stages. */
export interface Scene {
	readonly input: Case
	readonly network: Network
	/** Names of the stages that live in the cluster, in promotion order. */
	readonly stages: readonly string[]
	/** The stage of a namespace; `undefined` where it is of none. */
	readonly stageOf: (namespace: string | undefined) => string | undefined
	/** Every observed object of a kind, in whichever version. */
	readonly ofKind: (kind: Pick<Kind, 'group' | 'kind'>) => readonly KubeObject[]
	/** Those that live in a stage. */
	readonly inStages: (kind: Pick<Kind, 'group' | 'kind'>) => readonly InStage[]
	readonly find: (ref: ObjectRef) => KubeObject | undefined
	/** Who has which address. */
	readonly addresses: () => AddressBook
}

/** An object that lives in a namespace of a stage. */
export interface InStage {
	readonly object: KubeObject
	readonly ref: ObjectRef
	readonly namespace: string
	readonly stage: string
}

/** Sorts out what was observed. */
export function sceneOf(input: Case): Scene {
	const { objects } = input.facts
	const network = networkOf(input.facts)
	const homes = new Map(namespacesIn(input).map(({ name, stage }) => [name, stage]))
	const byKind = once(() => grouped(objects, (object) => kindKey(refOf(object))))
	const stageOf = (namespace: string | undefined): string | undefined => homes.get(namespace ?? '')
	const ofKind: Scene['ofKind'] = (kind) => byKind().get(kindKey(kind)) ?? []
	return {
		input,
		network,
		stages: stagesIn(input).map(({ name }) => name),
		stageOf,
		ofKind,
		inStages: (kind) => ofKind(kind).flatMap((object) => inStage(object, stageOf)),
		find: (ref) => objectsByKey(objects).get(keyOf(ref)),
		addresses: once(() => addressBook(network, ofKind(kinds.Service), ofKind(extraKinds.ServiceCIDR), stageOf)),
	}
}

function inStage(object: KubeObject, stageOf: Scene['stageOf']): readonly InStage[] {
	const namespace = homeOf(object)
	const stage = stageOf(namespace)
	return stage === undefined ? [] : [{ object, ref: refOf(object), namespace, stage }]
}

/** The stage of a namespace, where it is another one than `own`. */
export function otherStage({ stageOf }: Pick<Scene, 'stageOf'>, own: string, namespace: string): string | undefined {
	const stage = stageOf(namespace)
	return stage === own ? undefined : stage
}
