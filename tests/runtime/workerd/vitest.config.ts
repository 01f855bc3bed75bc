import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

// Where a deployment lays out the pictures: a worker without one does not start.
mkdirSync(join(import.meta.dirname, '../../../.wireroom/edge'), { recursive: true });

export default defineConfig({
  root: import.meta.dirname,
  // A package without its source maps is no news.
  logLevel: 'error',
  plugins: [
    cloudflareTest({
      wrangler: { configPath: '../../../wrangler.toml' },
      miniflare: { cf: false },
    }),
  ],
  test: {
    name: 'workerd',
    include: ['*.test.ts'],
    globalSetup: ['./sample-publication.ts', './sample-export.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
