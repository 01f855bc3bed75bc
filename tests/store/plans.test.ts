import { beforeAll, expect, test } from 'vitest';
import type { SqlDriver, SqlValue } from '../../src/store/driver.ts';
import { findAsked } from '../../src/store/find-articles.ts';
import { listAsked } from '../../src/store/list-members.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { ArticleFilter, MemberPage, MemberQuery, Store } from '../../src/store/store.ts';
import {
  listPairs,
  listPlaced,
  listPlacedPairs,
  listTombstones,
  listWindow,
  selectorState,
} from '../helpers/feed-reads.ts';
import { AT, article, change, second, WINDOW, write } from './contract/room.ts';

/** What the store runs, as the driver gets it. */
const seen: { sql: string; params: readonly SqlValue[] }[] = [];
let driver: SqlDriver;
let store: Store;

beforeAll(async () => {
  const plain = await openSqlite(':memory:');
  driver = {
    ...plain,
    all: (sql, params) => {
      seen.push({ sql, params });
      return plain.all(sql, params);
    },
  };
  store = createStore(driver);
  await store.migrate();
  const writes = Array.from({ length: 200 }, (_, index) =>
    write(article(`id-${index}`, { publishedAt: second(index) }), ['x', `s${index % 9}`]),
  );
  await store.commit(change({ at: AT, writes }));
  return () => plain.close();
});

/** Of the statement that `read` runs, behind the count of a search: a line for each table it visits. */
async function planOf(read: () => Promise<unknown>): Promise<readonly string[]> {
  seen.length = 0;
  await read();
  const [statement, ...others] = seen.filter(({ sql }) => !sql.startsWith('SELECT count(*)'));
  expect(others).toEqual([]);
  const rows = await driver.all(`EXPLAIN QUERY PLAN ${statement?.sql}`, statement?.params ?? []);
  return rows.map((row) => String(row['detail']));
}

const find = (filter: ArticleFilter) => () =>
  store.findArticles(filter, { limit: 20, after: { published: AT, id: 'id-9' } });

const members =
  (query: Partial<MemberQuery>, page: Partial<MemberPage> = {}) =>
  () =>
    store.listMembers(
      { groups: [], none: [], ...query },
      { limit: 50, after: { published: AT, id: 'id-9' }, ...page },
    );
/** As when a word is in too many articles to lead. */
const asked = (groups: MemberQuery['groups']) => () => {
  const query = { groups, none: [], phrases: ['envoy'] };
  const { sql, params } = listAsked('sqlite', query, { limit: 50 }).matching;
  return driver.all(sql, params);
};
const askedOfAll = () => {
  const { sql, params } = findAsked('sqlite', { phrases: ['envoy'] }, { limit: 9 }).matching;
  return driver.all(sql, params);
};

const reads: Readonly<Record<string, [() => Promise<unknown>, RegExp]>> = {
  'the state of a selector': [() => selectorState(store, 'section:x'), /article_due_at/],
  'when something is due next': [() => store.nextDueAt(), /article_due_at/],
  'the pairs of a document': [() => listPairs(store, 'section:x', WINDOW), /membership_window/],
  'the articles of a document': [() => listWindow(store, 'section:x', WINDOW), /membership_order/],
  'the pairs of an archive': [
    () => listPlacedPairs(store, 'section:x', 51, 100),
    /membership_place/,
  ],
  'the articles of an archive': [() => listPlaced(store, 'section:x', 1, 50), /membership_place/],
  'the first page behind a document': [
    () => store.readFeed('section:x', { behind: { limit: 9, upTo: 50 } }),
    /membership_place/,
  ],
  'known states': [() => store.readFeed('section:x', { known: ['a', 'b'] }), /autoindex_delta/],
  'what feeds hold and how much comes': [
    () => store.listActivity({ since: AT, kinds: ['section'], after: 'a', limit: 9 }),
    /SEARCH m USING (?:COVERING )?INDEX membership_order \(selector=\? AND left_seq=\? AND published>\?\)/,
  ],
  'articles that are withdrawn, for their notices': [
    () => store.listActivity({ since: AT, kinds: ['section'], after: 'a', limit: 9 }),
    /SEARCH a USING (?:COVERING )?INDEX article_state/,
  ],
  'what named feeds hold': [
    () => store.readActivity(['section:x'], AT),
    /SEARCH selector USING INDEX sqlite_autoindex_selector_1 \(key=\?\).*\(key>\? AND key<\?\)/s,
  ],
  'related topics': [
    () => store.listRelatedTopics('section:x', { stories: 500, leastShared: 3, limit: 5 }),
    /membership_order.*o USING .*membership_article.*s USING .*autoindex_selector/s,
  ],
  tombstones: [() => listTombstones(store, 'section:x', 200), /membership_gone/],
  changes: [() => store.listChanges(9, { limit: 20, publicOnly: false }), /article_seq/],
  'public changes': [() => store.listChanges(9, { limit: 20, publicOnly: true }), /article_seq/],
  'what is due': [() => store.listDue(AT, 20, true), /article_due_at|article_state_due/],
  'what is due while nothing may be lifted': [() => store.listDue(AT, 20, false), /due/],
  'articles by short id': [() => store.readByShortId('id-9'), /article_short_id/],
  'articles by id': [() => store.readArticles(['id-1', 'id-2']), /autoindex_article/],
  'a walk over all articles': [() => store.listArticles('id-1', 20), /autoindex_article/],
  'a list of all': [find({}), /article_published/],
  'a list by state': [find({ state: 'public' }), /article_state/],
  'a list by date': [find({ publishedFrom: AT, publishedBefore: second(99) }), /article_published/],
  'a list of a selector': [find({ selectorKeys: ['section:s1'] }), /membership_order/],
  'a list of two selectors': [find({ selectorKeys: ['section:s1', 'section:x'] }), /membership/],
  'a search': [find({ phrases: ['envoy meet'] }), /search VIRTUAL TABLE INDEX/],
  'a search in a selector': [find({ phrases: ['envoy'], selectorKeys: ['section:x'] }), /VIRTUAL/],
  'a search by a common word': [askedOfAll, /article_state.*search VIRTUAL TABLE INDEX/s],
  'a list of the members of all': [members({}), /m USING .*membership_order/],
  'a list of members of one of several': [
    members({ groups: [['section:s1', 'section:s2', 'section:s3']] }),
    /(?:m USING .*membership_order.*){3}/s,
  ],
  'a list of members of several, without others': [
    members({ groups: [['section:s1'], ['section:x', 'section:s2']], none: ['section:s3'] }),
    /m USING .*membership_order.*(?:o (?:EXISTS )?USING .*){2}/s,
  ],
  'a list of members with their notices': [
    members({ groups: [['section:s1']] }, { notices: 100 }),
    /membership_order.*membership_gone/s,
  ],
  'the states of several selectors': [
    () => store.selectorStates(['main', 'section:x']),
    /s USING .*autoindex_selector.*article_due_at/s,
  ],
  'a search among members': [
    members({ groups: [['section:s1']], phrases: ['envoy'] }),
    /search VIRTUAL TABLE INDEX.*m USING/s,
  ],
  'members by a common word': [
    asked([['section:s1', 'section:s2']]),
    /m USING .*membership_order.*search VIRTUAL TABLE INDEX/s,
  ],
  'the states of a picture': [() => store.listMediaStates('a.jpg'), /media/],
  'the audit of an article': [
    () => store.listAudit({ articleId: 'id-1', limit: 9 }),
    /audit_article/,
  ],
  'a token': [() => store.findToken('hash'), /token_hash/],
  'a reply': [() => store.readReply('desk', 'k'), /autoindex_reply/],
  'files of an article': [() => store.filesOf('id-1'), /file_article/],
};

test.each(Object.entries(reads))('an index leads to %s', async (_what, [read, index]) => {
  const plan = await planOf(read);
  expect(plan.join('\n')).toMatch(index);
  const fullScans = plan.filter((line) => /^SCAN (?:article|membership|[amo])\b/.test(line));
  // In the order of an index, until the limit is reached.
  expect(fullScans.filter((line) => !line.includes('USING'))).toEqual([]);
});

test.each([
  'changes',
  'public changes',
  'tombstones',
  'a list of all',
  'a list by state',
  'a list by date',
  'a list of a selector',
  'a walk over all articles',
  'a search by a common word',
  'a list of the members of all',
  'a list of members of several, without others',
])('%s come sorted out of the index', async (what) => {
  const [read] = reads[what] ?? [];
  const plan = await planOf(async () => read?.());
  expect(plan.filter((line) => line.includes('TEMP B-TREE'))).toEqual([]);
});
