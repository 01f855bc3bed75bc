/** Reads a feed: one small query tells its validators; only a body that is wanted is listed and rendered. */

import { assembleFeed } from '../feeds/assemble.ts';
import { type FeedFile, feedPath, selectorKey, tombstonesPath } from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import { DEFAULT_WINDOW, type Window } from '../model/publication.ts';
import { formatByFile } from '../render/formats.ts';
import type { Pair, SelectorState, Store, StoredTombstone, WindowArticle } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { hashText } from '../text/hash.ts';
import type { DocumentCache, RenderedDocument } from './document-cache.ts';
import {
  createRendering,
  type DocumentHead,
  digestOf,
  earliest,
  goodCopy,
  keepDates,
  latest,
  weakTag,
} from './documents.ts';
import { nextDueAt } from './lifecycle.ts';
import { type SiteState, settingsFor } from './site-state.ts';

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

/** The validators of a feed document, read without listing or rendering anything. */
export interface FeedHead extends DocumentHead {
  readonly target: FeedTarget;
}

export interface FeedReader {
  /** Undefined: there is no such feed. Throws `store-unavailable`. */
  readHead(target: FeedTarget): Promise<FeedHead | undefined>;
  /** The document for `head`, or a newer one with its own validator when the feed has changed since. */
  readDocument(head: FeedHead): Promise<RenderedDocument>;
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
    const exists = stored !== undefined || alwaysExists(target.selector);
    if (!exists) return undefined;
    const digests = knownDigests(stored) ?? (await refreshDigests(deps, { key, target, stored }));
    // A feed that never had a story has no row to tell when its first one is due.
    const dueAt = stored === undefined ? await store.nextDueAt() : stored.nextDueAt;
    const head = headOf({ target, stored, digests, dueAt, state });
    keepDates(cache, head, era);
    return head;
  };

  return {
    readHead,
    readDocument: createRendering(cache, (head: FeedHead) => render(deps, head)),
    lastGood: (target) => goodCopy(cache, pathOf(target, deps.state()), deps),
  };
}

function pathOf({ selector, file, variant }: FeedTarget, state: SiteState): string {
  const { topics } = state.site;
  return variant === 'live' ? feedPath(selector, file, topics) : tombstonesPath(selector, topics);
}

/** The main feed and a known topic exist before their first story: an empty feed, not a 404. */
export function alwaysExists(selector: Selector): boolean {
  return selector.kind === 'main' || (selector.kind === 'topic' && selector.language === undefined);
}

interface Digests {
  /** Of what the live document lists. */
  readonly live: string;
  /** Of the variant with tombstones: those, and what it lists beside them. */
  readonly gone: string;
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
  if (stored === undefined) return digestsOf([], []);
  const pairs = await store.listPairs(key, windowOf(target.selector, deps.state()));
  const tombstones = await store.listTombstones(key, MAX_TOMBSTONES);
  const digests = digestsOf(pairs, tombstones);
  // Only a saving for later: a reader does not fail with it.
  await store.saveDigest(key, stored.seq, digests).catch(() => {});
  return digests;
}

function digestsOf(pairs: readonly Pair[], tombstones: readonly StoredTombstone[]): Digests {
  const gone = new Set(tombstones.map(({ id }) => id));
  // A notice gives way to its tombstone, so its end changes nothing there.
  const beside = digestOf(pairs.filter(({ id }) => !gone.has(id)));
  return { live: digestOf(pairs), gone: `${goneDigestOf(tombstones)} ${beside}` };
}

function goneDigestOf(tombstones: readonly StoredTombstone[]): string {
  const lines = tombstones.map(
    ({ id, goneAt, language, isWithdrawn }) =>
      `${id} ${formatRfc3339(goneAt)} ${language} ${isWithdrawn}`,
  );
  return hashText(lines.join('\n'));
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
  const settings = settingsFor(state, selector.kind === 'topic' ? selector.value : undefined);
  const path = pathOf(target, state);
  const identity = [
    path,
    stored?.label ?? '',
    variant === 'tombstones' ? digests.gone : digests.live,
    // The feed's own date of change moves with every loss.
    stored?.goneAt === undefined ? '' : formatRfc3339(stored.goneAt),
    ...settings.map((one) => one.fingerprint),
  ];
  const times = [stored?.changedAt, ...settings.map((one) => one.changedAt)];
  return {
    target,
    path,
    etag: weakTag(identity),
    changedAt: latest(times),
    nextDueAt: dueAt,
  };
}

async function render(deps: FeedReaderDeps, head: FeedHead): Promise<RenderedDocument> {
  const { store, cache } = deps;
  const { target } = head;
  const state = deps.state();
  const key = selectorKey(target.selector);
  const era = cache.era();
  const stored = await store.selectorState(key);
  const articles = await store.listWindow(key, windowOf(target.selector, state));
  const tombstones =
    target.variant === 'tombstones' ? await store.listTombstones(key, MAX_TOMBSTONES) : undefined;
  // Validator and body come from one list: a change between two reads cannot part them.
  const digests = digestsOf(articles, tombstones ?? []);
  const dueAt = stored === undefined ? head.nextDueAt : stored.nextDueAt;
  const current = headOf({ target, stored, digests, dueAt, state });
  const document = renderDocument(current, { state, stored, articles, tombstones });
  cache.set(document, era);
  return document;
}

interface DocumentSource {
  readonly state: SiteState;
  readonly stored: SelectorState | undefined;
  readonly articles: readonly WindowArticle[];
  readonly tombstones: readonly StoredTombstone[] | undefined;
}

function renderDocument(head: FeedHead, source: DocumentSource): RenderedDocument {
  const { selector, file } = head.target;
  const { state, stored, articles, tombstones } = source;
  const format = formatByFile(file);
  if (format === undefined) throw new TypeError(`no format is named ${file}`);
  const feed = assembleFeed(
    {
      site: state.site,
      selector,
      label: stored?.label ?? '',
      articles: articles.map(({ article }) => article),
      ...(stored?.goneAt && { goneAt: stored.goneAt }),
      ...(tombstones && { tombstones }),
    },
    file,
  );
  return {
    path: head.path,
    etag: head.etag,
    changedAt: head.changedAt,
    articleIds: new Set(articles.map(({ article }) => article.id)),
    nextDueAt: head.nextDueAt,
    goodUntil: earliest(articles.map(({ article }) => nextDueAt(article))),
    contentType: format.contentType,
    bytes: new TextEncoder().encode(format.render(feed)),
    encoded: new Map(),
  };
}
