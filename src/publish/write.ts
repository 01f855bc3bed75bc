/** From an article to what the store commits: classified, hashed, with everything it is a member of. */

import { classifyArticle } from '../classify/match.ts';
import { membershipsOf } from '../feeds/membership.ts';
import { MEDIA_PREFIX, shortId } from '../feeds/urls.ts';
import { type Article, BASE_MARK } from '../model/article.ts';
import type { Problem } from '../model/result.ts';
import { hashArticle, hashShown } from '../store/article-json.ts';
import type { ArticleWrite, StoredArticle } from '../store/store.ts';
import { readSearchedText } from '../text/canonical-text.ts';
import { searchTokens } from '../text/search.ts';
import { compiledOf } from './compiled-topics.ts';
import { atTime, DAY_MS, goneAt, MAX_LEAD_MS, nextDueAt, withGoneAt } from './lifecycle.ts';
import type { SiteState } from './site-state.ts';

/** A declared time at most this long ago counts as the time of the change itself. */
const PROMPT_MS = 3_600_000;

export interface WriteContext {
  readonly state: SiteState;
  readonly now: Date;
  /** What the store holds under the same id. */
  readonly stored: StoredArticle | undefined;
  /** The store is being filled for the first time: the articles' own dates are the times of change. */
  readonly isFirstLoad: boolean;
  /** Whether the API's word stands over the file's from now on; as before when it is not given. */
  readonly isHeld?: boolean;
  readonly isErased?: boolean;
  /** Takes what editors should hear of the rules: the article is written nevertheless. */
  readonly warn?: (problem: Problem) => void;
}

export function articleWrite(article: Article, context: WriteContext): ArticleWrite {
  const { state, now, stored, isFirstLoad, isHeld, isErased } = context;
  const before = stored?.article;
  const limited = withNoticeUntil(article, stored, state.site.publication.noticeDays);
  const timed = withGoneAt(atTime(limited, now), before, now);
  const story = storyOf(article, stored);
  const shown = { ...story, state: timed.state };
  const topicIds = isShown(timed) ? topicIdsOf(shown, state, context.warn) : [];
  const changed = contentChangedAt(timed);
  // A date that lies further ahead would be the newest change of every feed until then.
  const isOwnDate =
    changed.getTime() - now.getTime() <= MAX_LEAD_MS &&
    (isFirstLoad ||
      now.getTime() - changed.getTime() <= PROMPT_MS ||
      (timed.backCatalogue === true && stored === undefined));
  return {
    article: timed,
    baseVersion: stored?.version ?? 0,
    hash: hashArticle(timed),
    shownHash: hashShown(timed),
    shortId: shortId(timed.id),
    dueAt: nextDueAt(timed),
    changedAt: isOwnDate ? changed : now,
    isQuiet: timed.backCatalogue === true && stored === undefined && !isFirstLoad,
    textBytes: textBytes(timed),
    goneAt: goneAt(timed),
    isSmallEdit:
      before?.state === timed.state && contentChangedAt(before).getTime() === changed.getTime(),
    isHeld: isHeld ?? stored?.isHeld ?? false,
    isErased: isErased ?? stored?.isErased ?? false,
    kept: timed.state === 'withdrawn' ? keptForm(story, stored) : undefined,
    tokens: timed.state === 'public' ? tokensOf(timed) : undefined,
    topicIds,
    memberships: membershipsOf(shown, topicIds, state.site.topics),
    mediaPaths: mediaOf(story, isErased),
  };
}

/** In the order of the topics. */
export function topicIdsOf(
  article: Article,
  state: SiteState,
  warn?: WriteContext['warn'],
): readonly string[] {
  const { members, givenUp } = classifyArticle(compiledOf(state), article);
  if (warn !== undefined) for (const id of givenUp) warn(tooCostly(id));
  return members.map(({ id }) => id);
}

function tooCostly(topicId: string): Problem {
  return {
    code: 'rule-too-costly',
    message: `topic ${topicId} does not take this article, as its rule compares too many words of it`,
    hint: 'ask for fewer groups of the same words in all and near, or use fewer lines',
    severity: 'warning',
  };
}

/** A notice stands in every feed that the story stood in, so the story decides, not the notice. */
function storyOf(article: Article, stored: StoredArticle | undefined): Article {
  if (article.bodyHtml !== '' || stored === undefined) return article;
  return stored.kept ?? stored.article;
}

/**
 * What an undo brings back: public, or held back as it was when it was withdrawn. Undefined for a kill
 * of which no story is known.
 */
function keptForm(story: Article, stored: StoredArticle | undefined): Article | undefined {
  const isToldOnly = story.bodyHtml === '' && (stored === undefined || story.headline === '');
  if (isToldOnly) return undefined;
  const { withdrawal: _taken, goneAt: _lost, ...rest } = story;
  const before = stored?.kept?.state ?? stored?.article.state;
  const isHeldBack = before === 'embargoed' || before === 'withheld';
  return { ...rest, state: isHeldBack ? before : 'public' };
}

/** The end of a notice is fixed when it begins: a changed setting moves no notice that stands. */
function withNoticeUntil(
  article: Article,
  stored: StoredArticle | undefined,
  noticeDays: number,
): Article {
  const { withdrawal } = article;
  if (article.state !== 'withdrawn' || withdrawal === undefined) return article;
  const known = stored?.article.withdrawal;
  const isSame = known?.at.getTime() === withdrawal.at.getTime();
  const noticeUntil =
    withdrawal.noticeUntil ??
    (isSame ? known?.noticeUntil : undefined) ??
    new Date(withdrawal.at.getTime() + noticeDays * DAY_MS);
  return { ...article, withdrawal: { ...withdrawal, noticeUntil } };
}

function isShown({ state }: Article): boolean {
  return state === 'public' || state === 'withdrawn';
}

/** The last instant that the article itself names as a significant change. */
function contentChangedAt(article: Article): Date {
  return article.withdrawal?.at ?? article.updatedAt;
}

/** What a search looks through; never the text of an article that is not public. */
function tokensOf(article: Article): string {
  const { headline, standfirst = '', bodyHtml, tags } = article;
  return searchTokens([headline, standfirst, readSearchedText(bodyHtml).text, ...tags]);
}

/** As UTF-8. */
function textBytes({ headline, standfirst = '', bodyHtml }: Article): number {
  return new TextEncoder().encode(headline + standfirst + bodyHtml).byteLength;
}

/** Stored HTML has numeric references only. */
function decodeReferences(text: string): string {
  return text.replace(/&#x([0-9a-f]{1,6});/gi, (_all, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

/** An erased story forgets its pictures too: their names may tell what was erased. */
function mediaOf(story: Article, isErased: boolean | undefined): readonly string[] | undefined {
  if (isErased) return [];
  return story.bodyHtml === '' ? undefined : mediaPaths(story);
}

/** Every file of ours that the article shows, in its list of media or in its text: paths below `/media/`. */
export function mediaPaths(article: Article): readonly string[] {
  const mark = BASE_MARK + MEDIA_PREFIX;
  const listed = article.media
    .filter(({ url }) => url.startsWith(mark))
    .map(({ url }) => url.slice(mark.length));
  const shown = [...article.bodyHtml.matchAll(new RegExp(`${mark}([^"]+)"`, 'g'))].map(([, path]) =>
    decodeReferences(path ?? ''),
  );
  return [...new Set([...listed, ...shown])];
}
