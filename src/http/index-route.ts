/** `/`: the front page. Light however many feeds there are: what it leaves out stands in the directories. */

import { selectorName } from '../feeds/assemble.ts';
import { orderTopics } from '../feeds/topic-tree.ts';
import {
  DIRECTORY_PATH,
  MAIN,
  OPML_PATH,
  pagePath,
  selectorKey,
  topicsPath,
} from '../feeds/urls.ts';
import type { SelectorKind } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import type { ServingStore } from '../store/serving-store.ts';
import { type FeedGroup, renderIndexPage } from '../web/index-page.ts';
import {
  byKey,
  FIGURES_STEP_MS,
  figuresOf,
  latestStory,
  readFigures,
  recentSince,
} from './feed-figures.ts';
import { KIND_TITLES } from './feed-kinds.ts';
import { LATEST } from './feed-page-route.ts';
import { HTML, PAGE_HEADERS } from './headers.ts';
import { feedLinks } from './page-parts.ts';
import { type Moment, respondWithSiteDocument, type SiteContext } from './site-document.ts';
import { topicItems, topicName } from './topic-items.ts';

/** Topics on the front page, and feeds of any other kind. */
const MAX_LISTED = 100;

export async function respondWithIndex(request: Request, context: SiteContext): Promise<Response> {
  const document = {
    path: '/',
    contentType: HTML,
    headers: PAGE_HEADERS,
    stepMs: FIGURES_STEP_MS,
    make: (moment: Moment) => indexText(moment, context),
  };
  return respondWithSiteDocument(request, document, context);
}

/** What a part of the page is made from. */
interface Source {
  readonly site: Site;
  readonly now: Date;
  readonly store: ServingStore;
}

async function indexText({ siteState, now }: Moment, { deps }: SiteContext): Promise<string> {
  const { store } = deps;
  const source = { site: siteState.site, now, store };
  const { site } = source;
  const { window } = await store.readFeed(selectorKey(MAIN), { window: LATEST, isWhole: true });
  const latest = window.map(({ article }) => article());
  const groups: FeedGroup[] = [];
  for (const kind of Object.keys(KIND_TITLES) as SelectorKind[]) {
    groups.push(await groupOf(kind, source));
  }
  return renderIndexPage({
    publication: site.publication,
    baseUrl: site.baseUrl,
    feedGroups: groups,
    latest: latest
      .filter(({ state }) => state === 'public')
      .map((article) => latestStory(article, site)),
    opmlHref: OPML_PATH,
    directoryHref: DIRECTORY_PATH,
  });
}

function groupOf(kind: SelectorKind, source: Source): Promise<FeedGroup> {
  switch (kind) {
    case 'main':
      return mainGroup(source);
    case 'topic':
      return topicGroup(source);
    case 'section':
    case 'author':
    case 'source':
    case 'place':
    case 'language':
      return grownGroup(kind, source);
    default:
      return kind satisfies never;
  }
}

async function mainGroup({ site, now, store }: Source): Promise<FeedGroup> {
  const { title, language } = site.publication;
  const figures = figuresOf(MAIN, await readFigures([MAIN], now, store), site);
  const feed = { title, language, links: feedLinks(MAIN, site), figures };
  return { title: KIND_TITLES.main, feeds: [feed] };
}

async function topicGroup(source: Source): Promise<FeedGroup> {
  const { site } = source;
  const places = orderTopics(site.topics, (topic) => topicName(topic, site));
  const feeds = await topicItems(places.slice(0, MAX_LISTED), source);
  const more = { text: `All ${places.length} topics`, href: topicsPath(1) };
  return { title: KIND_TITLES.topic, feeds, ...(places.length > MAX_LISTED && { more }) };
}

/** Sections, authors … that have stories, by key. */
async function grownGroup(kind: SelectorKind, { site, now, store }: Source): Promise<FeedGroup> {
  const options = { since: recentSince(now), kinds: [kind], after: '', limit: MAX_LISTED + 1 };
  const found = await store.listActivity(options);
  const shown = found.slice(0, MAX_LISTED);
  const newest = await store.readNewest(shown.map(({ selector }) => selectorKey(selector)));
  const figures = { activity: byKey(shown), newest };
  const title = KIND_TITLES[kind];
  const more = {
    text: `${title}: all of them as JSON`,
    href: `${DIRECTORY_PATH}?kind=${kind}`,
  };
  return {
    title,
    feeds: shown.map(({ selector, label }) => ({
      title: selectorName(selector, label, site),
      language: kind === 'language' ? selector.value : site.publication.language,
      href: site.baseUrl + pagePath(selector, []),
      links: feedLinks(selector, { baseUrl: site.baseUrl, topics: [] }),
      figures: figuresOf(selector, figures, site),
    })),
    ...(found.length > MAX_LISTED && { more }),
  };
}
