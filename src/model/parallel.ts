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

/**
 * Runs lanes beside each other, and within a lane one wave after the other, at most `limit` tasks at a time: what is ready first
 * runs first. A task must not throw.
 */
export async function inLanes<Item>(
	lanes: readonly (readonly (readonly Item[])[])[],
	limit: number,
	task: (item: Item, wave: number) => Promise<void>,
): Promise<void> {
	await new Promise<void>((resolve) => {
		const ready: { readonly item: Item; readonly wave: number; readonly ended: () => void }[] = []
		let [running, open] = [0, lanes.length]
		const start = (lane: readonly (readonly Item[])[], wave: number): void => {
			const items = lane[wave]
			if (items === undefined) {
				open--
				return
			}
			let left = items.length
			for (const item of items) ready.push({ item, wave, ended: () => --left === 0 && start(lane, wave + 1) })
		}
		const next = (): void => {
			while (running < limit) {
				const entry = ready.shift()
				if (entry === undefined) break
				running++
				void task(entry.item, entry.wave).then(() => {
					running--
					entry.ended()
					next()
				})
			}
			if (running === 0 && open === 0) resolve()
		}
		for (const lane of lanes) start(lane, 0)
		next()
	})
}
