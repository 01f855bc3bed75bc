/**
 * Answers with a document of the whole site, such as a sitemap or a directory. It reads much, so it is made
 * once per state of the store, the settings and, where it counts, the clock.
 */

import { MAIN, selectorKey } from '../feeds/urls.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { NewsStory } from '../model/sitemap.ts';
import { CODINGS_FACTOR, type RenderedDocument } from '../publish/document-cache.ts';
import type { SiteState } from '../publish/site-state.ts';
import { createStateMemory, type StateMemory } from '../publish/state-memory.ts';
import { liveSite } from '../publish/topic-life.ts';
import { hashText } from '../text/hash.ts';
import type { AppDeps } from './deps.ts';
import { problemResponse } from './problem.ts';
import { respondWith } from './respond.ts';
import { pageCacheControlUntil, withoutDate } from './site-routes.ts';

export interface SiteContext {
  readonly deps: AppDeps;
  readonly documents: StateMemory<MadeDocument | Refusal>;
  /** The stories of all news sitemaps. */
  readonly news: StateMemory<readonly NewsStory[]>;
}

type MadeDocument = Pick<RenderedDocument, 'etag' | 'bytes' | 'encoded'>;

/** There is no such document. */
export interface Refusal {
  readonly refusal: ErrorCode;
  /** Short text for whoever asked. */
  readonly detail?: string;
}

/** What a document is made from. */
export interface Moment {
  /** Another one whenever any list of stories or feeds has changed. */
  readonly state: string;
  readonly siteState: SiteState;
  /** Last place of the main feed; 0 while a first load runs. */
  readonly places: number;
  /** In steps: see SiteDocument. */
  readonly now: Date;
}

export interface SiteDocument {
  /** Canonical path and query. */
  readonly path: string;
  readonly contentType: string;
  /** Further headers of the 200 and the 304 alike. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How far the clock goes on, in ms, before the document may be another one; without it the clock does not count. */
  readonly stepMs?: number;
  readonly make: (moment: Moment) => Promise<string | Refusal>;
}

/** An isolate of Workers has 128 MB in all, most of it for feeds. */
const MAX_DOCUMENTS = 100;
const MAX_DOCUMENT_BYTES = 12 * 1024 * 1024;
const MAX_NEWS_BYTES = 8 * 1024 * 1024;
/** Of an object with its date, beside its texts. */
const STORY_BYTES = 200;

export function createSiteContext(deps: AppDeps): SiteContext {
  return {
    deps,
    documents: createStateMemory<MadeDocument | Refusal>({
      maxCount: MAX_DOCUMENTS,
      maxBytes: MAX_DOCUMENT_BYTES,
      // What is refused costs little, and there is no end to what can be asked for.
      bytesOf: (made) => ('refusal' in made ? undefined : made.bytes.byteLength * CODINGS_FACTOR),
    }),
    news: createStateMemory<readonly NewsStory[]>({
      maxCount: 1,
      maxBytes: MAX_NEWS_BYTES,
      bytesOf: (stories) =>
        stories.reduce(
          (sum, { loc, title }) => sum + (loc.length + title.length) * 2 + STORY_BYTES,
          0,
        ),
    }),
  };
}

/** 200, 304, or what `make` refuses with; one small read once the document is made. */
export async function respondWithSiteDocument(
  request: Request,
  document: SiteDocument,
  { deps, documents }: SiteContext,
): Promise<Response> {
  // Before anything is listed: what changes in between makes another state, not a wrong document.
  const { dueAt, changedAt, ...moment } = await readMoment(document.stepMs, deps);
  const { path: key, contentType, headers } = document;
  const made = await documents.read({ key, state: moment.state }, async () => {
    const text = await document.make(moment);
    return typeof text === 'string' ? madeOf(text) : text;
  });
  if ('refusal' in made) return problemResponse(made.refusal, made.detail);
  const { etag } = made;
  const cacheControl = pageCacheControlUntil(dueAt, deps.now());
  return respondWith(
    withoutDate(request),
    {
      etag,
      changedAt,
      contentType,
      cacheControl,
      links: [],
      ...(headers && { headers }),
      body: async () => ({ ...made, changedAt }),
    },
    deps,
  );
}

function madeOf(text: string): MadeDocument {
  return {
    etag: `W/"${hashText(text)}"`,
    bytes: new TextEncoder().encode(text),
    encoded: new Map(),
  };
}

async function readMoment(stepMs: number | undefined, deps: AppDeps) {
  // The store's own number: a topic loses a story by other rules, of which the main feed knows nothing.
  const {
    stored: main,
    nextDueAt: dueAt,
    storeSeq: seq,
  } = await deps.store.readFeed(selectorKey(MAIN));
  const inForce = deps.state();
  const siteState = { ...inForce, site: liveSite(inForce, deps.now()) };
  const settings = [...siteState.settings.values()];
  const now = stepMs === undefined ? new Date(0) : flooredTo(deps.now(), stepMs);
  const places = main?.places ?? 0;
  // A topic leaves the lists by the clock alone.
  const listed = siteState.site.topics.length;
  const fingerprint = hashText(settings.map((one) => one.fingerprint).join('\n'));
  const times = [main?.changedAt, ...settings.map((one) => one.changedAt)];
  return {
    state: [seq, places, fingerprint, listed, now.getTime()].join(' '),
    siteState,
    places,
    now,
    dueAt,
    changedAt: new Date(Math.max(0, ...times.map((at) => at?.getTime() ?? 0))),
  };
}

function flooredTo(at: Date, stepMs: number): Date {
  return new Date(Math.floor(at.getTime() / stepMs) * stepMs);
}
