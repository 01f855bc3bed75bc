/** `/opml.xml`: all feeds, or those that somebody chose, for import into a reader. */

import { feedPath, pagePath, selectorKey } from '../feeds/urls.ts';
import type { Site } from '../model/site.ts';
import { type Outline, renderOpml } from '../render/opml.ts';
import type { SelectorSummary } from '../store/activity.ts';
import type { ServingStore } from '../store/serving-store.ts';
import { FIGURES_STEP_MS } from './feed-figures.ts';
import { KIND_TITLES } from './feed-kinds.ts';
import { nestedOutlines } from './opml-outlines.ts';
import {
  nothingUnder,
  type OpmlSelection,
  parseSelection,
  selectorOf,
  type Wanted,
} from './opml-selection.ts';
import {
  type Moment,
  type Refusal,
  respondWithSiteDocument,
  type SiteContext,
} from './site-document.ts';
import { type ListedFeed, listFeeds } from './site-routes.ts';

const OPML_TYPE = 'text/x-opml; charset=utf-8';

/** Names that a title holds; a longer one helps nobody. */
const MAX_NAMED = 5;

/** 200, 304, 400 for what cannot be meant, 404 for what is not there. */
export async function respondWithOpml(request: Request, context: SiteContext): Promise<Response> {
  const selection = parseSelection(new URL(request.url).searchParams);
  if (selection instanceof Response) return selection;
  const make = (moment: Moment) => opmlText(selection, moment, context.deps.store);
  // A topic that was retired is gone one day, by the clock alone.
  const stepMs = FIGURES_STEP_MS;
  const document = { path: selection.path, contentType: OPML_TYPE, stepMs, make };
  return respondWithSiteDocument(request, document, context);
}

async function opmlText(
  selection: OpmlSelection,
  { siteState }: Moment,
  store: ServingStore,
): Promise<string | Refusal> {
  const { settings } = siteState;
  const { site } = siteState;
  const { publication } = site;
  const chosen = await choose(selection, site, store);
  if ('refusal' in chosen) return chosen;
  const names = namesOf(selection.wanted, chosen);
  return renderOpml({
    title: names === '' ? publication.title : `${publication.title}: ${names}`,
    outlines:
      selection.wanted.length === 0
        ? nestedOutlines([...chosen.values()].flat(), (feed) => outlineOf(feed, selection, site))
        : [...chosen.values()].flat().map((feed) => outlineOf(feed, selection, site)),
    dateModified: settings.get('publication')?.changedAt ?? new Date(0),
    ...(publication.contact && { ownerName: publication.contact.name }),
  });
}

/** The feeds of each wish, in its order; a feed stands under the first one that names it. */
type Chosen = ReadonlyMap<Wanted | undefined, readonly ListedFeed[]>;

async function choose(
  { wanted }: OpmlSelection,
  site: Site,
  store: ServingStore,
): Promise<Chosen | Refusal> {
  const summaries = await store.listSelectors();
  const feeds = listFeeds(site, summaries);
  if (wanted.length === 0) return new Map([[undefined, feeds]]);
  const byKey = new Map(feeds.map((feed) => [selectorKey(feed.selector), feed]));
  const chosen = new Map<Wanted, readonly ListedFeed[]>();
  const seen = new Set<ListedFeed>();
  for (const one of wanted) {
    const found =
      'every' in one
        ? feeds.filter(({ selector }) => selector.kind === one.every)
        : await findFeed(one, { byKey, site, store });
    if (found.length === 0 && !('every' in one)) return refusalOf(one);
    chosen.set(
      one,
      found.filter((feed) => !seen.has(feed)),
    );
    for (const feed of found) seen.add(feed);
  }
  // A list of feeds without any is no OPML (2.0, body); one kind among others may have none yet.
  const [first] = wanted;
  return seen.size === 0 && first !== undefined ? refusalOf(first) : chosen;
}

function refusalOf(wanted: Wanted): Refusal {
  return { refusal: 'not-found', detail: nothingUnder(wanted) };
}

async function findFeed(
  wanted: Exclude<Wanted, { every: unknown }>,
  known: { byKey: Map<string, ListedFeed>; site: Site; store: ServingStore },
): Promise<readonly ListedFeed[]> {
  const { byKey, site, store } = known;
  const selector = selectorOf(wanted, site.topics);
  if (selector === undefined) return [];
  const key = selectorKey(selector);
  const listed = byKey.get(key);
  if (listed !== undefined) return [listed];
  // A feed that lost its last story is still there to subscribe to.
  const { stored } = await store.readFeed(key);
  if (stored === undefined) return [];
  const summary: SelectorSummary = { selector, label: stored.label, members: 0 };
  const empty = listFeeds(site, [summary]).filter((feed) => selectorKey(feed.selector) === key);
  for (const feed of empty) byKey.set(key, feed);
  return empty;
}

/** What was chosen, for the title; empty when that is everything. */
function namesOf(wanted: readonly Wanted[], chosen: Chosen): string {
  const names = wanted.flatMap((one) =>
    'every' in one ? [KIND_TITLES[one.every]] : (chosen.get(one) ?? []).map(({ name }) => name),
  );
  const unique = [...new Set(names)];
  const more = unique.length - MAX_NAMED;
  const shown = unique.slice(0, MAX_NAMED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function outlineOf(feed: ListedFeed, { file }: OpmlSelection, site: Site): Outline {
  const { selector, name, description, language, topics } = feed;
  return {
    text: name,
    title: name,
    xmlUrl: site.baseUrl + feedPath(selector, file, topics),
    htmlUrl: site.baseUrl + pagePath(selector, topics),
    language,
    ...(description && { description }),
  };
}
