/** Reads a feed: one small query tells its validators; only a body that is wanted is listed and rendered. */

import { assembleFeed, entryOptionsOf, topicLanguages } from '../feeds/assemble.ts';
import {
  archivePath,
  type FeedFile,
  feedPath,
  selectorKey,
  tombstonesPath,
} from '../feeds/urls.ts';
import type { FeedHead as Envelope, Paging, Selector } from '../model/feed.ts';
import { DEFAULT_WINDOW, type Window } from '../model/publication.ts';
import type { Site } from '../model/site.ts';
import type { FeedMember } from '../store/feed-parts.ts';
import type { KnownState } from '../store/progress.ts';
import type { ServingStore } from '../store/serving-store.ts';
import type { SelectorState } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { type Front, frontLimit, frontOf } from './archive.ts';
import { digestsOf, entryHashes, type LiveContent, newTo } from './digests.ts';
import type { DocumentCache, RenderedDocument } from './document-cache.ts';
import {
  createRendering,
  createSingleFlight,
  type DocumentHead,
  goodCopy,
  keepDates,
  type SharedDocuments,
} from './documents.ts';
import { documentOf, formatOf, type Piece } from './pieces.ts';
import type { SiteState } from './site-state.ts';
import { contentHash, contentsBehind, etagOf, settingsBehind } from './validators.ts';

export interface FeedReaderDeps {
  readonly store: ServingStore;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly cache: DocumentCache;
  readonly shared?: SharedDocuments;
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

/** The validators of a feed document, read without rendering anything, and without listing what was listed before. */
export interface FeedHead extends DocumentHead {
  readonly target: FeedTarget;
  /** A state that one of the request's tags stands for. */
  readonly base: Base | undefined;
  /** What was listed to tell the validators, when it had to be. */
  readonly source?: DocumentSource;
}

interface Base extends KnownState {
  /** As the request gave it. */
  readonly tag: string;
}

/** The new and changed entries of a feed in its envelope. */
export interface Delta {
  /** Tag of the state that it leads from. */
  readonly base: string;
  readonly document: RenderedDocument;
}

export interface FeedReader {
  /**
   * Undefined: there is no such feed. Of `tags` those are looked for that a delta may lead from. Throws
   * `store-unavailable`.
   */
  readHead(target: FeedTarget, tags?: readonly string[]): Promise<FeedHead | undefined>;
  /** The document for `head`, or a newer one with its own validator when the feed has changed since. */
  readDocument(head: FeedHead): Promise<RenderedDocument>;
  /**
   * What is new since the head's base (RFC 3229); undefined without one, when nothing is new, and when
   * everything is: the whole document serves as well then.
   */
  readDelta(head: FeedHead): Promise<Delta | undefined>;
  /** The document last rendered for this path, for when the store fails; never past a known expiry. */
  lastGood(target: FeedTarget): RenderedDocument | undefined;
}

export function createFeedReader(deps: FeedReaderDeps): FeedReader {
  const { store, cache } = deps;
  const once = createSingleFlight<DocumentSource>();

  const readHead: FeedReader['readHead'] = async (target, tags = []) => {
    const state = deps.state();
    const key = selectorKey(target.selector);
    const era = cache.era();
    const bases = basesOf(target, tags, state);
    const {
      stored,
      nextDueAt: dueAt,
      known,
    } = await store.readFeed(key, {
      known: [...bases.keys()],
    });
    if (stored === undefined && !alwaysExists(target.selector, state.site)) return undefined;
    const digest = digestFor(target, stored);
    const listing = `${target.variant} ${stored?.seq} ${key}`;
    const listed = async (): Promise<Validators> => {
      const source = await once(listing, () => listAnew(deps, target));
      return { ...headFrom(target, source), source };
    };
    const validators =
      digest === undefined ? await listed() : headOf({ target, stored, digest, dueAt, state });
    const head = { ...validators, base: baseOf(known, bases) };
    keepDates(cache, head, era);
    return head;
  };

  const readDelta: FeedReader['readDelta'] = async (head) => {
    const { base, target } = head;
    if (target.variant !== 'live' || base === undefined) return undefined;
    const source = head.source ?? (await readSource(deps, target));
    const fresh = newTo(base.entries, source.articles);
    if (fresh.length === 0 || fresh.length === source.articles.length) return undefined;
    return { base: base.tag, document: renderDocument(deps, target, { source, shown: fresh }) };
  };

  return {
    readHead,
    readDelta,
    readDocument: createRendering(deps, (head: FeedHead) => render(deps, head)),
    lastGood: (target) => goodCopy(cache, pathOf(target, deps.state()), deps),
  };
}

function baseOf(
  [known]: readonly KnownState[],
  bases: ReadonlyMap<string, string>,
): Base | undefined {
  const tag = known && bases.get(known.content);
  return known && tag !== undefined ? { ...known, tag } : undefined;
}

/** Content of a state that a delta may lead from -> the tag that stands for it. */
function basesOf(
  target: FeedTarget,
  tags: readonly string[],
  state: SiteState,
): ReadonlyMap<string, string> {
  if (target.variant !== 'live' || tags.length === 0) return new Map();
  return contentsBehind(tags.slice(0, MAX_BASES), identityOf(target, state));
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

/** Undefined: it must be computed anew. */
function digestFor({ variant }: FeedTarget, stored: SelectorState | undefined): string | undefined {
  if (stored === undefined) return digestsOf(NOTHING)[variant];
  return variant === 'live' ? stored.digest : stored.goneDigest;
}

const NOTHING: LiveContent = { pairs: [], tombstones: [], front: undefined };

/** Lists a document whose digest is not known, and has it remembered. */
async function listAnew(deps: FeedReaderDeps, target: FeedTarget): Promise<DocumentSource> {
  const source = await readSource(deps, target);
  const { stored, pairs } = source;
  if (stored === undefined) return source;
  const digests = digestsOf(source);
  const save = {
    key: selectorKey(target.selector),
    seq: stored.seq,
    digests: {
      live: digests.live,
      gone: target.variant === 'live' ? undefined : digests.tombstones,
      content: contentHash(contentOf(stored, digests.live)),
      entries: entryHashes(pairs),
    },
  };
  // Only a saving for later: a reader does not fail with it.
  await deps.store.saveDigests([save]).catch(() => {});
  return source;
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
  readonly digest: string;
  /** When time alone changes anything in the store next. */
  readonly dueAt: Date | undefined;
  readonly state: SiteState;
}

type Validators = Omit<FeedHead, 'base'>;

function headOf({ target, stored, digest, dueAt, state }: HeadParts): Validators {
  const { path, settings, changedAt } = identityOf(target, state);
  return {
    target,
    path,
    etag: etagOf({ path, content: contentOf(stored, digest), settings }),
    changedAt: new Date(Math.max(changedAt, stored?.changedAt.getTime() ?? 0)),
    nextDueAt: dueAt,
  };
}

/** What of a document's validators does not come from its content. */
function identityOf(target: FeedTarget, state: SiteState) {
  const { kind, value } = target.selector;
  return {
    path: pathOf(target, state),
    ...settingsBehind(state, kind === 'topic' ? value : undefined),
  };
}

/** All that a document shows of what is stored. */
function contentOf(stored: SelectorState | undefined, digest: string): readonly string[] {
  const { label = '', goneAt } = stored ?? {};
  // The feed's own date of change moves with every loss.
  return [label, digest, goneAt === undefined ? '' : formatRfc3339(goneAt)];
}

/** All that a document is made of, as it stood at one moment: a validator and a body that belong together. */
interface DocumentSource extends LiveContent {
  readonly state: SiteState;
  readonly stored: SelectorState | undefined;
  readonly dueAt: Date | undefined;
  /** The same as `pairs`. */
  readonly articles: readonly FeedMember[];
  /** Of the cache, before it was read. */
  readonly era: number;
}

async function readSource(deps: FeedReaderDeps, target: FeedTarget): Promise<DocumentSource> {
  const state = deps.state();
  const era = deps.cache.era();
  const window = windowOf(target.selector, state);
  const rows = await deps.store.readFeed(selectorKey(target.selector), {
    window,
    isWhole: true,
    behind: { limit: frontLimit(window) },
    ...(target.variant === 'tombstones' && { tombstones: MAX_TOMBSTONES }),
  });
  const { stored, nextDueAt: dueAt, tombstones } = rows;
  const front = frontOf({ stored, pairs: rows.window, behind: rows.behind });
  const articles = rows.window;
  return { pairs: articles, articles, tombstones, front, state, stored, dueAt, era };
}

function headFrom(target: FeedTarget, source: DocumentSource): Validators {
  return headOf({ target, ...source, digest: digestsOf(source)[target.variant] });
}

async function render(deps: FeedReaderDeps, head: FeedHead): Promise<RenderedDocument> {
  const source = head.source ?? (await readSource(deps, head.target));
  const document = renderDocument(deps, head.target, { source, shown: source.articles });
  deps.cache.set(document, source.era);
  return document;
}

/** With the entries of `shown` alone, in the envelope of all. */
function renderDocument(
  deps: FeedReaderDeps,
  target: FeedTarget,
  { source, shown }: { readonly source: DocumentSource; readonly shown: readonly FeedMember[] },
): RenderedDocument {
  const { selector, file } = target;
  const format = formatOf(file);
  const { site } = source.state;
  // An entry as new as its tombstone would be alive again (RFC 6721 3).
  const gone = new Set(source.tombstones.map(({ id }) => id));
  const members = source.articles.filter(({ id }) => !gone.has(id));
  const pieces = deps.cache.pieces.render(members, format, entryOptionsOf(site, selector));
  const ids = new Set(shown.map(({ id }) => id));
  // Of what was read, which may be newer than what was asked for.
  return documentOf(headFrom(target, source), {
    format,
    feed: assemble(target, source, pieces),
    pieces: shown === source.articles ? pieces : pieces.filter(({ id }) => ids.has(id)),
  });
}

function assemble(
  { selector, file, variant }: FeedTarget,
  source: DocumentSource,
  stories: readonly Piece[],
): Envelope {
  const { state, stored, tombstones, front } = source;
  const isLive = variant === 'live';
  return assembleFeed(
    {
      site: state.site,
      selector,
      label: stored?.label ?? '',
      stories,
      ...(stored?.goneAt && { goneAt: stored.goneAt }),
      ...(!isLive && { tombstones }),
      ...(isLive && front && { paging: livePaging(front, { selector, file, variant }, state) }),
    },
    file,
  );
}

function livePaging(
  { archive, page }: Front,
  { selector, file }: FeedTarget,
  { site }: SiteState,
): Paging {
  const { baseUrl, topics } = site;
  const urlOf = (place: { number: number; digest?: string }): string =>
    baseUrl + archivePath({ selector, file, ...place }, topics);
  return {
    kind: 'live',
    prevArchiveUrl: urlOf(archive),
    ...(page !== undefined && { nextUrl: urlOf({ number: page }) }),
  };
}
