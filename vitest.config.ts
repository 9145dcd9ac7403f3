import { defineConfig } from 'vitest/config'

export default defineConfig({
	test: {
		projects: [
			{ test: { name: 'unit', include: ['src/**/*.test.ts'] } },
			{ test: { name: 'program', include: ['test/program/**/*.test.ts'], testTimeout: 30_000 } },
			{
				test: {
					name: 'live',
					include: ['test/live/**/*.test.ts', 'test/attacks/**/*.test.ts'],
					globalSetup: ['test/live/global-setup.ts'],
					// Each file talks to a real API server: what is slow on a loaded machine is not wrong.
					testTimeout: 120_000,
					hookTimeout: 120_000,
				},
			},
		],
	},
})
