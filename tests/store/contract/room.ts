/** A store as every part of the contract meets it: empty, migrated, with the writes of a caller that has just read. */

import { afterEach, beforeEach } from 'vitest';
import type { Article } from '../../../src/model/article.ts';
import type { AuditEntry } from '../../../src/model/audit.ts';
import { hashArticle, hashShown } from '../../../src/store/article-json.ts';
import type { Row, SqlDriver, SqlValue } from '../../../src/store/driver.ts';
import type { SavedDigests } from '../../../src/store/feed-parts.ts';
import { createStore } from '../../../src/store/sql-store.ts';
import type { ArticleWrite, Change, Membership, Store } from '../../../src/store/store.ts';
import { searchTokens } from '../../../src/text/search.ts';
import { buildArticle } from '../../helpers/build.ts';
import { selectorState } from '../../helpers/feed-reads.ts';

/** Gives an empty database, without a schema. */
export type OpenEmpty = () => Promise<SqlDriver>;

export interface Room {
  readonly store: Store;
  readonly driver: SqlDriver;
  /** Writes what a caller would write that has just read the versions. */
  commit(at: Date, ...writes: ArticleWrite[]): Promise<void>;
  /** Rows as they stand in the tables. */
  raw(sql: string, ...params: SqlValue[]): Promise<readonly Row[]>;
  seqOf(section: string): Promise<number | undefined>;
  membersOf(section: string): Promise<number | undefined>;
}

export const WINDOW = { hours: 48, atLeast: 20, atMost: 100 };
export const AT = new Date('2019-11-01T12:00:00.400Z');
export const second = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);

/** A new empty store for each test of the suite that calls it. */
export function useRoom(open: OpenEmpty): Room {
  let driver: SqlDriver;
  let store: Store;
  beforeEach(async () => {
    driver = await open();
    store = createStore(driver);
    await store.migrate();
  });
  afterEach(() => store.close());
  return {
    get store() {
      return store;
    },
    get driver() {
      return driver;
    },
    commit: async (at, ...writes) =>
      store.commit(change({ at, writes: await based(store, writes) })),
    raw: (sql, ...params) => driver.all(sql, params),
    seqOf: async (section) => (await selectorState(store, `section:${section}`))?.seq,
    membersOf: async (section) =>
      (await store.listSelectors()).find(({ selector }) => selector.value === section)?.members,
  };
}

/** The writes over the versions that stand now. */
export async function based(
  store: Store,
  writes: readonly ArticleWrite[],
): Promise<readonly ArticleWrite[]> {
  const known = await store.readArticles(writes.map((one) => one.article.id));
  const versions = new Map(known.map(({ id, version }) => [id, version]));
  return writes.map((one) => ({ ...one, baseVersion: versions.get(one.article.id) ?? 0 }));
}

/** As they are remembered of a document. */
export const digests = (live: string, gone: string): SavedDigests => ({
  live,
  gone,
  content: `content of ${live}`,
  entries: 'e1e2',
});

export const article = (id: string, more: Partial<Article> = {}): Article =>
  buildArticle({ id, ...more });

export const section = (value: string, label = value.toUpperCase()): Membership => ({
  key: `section:${value}`,
  selector: { kind: 'section', value },
  label,
});

export function write(
  written: Article,
  sections: readonly string[],
  more: Partial<ArticleWrite> = {},
): ArticleWrite {
  return {
    article: written,
    baseVersion: 0,
    hash: hashArticle(written),
    shownHash: hashShown(written),
    shortId: written.id.slice(-4),
    dueAt: undefined,
    changedAt: written.updatedAt,
    isQuiet: false,
    textBytes: 100,
    goneAt: undefined,
    isSmallEdit: false,
    isHeld: false,
    isErased: false,
    kept: undefined,
    tokens: written.state === 'public' ? searchTokens([written.headline]) : undefined,
    topicIds: [],
    memberships: sections.map((value) => section(value)),
    mediaPaths: [],
    ...more,
  };
}

export const change = (parts: Partial<Change>): Change => ({
  at: AT,
  writes: [],
  files: [],
  forgottenFiles: [],
  ...parts,
});

export const entry = (articleId: string, detail = {}): AuditEntry => ({
  actor: 'token:desk',
  action: 'update',
  articleId,
  detail,
});

export const idsOf = (found: readonly { readonly id: string }[]): readonly string[] =>
  found.map(({ id }) => id);

export const reply = (key: string, articleId = '') => ({
  token: 'desk',
  key,
  request: 'sha256',
  status: 201,
  headers: { location: '/articles/a' },
  body: '{"id":"a"}',
  articleId,
});
