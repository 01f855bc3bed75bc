/**
 * Reads combined and search feeds. Nothing is stored for them: one small read of every selector that a
 * query names tells whether its list must be looked at again.
 */

import { LRUCache } from 'lru-cache';
import { assembleQueryFeed, queryEntryOptions } from '../feeds/assemble-query.ts';
import { encodeCursor, type PageKey } from '../feeds/page-cursor.ts';
import { unknownValue } from '../feeds/parse-query.ts';
import {
  type Clause,
  type FeedQuery,
  groupsOf,
  queryKeys,
  queryPath,
  storedSelector,
} from '../feeds/query.ts';
import { selectorKey } from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Member, MemberPage, MemberQuery, SelectorStates } from '../store/store.ts';
import { MAX_NOTICES } from '../store/window.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { digestOf } from './digests.ts';
import type { RenderedDocument } from './document-cache.ts';
import {
  createRendering,
  createSingleFlight,
  type DocumentHead,
  goodCopy,
  keepDates,
  latest,
} from './documents.ts';
import { alwaysExists, type FeedReaderDeps } from './feed.ts';
import { documentOf, formatOf } from './pieces.ts';
import { type SiteState, settingsFor } from './site-state.ts';
import { etagOf } from './validators.ts';

/** Stories of one page. */
export const QUERY_PAGE = 50;

/** What is remembered of lists: of so many, and no more than so many bytes. */
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_BYTES = 4 * 1024 * 1024;

export interface QueryHead extends DocumentHead {
  readonly query: FeedQuery;
  readonly known: SelectorStates;
  /** The list, when it had to be looked at. */
  readonly source: DocumentSource | undefined;
}

export interface QueryReader {
  /** The stored feed that is all the query asks for; undefined when there is none. Throws `store-unavailable`. */
  readStored(query: FeedQuery): Promise<Selector | undefined>;
  /** The problems name the values that nothing is filed under. Throws `store-unavailable`. */
  readHead(query: FeedQuery): Promise<Result<QueryHead>>;
  /** The document for `head`, or a newer one with its own validator when it has changed since. */
  readDocument(head: QueryHead): Promise<RenderedDocument>;
  /** The document last rendered for this query, for when the store fails; never past a known expiry. */
  lastGood(query: FeedQuery): RenderedDocument | undefined;
  /** How much is remembered of lists. */
  remembered(): { readonly lists: number; readonly bytes: number };
}

/** What a list was when the newest change of all that it depends on had the number `seq`. */
interface Remembered {
  readonly seq: number;
  readonly digest: string;
}

interface Reading {
  readonly deps: FeedReaderDeps;
  readonly lists: LRUCache<string, Remembered>;
  readonly once: ReturnType<typeof createSingleFlight<DocumentSource>>;
}

export function createQueryReader(deps: FeedReaderDeps): QueryReader {
  const { store } = deps;
  const cache = deps.cache.queries;
  const lists = new LRUCache<string, Remembered>({
    max: MAX_REMEMBERED,
    maxSize: MAX_REMEMBERED_BYTES,
    sizeCalculation: (_list, key) => key.length * 2 + 256,
  });
  const reading: Reading = { deps, lists, once: createSingleFlight() };
  return {
    readStored: async ({ search, isOwnText, clauses }) => {
      const selector = search || !isOwnText ? undefined : storedSelector(clauses);
      if (selector === undefined || alwaysExists(selector, deps.state().site)) return selector;
      const { states } = await store.selectorStates([selectorKey(selector)]);
      return states.length > 0 ? selector : undefined;
    },
    readHead: async (query) => {
      const era = cache.era();
      const state = deps.state();
      const known = await store.selectorStates(queryKeys(query));
      const unknown = unknownValues(query, known);
      if (unknown.length > 0) return failure(unknown);
      const remembered = lists.get(listKey(query));
      const source =
        remembered?.seq === seqOf(known) ? undefined : await listAnew(reading, query, known);
      const digest = source ? digestOfPage(source.page) : (remembered?.digest ?? '');
      const head = { ...headOf({ query, known, digest, state }), source };
      keepDates(cache, head, era);
      return success(head);
    },
    readDocument: createRendering({ cache }, (head: QueryHead) => render(reading, head)),
    lastGood: (query) => goodCopy(cache, queryPath(query), deps),
    remembered: () => ({ lists: lists.size, bytes: lists.calculatedSize }),
  };
}

/** A topic and a language may be without stories; everything else is known by its stories alone. */
function unknownValues({ clauses }: FeedQuery, { states }: SelectorStates): readonly Problem[] {
  const keys = new Set(states.map(({ key }) => key));
  return clauses
    .filter(({ selector }) => selector.kind !== 'topic' && selector.kind !== 'language')
    .filter(({ selector }) => !keys.has(selectorKey(selector)))
    .map(({ parameter, value }) => unknownValue(parameter, value));
}

/** Looks at the query's list, since something that it depends on changed: once for all who ask. */
function listAnew(
  reading: Reading,
  query: FeedQuery,
  known: SelectorStates,
): Promise<DocumentSource> {
  const key = listKey(query);
  const seq = seqOf(known);
  return reading.once(`${seq} ${key}`, async () => {
    const source = await readSource(reading.deps, query, known);
    reading.lists.set(key, { seq, digest: digestOfPage(source.page) });
    return source;
  });
}

async function readSource(
  { store, cache, state }: FeedReaderDeps,
  query: FeedQuery,
  known: SelectorStates,
): Promise<DocumentSource> {
  const before = { state: state(), era: cache.era() };
  const found = await store.listMembers(memberQuery(query, known), memberPage(query));
  return { ...before, page: pageOf(found) };
}

/** Equal for all formats and text policies, and unmoved by the slug of a topic. */
function listKey(query: FeedQuery): string {
  const { clauses, search, after } = query;
  const named = clauses.map(({ parameter, selector }) => [parameter, selectorKey(selector)]);
  return JSON.stringify([named, search?.phrases ?? [], after ? encodeCursor(after) : '']);
}

/** Changes whenever any of the selectors does: each change has a number above all before it. */
function seqOf({ states }: SelectorStates): number {
  return states.reduce((newest, { seq }) => Math.max(newest, seq), 0);
}

function memberQuery({ clauses, search }: FeedQuery, { states }: SelectorStates): MemberQuery {
  const members = new Map(states.map((one) => [one.key, one.members]));
  const { groups, none } = groupsOf(clauses);
  const sizeOf = (keys: readonly string[]): number =>
    keys.reduce((sum, key) => sum + (members.get(key) ?? 0), 0);
  return {
    groups: groups.map(keysOf).sort((a, b) => sizeOf(a) - sizeOf(b)),
    none: keysOf(none),
    ...(search && { phrases: search.phrases }),
  };
}

function keysOf(clauses: readonly Clause[]): readonly string[] {
  return clauses.map(({ selector }) => selectorKey(selector));
}

/** One story more than a page has tells whether there is a next. A search finds no notice: it has no words. */
function memberPage({ after, search }: FeedQuery): MemberPage {
  const limit = QUERY_PAGE + 1;
  if (after) return { limit, after };
  return search ? { limit } : { limit, notices: MAX_NOTICES };
}

interface Page {
  readonly rows: readonly Member[];
  readonly next: PageKey | undefined;
}

function pageOf(found: readonly Member[]): Page {
  const stories = found.filter(({ isNotice }) => !isNotice);
  const last = stories[QUERY_PAGE - 1];
  const behind = stories[QUERY_PAGE];
  if (last === undefined || behind === undefined) return { rows: found, next: undefined };
  return { rows: found.filter((one) => one !== behind), next: last };
}

function digestOfPage({ rows, next }: Page): string {
  return `${digestOf(rows)} ${next === undefined ? 'last' : 'more'}`;
}

interface HeadParts {
  readonly query: FeedQuery;
  readonly known: SelectorStates;
  readonly digest: string;
  readonly state: SiteState;
}

function headOf({ query, known, digest, state }: HeadParts): Omit<QueryHead, 'source'> {
  const topicIds = query.clauses.flatMap(({ selector: { kind, value } }) =>
    kind === 'topic' ? [value] : [],
  );
  const topics = [...new Set(topicIds)].flatMap((id) => settingsFor(state, id).slice(1));
  const settings = [...settingsFor(state, undefined), ...topics];
  const path = queryPath(query);
  const goneAt = goneAtOf(query, known);
  const labels = labelsOf(known);
  const content = [
    ...keysOf(query.clauses).map((key) => labels.get(key) ?? ''),
    digest,
    goneAt === undefined ? '' : formatRfc3339(goneAt),
  ];
  return {
    query,
    known,
    path,
    etag: etagOf({ path, content, settings }),
    changedAt: latest([...known.states, ...settings].map(({ changedAt }) => changedAt)),
    nextDueAt: known.nextDueAt,
  };
}

function labelsOf({ states }: SelectorStates): ReadonlyMap<string, string> {
  return new Map(states.map(({ key, label }) => [key, label]));
}

/** Newest loss in what the query wants: the document's date does not go back with it. */
function goneAtOf({ clauses }: FeedQuery, { states }: SelectorStates): Date | undefined {
  const unwanted = new Set(keysOf(groupsOf(clauses).none));
  const newest = latest(states.map((one) => (unwanted.has(one.key) ? undefined : one.goneAt)));
  return newest.getTime() === 0 ? undefined : newest;
}

async function render(reading: Reading, head: QueryHead): Promise<RenderedDocument> {
  const { deps, lists } = reading;
  const { query, known } = head;
  const source = head.source ?? (await readSource(deps, query, known));
  // Validator and body come from one list: a change between two reads cannot part them.
  const digest = digestOfPage(source.page);
  lists.set(listKey(query), { seq: seqOf(known), digest });
  const current = headOf({ query, known, digest, state: source.state });
  const document = renderDocument(deps, current, source);
  deps.cache.queries.set(document, source.era);
  return document;
}

interface DocumentSource {
  readonly state: SiteState;
  /** Of the cache, before it was read. */
  readonly era: number;
  readonly page: Page;
}

function renderDocument(
  { cache }: FeedReaderDeps,
  head: Omit<QueryHead, 'source'>,
  { state, page }: DocumentSource,
): RenderedDocument {
  const { query, known } = head;
  const { site } = state;
  const format = formatOf(query.file);
  const pieces = cache.pieces.render(page.rows, format, queryEntryOptions(site, query));
  const feed = assembleQueryFeed({
    site,
    query,
    labels: labelsOf(known),
    stories: pieces,
    goneAt: goneAtOf(query, known),
    next: page.next,
  });
  return documentOf(head, { format, feed, pieces });
}
