/** A combined or search feed: what a query asks for, and the one address, id and key that it has. */

import type { Selector } from '../model/feed.ts';
import type { Publication, TextPolicy } from '../model/publication.ts';
import type { Topic } from '../model/topic.ts';
import { compareText } from '../text/order.ts';
import type { SearchQuery } from '../text/search.ts';
import { encodeCursor, type PageKey } from './page-cursor.ts';
import { type FeedFile, MAIN, type SELECTOR_PARAMETERS, selectorKey } from './urls.ts';

/** Parameters that name selectors, in the order of canonical addresses, with the kind that they name. */
export const CLAUSE_PARAMETERS = {
  topic: 'topic',
  all: 'topic',
  not: 'topic',
  section: 'section',
  author: 'author',
  source: 'source',
  place: 'place',
  lang: 'language',
} as const satisfies Record<string, (typeof SELECTOR_PARAMETERS)[number]>;

export type ClauseParameter = keyof typeof CLAUSE_PARAMETERS;

/** One value of a parameter. */
export interface Clause {
  readonly parameter: ClauseParameter;
  /** As in the URL: a topic's slug. */
  readonly value: string;
  readonly selector: Selector;
}

export interface FeedQuery {
  readonly file: FeedFile;
  /** In canonical order, each once. */
  readonly clauses: readonly Clause[];
  readonly search?: SearchQuery;
  readonly text: TextPolicy;
  /** Whether `text` is what the feed has when nothing is said of it. */
  readonly isOwnText: boolean;
  /** Where its page begins; absent on the first. */
  readonly after?: PageKey;
  /** It was asked for by a slug of former times. */
  readonly isMoved?: boolean;
}

/** Most values and phrases of one query: what bounds the work of a database for it. */
export const MAX_CLAUSES = 10;

/**
 * Path and query in canonical form: parameters in order, values by code point, nothing that says what
 * holds anyway.
 */
export function queryPath(query: FeedQuery): string {
  const { file, search, after } = query;
  const parameters = [
    ...queryParameters(query, ({ value }) => value),
    ...(after ? [['page', encodeCursor(after)] as const] : []),
  ];
  const folder = search === undefined ? 'feeds' : 'search';
  return `/${folder}/${file}${parameters.length > 0 ? '?' : ''}${encoded(parameters)}`;
}

/** The address of another page of the query; of the first without a key. */
export function queryPagePath(query: FeedQuery, after: PageKey | undefined): string {
  const { after: _here, ...first } = query;
  return queryPath({ ...first, ...(after && { after }) });
}

/**
 * Atom id: the publication's id and the query by ids of topics, so that neither a slug, a format nor a
 * page moves it. A `tag:` URI ends in any path and query (RFC 4151 2.1).
 */
export function queryFeedId(publicationId: string, query: FeedQuery): string {
  const parameters = queryParameters(query, ({ selector }) => selector.value);
  return `${publicationId}/feeds?${encoded(parameters)}`;
}

type Parameter = readonly [name: string, value: string];

function queryParameters(
  query: FeedQuery,
  nameOf: (clause: Clause) => string,
): readonly Parameter[] {
  const { clauses, search, text, isOwnText } = query;
  const names = Object.keys(CLAUSE_PARAMETERS);
  const values = clauses.map((clause): Parameter => [clause.parameter, nameOf(clause)]);
  return [
    ...values.sort(([a, x], [b, y]) => names.indexOf(a) - names.indexOf(b) || compareText(x, y)),
    ...(search ? [['q', search.text] as const] : []),
    ...(isOwnText ? [] : [['full', text === 'full' ? '1' : '0'] as const]),
  ];
}

/** Spaces as `%20`: a plus sign is one in a query only by custom. */
function encoded(parameters: readonly Parameter[]): string {
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** Of each group an article is in one; in none of `none`. */
export interface QueryGroups {
  readonly groups: readonly (readonly Clause[])[];
  readonly none: readonly Clause[];
}

/** Values of one parameter are a choice, but for `all` and `not`. */
export function groupsOf(clauses: readonly Clause[]): QueryGroups {
  const groups = new Map<string, Clause[]>();
  for (const clause of clauses) {
    const { parameter, value } = clause;
    if (parameter === 'not') continue;
    const name = parameter === 'all' ? `all ${value}` : parameter;
    groups.set(name, [...(groups.get(name) ?? []), clause]);
  }
  return {
    groups: [...groups.values()],
    none: clauses.filter(({ parameter }) => parameter === 'not'),
  };
}

/** Keys of every selector whose changes may change the query's documents. */
export function queryKeys({ clauses }: Pick<FeedQuery, 'clauses'>): readonly string[] {
  const keys = clauses.map(({ selector }) => selectorKey(selector));
  const isNarrowed = clauses.some(({ parameter }) => parameter !== 'not');
  return [...new Set(isNarrowed ? keys : [selectorKey(MAIN), ...keys])];
}

/** The stored feed that holds just what the clauses ask for; undefined when there is none. */
export function storedSelector(clauses: readonly Clause[]): Selector | undefined {
  const [first, second, ...others] = clauses;
  if (first === undefined) return MAIN;
  if (others.length > 0 || first.parameter === 'not') return undefined;
  if (second === undefined) return first.selector;
  const isTopicInLanguage = first.selector.kind === 'topic' && second.parameter === 'lang';
  return isTopicInLanguage ? { ...first.selector, language: second.selector.value } : undefined;
}

/** The text of entries when the query does not say: of a stored feed as it has it, else the publication's. */
export function ownText(
  selector: Selector | undefined,
  publication: Publication,
  topics: readonly Topic[],
): TextPolicy {
  const topic =
    selector?.kind === 'topic' ? topics.find(({ id }) => id === selector.value) : undefined;
  return topic?.text ?? publication.text;
}
