/** What a manifest says of the publication itself, before anything was asked for. */

import { MAIN, movedTopic, selectorKey } from '../feeds/urls.ts';
import type { StaticManifest } from '../http/static-manifest.ts';
import type { SiteState } from '../publish/site-state.ts';
import type { Store } from '../store/store.ts';

export async function faceOf({ site, retired }: SiteState, store: Store): Promise<StaticManifest> {
  const { publication, baseUrl, topics, moved = {} } = site;
  const { stored } = await store.readFeed(selectorKey(MAIN));
  const nextDueAt = await store.nextDueAt();
  const slugs = new Map(topics.map(({ id, slug }) => [id, slug]));
  return {
    wireroomExport: 1,
    publicationId: publication.id,
    baseUrl,
    hubUrls: publication.hubUrls,
    maxAgeSeconds: publication.maxAgeSeconds,
    ...(nextDueAt && { nextDueAt: nextDueAt.getTime() }),
    ...(stored?.nextExpiryAt && { nextExpiryAt: stored.nextExpiryAt.getTime() }),
    documents: {},
    gonePages: {},
    goneArticles: [],
    gone: [],
    archives: {},
    formerArchives: [],
    moved: Object.fromEntries(
      Object.keys(moved).flatMap((slug) => {
        const topic = movedTopic(slug, site);
        return topic === undefined ? [] : [[slug, topic.slug]];
      }),
    ),
    retired: Object.fromEntries(
      [...retired].flatMap(([id, end]) => {
        const slug = slugs.get(id);
        return slug === undefined ? [] : [[slug, end.getTime()]];
      }),
    ),
    redirects: publication.redirects,
    extras: [],
  };
}
