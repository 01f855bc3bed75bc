/** The acceptance suite against the worker itself, over D1. */

import { env, exports } from 'cloudflare:workers';
import { inject } from 'vitest';
import { createD1, type D1Binding } from '../../../src/store/d1.ts';
import { acceptance } from '../../acceptance/acceptance.ts';
import { replaySeed } from '../../helpers/replay-seed.ts';

interface WorkerExports {
  readonly default: {
    fetch(url: string, init?: RequestInit): Promise<Response>;
    scheduled(event: { readonly cron: string }): Promise<unknown>;
  };
}

const bindings = env as unknown as { readonly DB: D1Binding; readonly WIREROOM_TOKEN: string };
const worker = (exports as unknown as WorkerExports).default;

acceptance('workerd and D1', async () => {
  await replaySeed(createD1(bindings.DB), inject('samplePublication').seed);
  return {
    url: 'https://news.example',
    fetch: (url, init) => worker.fetch(url, init),
    token: bindings.WIREROOM_TOKEN,
    // The platform in front compresses.
    codings: [],
    hasMedia: true,
    tick: async () => void (await worker.scheduled({ cron: '* * * * *' })),
  };
});
