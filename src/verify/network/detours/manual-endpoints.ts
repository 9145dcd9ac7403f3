/**
 * Addresses behind Services that no controller wrote: whoever may write Endpoints or EndpointSlices sends a Service's requests
 * where they like, and an ingress controller that other stages let in carries them there (CVE-2021-25740).
 */
import { type Cidr, holds } from '../../../model/cidr.ts'
import { grouped } from '../../../model/collect.ts'
import { type Finding, type Severity, severities } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import { showRef } from '../../../model/kube-object.ts'
import { finding } from '../../prover.ts'
import { at, elements, labelsAt, texts } from '../../reading/raw.ts'
import { showSome } from '../../words.ts'
import { readAddress } from '../addresses.ts'
import type { Holder } from './address-book.ts'
import { evidence } from './evidence.ts'
import { metadataAddresses } from './metadata-service.ts'
import type { InStage, Scene } from './scene.ts'
import { extraKinds } from './wants.ts'

/** One finding for each Service, a note where it leads to nobody else. */
export function manualEndpoints(scene: Scene): readonly Finding[] {
	const isManaged = managedFinder(scene)
	const written = writtenIn(scene).filter((each) => !isManaged(each))
	return [...grouped(written, placeOf).values()].flatMap((each) => {
		const [first] = each
		const targets = each.flatMap((own) => targetsOf(scene, own))
		return first === undefined || targets.length === 0 ? [] : [findingFor(scene, first, targets)]
	})
}

/** Endpoints or an EndpointSlice of a Service. */
interface Written extends InStage {
	/** The name of the Service. */
	readonly service: string
}

/** A slice that names no Service is read by nobody. */
function writtenIn(scene: Scene): readonly Written[] {
	const slices = scene.inStages(extraKinds.EndpointSlice).flatMap((slice): readonly Written[] => {
		const service = slice.object.metadata.labels?.['kubernetes.io/service-name']
		return service === undefined ? [] : [{ ...slice, service }]
	})
	return [...slices, ...scene.inStages(extraKinds.Endpoints).map((each) => ({ ...each, service: each.ref.name }))]
}

function placeOf({ namespace, service }: Written): string {
	return `${namespace}/${service}`
}

/**
 * Whether the control plane writes an object. Its controllers keep to Services with a selector and correct whatever somebody
 * changes there. Anybody can write the label, so without such a Service it says nothing; and a mirrored slice repeats Endpoints.
 */
function managedFinder(scene: Scene): (written: Written) => boolean {
	const selects = new Map(
		scene
			.inStages(kinds.Service)
			.map(({ object, namespace, ref }) => [
				`${namespace}/${ref.name}`,
				Object.keys(labelsAt(at(object, 'spec', 'selector'))).length > 0,
			]),
	)
	const endpoints = new Set(
		scene.inStages(extraKinds.Endpoints).map(({ namespace, ref }) => `${namespace}/${ref.name}`),
	)
	return (written) => {
		const place = placeOf(written)
		// The API server itself writes who it is.
		if (place === 'default/kubernetes') return true
		const isByController = selects.get(place) !== false
		if (written.object.kind === 'Endpoints') return isByController
		const manager = written.object.metadata.labels?.['endpointslice.kubernetes.io/managed-by']
		if (manager === 'endpointslicemirroring-controller.k8s.io') return endpoints.has(place)
		return manager === 'endpointslice-controller.k8s.io' && isByController
	}
}

/** An address behind a Service, and how bad it is that it stands there. */
interface Target {
	readonly written: Written
	readonly field: string
	readonly address: string
	readonly severity: Severity
	/** Who has it; empty where it is nobody in the cluster. */
	readonly whose: string
}

function targetsOf(scene: Scene, written: Written): readonly Target[] {
	return addressesIn(written).map(({ field, address }) => ({
		written,
		field,
		address,
		...judged(scene, written.stage, readAddress(address)),
	}))
}

function addressesIn({ object }: Written): readonly { readonly field: string; readonly address: string }[] {
	const inSlice = elements(object['endpoints'], 'endpoints').flatMap(({ field, value }) =>
		texts(value['addresses']).map((address) => ({ field: `${field}.addresses`, address })),
	)
	const inSubsets = elements(object['subsets'], 'subsets').flatMap((subset) =>
		['addresses', 'notReadyAddresses'].flatMap((list) =>
			elements(subset.value[list], `${subset.field}.${list}`).flatMap(({ field, value }) =>
				texts([value['ip']]).map((address) => ({ field: `${field}.ip`, address })),
			),
		),
	)
	return [...inSlice, ...inSubsets]
}

function judged(scene: Scene, own: string, address: Cidr | undefined): Pick<Target, 'severity' | 'whose'> {
	if (address === undefined) return { severity: 'info', whose: '' }
	const { holdersOf, podRanges, serviceRanges } = scene.addresses()
	if (metadataAddresses.some((each) => holds(each, address)))
		return { severity: 'high', whose: 'the metadata service of clouds' }
	const judgements = holdersOf(address).map((holder) => judgedHolder(holder, own))
	const [worst] = severities.flatMap((severity) => judgements.filter((each) => each.severity === severity))
	if (worst !== undefined) return worst
	const isInside = [...podRanges, ...serviceRanges].some((range) => holds(range, address))
	return isInside ? { severity: 'low', whose: 'whoever in the cluster gets it next' } : { severity: 'info', whose: '' }
}

function judgedHolder({ type, ref, stage }: Holder, own: string): Pick<Target, 'severity' | 'whose'> {
	if (stage === own) return { severity: 'info', whose: showRef(ref) }
	if (stage === undefined) return { severity: 'low', whose: showRef(ref) }
	return { severity: type === 'pod' ? 'critical' : 'high', whose: `${showRef(ref)} of ${stage}` }
}

function findingFor(scene: Scene, { stage, namespace, service }: Written, targets: readonly Target[]): Finding {
	const [severity = 'info'] = severities.filter((each) => targets.some((target) => target.severity === each))
	const worst = targets.filter((target) => target.severity === severity)
	const where = [...new Set(worst.map(({ address, whose }) => (whose === '' ? address : `${address} of ${whose}`)))]
	const isForeign = severity === 'critical' || severity === 'high'
	return finding(scene, {
		code: isForeign ? 'network/foreign-endpoints' : 'network/manual-endpoints',
		...(severity === 'info' ? { result: 'noted' as const } : {}),
		severity,
		stage,
		subject: { group: '', kind: 'Service', namespace, name: service },
		message: `Service ${namespace}/${service} leads to addresses that no controller wrote: ${showSome(where)}`,
		witness: targets.map(({ written, field, address, whose }) =>
			evidence(written.object, field, whose === '' ? address : `${address} of ${whose}`),
		),
		remedy: 'Give the Service a selector, and delete its EndpointSlices and Endpoints that somebody wrote by hand.',
	})
}
