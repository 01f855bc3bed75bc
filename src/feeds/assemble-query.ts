/** The document of a combined or search feed: which words head it, and what stands in it. Pure. */

import type { FeedHead } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import {
  commonParts,
  type EntryOptions,
  feedUpdatedAt,
  type StoryFacts,
  selectorName,
} from './assemble.ts';
import type { PageKey } from './page-cursor.ts';
import {
  type Clause,
  type FeedQuery,
  groupsOf,
  queryFeedId,
  queryPagePath,
  queryPath,
} from './query.ts';
import { selectorKey } from './urls.ts';

export interface QuerySource {
  readonly site: Site;
  readonly query: FeedQuery;
  /** Human names that articles gave to sections, authors, sources and places, by selector key. */
  readonly labels: ReadonlyMap<string, string>;
  /** Of one page, in document order. */
  readonly stories: readonly StoryFacts[];
  /** Newest loss of a story in anything that the query names. */
  readonly goneAt: Date | undefined;
  /** Where the next page begins; undefined on the last. */
  readonly next: PageKey | undefined;
}

/** A page. It names no hub: nothing is pushed for what anybody may ask in any words. */
export function assembleQueryFeed(source: QuerySource): FeedHead {
  const { site, query, stories, goneAt, next } = source;
  const { publication, baseUrl } = site;
  return {
    ...commonParts(site),
    id: queryFeedId(publication.id, query),
    title: queryTitle(source),
    description: publication.description,
    language: languageOf(query) ?? publication.language,
    homeUrl: `${baseUrl}/`,
    selfUrl: baseUrl + queryPath(query),
    updatedAt: feedUpdatedAt({ site, ...(goneAt && { goneAt }) }, stories),
    hubUrls: [],
    paging: {
      kind: 'page',
      firstUrl: baseUrl + queryPagePath(query, undefined),
      ...(next && { nextUrl: baseUrl + queryPagePath(query, next) }),
    },
    isAuthorless: stories.every(({ isAuthorless }) => isAuthorless),
  };
}

/** How the entries of a query are written. */
export function queryEntryOptions(site: Site, { text }: FeedQuery): EntryOptions {
  const { publication, baseUrl } = site;
  const { correctionNotes, timeZone } = publication;
  return { text, baseUrl, correctionNotes, timeZone };
}

/** `Publication: A / B + C − D, “word”`: `/` for a choice, `+` for what must hold as well. */
export function queryTitle(source: Pick<QuerySource, 'site' | 'query' | 'labels'>): string {
  const { site, query } = source;
  const { groups, none } = groupsOf(query.clauses);
  const nameOf = (clause: Clause): string => clauseName(clause, source);
  const wanted = groups.map((group) => group.map(nameOf).join(' / ')).join(' + ');
  const unwanted = none.map((clause) => ` − ${nameOf(clause)}`).join('');
  const words = (query.search?.pieces ?? []).map((piece) => `“${piece}”`).join(', ');
  const { title } = site.publication;
  if (wanted === '' && unwanted === '') return words === '' ? title : `${title}: ${words}`;
  const names = wanted === '' ? unwanted : `: ${wanted}${unwanted}`;
  return `${title}${names}${words === '' ? '' : `, ${words}`}`;
}

function clauseName({ selector }: Clause, source: Pick<QuerySource, 'site' | 'query' | 'labels'>) {
  const { site, query, labels } = source;
  const topic = site.topics.find(({ id }) => selector.kind === 'topic' && id === selector.value);
  const translated = topic?.names[languageOf(query) ?? ''];
  return translated ?? selectorName(selector, labels.get(selectorKey(selector)) ?? '', site);
}

/** Of all entries, where the query asks for one. */
function languageOf({ clauses }: FeedQuery): string | undefined {
  const [language, ...others] = clauses.filter(({ parameter }) => parameter === 'lang');
  return others.length === 0 ? language?.value : undefined;
}
