/** What became of an order, as an answer: the same words for one article and for many. */

import type { Problem } from '../../model/result.ts';
import type { Done, Refusal } from '../../publish/change-articles.ts';
import type { SiteState } from '../../publish/site-state.ts';
import { formatRfc3339 } from '../../text/dates.ts';
import { problemJson, type RequestFault } from '../problem.ts';
import { apiPath, articleTag, pageUrl } from './article-view.ts';

/** An answer before it is sent, and as it is kept under an Idempotency-Key. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function sendReply(reply: Reply, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(reply.body, {
    status: reply.status,
    headers: { ...reply.headers, ...more, 'Cache-Control': 'no-store' },
  });
}

export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: `${JSON.stringify(value, undefined, 2)}\n`,
  };
}

/** 201 for a new article, else 200; no text of the article stands in it. */
export function replyForOne(done: Done, state: SiteState): Reply {
  const { id, write, isNew } = done;
  return jsonReply(isNew ? 201 : 200, summaryOf(done, state), {
    ETag: articleTag(write.hash),
    ...(isNew && { Location: state.site.baseUrl + apiPath(id) }),
  });
}

export function replyForMany(done: readonly Done[], state: SiteState): Reply {
  const created = done.filter(({ isNew }) => isNew).length;
  return jsonReply(200, {
    created,
    updated: done.length - created,
    articles: done.map((one) => summaryOf(one, state)),
  });
}

function summaryOf({ id, write, problems }: Done, { site }: SiteState) {
  const { article } = write;
  return {
    id,
    state: article.state,
    etag: articleTag(write.hash),
    publishedAt: formatRfc3339(article.publishedAt),
    updatedAt: formatRfc3339(article.updatedAt),
    pageUrl: pageUrl(article, site),
    topics: write.topicIds,
    warnings: problems.map((problem) => faultOf(problem)),
  };
}

export function faultOf(problem: Problem, line?: number): RequestFault {
  const { field, code, message, hint } = problem;
  return {
    ...(line !== undefined && { line }),
    pointer: field ?? '',
    code,
    detail: message,
    ...(hint !== undefined && { hint }),
  };
}

/**
 * The answer to refused articles. Several refusals of different kinds are told as the first kind that
 * is not a fault of the input, with every fault listed.
 */
export function refusalResponse(
  refusals: ReadonlyMap<string, Refusal>,
  lineOf: (id: string) => number | undefined = () => undefined,
): Response {
  const all = [...refusals].map(([id, refusal]) => ({ id, refusal, line: lineOf(id) }));
  const first = (all.find(({ refusal }) => refusal.reason !== 'invalid') ?? all[0])?.refusal;
  const errors = all.flatMap(({ id, refusal, line }) => faultsOf(refusal, { id, line }));
  if (first === undefined) throw new TypeError('nothing was refused');
  switch (first.reason) {
    case 'invalid':
      return problemJson('invalid-input', { errors });
    case 'not-found':
      return problemJson('not-found', { detail: 'there is no such article', errors });
    case 'gone':
      return problemJson('gone', { detail: 'the article is gone for good', errors });
    case 'precondition':
      return problemJson('precondition-failed', { errors });
    case 'state':
      return problemJson('conflict', { detail: first.message, errors });
    case 'frozen':
      return problemJson('frozen', {
        detail: `the emergency stop stands since ${formatRfc3339(first.freeze.at)}`,
        errors,
      });
    case 'busy':
      return problemJson('busy', { errors });
    default:
      return first satisfies never;
  }
}

function faultsOf(
  refusal: Refusal,
  at: { id: string; line: number | undefined },
): readonly RequestFault[] {
  const place = at.line === undefined ? {} : { line: at.line };
  if (refusal.reason === 'invalid') {
    return refusal.problems
      .filter(({ severity }) => severity === 'error')
      .map((problem) => faultOf(problem, at.line));
  }
  const what = refusal.reason === 'state' ? refusal : undefined;
  return [
    {
      ...place,
      code: refusal.reason,
      detail: what?.message ?? `the article ${at.id.slice(0, 200)} was refused`,
      ...(what && { hint: what.hint }),
    },
  ];
}
