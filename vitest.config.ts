import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The worker's access log goes to the console of its tests.
    silent: 'passed-only',
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/runtime/workerd/**'],
          globalSetup: ['tests/helpers/postgres-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      './tests/runtime/workerd/vitest.config.ts',
    ],
  },
});
