/** How much comes in feeds and what came last: the same figures for the directory in JSON and for pages. */

import { assembleEntry } from '../feeds/assemble.ts';
import { selectorKey } from '../feeds/urls.ts';
import type { Article } from '../model/article.ts';
import type { Selector } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import type { SelectorActivity } from '../store/activity.ts';
import type { ServingStore } from '../store/serving-store.ts';
import type { FeedFigures, LatestStory } from '../web/feed-item.ts';
import { entryOptions } from './page-parts.ts';

/** Stories a day are counted over four weeks, so that every day of the week counts alike. */
const RECENT_DAYS = 28;
const DAY_MS = 86_400_000;

/** How often they are counted anew. */
export const FIGURES_STEP_MS = 3_600_000;

/** By key of the selector; who is missing has no story, and never had one. */
export interface Figures {
  readonly activity: ReadonlyMap<string, SelectorActivity>;
  readonly newest: ReadonlyMap<string, Article>;
}

/** From when on stories count as recent. */
export function recentSince(now: Date): Date {
  const hour = Math.floor(now.getTime() / FIGURES_STEP_MS) * FIGURES_STEP_MS;
  return new Date(hour - RECENT_DAYS * DAY_MS);
}

/** To two places, as it is shown. */
export function storiesPerDay(activity: SelectorActivity | undefined): number {
  return Math.round(((activity?.recent ?? 0) / RECENT_DAYS) * 100) / 100;
}

/** Of these selectors, and of a topic among them in each of its languages. */
export async function readFigures(
  selectors: readonly Selector[],
  now: Date,
  store: ServingStore,
): Promise<Figures> {
  const keys = selectors.map(selectorKey);
  const found = await store.readActivity(keys, recentSince(now));
  return { activity: byKey(found), newest: await store.readNewest(keys) };
}

export function byKey(
  activities: readonly SelectorActivity[],
): ReadonlyMap<string, SelectorActivity> {
  return new Map(activities.map((one) => [selectorKey(one.selector), one]));
}

export function figuresOf(
  selector: Selector,
  { activity, newest }: Figures,
  site: Site,
): FeedFigures {
  const key = selectorKey(selector);
  const own = activity.get(key);
  const story = newest.get(key);
  return {
    members: own?.members ?? 0,
    storiesPerDay: storiesPerDay(own),
    ...(story !== undefined && { latest: latestStory(story, site) }),
  };
}

/** As pages and directories name a story. */
export function latestStory(article: Article, site: Site): LatestStory {
  const { title, url, publishedAt, language } = assembleEntry(
    article,
    entryOptions('summary', site),
  );
  return { title, href: url, publishedAt, language };
}
