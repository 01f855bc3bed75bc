/** Reads a feed: one small query tells its validators; only a body that is wanted is listed and rendered. */

import { assembleFeed, topicLanguages } from '../feeds/assemble.ts';
import {
  archivePath,
  type FeedFile,
  feedPath,
  selectorKey,
  tombstonesPath,
} from '../feeds/urls.ts';
import type { Feed, Paging, Selector } from '../model/feed.ts';
import { DEFAULT_WINDOW, type Window } from '../model/publication.ts';
import type { Site } from '../model/site.ts';
import { formatByFile } from '../render/formats.ts';
import type { Pair, SelectorState, Store, WindowArticle } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { type Front, readFront } from './archive.ts';
import { type Digests, digestsOf, entryHashes, type LiveContent, newTo } from './digests.ts';
import type { DocumentCache, RenderedDocument } from './document-cache.ts';
import { createRendering, type DocumentHead, earliest, goodCopy, keepDates } from './documents.ts';
import { nextDueAt } from './lifecycle.ts';
import type { SiteState } from './site-state.ts';
import { contentHash, contentsBehind, etagOf, settingsBehind } from './validators.ts';

export interface FeedReaderDeps {
  readonly store: Store;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly cache: DocumentCache;
  /** Whether a kept copy may be served while the store fails; always where it is not said. */
  readonly mayServeKept?: () => boolean;
}

/** Which document of a feed. Only Atom has the variant with tombstones (RFC 6721). */
export interface FeedTarget {
  readonly selector: Selector;
  readonly file: FeedFile;
  readonly variant: 'live' | 'tombstones';
}

/** Most tombstones of one document: the newest. */
const MAX_TOMBSTONES = 200;

/** Tags of one request that are looked up as the base of a delta. */
const MAX_BASES = 20;

/** The validators of a feed document, read without listing or rendering anything. */
export interface FeedHead extends DocumentHead {
  readonly target: FeedTarget;
}

/** The new and changed entries of a feed in its envelope. */
export interface Delta {
  /** Tag of the state that it leads from. */
  readonly base: string;
  readonly document: RenderedDocument;
}

export interface FeedReader {
  /** Undefined: there is no such feed. Throws `store-unavailable`. */
  readHead(target: FeedTarget): Promise<FeedHead | undefined>;
  /** The document for `head`, or a newer one with its own validator when the feed has changed since. */
  readDocument(head: FeedHead): Promise<RenderedDocument>;
  /**
   * What is new since one of the states that `tags` stand for (RFC 3229); undefined when none of them is
   * known, when nothing is new, and when everything is: the whole document serves as well then.
   */
  readDelta(head: FeedHead, tags: readonly string[]): Promise<Delta | undefined>;
  /** The document last rendered for this path, for when the store fails; never past a known expiry. */
  lastGood(target: FeedTarget): RenderedDocument | undefined;
}

export function createFeedReader(deps: FeedReaderDeps): FeedReader {
  const { store, cache } = deps;

  const readHead: FeedReader['readHead'] = async (target) => {
    const state = deps.state();
    const key = selectorKey(target.selector);
    const era = cache.era();
    const stored = await store.selectorState(key);
    const exists = stored !== undefined || alwaysExists(target.selector, state.site);
    if (!exists) return undefined;
    const digests = knownDigests(stored) ?? (await refreshDigests(deps, { key, target, stored }));
    // A feed that never had a story has no row to tell when its first one is due.
    const dueAt = stored === undefined ? await store.nextDueAt() : stored.nextDueAt;
    const head = headOf({ target, stored, digests, dueAt, state });
    keepDates(cache, head, era);
    return head;
  };

  const readDelta: FeedReader['readDelta'] = async (head, tags) => {
    const bases = contentsBehind(tags.slice(0, MAX_BASES), head.etag);
    if (head.target.variant !== 'live' || bases.size === 0) return undefined;
    const key = selectorKey(head.target.selector);
    const [known] = await store.readKnownStates(key, [...bases.keys()]);
    const base = known && bases.get(known.content);
    if (known === undefined || base === undefined) return undefined;
    const source = await readSource(deps, head);
    const fresh = newTo(known.entries, source.articles);
    if (fresh.length === 0 || fresh.length === source.articles.length) return undefined;
    return { base, document: renderDocument(source.head, source, fresh) };
  };

  return {
    readHead,
    readDelta,
    readDocument: createRendering(cache, (head: FeedHead) => render(deps, head)),
    lastGood: (target) => goodCopy(cache, pathOf(target, deps.state()), deps),
  };
}

function pathOf({ selector, file, variant }: FeedTarget, state: SiteState): string {
  const { topics } = state.site;
  return variant === 'live' ? feedPath(selector, file, topics) : tombstonesPath(selector, topics);
}

/**
 * The main feed and a known topic exist before their first story, in each language that the topic has a
 * name in: an empty feed, not a 404.
 */
export function alwaysExists({ kind, value, language }: Selector, { topics }: Site): boolean {
  if (kind !== 'topic' || language === undefined) return kind === 'main' || kind === 'topic';
  const topic = topics.find(({ id }) => id === value);
  return topic !== undefined && topicLanguages(topic).includes(language);
}

function knownDigests(stored: SelectorState | undefined): Digests | undefined {
  if (stored?.digest === undefined || stored.goneDigest === undefined) return undefined;
  return { live: stored.digest, gone: stored.goneDigest };
}

async function refreshDigests(
  deps: FeedReaderDeps,
  feed: { key: string; target: FeedTarget; stored: SelectorState | undefined },
): Promise<Digests> {
  const { key, target, stored } = feed;
  const { store } = deps;
  if (stored === undefined) return digestsOf({ pairs: [], tombstones: [], front: undefined });
  const pairs = await store.listPairs(key, windowOf(target.selector, deps.state()));
  const tombstones = await store.listTombstones(key, MAX_TOMBSTONES);
  const front = await readFront(store, { key, stored, pairs });
  const digests = digestsOf({ pairs, tombstones, front });
  const known = {
    content: contentHash(contentOf(stored, digests.live)),
    entries: entryHashes(pairs),
  };
  // Only a saving for later: a reader does not fail with it.
  await store.saveDigest(key, stored.seq, digests).catch(() => {});
  await store.saveKnownState(key, known, deps.now()).catch(() => {});
  return digests;
}

function windowOf(selector: Selector, state: SiteState): Window {
  const { publication, topics } = state.site;
  const topic =
    selector.kind === 'topic' ? topics.find(({ id }) => id === selector.value) : undefined;
  return topic?.window ?? publication.window ?? DEFAULT_WINDOW;
}

interface HeadParts {
  readonly target: FeedTarget;
  readonly stored: SelectorState | undefined;
  readonly digests: Digests;
  /** When time alone changes anything in the store next. */
  readonly dueAt: Date | undefined;
  readonly state: SiteState;
}

function headOf(parts: HeadParts): FeedHead {
  const { target, stored, digests, dueAt, state } = parts;
  const { selector, variant } = target;
  const { settings, changedAt } = settingsBehind(
    state,
    selector.kind === 'topic' ? selector.value : undefined,
  );
  const path = pathOf(target, state);
  const digest = variant === 'tombstones' ? digests.gone : digests.live;
  return {
    target,
    path,
    etag: etagOf({ path, content: contentOf(stored, digest), settings }),
    changedAt: new Date(Math.max(changedAt, stored?.changedAt.getTime() ?? 0)),
    nextDueAt: dueAt,
  };
}

/** All that a document shows of what is stored. */
function contentOf(stored: SelectorState | undefined, digest: string): readonly string[] {
  const { label = '', goneAt } = stored ?? {};
  // The feed's own date of change moves with every loss.
  return [label, digest, goneAt === undefined ? '' : formatRfc3339(goneAt)];
}

interface DocumentSource extends LiveContent {
  /** Of what was read here, which may be newer than what was asked for. */
  readonly head: FeedHead;
  readonly state: SiteState;
  readonly stored: SelectorState | undefined;
  readonly articles: readonly WindowArticle[];
}

async function readSource(deps: FeedReaderDeps, head: FeedHead): Promise<DocumentSource> {
  const { store } = deps;
  const { target } = head;
  const state = deps.state();
  const key = selectorKey(target.selector);
  const stored = await store.selectorState(key);
  const articles = await store.listWindow(key, windowOf(target.selector, state));
  const isLive = target.variant === 'live';
  const tombstones = isLive ? [] : await store.listTombstones(key, MAX_TOMBSTONES);
  const front = isLive ? await readFront(store, { key, stored, pairs: articles }) : undefined;
  const content = { pairs: articles, tombstones, front };
  // Validator and body come from one list: a change between two reads cannot part them.
  const digests = digestsOf(content);
  const dueAt = stored === undefined ? head.nextDueAt : stored.nextDueAt;
  const current = headOf({ target, stored, digests, dueAt, state });
  return { ...content, head: current, state, stored, articles };
}

async function render(deps: FeedReaderDeps, head: FeedHead): Promise<RenderedDocument> {
  const era = deps.cache.era();
  const source = await readSource(deps, head);
  const document = renderDocument(source.head, source, source.articles);
  deps.cache.set(document, era);
  return document;
}

/** With the entries of `shown` alone, in the envelope of all. */
function renderDocument(
  head: FeedHead,
  source: DocumentSource,
  shown: readonly Pair[],
): RenderedDocument {
  const { file } = head.target;
  const { articles } = source;
  const format = formatByFile(file);
  if (format === undefined) throw new TypeError(`no format is named ${file}`);
  const feed = assemble(head, source);
  const ids = new Set(shown.map(({ id }) => id));
  const entries = feed.entries.filter(({ id }) => ids.has(id));
  return {
    path: head.path,
    etag: head.etag,
    changedAt: head.changedAt,
    articleIds: new Set(articles.map(({ article }) => article.id)),
    nextDueAt: head.nextDueAt,
    goodUntil: earliest(articles.map(({ article }) => nextDueAt(article))),
    contentType: format.contentType,
    bytes: new TextEncoder().encode(format.render({ ...feed, entries })),
    encoded: new Map(),
  };
}

function assemble(head: FeedHead, source: DocumentSource): Feed {
  const { selector, file, variant } = head.target;
  const { state, stored, articles, tombstones, front } = source;
  return assembleFeed(
    {
      site: state.site,
      selector,
      label: stored?.label ?? '',
      articles: articles.map(({ article }) => article),
      ...(stored?.goneAt && { goneAt: stored.goneAt }),
      ...(variant === 'tombstones' && { tombstones }),
      ...(front && { paging: livePaging(front, head, state) }),
    },
    file,
  );
}

function livePaging({ archive, page }: Front, { target }: FeedHead, { site }: SiteState): Paging {
  const { baseUrl, topics } = site;
  const { selector, file } = target;
  const urlOf = (place: { number: number; digest?: string }): string =>
    baseUrl + archivePath({ selector, file, ...place }, topics);
  return {
    kind: 'live',
    prevArchiveUrl: urlOf(archive),
    ...(page !== undefined && { nextUrl: urlOf({ number: page }) }),
  };
}
