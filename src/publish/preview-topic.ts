/**
 * What a topic would hold if it were in force: tried on the newest public stories, beside what the store
 * holds of the topic of the same id. Changes nothing.
 */

import { explainTopic } from '../classify/explain.ts';
import { judgeTopic } from '../classify/match.ts';
import type { Article } from '../model/article.ts';
import type { Site } from '../model/site.ts';
import type { MatchedTerm, TopicMatch } from '../model/topic.ts';
import type { ListKey, Store, StoredArticle } from '../store/store.ts';
import type { Draft } from './draft-topic.ts';
import { DAY_MS } from './lifecycle.ts';

/** Stories that are looked at, unless it is said how many. */
export const DEFAULT_LAST = 500;
/** A preview is made while somebody waits for it. */
export const MAX_LAST = 5_000;

/** Stories read at once. */
const PAGE = 100;
/** Longer lists are counted and cut: whoever reads them looks at the rule, not at each story. */
const MAX_STORIES = 50;
const MAX_SAMPLES = 20;
/** Words that are shown for one story. */
const MAX_WORDS = 10;

export interface PreviewStory {
  readonly id: string;
  readonly headline: string;
}

export interface PreviewSample extends PreviewStory {
  readonly publishedAt: Date;
  /** Line of `match`, or `implied`. */
  readonly line: string;
  readonly matched: readonly MatchedTerm[];
}

/** A story that a line of `match` takes and one of `unless` keeps out. */
export interface KeptOutSample extends PreviewSample {
  readonly unless: string;
  readonly blocking: readonly MatchedTerm[];
}

/** How many there are, and the newest of them. */
export interface Counted<T> {
  readonly count: number;
  readonly stories: readonly T[];
}

export interface TopicPreview {
  /** Id of the topic. */
  readonly topic: string;
  /** Whether there is a topic of this id already. */
  readonly isKnown: boolean;
  /** Public stories looked at, the newest ones. */
  readonly lookedAt: number;
  /** First publication of the oldest and of the newest of them; undefined when there is none. */
  readonly from?: Date;
  readonly to?: Date;
  readonly matching: number;
  /** Stories of which the rule compares too many words: it takes none of them. */
  readonly givenUp: number;
  /** Matching stories over the days from `from` to `to`, one day at least. */
  readonly storiesPerDay: number;
  readonly entering: Counted<PreviewStory>;
  readonly leaving: Counted<PreviewStory>;
  readonly samples: readonly PreviewSample[];
  readonly keptOut: Counted<KeptOutSample>;
}

export interface PreviewOptions {
  /** In force; what the topic refers to is looked up here. */
  readonly site: Site;
  /** From 1 to MAX_LAST; DEFAULT_LAST when left out. */
  readonly last?: number | undefined;
  /** Lets what else waits go on between two stories. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Tries a topic without a fault on the newest public stories of the store. */
export async function previewTopic(
  store: Pick<Store, 'findArticles'>,
  draft: Draft,
  { site, last = DEFAULT_LAST, pause }: PreviewOptions,
): Promise<TopicPreview> {
  const preview = createPreview(draft, site);
  let after: ListKey | undefined;
  for (let left = Math.min(last, MAX_LAST); left > 0; ) {
    const limit = Math.min(PAGE, left);
    const page = await store.findArticles({ state: 'public' }, { limit, ...(after && { after }) });
    for (const stored of page) {
      preview.look(stored);
      await pause?.();
    }
    const end = page.at(-1);
    if (end === undefined || page.length < limit) break;
    after = { published: end.article.publishedAt, id: end.id };
    left -= page.length;
  }
  return preview.result();
}

export interface Preview {
  /** One story after the other, the newest first. */
  look(stored: Pick<StoredArticle, 'id' | 'article' | 'topicIds'>): void;
  result(): TopicPreview;
}

/** The same for stories that are at hand. */
export function createPreview({ topic, compiled }: Draft, site: Site): Preview {
  const entering = createCounted<PreviewStory>(MAX_STORIES);
  const leaving = createCounted<PreviewStory>(MAX_STORIES);
  const matching = createCounted<PreviewSample>(MAX_SAMPLES);
  const keptOut = createCounted<KeptOutSample>(MAX_SAMPLES);
  let lookedAt = 0;
  let givenUp = 0;
  let newest: Date | undefined;
  let oldest: Date | undefined;
  return {
    look: ({ article, topicIds }) => {
      lookedAt += 1;
      newest ??= article.publishedAt;
      oldest = article.publishedAt;
      const judged = topic.mergedInto === undefined ? judgeTopic(compiled, article, topic.id) : {};
      const { match, unblocked } = judged;
      if (judged.isGivenUp) givenUp += 1;
      const wasMember = topicIds.includes(topic.id);
      if (match !== undefined) matching.add(() => sampleOf(article, match));
      else if (wasMember) leaving.add(() => storyOf(article));
      if (match !== undefined && !wasMember) entering.add(() => storyOf(article));
      if (unblocked !== undefined)
        keptOut.add(() => keptOutOf(article, unblocked, { topic, compiled }));
    },
    result: () => ({
      topic: topic.id,
      isKnown: site.topics.some(({ id }) => id === topic.id),
      lookedAt,
      ...(oldest && { from: oldest }),
      ...(newest && { to: newest }),
      matching: matching.count(),
      givenUp,
      storiesPerDay: perDay(matching.count(), oldest, newest),
      entering: entering.result(),
      leaving: leaving.result(),
      samples: matching.result().stories,
      keptOut: keptOut.result(),
    }),
  };
}

function storyOf({ id, headline }: Article): PreviewStory {
  return { id, headline };
}

function sampleOf(article: Article, { line, matched }: TopicMatch): PreviewSample {
  const { publishedAt } = article;
  return { ...storyOf(article), publishedAt, line, matched: matched.slice(0, MAX_WORDS) };
}

function keptOutOf(article: Article, match: TopicMatch, { topic, compiled }: Draft): KeptOutSample {
  const { unless = [], blocked } = explainTopic(compiled, article, topic.id) ?? {};
  // Without a line that blocks, those that subtract from the score keep it out together.
  const line = unless.find(({ id, holds }) => (blocked === undefined ? holds : id === blocked));
  const blocking = (line?.found ?? []).map(({ term, field, text }) => ({ term, field, text }));
  return {
    ...sampleOf(article, match),
    unless: line?.id ?? '',
    blocking: blocking.slice(0, MAX_WORDS),
  };
}

function perDay(count: number, from: Date | undefined, to: Date | undefined): number {
  if (from === undefined || to === undefined) return 0;
  const days = Math.max(1, (to.getTime() - from.getTime()) / DAY_MS);
  return Math.round((count / days) * 100) / 100;
}

/** Makes what it keeps only: a sample costs more than a count. */
function createCounted<T>(most: number) {
  const stories: T[] = [];
  let count = 0;
  return {
    add: (make: () => T): void => {
      count += 1;
      if (stories.length < most) stories.push(make());
    },
    count: (): number => count,
    result: (): Counted<T> => ({ count, stories }),
  };
}
