/** The sample exported at one instant, and served from its files under the same clock. */

import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { exportSite } from '../../src/runtime/export.ts';
import { findMedia } from '../../src/runtime/media-files.ts';
import { openPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openStaticFolder } from '../../tests/helpers/static-folder.ts';

export interface ServedExport {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startExport(
  folder: string,
  { baseUrl, now }: { readonly baseUrl: string; readonly now: Date },
): Promise<ServedExport> {
  const target = mkdtempSync(join(tmpdir(), 'wireroom-static-'));
  await exportFolder(folder, { baseUrl, now, target });
  const server = createAdaptorServer({ fetch: openStaticFolder(target, () => now) });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise((done) => server.close(done));
      rmSync(target, { recursive: true, force: true });
    },
  };
}

async function exportFolder(
  folder: string,
  options: { readonly baseUrl: string; readonly now: Date; readonly target: string },
): Promise<void> {
  const store = createStore(await openSqlite(':memory:'));
  const now = (): Date => options.now;
  const opened = await openPublication({
    folder,
    store,
    baseUrl: options.baseUrl,
    fallbackUrl: options.baseUrl,
    now,
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  await opened.value.sync();
  await exportSite({
    store,
    state: opened.value.state,
    now,
    target: options.target,
    findMedia: (path) => findMedia(folder, path),
  });
  await store.close();
}
