/** The query string of a combined or search feed, read, or every fault of it. */

import type { TextPolicy } from '../model/publication.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import { compareText } from '../text/order.ts';
import {
  canonicalQuery,
  MAX_QUERY_LENGTH,
  MAX_QUERY_PHRASES,
  type QueryRefusal,
  type SearchQuery,
} from '../text/search.ts';
import { cleanLine } from '../text/xml.ts';
import { decodeCursor, type PageKey } from './page-cursor.ts';
import {
  CLAUSE_PARAMETERS,
  type Clause,
  type ClauseParameter,
  type FeedQuery,
  MAX_CLAUSES,
  ownText,
  queryPagePath,
  storedSelector,
} from './query.ts';
import { type FeedFile, movedTopic, selectorFor } from './urls.ts';

/** Longest query string without its cursor: some caches and logs cut what is longer. */
const MAX_LENGTH = 2_000;

/** A value that names nothing, as opposed to one that cannot name anything. */
export const UNKNOWN_VALUE = 'value-unknown';

/** Most of a value that a problem repeats. */
const MAX_ECHO = 80;

export interface QueryRequest {
  /** As it stands behind the question mark. */
  readonly queryString: string;
  readonly file: FeedFile;
  /** Below `/search`: there must be something to look for. */
  readonly isSearch: boolean;
}

/** Parameters that it does not know are passed over: readers and trackers add theirs. */
export function parseFeedQuery(request: QueryRequest, site: Site): Result<FeedQuery> {
  const { queryString, file, isSearch } = request;
  const parameters = new URLSearchParams(queryString);
  if (knownLength(parameters) > MAX_LENGTH) return failure([TOO_LONG]);
  const problems: Problem[] = [];
  const clauses = readClauses(parameters, site, problems);
  const search = readSearch(parameters, isSearch, problems);
  const said = readText(parameters, problems);
  const after = readPage(parameters, problems);
  if (problems.length > 0) return failure(problems);
  if (clauses.length + (search?.phrases.length ?? 0) > MAX_CLAUSES) return failure([TOO_MANY]);
  const stored = search === undefined ? storedSelector(clauses) : undefined;
  const own = ownText(stored, site.publication, site.topics);
  const query: FeedQuery = {
    file,
    clauses,
    text: said ?? own,
    isOwnText: said === undefined || said === own,
    ...(search && { search }),
    ...(after && { after }),
    ...(hasMoved(parameters, site) && { isMoved: true }),
  };
  // Written out it may be longer than it came, and its own address must be one that is answered.
  const [, written = ''] = queryPagePath(query, undefined).split('?');
  return written.length > MAX_LENGTH ? failure([TOO_LONG]) : success(query);
}

/** Of what is read, but for the cursor: what trackers add is passed over, however long. */
function knownLength(parameters: URLSearchParams): number {
  const known = [...Object.keys(CLAUSE_PARAMETERS), 'q', 'full'];
  return [...parameters]
    .filter(([name]) => known.includes(name))
    .reduce((length, [name, value]) => length + name.length + value.length + 2, 0);
}

const TOO_LONG = problem({
  message: `the query is longer than ${MAX_LENGTH} characters`,
  hint: 'name fewer values, or shorter words',
});

const TOO_MANY = problem({
  message: `the query has more than ${MAX_CLAUSES} values and words altogether`,
  hint: 'ask for several feeds, or define a topic',
});

/** In canonical order, each once. */
function readClauses(
  parameters: URLSearchParams,
  site: Site,
  problems: Problem[],
): readonly Clause[] {
  const names = Object.keys(CLAUSE_PARAMETERS) as readonly ClauseParameter[];
  return names.flatMap((parameter) => {
    const written = parameters.getAll(parameter);
    const values = written.map((value) => currentValue(parameter, value, site));
    // More of them are refused anyway, and need not be named one by one.
    const distinct = [...new Set(values)].sort(compareText).slice(0, MAX_CLAUSES + 1);
    return distinct.flatMap((value) => {
      const clause = readClause(parameter, value, site);
      if ('parameter' in clause) return [clause];
      problems.push(clause);
      return [];
    });
  });
}

/** Languages in lower case, and a topic that was renamed or merged by its slug of today. */
function currentValue(parameter: ClauseParameter, value: string, site: Site): string {
  if (parameter === 'lang') return value.toLowerCase();
  const moved = CLAUSE_PARAMETERS[parameter] === 'topic' ? movedTopic(value, site) : undefined;
  return moved?.slug ?? value;
}

function hasMoved(parameters: URLSearchParams, site: Site): boolean {
  return (['topic', 'all', 'not'] as const).some((parameter) =>
    parameters.getAll(parameter).some((value) => movedTopic(value, site) !== undefined),
  );
}

function readClause(parameter: ClauseParameter, value: string, site: Site): Clause | Problem {
  if (value === '') {
    return problem({
      field: parameter,
      message: `\`${parameter}\` has no value`,
      hint: 'give one, or leave the parameter out',
    });
  }
  if (parameter === 'lang' && !/^[a-z]{2,8}$/.test(value)) {
    return problem({
      field: parameter,
      message: `\`lang\` cannot be ${echo(value)}`,
      hint: 'give a language without script or country, such as ja',
    });
  }
  const selector = selectorFor(CLAUSE_PARAMETERS[parameter], value, site.topics);
  return selector ? { parameter, value, selector } : unknownValue(parameter, value);
}

/** Nothing is filed under the value. */
export function unknownValue(parameter: ClauseParameter, value: string): Problem {
  const kind = CLAUSE_PARAMETERS[parameter];
  return problem({
    field: parameter,
    code: UNKNOWN_VALUE,
    message: `\`${parameter}\`: there is no ${kind} ${echo(value)}`,
    hint: 'all feeds are listed at /',
  });
}

/** What came from outside, in a form and length that any log and screen can hold. */
function echo(value: string): string {
  const characters = [...cleanLine(value)];
  const isCut = characters.length > MAX_ECHO;
  return `“${characters.slice(0, MAX_ECHO).join('')}${isCut ? '…' : ''}”`;
}

function readSearch(
  parameters: URLSearchParams,
  isSearch: boolean,
  problems: Problem[],
): SearchQuery | undefined {
  const written = readOnce(parameters, 'q', problems);
  if (written === undefined) {
    if (isSearch && !parameters.has('q')) problems.push(refusedQuery('nothing'));
    return undefined;
  }
  const search = canonicalQuery(written);
  if (typeof search !== 'string') return search;
  problems.push(refusedQuery(search));
  return undefined;
}

function refusedQuery(refusal: QueryRefusal): Problem {
  return problem({ field: 'q', ...QUERY_REFUSALS[refusal] });
}

const QUERY_REFUSALS: Readonly<Record<QueryRefusal, { message: string; hint: string }>> = {
  'too-long': {
    message: `\`q\` is longer than ${MAX_QUERY_LENGTH} characters`,
    hint: 'look for fewer words',
  },
  'too-many': {
    message: `\`q\` has more than ${MAX_QUERY_PHRASES} words or phrases`,
    hint: 'look for fewer words, or put those that stand together in quotes',
  },
  nothing: {
    message: '`q` has nothing to look for',
    hint: 'give a word, or several in quotes for a phrase; signs and emoji are not searched',
  },
};

function readText(parameters: URLSearchParams, problems: Problem[]): TextPolicy | undefined {
  const written = readOnce(parameters, 'full', problems);
  if (written === undefined) return undefined;
  if (written === '0' || written === '1') return written === '1' ? 'full' : 'summary';
  problems.push(
    problem({
      field: 'full',
      message: `\`full\` cannot be ${echo(written)}`,
      hint: 'give 1 for whole texts, 0 for summaries',
    }),
  );
  return undefined;
}

function readPage(parameters: URLSearchParams, problems: Problem[]): PageKey | undefined {
  const written = readOnce(parameters, 'page', problems);
  const key = written === undefined ? undefined : decodeCursor(written);
  if (written !== undefined && key === undefined) {
    problems.push(
      problem({
        field: 'page',
        message: '`page` is no mark of a page',
        hint: 'follow the `next` link of a page as it is, or leave the parameter out',
      }),
    );
  }
  return key;
}

function readOnce(
  parameters: URLSearchParams,
  name: 'q' | 'full' | 'page',
  problems: Problem[],
): string | undefined {
  const [first, ...others] = [...new Set(parameters.getAll(name))];
  if (others.length === 0) return first;
  problems.push(
    problem({ field: name, message: `\`${name}\` is given twice`, hint: 'give it once' }),
  );
  return undefined;
}

function problem(parts: Pick<Problem, 'message'> & Partial<Problem>): Problem {
  return { code: 'parameter-invalid', severity: 'error', ...parts };
}
