/** Runs on Node before the tests on workerd: the sample publication exported, and some of its files. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openOffline } from '../../../src/cli/offline.ts';
import { MANIFEST_FILE } from '../../../src/http/static-manifest.ts';
import { exportSite } from '../../../src/runtime/export.ts';
import { hashBytes } from '../../../src/text/hash.ts';

export interface SampleExport {
  /** Latin-1 text of files, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** What the app answers for some paths. */
  readonly answers: readonly {
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly hash: string;
  }[];
}

declare module 'vitest' {
  export interface ProvidedContext {
    sampleExport: SampleExport;
  }
}

const PATHS = {
  '/rss.xml': 'rss.xml',
  '/topics/north-korea-diplomacy/ja/atom.xml': 'topics/north-korea-diplomacy/ja/atom.xml',
  '/languages/ko/feed.json': 'languages/ko/feed.json',
  '/tombstones/atom.xml': 'tombstones/atom.xml',
  '/topics/north-korea-diplomacy': 'topics/north-korea-diplomacy/index.html',
  '/opml.xml': 'opml.xml',
};

export async function setup(project: TestProject): Promise<void> {
  const opened = await openOffline('articles', { baseUrl: 'https://news.example' });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { publication, store, close } = opened.value;
  const target = mkdtempSync(join(tmpdir(), 'wireroom-export-'));
  await exportSite({ store, state: publication.state, now: () => new Date(), target });
  const names = [...Object.values(PATHS), MANIFEST_FILE, '404.html'];
  const answers = [];
  for (const path of Object.keys(PATHS)) {
    const response = await publication.app.request(path);
    const hash = hashBytes(new Uint8Array(await response.arrayBuffer()));
    answers.push({ path, headers: [...response.headers].sort(), hash });
  }
  project.provide('sampleExport', {
    files: Object.fromEntries(
      names.map((name) => [name, readFileSync(join(target, name), 'latin1')]),
    ),
    answers,
  });
  rmSync(target, { recursive: true });
  await close();
}
