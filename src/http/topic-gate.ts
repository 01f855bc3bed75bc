/** Addresses of topics that are somewhere else by now, or gone: asked before anything is read. */

import { movedTopicPath } from '../feeds/urls.ts';
import { isTopicOver } from '../publish/topic-life.ts';
import type { AppDeps } from './deps.ts';
import { problemResponse } from './problem.ts';
import { permanentRedirect } from './redirect.ts';

/** 301 to where a renamed or merged topic is, 410 for one that was retired long ago; undefined for all others. */
export function turnAway(request: Request, slug: string, deps: AppDeps): Response | undefined {
  const { site, retired } = deps.state();
  const url = new URL(request.url);
  const path = movedTopicPath(url.pathname, slug, site);
  if (path !== undefined) return permanentRedirect(site.baseUrl + path + url.search);
  if (retired.size === 0) return undefined;
  const topic = site.topics.find((one) => one.slug === slug);
  return topic && isTopicOver(retired.get(topic.id), deps.now())
    ? problemResponse('gone')
    : undefined;
}
