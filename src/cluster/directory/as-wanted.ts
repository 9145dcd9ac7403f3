/** Objects as an observation wants them; shared by the clusters that are files. */
import type { Want } from '../../model/facts.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { detailOf, objectOf } from '../kube/received.ts'

/** The object in the version that it is written in, no further than it is wanted, and never a Secret's data. */
export function asWanted(object: KubeObject, want: Want): KubeObject {
	if (detailOf(want) === 'whole') return object
	const { kind, detail } = want
	const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1)
	return objectOf(object, { kind: { ...kind, version }, detail })
}
