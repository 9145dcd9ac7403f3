/** Progress of an observation, counted in pages: how many there are is only known as they come. */
import type { Progress } from '../cluster.ts'

/** Told of each page of one list: how many are left, as far as the server says; 0 ends the list. */
export type PageRead = (left: number) => void

/**
 * Counts the pages of several lists as one.
 *
 * @returns a function that begins a list, counted as one page until more is known
 */
export function countPages(progress: Progress | undefined): (label: string) => PageRead {
	let done = 0
	let pending = 0
	return (label) => {
		let mine = 1
		pending += 1
		return (left) => {
			if (mine === 0) return
			done += 1
			pending += left - mine
			mine = left
			progress?.(done, done + pending, label)
		}
	}
}
