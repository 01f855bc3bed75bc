/** From an article to what the store commits: classified, hashed, with everything it is a member of. */

import { matchTopics } from '../classify/match.ts';
import { membershipsOf } from '../feeds/membership.ts';
import { MEDIA_PREFIX, shortId } from '../feeds/urls.ts';
import { type Article, BASE_MARK } from '../model/article.ts';
import { hashArticle } from '../store/article-json.ts';
import type { ArticleWrite } from '../store/store.ts';
import type { SiteState } from './site-state.ts';

/** How long the notice of a withdrawn story stays in its feeds. */
export const NOTICE_DAYS = 14;
const DAY_MS = 86_400_000;

/** A declared time at most this long ago counts as the time of the change itself. */
const PROMPT_MS = 3_600_000;

export interface WriteContext {
  readonly state: SiteState;
  readonly now: Date;
  /** What the store holds under the same id. */
  readonly stored: Article | undefined;
  /** The store is being filled for the first time: the articles' own dates are the times of change. */
  readonly isFirstLoad: boolean;
}

export function articleWrite(article: Article, context: WriteContext): ArticleWrite {
  const { state, now, stored, isFirstLoad } = context;
  const timed = atTime(article, now);
  // A notice stands in every feed that the story stood in, so the story decides, not the notice.
  const story = article.bodyHtml === '' && stored !== undefined ? stored : article;
  const shown = { ...story, state: timed.state };
  const topicIds = isShown(timed) ? matchTopics(state.compiled, shown).map(({ id }) => id) : [];
  const changed = contentChangedAt(timed);
  const isPrompt = isFirstLoad || now.getTime() - changed.getTime() <= PROMPT_MS;
  return {
    article: timed,
    hash: hashArticle(timed),
    shortId: shortId(timed.id),
    dueAt: dueAt(timed),
    changedAt: isPrompt ? changed : now,
    isSmallEdit: stored !== undefined && contentChangedAt(stored).getTime() === changed.getTime(),
    topicIds,
    memberships: membershipsOf(shown, topicIds, state.site.topics),
    mediaPaths: story.bodyHtml === '' ? undefined : mediaPaths(story),
  };
}

function isShown({ state }: Article): boolean {
  return state === 'public' || state === 'withdrawn';
}

/** The last instant that the article itself names as a significant change. */
function contentChangedAt(article: Article): Date {
  return article.withdrawal?.at ?? article.updatedAt;
}

/** When time alone changes the state next; undefined when it never does. */
function dueAt(article: Article): Date | undefined {
  switch (article.state) {
    case 'embargoed':
      return article.embargoedUntil;
    case 'public':
      return article.expiresAt;
    case 'withdrawn':
      return noticeEnd(article);
    case 'withheld':
    case 'expired':
    case 'removed':
      return undefined;
    default:
      return article.state satisfies never;
  }
}

function noticeEnd(article: Article): Date {
  return new Date(contentChangedAt(article).getTime() + NOTICE_DAYS * DAY_MS);
}

/**
 * The article as it stands at `now`: embargoes lifted, expiries and ends of notices come to pass.
 * A release is dated by the embargo's end, also when it is noticed late.
 */
export function atTime(article: Article, now: Date): Article {
  const passed = (at: Date | undefined): boolean =>
    at !== undefined && at.getTime() <= now.getTime();
  if (article.state === 'embargoed' && passed(article.embargoedUntil)) {
    return atTime({ ...article, state: 'public' }, now);
  }
  if (article.state === 'public' && passed(article.expiresAt)) {
    return { ...article, state: 'expired' };
  }
  if (article.state === 'withdrawn') {
    const told = withoutText(article);
    return passed(noticeEnd(article)) ? { ...told, state: 'removed' } : told;
  }
  return article.state === 'removed' ? withoutText(article) : article;
}

/** Identity, dates and language: all that is kept of a story that was taken back (decision log). */
export function withoutText(article: Article): Article {
  const {
    id,
    slug,
    headline: _headline,
    language,
    publishedAt,
    updatedAt,
    state,
    withdrawal,
  } = article;
  return {
    id,
    slug,
    headline: '',
    bodyHtml: '',
    language,
    publishedAt,
    updatedAt,
    state,
    authors: [],
    tags: [],
    subjects: [],
    media: [],
    corrections: [],
    translations: [],
    ...(withdrawal && { withdrawal }),
  };
}

/** Stored HTML has numeric references only. */
function decodeReferences(text: string): string {
  return text.replace(/&#x([0-9a-f]{1,6});/gi, (_all, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

/** Every file of ours that the article shows, in its list of media or in its text. */
function mediaPaths(article: Article): readonly string[] {
  const mark = BASE_MARK + MEDIA_PREFIX;
  const listed = article.media
    .filter(({ url }) => url.startsWith(mark))
    .map(({ url }) => url.slice(mark.length));
  const shown = [...article.bodyHtml.matchAll(new RegExp(`${mark}([^"]+)"`, 'g'))].map(([, path]) =>
    decodeReferences(path ?? ''),
  );
  return [...new Set([...listed, ...shown])];
}
