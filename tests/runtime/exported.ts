/** A newsroom and its export, for tests: an app to compare with, and a folder that goes away. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/http/app.ts';
import type { MediaFile } from '../../src/http/deps.ts';
import { type Article, BASE_MARK } from '../../src/model/article.ts';
import type { Site } from '../../src/model/site.ts';
import { type ExportOptions, exportSite } from '../../src/runtime/export.ts';
import { buildArticle, buildPublication, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

export const HOST = 'https://news.example';

/** Where a story stands that holds words of its own. */
export const SPECIAL = 'urn:example:special';

export const SITE: Site = buildSite({
  publication: buildPublication({
    hubUrls: ['https://hub.example/'],
    redirects: { '/feed/': '/rss.xml' },
  }),
  topics: [
    buildTopic('diplomacy', { names: { en: 'Diplomacy', ja: '外交' } }),
    buildTopic('weapons'),
    buildTopic('old', { retired: '2019-01-01T00:00:00.000Z' }),
  ],
  moved: { talks: ['diplomacy'] },
});

/** Enough for an archive of the main feed and of a topic; the last one is SPECIAL. */
export function stories(count = 70): readonly Article[] {
  const plain = Array.from({ length: count - 1 }, (_, index) => {
    const at = new Date(START.getTime() - (count - index) * 3_600_000);
    return buildArticle({
      id: `urn:example:${index}`,
      slug: `story-${index}`,
      headline: `Story ${index}`,
      language: index % 3 === 0 ? 'ja' : 'en',
      section: index % 2 === 0 ? 'World' : 'Japan',
      tags: index % 4 === 0 ? ['diplomacy', 'weapons'] : ['diplomacy'],
      publishedAt: at,
      updatedAt: at,
    });
  });
  return [...plain, specialStory()];
}

export function specialStory(more: Partial<Article> = {}): Article {
  const at = new Date(START.getTime() - 1_800_000);
  return buildArticle({
    id: SPECIAL,
    slug: 'special',
    headline: 'Heliotrope',
    bodyHtml: `<p>Zinnober and <img src="${BASE_MARK}/media/a%20b.png" alt=""></p>`,
    tags: ['weapons'],
    section: 'World',
    publishedAt: at,
    updatedAt: at,
    ...more,
  });
}

export async function findPicture(path: string): Promise<MediaFile | undefined> {
  if (!path.endsWith('.png')) return undefined;
  return {
    size: 7,
    contentType: 'image/png',
    modifiedAt: new Date('2019-10-01T00:00:00Z'),
    stream: () => new Blob(['picture']).stream(),
  };
}

export interface Exported {
  readonly room: Newsroom;
  readonly target: string;
  /** The app as it is exported: nothing in it links to what needs a server. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly export: (more?: Partial<ExportOptions>) => ReturnType<typeof exportSite>;
  destroy(): void;
}

export async function openExported(articles = stories(), site = SITE): Promise<Exported> {
  const room = await openNewsroom(articles, { site });
  const target = mkdtempSync(join(tmpdir(), 'wireroom-export-'));
  const common = {
    store: room.store,
    state: () => room.state,
    now: () => room.now,
    findMedia: findPicture,
  };
  const app = createApp({ ...common, cache: room.cache, log: () => {} });
  return {
    room,
    target,
    ask: async (path, init) => app.request(path, init),
    export: (more = {}) => exportSite({ ...common, target, ...more }),
    destroy: () => rmSync(target, { recursive: true, force: true }),
  };
}
