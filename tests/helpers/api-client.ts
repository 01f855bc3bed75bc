/** What the tests of the API share: tokens, a folder in memory, what readers can see of a newsroom. */

import type { TokenScope } from '../../src/model/token.ts';
import type { ArticleFolder, FolderFile } from '../../src/publish/folder.ts';
import { type SyncReport, takeInventory } from '../../src/publish/pass.ts';
import { syncFolder } from '../../src/publish/sync.ts';
import { hashSecret } from '../../src/text/hash.ts';
import type { Newsroom } from './newsroom.ts';

export const pathOf = (id: string): string => `/api/articles/${encodeURIComponent(id)}`;

/** Headers of a caller with a new token of `scope`. */
export async function tokenHeaders(
  room: Newsroom,
  scope: TokenScope,
  more: { readonly secret?: string; readonly expiresAt?: Date } = {},
): Promise<{ authorization: string }> {
  const { secret = `secret-of-${scope}`, expiresAt } = more;
  const id = `id-of-${secret}`;
  await room.store.saveToken(
    {
      id,
      name: secret,
      hash: hashSecret(secret),
      scope,
      createdAt: room.now,
      ...(expiresAt && { expiresAt }),
    },
    { actor: 'cli', action: 'token-create', articleId: '', detail: {} },
  );
  return { authorization: `Bearer ${secret}` };
}

export interface Fault {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly line?: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
}

export async function faultsOf(response: Response): Promise<readonly Fault[]> {
  return ((await response.json()) as { errors?: readonly Fault[] }).errors ?? [];
}

/** `line pointer code` of every fault, in the order told. */
export async function placesOf(response: Response): Promise<readonly string[]> {
  return (await faultsOf(response)).map(({ line, pointer, parameter, code }) =>
    [line, pointer ?? parameter, code].filter((part) => part !== undefined).join(' '),
  );
}

export interface ShownArticle {
  readonly id: string;
  readonly headline: string;
  readonly bodyHtml: string;
  readonly publishedAt: string;
  readonly updatedAt: string;
  readonly [field: string]: unknown;
}

/** The article as the API shows it to an administrator. */
export async function shown(room: Newsroom, id: string): Promise<ShownArticle> {
  return (await (await room.call('GET', pathOf(id))).json()) as ShownArticle;
}

const FEEDS = [
  '/rss.xml',
  '/atom.xml',
  '/feed.json',
  '/topics/diplomacy/rss.xml',
  '/topics/diplomacy/atom.xml',
  '/topics/diplomacy/feed.json',
  '/sections/politics/atom.xml',
  '/languages/en/feed.json',
];

/** Everything that a reader without a token is told, as one text. */
export async function publicText(room: Newsroom, more: readonly string[] = []): Promise<string> {
  const paths = [
    ...FEEDS,
    '/tombstones/atom.xml',
    '/topics/diplomacy/tombstones/atom.xml',
    '/',
    '/topics/diplomacy',
    '/opml.xml',
    '/feeds.json',
    '/sitemaps/pages.xml',
    '/sitemaps/1.xml',
    '/news-sitemap.xml',
    '/api/articles?limit=100',
    '/api/changes?limit=1000',
    ...more,
  ];
  const texts = await Promise.all(paths.map(async (path) => (await room.get(path)).text()));
  return texts.join('\n');
}

/** Validators of the feeds, to see whether a change touches one. */
export async function feedTags(room: Newsroom): Promise<readonly (string | null)[]> {
  return Promise.all(FEEDS.map(async (path) => (await room.get(path)).headers.get('etag')));
}

export interface FeedItem {
  readonly id: string;
  readonly title: string;
  readonly content_html?: string;
  readonly date_published: string;
  readonly date_modified: string;
}

export async function feedItems(room: Newsroom): Promise<readonly FeedItem[]> {
  return ((await (await room.get('/feed.json')).json()) as { items: FeedItem[] }).items;
}

export interface MemoryFolder {
  readonly files: Map<string, string>;
  /** One pass over the folder. */
  sync(): Promise<SyncReport>;
}

/** A folder of articles without a disk: every write counts as a change, whatever the clock says. */
export function memoryFolder(room: Newsroom): MemoryFolder & { touch(path: string): void } {
  const files = new Map<string, string>();
  const touches = new Map<string, number>();
  const listed = (): FolderFile[] =>
    [...files].sort().map(([path, text]) => ({
      path,
      size: text.length,
      modifiedAt: new Date(1_000_000 + (touches.get(path) ?? 0) * 1_000),
    }));
  const folder: ArticleFolder = {
    list: async () => ({ files: listed(), unreadable: [] }),
    pause: async () => {},
    read: async (path) => new TextEncoder().encode(files.get(path)),
  };
  return {
    files,
    touch: (path) => void touches.set(path, (touches.get(path) ?? 0) + 1),
    sync: async () =>
      syncFolder(
        { store: room.store, folder, now: () => room.now, mintId: () => 'urn:uuid:minted' },
        room.state,
        { graceful: new Set(), inventory: await takeInventory(room.store, folder) },
      ),
  };
}

/** Sets the clock `seconds` on. */
export function pass(room: Newsroom, seconds: number): void {
  room.now = new Date(room.now.getTime() + seconds * 1_000);
}
