/** Versions of Kubernetes, as servers and kubelets say them: `v1.37.2`, `v1.33.4-gke.100`, `v1.30.2+k3s1`. */

/** The part of a version that is compared. */
export interface KubeVersion {
	readonly text: string
	readonly minor: number
	readonly patch: number
}

/** Reads a version of Kubernetes 1; `undefined` for any other text. */
export function parseVersion(text: string | undefined): KubeVersion | undefined {
	const [, minor, patch] = /^v?1\.(\d{1,3})\.(\d{1,4})/.exec(text ?? '') ?? []
	return text === undefined || minor === undefined ? undefined : { text, minor: Number(minor), patch: Number(patch) }
}

/** Whether `a` is newer than `b`; suffixes of vendors do not count. */
export function isNewer(a: KubeVersion, b: KubeVersion): boolean {
	return a.minor > b.minor || (a.minor === b.minor && a.patch > b.patch)
}

/** The newest of some. */
export function newest(versions: readonly KubeVersion[]): KubeVersion | undefined {
	return versions.reduce<KubeVersion | undefined>(
		(best, each) => (best === undefined || isNewer(each, best) ? each : best),
		undefined,
	)
}
