/**
 * Runs a task for each item, at most `limit` at a time, in order of the items. The results stand in the items' order. The
 * first error stops new tasks from starting and is thrown once the running ones have ended.
 */
export async function inParallel<Item, Result>(
	items: readonly Item[],
	limit: number,
	task: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = []
	let next = 0
	let failed: { readonly error: unknown } | undefined
	const worker = async (): Promise<void> => {
		while (next < items.length && failed === undefined) {
			const index = next++
			try {
				results[index] = await task(items[index] as Item, index)
			} catch (error) {
				failed ??= { error }
			}
		}
	}
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
	if (failed !== undefined) throw failed.error
	return results
}
