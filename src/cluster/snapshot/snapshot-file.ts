/** The format of a snapshot: one JSON object, compressed where the file's name ends in `.gz`. */
import { constants } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { KnownError } from '../../model/errors.ts'
import type { ClusterInfo, Reviews, Unseen, Want } from '../../model/facts.ts'
import type { Kind } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'

/** What a snapshot file says. */
export interface SnapshotFile {
	readonly apiVersion: typeof apiVersion
	readonly kind: 'Snapshot'
	/** ISO 8601. */
	readonly takenAt: string
	readonly cluster: ClusterInfo
	/** What was looked for; of anything else nothing is known. */
	readonly wants: readonly Want[]
	readonly objects: readonly KubeObject[]
	readonly unseen: readonly Unseen[]
	readonly absent: readonly Kind[]
	/** Absent where the server was not asked about rights. */
	readonly reviews?: Reviews
}

/** The version that this program writes, and the only one so far. */
export const apiVersion = 'stagewall.dev/v1alpha1'

/** The bytes of a snapshot. */
export async function encode(snapshot: SnapshotFile, compressed: boolean): Promise<Uint8Array> {
	const text = new TextEncoder().encode(`${JSON.stringify(snapshot)}\n`)
	return compressed ? promisify(gzip)(text) : text
}

/**
 * The snapshot in a file's bytes, compressed or not, whatever its name is.
 *
 * @throws KnownError `snapshot/broken`, `snapshot/foreign`, `snapshot/unknown-version`
 */
export async function decode(bytes: Uint8Array, file: string): Promise<SnapshotFile> {
	const data = parse(await unpack(bytes, file), file)
	if (!isMap(data) || data['kind'] !== 'Snapshot' || !isOurs(data['apiVersion']))
		throw new KnownError('snapshot/foreign', `${file} is no snapshot of Stagewall`, {
			exit: 'cluster',
			hint: 'Snapshots come from "stagewall snapshot"; a dump of kubectl goes into a folder, for --directory.',
		})
	if (data['apiVersion'] !== apiVersion)
		throw new KnownError('snapshot/unknown-version', `${file} is a snapshot of the version ${data['apiVersion']}`, {
			exit: 'cluster',
			hint: `This program reads ${apiVersion}. Use the program that wrote it, or take it anew with this one.`,
		})
	const missing = partsMissingIn(data)
	if (missing.length > 0) throw broken(file, `it has no ${missing.join(' and no ')}`)
	return data as unknown as SnapshotFile
}

async function unpack(bytes: Uint8Array, file: string): Promise<string> {
	try {
		const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b
		const plain = isCompressed
			? await promisify(gunzip)(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH })
			: bytes
		return new TextDecoder('utf-8', { fatal: true }).decode(plain)
	} catch (error) {
		throw broken(file, error)
	}
}

function parse(text: string, file: string): unknown {
	try {
		return JSON.parse(text)
	} catch (error) {
		throw broken(file, error)
	}
}

function broken(file: string, why: unknown): KnownError {
	const message = why instanceof Error ? why.message : String(why)
	return new KnownError('snapshot/broken', `${file} could not be read as a snapshot: ${message}`, {
		exit: 'cluster',
		hint: 'Was it cut short on its way? Copy it again, or take it anew.',
		cause: why,
	})
}

function isOurs(version: unknown): version is string {
	return typeof version === 'string' && version.startsWith('stagewall.dev/')
}

/** The parts that have another shape than the reader relies on. */
function partsMissingIn(data: Readonly<Record<string, unknown>>): readonly string[] {
	const shapes: Readonly<Record<string, boolean>> = {
		takenAt: typeof data['takenAt'] === 'string',
		cluster: isMap(data['cluster']) && isListOf(isKind)(data['cluster']['kinds']),
		wants: isListOf((want) => isMap(want) && isKind(want['kind']) && isDetail(want['detail']))(data['wants']),
		objects: isListOf(isObject)(data['objects']),
		unseen: isListOf((each) => isMap(each) && typeof each['message'] === 'string')(data['unseen']),
		absent: isListOf(isKind)(data['absent']),
		reviews: data['reviews'] === undefined || isReviews(data['reviews']),
	}
	return Object.keys(shapes).filter((part) => shapes[part] === false)
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isListOf(test: (value: unknown) => boolean): (value: unknown) => boolean {
	return (value) => Array.isArray(value) && value.every(test)
}

function isReviews(value: unknown): boolean {
	const isText = (each: unknown): boolean => typeof each === 'string'
	const isReview = (each: unknown): boolean =>
		isMap(each) &&
		isMap(each['subject']) &&
		isText(each['subject']['kind']) &&
		isText(each['subject']['name']) &&
		isMap(each['request']) &&
		['verb', 'group', 'resource'].every((field) => isText((each['request'] as Record<string, unknown>)[field])) &&
		typeof each['allowed'] === 'boolean' &&
		isText(each['reason'])
	const isUnsettled = (each: unknown): boolean =>
		isMap(each) && isListOf(isReview)(each['answers']) && isText(each['why'])
	return (
		isMap(value) &&
		isListOf(isReview)(value['answers']) &&
		(value['unsettled'] === undefined || isUnsettled(value['unsettled']))
	)
}

function isKind(value: unknown): boolean {
	return isMap(value) && ['group', 'version', 'kind', 'plural'].every((field) => typeof value[field] === 'string')
}

function isDetail(value: unknown): boolean {
	return value === 'whole' || value === 'metadata'
}

function isObject(value: unknown): boolean {
	return (
		isMap(value) &&
		typeof value['apiVersion'] === 'string' &&
		typeof value['kind'] === 'string' &&
		isMap(value['metadata']) &&
		typeof value['metadata']['name'] === 'string'
	)
}
