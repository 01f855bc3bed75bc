import { join, resolve } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { layOutAssets } from '../../../src/runtime/edge-assets.ts';
import { writeConfig } from '../../../src/runtime/wrangler.ts';

const root = resolve(import.meta.dirname, '../../..');
// Pictures of the sample as a deployment lays them out, but where no deployment has its own.
const pictures = join(root, '.wireroom/test-edge');
layOutAssets(join(root, 'articles'), pictures);
const configPath = await writeConfig(
  { configPath: join(root, 'wrangler.toml'), environment: undefined },
  'test.json',
  ({ assets }) => ({ assets: { ...(assets as object), directory: pictures } }),
);

export default defineConfig({
  root: import.meta.dirname,
  // A package without its source maps is no news.
  logLevel: 'error',
  plugins: [
    cloudflareTest({
      wrangler: { configPath },
      miniflare: { cf: false, bindings: { WIREROOM_TOKEN: 'a-token-for-drills-only' } },
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
