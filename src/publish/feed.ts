/** Reads a feed: one small query tells its validators; only a body that is wanted is listed and rendered. */

import { assembleFeed } from '../feeds/assemble.ts';
import { type FeedFile, feedPath, selectorKey } from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import { DEFAULT_WINDOW, type Window } from '../model/publication.ts';
import { formatByFile, RENDERER_VERSION } from '../render/formats.ts';
import type { Pair, SelectorState, Store, StoredArticle } from '../store/store.ts';
import { hashText } from '../text/hash.ts';
import type { DocumentCache, RenderedDocument } from './document-cache.ts';
import { type SiteState, settingsFor } from './site-state.ts';

export interface FeedReaderDeps {
  readonly store: Store;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly cache: DocumentCache;
}

/** The validators of a feed document, read without listing or rendering anything. */
export interface FeedHead {
  readonly selector: Selector;
  readonly file: FeedFile;
  readonly path: string;
  /** Weak, quoted. */
  readonly etag: string;
  readonly changedAt: Date;
  /** Next instant at which time alone changes what may be shown. */
  readonly nextDueAt: Date | undefined;
  readonly nextExpiryAt: Date | undefined;
}

export interface FeedReader {
  /** Undefined: there is no such feed. Throws `store-unavailable`. */
  readHead(selector: Selector, file: FeedFile): Promise<FeedHead | undefined>;
  /** The document for `head`, or a newer one with its own validator when the feed has changed since. */
  readDocument(head: FeedHead): Promise<RenderedDocument>;
  /** The document last rendered for this path, for when the store fails; never past a known expiry. */
  lastGood(selector: Selector, file: FeedFile): RenderedDocument | undefined;
}

export function createFeedReader(deps: FeedReaderDeps): FeedReader {
  const { store, now, cache } = deps;
  const rendering = new Map<string, Promise<RenderedDocument>>();

  const readHead: FeedReader['readHead'] = async (selector, file) => {
    const state = deps.state();
    const key = selectorKey(selector);
    const stored = await store.selectorState(key);
    const exists = stored !== undefined || alwaysExists(selector);
    if (!exists) return undefined;
    const digest = stored?.digest ?? (await refreshDigest(deps, { key, selector, stored }));
    return headOf({ selector, file, stored, digest, state });
  };

  const readDocument: FeedReader['readDocument'] = async (head) => {
    const cached = cache.get(head.path);
    // Equal content, perhaps of a later change: the dates are the head's.
    if (cached?.etag === head.etag) {
      return { ...cached, changedAt: head.changedAt, nextExpiryAt: head.nextExpiryAt };
    }
    const key = `${head.path} ${head.etag}`;
    const running = rendering.get(key) ?? render(deps, head).finally(() => rendering.delete(key));
    rendering.set(key, running);
    return running;
  };

  const lastGood: FeedReader['lastGood'] = (selector, file) => {
    const cached = cache.get(feedPath(selector, file, deps.state().site.topics));
    const expiry = cached?.nextExpiryAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return expiry > now().getTime() ? cached : undefined;
  };

  return { readHead, readDocument, lastGood };
}

/** The main feed and a known topic exist before their first story: an empty feed, not a 404. */
function alwaysExists(selector: Selector): boolean {
  return selector.kind === 'main' || (selector.kind === 'topic' && selector.language === undefined);
}

async function refreshDigest(
  deps: FeedReaderDeps,
  feed: { key: string; selector: Selector; stored: SelectorState | undefined },
): Promise<string> {
  const { key, selector, stored } = feed;
  if (stored === undefined) return digestOf([]);
  const digest = digestOf(await deps.store.listPairs(key, windowOf(selector, deps.state())));
  await deps.store.saveDigest(key, stored.seq, digest);
  return digest;
}

/** A function of content alone: it survives a rebuilt store, another database, another runtime. */
function digestOf(pairs: readonly Pair[]): string {
  return hashText(pairs.map(({ id, hash }) => `${id} ${hash}`).join('\n'));
}

function windowOf(selector: Selector, state: SiteState): Window {
  const { publication, topics } = state.site;
  const topic =
    selector.kind === 'topic' ? topics.find(({ id }) => id === selector.value) : undefined;
  return topic?.window ?? publication.window ?? DEFAULT_WINDOW;
}

interface HeadParts {
  readonly selector: Selector;
  readonly file: FeedFile;
  readonly stored: SelectorState | undefined;
  readonly digest: string;
  readonly state: SiteState;
}

function headOf(parts: HeadParts): FeedHead {
  const { selector, file, stored, digest, state } = parts;
  const settings = settingsFor(state, selector.kind === 'topic' ? selector.value : undefined);
  const path = feedPath(selector, file, state.site.topics);
  const identity = [
    RENDERER_VERSION,
    path,
    stored?.label ?? '',
    digest,
    ...settings.map((one) => one.fingerprint),
  ];
  const times = [stored?.changedAt, ...settings.map((one) => one.changedAt)];
  return {
    selector,
    file,
    path,
    etag: `W/"${hashText(identity.join('\n'))}"`,
    changedAt: new Date(Math.max(0, ...times.map((at) => at?.getTime() ?? 0))),
    nextDueAt: stored?.nextDueAt,
    nextExpiryAt: stored?.nextExpiryAt,
  };
}

async function render(deps: FeedReaderDeps, head: FeedHead): Promise<RenderedDocument> {
  const { store, cache } = deps;
  const { selector, file } = head;
  const state = deps.state();
  const key = selectorKey(selector);
  const era = cache.era();
  const stored = await store.selectorState(key);
  const articles = await store.listWindow(key, windowOf(selector, state));
  // Validator and body come from one list: a change between two reads cannot part them.
  const current = headOf({ selector, file, stored, digest: digestOf(articles), state });
  const document = renderDocument(current, { state, label: stored?.label ?? '', articles });
  cache.set(document, era);
  return document;
}

function renderDocument(
  head: FeedHead,
  source: { state: SiteState; label: string; articles: readonly StoredArticle[] },
): RenderedDocument {
  const { selector, file } = head;
  const { state, label, articles } = source;
  const format = formatByFile(file);
  if (format === undefined) throw new TypeError(`no format is named ${file}`);
  const feed = assembleFeed(
    { site: state.site, selector, label, articles: articles.map(({ article }) => article) },
    file,
  );
  return {
    path: head.path,
    etag: head.etag,
    changedAt: head.changedAt,
    nextExpiryAt: head.nextExpiryAt,
    contentType: format.contentType,
    bytes: new TextEncoder().encode(format.render(feed)),
    encoded: new Map(),
  };
}
