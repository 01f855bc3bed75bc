/** What describes the whole site: which feeds there are, the rules for robots, the health check; and small texts. */

import { selectorName } from '../feeds/assemble.ts';
import { MAIN, NEWS_SITEMAP_PATH, SITEMAP_PATH, selectorKey } from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import type { SelectorSummary } from '../store/activity.ts';
import { hashText } from '../text/hash.ts';
import type { AppDeps } from './deps.ts';
import { briefCacheControl, CORS_HEADERS, untilDueMs } from './headers.ts';
import { codeOf, problemResponse } from './problem.ts';
import { respondWith } from './respond.ts';

/** Lists and pages change with every story; a reader asks for them seldom. */
export const PAGE_MAX_AGE_SECONDS = 60;

/**
 * Cache-Control of a page: freshness ends before anything must vanish or appear (decision log). One
 * small read, to be made before those of the content: what is applied in between shortens it then.
 */
export async function pageCacheControl(deps: Pick<AppDeps, 'store' | 'now'>): Promise<string> {
  return pageCacheControlUntil(await deps.store.nextDueAt(), deps.now());
}

/** The same, where it was read already when time alone changes anything next. */
export function pageCacheControlUntil(dueAt: Date | undefined, now: Date): string {
  return briefCacheControl(PAGE_MAX_AGE_SECONDS, untilDueMs(dueAt, now));
}

export interface ListedFeed {
  readonly selector: Selector;
  readonly name: string;
  readonly description?: string;
  readonly language: string;
  /** Its own topic, if any: all that its paths need. A look through ten thousand for each takes seconds. */
  readonly topics: readonly Topic[];
}

/** Every feed there is: main, each topic whether it has stories yet or not, and what has members. */
export function listFeeds(
  site: Site,
  summaries: readonly SelectorSummary[],
): readonly ListedFeed[] {
  const { publication, topics } = site;
  const fixed: readonly ListedFeed[] = [
    {
      selector: MAIN,
      name: publication.title,
      description: publication.description,
      language: publication.language,
      topics: [],
    },
    ...topics.map((topic): ListedFeed => {
      const selector: Selector = { kind: 'topic', value: topic.id };
      return {
        selector,
        name: selectorName(selector, '', { ...site, topics: [topic] }),
        description: topic.description,
        language: publication.language,
        topics: [topic],
      };
    }),
  ];
  const isFixed = ({ kind, language }: Selector): boolean =>
    kind === 'main' || (kind === 'topic' && language === undefined);
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const isKnown = ({ kind, value }: Selector): boolean => kind !== 'topic' || byId.has(value);
  const ownTopics = ({ kind, value }: Selector): readonly Topic[] => {
    const own = kind === 'topic' ? byId.get(value) : undefined;
    return own === undefined ? [] : [own];
  };
  const grown = summaries
    .filter(({ selector }) => !isFixed(selector) && isKnown(selector))
    .map(({ selector, label }): ListedFeed => {
      const language = selector.kind === 'language' ? selector.value : selector.language;
      return {
        selector,
        name: selectorName(selector, label, { ...site, topics: ownTopics(selector) }),
        language: language ?? publication.language,
        topics: ownTopics(selector),
      };
    });
  return [...fixed, ...grown];
}

export interface TextReply {
  readonly text: string;
  readonly changedAt: Date;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small document made for this request; its validator is a hash of the text. */
export function respondWithText(
  request: Request,
  reply: TextReply,
  deps: Pick<AppDeps, 'now' | 'compress'>,
): Promise<Response> {
  const { text, changedAt, contentType, cacheControl, headers } = reply;
  const etag = `W/"${hashText(text)}"`;
  const bytes = new TextEncoder().encode(text);
  return respondWith(
    withoutDate(request),
    {
      etag,
      changedAt,
      contentType,
      cacheControl,
      links: [],
      ...(headers && { headers }),
      body: async () => ({ etag, changedAt, bytes, encoded: new Map() }),
    },
    deps,
  );
}

// The date of such a text says when its settings changed, not when its content did: only the tag decides.
export function withoutDate(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('if-modified-since');
  return new Request(request.url, { headers });
}

export async function respondWithRobots(request: Request, deps: AppDeps): Promise<Response> {
  const { baseUrl } = deps.state().site;
  const sitemaps = [SITEMAP_PATH, NEWS_SITEMAP_PATH].map((path) => `Sitemap: ${baseUrl}${path}\n`);
  const text = `User-agent: *\nAllow: /\n\n${sitemaps.join('')}`;
  return respondWithText(
    request,
    {
      text,
      changedAt: new Date(0),
      contentType: 'text/plain; charset=utf-8',
      cacheControl: `public, max-age=${PAGE_MAX_AGE_SECONDS}`,
    },
    deps,
  );
}

/** 200 when the store answers, else 503; for load balancers and people, never cached. */
export async function respondWithHealth(deps: AppDeps): Promise<Response> {
  try {
    const { freeze } = await deps.store.signal();
    // Not the store's own number, which counts what readers do not know of.
    const { stored: main } = await deps.store.readFeed(selectorKey(MAIN));
    const loading = deps.loading?.();
    const walking = deps.walking?.();
    const body = {
      status: loading ? 'loading' : 'ok',
      seq: main?.seq ?? 0,
      ...(loading && { loading }),
      ...(walking && { reclassifying: { done: walking.done, total: walking.total } }),
      ...(freeze && { frozenSince: freeze.at.toISOString() }),
    };
    return Response.json(body, { headers: { ...CORS_HEADERS, 'Cache-Control': 'no-store' } });
  } catch (error) {
    deps.log('error', 'store does not answer', { error: String(error) });
    return problemResponse(codeOf(error));
  }
}
