/** A bar on stderr for steps that take long. It redraws at most ten times a second and leaves nothing behind. */
import type { Progress } from '../cluster/cluster.ts'

const width = 24
const redrawAfterMs = 100

/** A bar, and the way to wipe it. */
export interface ProgressBar {
	readonly show: Progress
	readonly end: () => void
}

/**
 * @param write - puts text on the terminal
 * @param clock - milliseconds
 */
export function progressBar(write: (text: string) => void, clock: () => number): ProgressBar {
	let drawnAt = Number.NEGATIVE_INFINITY
	let visible = false
	return {
		show(done, total, label) {
			const now = clock()
			if (now - drawnAt < redrawAfterMs) return
			drawnAt = now
			visible = true
			const filled = total === 0 ? 0 : Math.min(width, Math.round((done / total) * width))
			write(`\r\u001b[K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total} ${label}`)
		},
		end() {
			if (visible) write('\r\u001b[K')
			visible = false
		},
	}
}
