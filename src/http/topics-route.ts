/** `/topics`: the directory of topics for people, a hundred a page. */

import { orderTopics } from '../feeds/topic-tree.ts';
import { DIRECTORY_PATH, MAIN, OPML_PATH, topicsPath } from '../feeds/urls.ts';
import { alternatesOf } from '../web/index-page.ts';
import { renderTopicsPage } from '../web/topics-page.ts';
import { FIGURES_STEP_MS } from './feed-figures.ts';
import { feedLinks, HTML, PAGE_HEADERS, pageNotFound } from './page-parts.ts';
import {
  type Moment,
  type Refusal,
  respondWithSiteDocument,
  type SiteContext,
} from './site-document.ts';
import { topicItems, topicName } from './topic-items.ts';

/** About 130 KB of HTML. */
const PAGE_SIZE = 100;

/** 200, 304, or 404 for a page that there is not. */
export async function respondWithTopics(request: Request, context: SiteContext): Promise<Response> {
  const number = parsePage(new URL(request.url).searchParams.get('page'));
  if (number === undefined) return pageNotFound(context.deps.state().site);
  return respondWithSiteDocument(
    request,
    {
      path: topicsPath(number),
      contentType: HTML,
      headers: PAGE_HEADERS,
      stepMs: FIGURES_STEP_MS,
      make: (moment) => topicsText(number, moment, context),
    },
    context,
  );
}

function parsePage(written: string | null): number | undefined {
  if (written === null) return 1;
  return /^[1-9]\d{0,5}$/.test(written) ? Number(written) : undefined;
}

async function topicsText(
  number: number,
  { siteState, now }: Moment,
  { deps }: SiteContext,
): Promise<string | Refusal> {
  const { site } = siteState;
  const { publication, baseUrl } = site;
  const places = orderTopics(site.topics, (topic) => topicName(topic, site));
  const starts = places.filter((_, index) => index % PAGE_SIZE === 0);
  if (number > Math.max(1, starts.length)) {
    return { refusal: 'not-found', detail: 'There are fewer pages of topics.' };
  }
  const shown = places.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
  const main = { title: publication.title, language: publication.language };
  return renderTopicsPage({
    publication,
    baseUrl,
    count: places.length,
    topics: await topicItems(shown, { site, now, store: deps.store }),
    number,
    pages: starts.map(({ topic }, index) => ({
      number: index + 1,
      first: topicName(topic, site),
      href: baseUrl + topicsPath(index + 1),
    })),
    alternates: alternatesOf({ ...main, links: feedLinks(MAIN, site) }),
    opmlHref: `${OPML_PATH}?kind=topic`,
    directoryHref: `${DIRECTORY_PATH}?kind=topic`,
  });
}
