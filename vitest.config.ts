import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The worker's access log goes to the console of its tests.
    silent: 'passed-only',
    // One core is left to the databases and programs that tests start, but for machines of two.
    maxWorkers: Math.max(availableParallelism() - 1, 2),
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/runtime/workerd/**'],
          globalSetup: ['tests/helpers/postgres-setup.ts'],
          // Modules keep no state, so files of one worker share them: loading them anew for each of a
          // hundred files was a third of the whole run.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      './tests/runtime/workerd/vitest.config.ts',
    ],
  },
});
