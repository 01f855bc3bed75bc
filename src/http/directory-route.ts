/** `/feeds.json`: every feed there is, for aggregators and people who choose what to subscribe to. */

import {
  DIRECTORY_PATH,
  FEED_FILES,
  feedPath,
  pagePath,
  SELECTOR_KINDS,
  selectorKey,
} from '../feeds/urls.ts';
import type { SelectorKind } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import { DIRECTORY_TYPE, type DirectoryFeed, renderDirectory } from '../render/directory.ts';
import { formatByFile } from '../render/formats.ts';
import type { SelectorActivity } from '../store/activity.ts';
import { compareText } from '../text/order.ts';
import { byKey, FIGURES_STEP_MS, type Figures, figuresOf, recentSince } from './feed-figures.ts';
import { parseKind, unknownKind } from './feed-kinds.ts';
import { problemResponse } from './problem.ts';
import { type Moment, respondWithSiteDocument, type SiteContext } from './site-document.ts';
import { type ListedFeed, listFeeds } from './site-routes.ts';

const PAGE_SIZE = 1_000;

/** Which feeds: those of these kinds, behind this key. */
interface Selection {
  /** In the order of SELECTOR_KINDS; all of them when none was asked for. */
  readonly kinds: readonly SelectorKind[];
  /** Empty for the first page. */
  readonly after: string;
}

/** 200, 304, or 400 for a kind or a page that there cannot be. */
export async function respondWithDirectory(
  request: Request,
  context: SiteContext,
): Promise<Response> {
  const parameters = new URL(request.url).searchParams;
  const wanted = parameters.getAll('kind');
  const unknown = wanted.find((kind) => parseKind(kind) === undefined);
  if (unknown !== undefined) return unknownKind(unknown);
  const after = parameters.get('after') ?? '';
  if (!isKey(after)) {
    return problemResponse('bad-request', 'This is no page: take the address in next as it is.');
  }
  const isWanted = (kind: SelectorKind): boolean => wanted.length === 0 || wanted.includes(kind);
  const selection = { kinds: SELECTOR_KINDS.filter(isWanted), after };
  const document = {
    path: pathOf(selection),
    contentType: DIRECTORY_TYPE,
    stepMs: FIGURES_STEP_MS,
    make: (moment: Moment) => directoryText(selection, moment, context),
  };
  return respondWithSiteDocument(request, document, context);
}

/** Longer than any key there is. */
const MAX_KEY_LENGTH = 500;

function isKey(after: string): boolean {
  return (
    after.length <= MAX_KEY_LENGTH &&
    after.isWellFormed() &&
    (after === '' || parseKind(after.split(':', 1).join('')) !== undefined)
  );
}

/** With its known parameters, in one order. */
function pathOf({ kinds, after }: Selection): string {
  const parameters = new URLSearchParams();
  if (kinds.length < SELECTOR_KINDS.length)
    for (const kind of kinds) parameters.append('kind', kind);
  if (after !== '') parameters.set('after', after);
  return parameters.size === 0 ? DIRECTORY_PATH : `${DIRECTORY_PATH}?${parameters}`;
}

async function directoryText(
  selection: Selection,
  { now, siteState }: Moment,
  { deps }: SiteContext,
): Promise<string> {
  const { site } = siteState;
  const since = recentSince(now);
  const limit = PAGE_SIZE + 1;
  const found = await deps.store.listActivity({ ...selection, since, limit });
  const { feeds, next } = pageOf(found, selection, site);
  const newest = await deps.store.readNewest(feeds.map(({ selector }) => selectorKey(selector)));
  const figures = { activity: byKey(found), newest };
  const selfUrl = site.baseUrl + pathOf(selection);
  return renderDirectory({
    title: site.publication.title,
    homeUrl: `${site.baseUrl}/`,
    selfUrl,
    ...(next !== undefined && { nextUrl: site.baseUrl + pathOf({ ...selection, after: next }) }),
    feeds: feeds.map((feed) => directoryFeed(feed, figures, site)),
  });
}

/** What was found, and the topics without a story, in the order of keys; and the key that the next page begins behind. */
function pageOf(
  found: readonly SelectorActivity[],
  { kinds, after }: Selection,
  site: Site,
): { readonly feeds: readonly ListedFeed[]; readonly next: string | undefined } {
  const page = found.slice(0, PAGE_SIZE);
  const last = found.length > PAGE_SIZE ? page.at(-1) : undefined;
  const end = last && selectorKey(last.selector);
  const isOnPage = (key: string): boolean =>
    compareText(key, after) > 0 && (end === undefined || compareText(key, end) <= 0);
  const feeds = listFeeds(site, page)
    .map((feed) => ({ feed, key: selectorKey(feed.selector) }))
    .filter(({ feed, key }) => kinds.includes(feed.selector.kind) && isOnPage(key))
    .sort((a, b) => compareText(a.key, b.key));
  const shown = feeds.slice(0, PAGE_SIZE);
  const next = feeds.length > PAGE_SIZE ? shown.at(-1)?.key : end;
  return { feeds: shown.map(({ feed }) => feed), next };
}

function directoryFeed(feed: ListedFeed, figures: Figures, site: Site): DirectoryFeed {
  const { selector, name, description, language, topics } = feed;
  const { baseUrl } = site;
  const { latest, members, storiesPerDay } = figuresOf(selector, figures, site);
  const changedAt = figures.activity.get(selectorKey(selector))?.changedAt;
  return {
    name,
    kind: selector.kind,
    ...(description !== undefined && { description }),
    language,
    pageUrl: baseUrl + pagePath(selector, topics),
    formats: FEED_FILES.flatMap((file) => {
      const format = formatByFile(file);
      if (format === undefined) return [];
      const url = baseUrl + feedPath(selector, file, topics);
      return [{ name: format.name, url, mediaType: format.mediaType }];
    }),
    members,
    storiesPerDay,
    ...(changedAt !== undefined && { changedAt }),
    ...(latest !== undefined && { latest: { ...latest, url: latest.href } }),
  };
}
