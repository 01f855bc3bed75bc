/** How long a retired topic is still there. */

import type { Site } from '../model/site.ts';
import type { SiteState } from './site-state.ts';

const DAY_MS = 86_400_000;
/** Readers that poll once a month learn from `expired` that nothing more comes; then the feeds are gone. */
const RETIRED_DAYS = 60;

/** `end` is the first instant whose stories the topic does not take; undefined while it takes all. */
export function isTopicOver(end: Date | undefined, now: Date): boolean {
  return end !== undefined && now.getTime() >= end.getTime() + RETIRED_DAYS * DAY_MS;
}

/** The site as it is told to readers and crawlers: without the topics that answer 410. */
export function liveSite({ site, retired }: SiteState, now: Date): Site {
  if (retired.size === 0) return site;
  const topics = site.topics.filter(({ id }) => !isTopicOver(retired.get(id), now));
  return topics.length === site.topics.length ? site : { ...site, topics };
}
