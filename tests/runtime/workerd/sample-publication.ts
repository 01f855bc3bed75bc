/** Runs on Node before the tests on workerd: the sample publication as Node reads and renders it. */

import type { TestProject } from 'vitest/node';
import { openOffline } from '../../../src/cli/offline.ts';
import { FEED_FILES, feedPath } from '../../../src/feeds/urls.ts';
import { listFeeds } from '../../../src/http/site-routes.ts';
import { hashText } from '../../../src/text/hash.ts';
import { recordSeed } from '../../helpers/recorded-seed.ts';
import type { RecordedSeed } from '../../helpers/replay-seed.ts';

export const BASE_URL = 'https://news.example';

export interface SamplePublication {
  /** What a deployment of it writes. */
  readonly seed: RecordedSeed;
  /** What Node answers for each feed path. */
  readonly feeds: readonly {
    readonly path: string;
    readonly etag: string;
    readonly hash: string;
  }[];
}

declare module 'vitest' {
  export interface ProvidedContext {
    samplePublication: SamplePublication;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const opened = await openOffline('articles', { baseUrl: BASE_URL });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { publication, store, close } = opened.value;
  const { site } = publication.state();
  const stored = listFeeds(site, await store.listSelectors()).flatMap(({ selector }) =>
    FEED_FILES.map((file) => feedPath(selector, file, site.topics)),
  );
  const [one, other] = site.topics;
  const queries = [`topic=${one?.slug}&topic=${other?.slug}&full=0`, `not=${one?.slug}`, 'q=talks'];
  const paths = [
    ...stored,
    ...queries.flatMap((query) => FEED_FILES.map((file) => `/feeds/${file}?${query}`)),
  ];
  const feeds: { path: string; etag: string; hash: string }[] = [];
  for (const path of paths) {
    const response = await publication.app.request(path);
    const hash = hashText(await response.text());
    feeds.push({ path, etag: response.headers.get('etag') ?? '', hash });
  }
  project.provide('samplePublication', {
    seed: await recordSeed('articles', BASE_URL),
    feeds,
  });
  await close();
}
