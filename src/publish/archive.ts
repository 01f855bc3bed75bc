/**
 * Archives of a feed (RFC 5005 4): ARCHIVE_SIZE stories each, in their order of arrival. What stands in
 * one is part of its URL, so a document never changes behind its URL, and a withdrawn story's archive
 * has another one. Archives link each other by number, which leads to whatever holds: no link breaks.
 */

import { assembleFeed, entryOptionsOf } from '../feeds/assemble.ts';
import { archivePath, type FeedFile, feedPath, selectorKey } from '../feeds/urls.ts';
import type { Paging, Selector } from '../model/feed.ts';
import type { Window } from '../model/publication.ts';
import type { FeedMember } from '../store/feed-parts.ts';
import { inDocumentOrder } from '../store/feed-rows.ts';
import type { ServingStore } from '../store/serving-store.ts';
import type { Pair, SelectorState } from '../store/store.ts';
import { ARCHIVE_SIZE, MAX_NOTICES } from '../store/window.ts';
import { type ArchiveName, archiveDigest } from './digests.ts';
import type { DocumentCache, RenderedDocument } from './document-cache.ts';
import { createRendering, type DocumentHead, goodCopy, type SharedDocuments } from './documents.ts';
import { documentOf, formatOf } from './pieces.ts';
import type { SiteState } from './site-state.ts';
import { etagOf, settingsBehind } from './validators.ts';

export interface ArchiveReaderDeps {
  readonly store: ServingStore;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly cache: DocumentCache;
  readonly shared?: SharedDocuments;
  /** Whether a kept copy may be served while the store fails; always where it is not said. */
  readonly mayServeKept?: () => boolean;
}

export interface ArchiveTarget {
  readonly selector: Selector;
  readonly file: FeedFile;
  readonly number: number;
  /** The content that is asked for; whatever the archive holds when left out. */
  readonly digest?: string;
}

/** An archive with what it holds now, before anything of it is rendered. */
export interface ArchiveHead extends DocumentHead {
  readonly target: ArchiveTarget & ArchiveName;
}

export type FoundArchive =
  | { readonly kind: 'here'; readonly head: ArchiveHead }
  /** It holds something else by now, or is not full yet; `isStale`: its old content was asked for. */
  | { readonly kind: 'elsewhere'; readonly path: string; readonly isStale: boolean };

export interface ArchiveReader {
  /** Undefined: there is no such archive. Throws `store-unavailable`. */
  find(target: ArchiveTarget): Promise<FoundArchive | undefined>;
  readDocument(head: ArchiveHead): Promise<RenderedDocument>;
  /** The document last rendered for this path, for when the store fails; never past a known expiry. */
  lastGood(target: ArchiveTarget): RenderedDocument | undefined;
}

export function createArchiveReader(deps: ArchiveReaderDeps): ArchiveReader {
  const { store, cache } = deps;
  return {
    find: async (target) => {
      const key = selectorKey(target.selector);
      const [first, last] = placesOf(target.number);
      const { stored, archive, behind } = await store.readFeed(key, {
        archive: { first, last },
        // Where a reader of pages goes on from an archive that lost every story: a page without any reads
        // like the end. Readers of the other formats know archives by their addresses and pass through it.
        ...(target.file === 'feed.json' && { behind: { limit: 1, upTo: last } }),
      });
      if (stored === undefined || target.number > stored.archives + 1) return undefined;
      const { topics } = deps.state().site;
      if (target.number > stored.archives) {
        // What comes behind the newest archive stands in the live document until it is full.
        const path = feedPath(target.selector, target.file, topics);
        return { kind: 'elsewhere', path, isStale: false };
      }
      const [older] = behind;
      if (archive.length === 0 && older !== undefined) {
        const further = { ...placeOf(target), number: archiveAt(older.place) };
        return { kind: 'elsewhere', path: archivePath(further, topics), isStale: false };
      }
      const current = { ...target, digest: archiveDigest(archive) };
      if (target.digest !== current.digest) {
        const isStale = target.digest !== undefined;
        return { kind: 'elsewhere', path: archivePath(current, topics), isStale };
      }
      const state = deps.state();
      return { kind: 'here', head: headOf({ target: current, stored, pairs: archive, state }) };
    },
    readDocument: createRendering(deps, (head: ArchiveHead) => render(deps, head)),
    lastGood: (target) => goodCopy(cache, archivePath(target, deps.state().site.topics), deps),
  };
}

function placeOf({ selector, file }: ArchiveTarget): Omit<ArchiveTarget, 'number' | 'digest'> {
  return { selector, file };
}

/** What stands behind a live document. */
export interface Front {
  /** The newest closed one. */
  readonly archive: ArchiveName;
  /** The newest archive with a story that the live document does not hold; undefined when it holds all. */
  readonly page: number | undefined;
}

/**
 * How many of the last places tell what stands behind a live document: one more than it can hold of closed
 * archives, and the newest of these whole.
 */
export function frontLimit({ atMost, atLeast }: Window): number {
  return Math.max(ARCHIVE_SIZE, atMost + atLeast + MAX_NOTICES) + 1;
}

/** Behind the live document with `pairs`; undefined while there is no archive. */
export function frontOf({ stored, pairs, behind }: FrontParts): Front | undefined {
  const number = stored?.archives ?? 0;
  if (number === 0) return undefined;
  const [first] = placesOf(number);
  const digest = archiveDigest(behind.filter(({ place }) => place >= first).sort(inDocumentOrder));
  const ids = new Set(pairs.map(({ id }) => id));
  const further = behind.find(({ id }) => !ids.has(id));
  return { archive: { number, digest }, page: further && archiveAt(further.place) };
}

interface FrontParts {
  readonly stored: SelectorState | undefined;
  readonly pairs: readonly Pair[];
  /** The last `frontLimit` places of closed archives, last place first. */
  readonly behind: readonly FeedMember[];
}

function archiveAt(place: number): number {
  return Math.ceil(place / ARCHIVE_SIZE);
}

function placesOf(number: number): [first: number, last: number] {
  return [(number - 1) * ARCHIVE_SIZE + 1, number * ARCHIVE_SIZE];
}

interface HeadParts {
  readonly target: ArchiveTarget & ArchiveName;
  readonly stored: SelectorState;
  readonly pairs: readonly (Pair & { readonly changedAt?: Date })[];
  readonly state: SiteState;
}

function headOf({ target, stored, pairs, state }: HeadParts): ArchiveHead {
  const { selector } = target;
  const path = archivePath(target, state.site.topics);
  const topicId = selector.kind === 'topic' ? selector.value : undefined;
  const { settings, changedAt } = settingsBehind(state, topicId);
  return {
    target,
    path,
    etag: etagOf({ path, content: [stored.label, target.digest], settings }),
    // What a URL leads to never changes but with the settings, so any date of its content is one of its own.
    changedAt: new Date(
      pairs.reduce((newest, pair) => Math.max(newest, pair.changedAt?.getTime() ?? 0), changedAt),
    ),
    // Nothing else that time brings changes what stands in it.
    nextDueAt: stored.nextExpiryAt,
  };
}

async function render(deps: ArchiveReaderDeps, head: ArchiveHead): Promise<RenderedDocument> {
  const { store, cache } = deps;
  const era = cache.era();
  const state = deps.state();
  const [first, last] = placesOf(head.target.number);
  const { stored, archive: members } = await store.readFeed(selectorKey(head.target.selector), {
    archive: { first, last },
    isWhole: true,
  });
  // A change since the head was read: the document says by its path and tag what it really is.
  const target = { ...head.target, digest: archiveDigest(members) };
  const isSame = target.digest === head.target.digest;
  const current =
    isSame || stored === undefined ? head : headOf({ target, stored, pairs: members, state });
  const document = renderDocument(deps, current, { state, members, label: stored?.label ?? '' });
  if (isSame) cache.set(document, era);
  return document;
}

function renderDocument(
  { cache }: ArchiveReaderDeps,
  head: ArchiveHead,
  source: { state: SiteState; members: readonly FeedMember[]; label: string },
): RenderedDocument {
  const { selector, file } = head.target;
  const { state, members, label } = source;
  const { site } = state;
  const format = formatOf(file);
  const pieces = cache.pieces.render(members, format, entryOptionsOf(site, selector));
  const paging = pagingOf(head, state);
  const feed = assembleFeed(
    { site, selector, label, stories: pieces, path: head.path, paging },
    file,
  );
  return documentOf(head, { format, feed, pieces });
}

/** By number alone, so that a neighbour that changes leaves this document as it is. */
function pagingOf({ target }: ArchiveHead, { site }: SiteState): Paging {
  const { selector, file, number } = target;
  const { baseUrl, topics } = site;
  const neighbour = (other: number): string =>
    baseUrl + archivePath({ selector, file, number: other }, topics);
  return {
    kind: 'archive',
    currentUrl: baseUrl + feedPath(selector, file, topics),
    ...(number > 1 && { prevArchiveUrl: neighbour(number - 1) }),
    nextArchiveUrl: neighbour(number + 1),
  };
}
