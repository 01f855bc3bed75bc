/** Runs on Node before the tests on workerd: the sample publication as Node reads and renders it. */

import type { TestProject } from 'vitest/node';
import { openOffline } from '../../../src/cli/offline.ts';
import { FEED_FILES, feedPath } from '../../../src/feeds/urls.ts';
import { listFeeds } from '../../../src/http/site-routes.ts';
import { encodeArticle } from '../../../src/store/article-json.ts';
import { hashText } from '../../../src/text/hash.ts';

export interface SamplePublication {
  /** JSON of the Site. */
  readonly site: string;
  /** JSON of each article, in the order they were read. */
  readonly articles: readonly string[];
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
  const opened = await openOffline('articles', { baseUrl: 'https://news.example' });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { publication, store, close } = opened.value;
  const { site } = publication.state();
  const articles = await store.listArticles('', 1_000);
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
    site: JSON.stringify(site),
    articles: articles.map(({ article }) => encodeArticle(article)),
    feeds,
  });
  await close();
}
