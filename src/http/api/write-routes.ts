/** The verbs of the API: authenticate, read, check everything, change, answer. */

import { parseArticleInput, parseCorrection, parseInput } from '../../ingest/api-article.ts';
import {
  type CorrectionInput,
  nothingInput,
  type ReleaseInput,
  releaseInput,
  type WithdrawalInput,
  withdrawalInput,
} from '../../ingest/article-schema.ts';
import type { IngestContext } from '../../ingest/read.ts';
import type { Result } from '../../model/result.ts';
import type { TokenScope } from '../../model/token.ts';
import {
  changeArticles,
  type Desk,
  type Done,
  type Order,
  type Outcome,
  readingContext,
} from '../../publish/change-articles.ts';
import { decideCorrect } from '../../publish/correct.ts';
import { decidePublish } from '../../publish/publish.ts';
import { decideRelease, decideRestore } from '../../publish/release.ts';
import { decideErase, decideRemove, decideWithdraw } from '../../publish/take-back.ts';
import { problemJson, type RequestFault } from '../problem.ts';
import { actorOf, authenticate, type Caller, denied } from './auth.ts';
import { type Body, decodeText, parseJson, readBody, unread } from './body.ts';
import { preconditionOf } from './conditions.ts';
import { type ApiDeps, deskOf } from './deps.ts';
import { type IdempotentRequest, idempotencyOf, keptReply, replayed } from './idempotency.ts';
import { readFlag, unknownParameters } from './query.ts';
import { faultOf, type Reply, refusalResponse, replyForOne, sendReply } from './replies.ts';

/** A request that may be carried out: who asks, with what. */
export interface Admitted {
  readonly caller: Caller;
  readonly body: Body;
  readonly idempotent: IdempotentRequest | undefined;
}

/**
 * The order of the checks: who asks before anything is read, then the body's type and size, then
 * whether it was carried out already.
 */
export async function admit(
  request: Request,
  deps: ApiDeps,
  needs: {
    readonly scope: TokenScope;
    readonly takes: readonly Body['form'][];
    /** The one that may be there, `true` or `false`. */
    readonly flag?: string;
  },
): Promise<Admitted | Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return unread(request, caller);
  const refusal = denied(caller, needs.scope);
  if (refusal) return unread(request, refusal);
  const faults = parameterFaults(request, needs.flag);
  if (faults.length > 0) return badRequest(faults);
  const body = await readBody(request, needs.takes);
  if (body instanceof Response) return body;
  const idempotent = idempotencyOf(request, body.bytes, caller);
  if (idempotent instanceof Response) return idempotent;
  const earlier = idempotent && (await replayed(deps.store, idempotent));
  return earlier ?? { caller, body, idempotent };
}

function parameterFaults(request: Request, flag: string | undefined): readonly RequestFault[] {
  const { searchParams } = new URL(request.url);
  const known = flag === undefined ? [] : [flag];
  const values = known.map((name) => readFlag(searchParams, name));
  const invalid = values.filter((value) => typeof value !== 'boolean');
  return [...unknownParameters(searchParams, known), ...invalid];
}

/** The body as `parse` reads it, or every fault of it. An empty body counts as `{}`. */
export function parseBody<T>(body: Body, parse: (value: unknown) => Result<T>): T | Response {
  const text = decodeText(body.bytes);
  if (typeof text !== 'string') return badRequest([text]);
  const json = body.form === 'empty' ? { value: {} } : parseJson(text);
  if ('faults' in json) return badRequest(json.faults);
  const parsed = parse(json.value);
  if (parsed.ok) return parsed.value;
  return problemJson('invalid-input', { errors: parsed.problems.map((one) => faultOf(one)) });
}

export function badRequest(errors: readonly RequestFault[]): Response {
  return problemJson('bad-request', { errors });
}

type Decide = Order['decide'];

/** Changes one article and answers for it. */
async function changeOne(
  request: Request,
  deps: ApiDeps,
  order: { readonly id: string; readonly admitted: Admitted; readonly decide: Decide },
): Promise<Response> {
  const { id, admitted, decide } = order;
  const { caller, idempotent } = admitted;
  const precondition = preconditionOf(request.headers);
  const reply = ([done]: readonly Done[]): Reply => {
    if (done === undefined) throw new TypeError('one article was ordered');
    return replyForOne(done, deps.state());
  };
  const outcome = await changeArticles(deskOf(deps), {
    actor: actorOf(caller),
    ids: [id],
    decide,
    ...(precondition && { precondition }),
    ...(idempotent && { reply: (done) => keptReply(idempotent, reply(done), id) }),
  });
  return respondTo(outcome, deps, { idempotent, reply });
}

/** What became of an order, as the answer to whoever gave it. */
export async function respondTo(
  outcome: Outcome,
  deps: ApiDeps,
  answer: {
    readonly idempotent: IdempotentRequest | undefined;
    readonly reply: (done: readonly Done[]) => Reply;
    /** 1-based, of the article in a body of many. */
    readonly lineOf?: (id: string) => number | undefined;
  },
): Promise<Response> {
  const { idempotent, reply, lineOf } = answer;
  switch (outcome.kind) {
    case 'refused':
      return refusalResponse(outcome.refusals, lineOf);
    case 'replayed':
      return (idempotent && (await replayed(deps.store, idempotent))) ?? problemJson('busy');
    case 'done':
      return sendReply(reply(outcome.done));
    default:
      return outcome satisfies never;
  }
}

/** `PUT /api/articles/{id}`. `id` is undefined when the address holds what cannot be one. */
export async function putArticle(
  request: Request,
  id: string | undefined,
  deps: ApiDeps,
): Promise<Response> {
  const flag = 'repairPublished';
  const repairsPublished = readFlag(new URL(request.url).searchParams, flag) === true;
  const scope = repairsPublished ? 'admin' : 'write';
  const admitted = await admit(request, deps, { scope, takes: ['json'], flag });
  if (admitted instanceof Response) return admitted;
  if (id === undefined) return unusableId();
  const input = parseBody(admitted.body, (value) =>
    parseArticleInput(value, readingContext(deskOf(deps), id), id),
  );
  if (input instanceof Response) return input;
  const decide: Decide = (stored, { now }) =>
    decidePublish(deskOf(deps), input, { id, now, stored, repairsPublished });
  return changeOne(request, deps, { id, admitted, decide });
}

function unusableId(): Response {
  return problemJson('invalid-input', {
    errors: [
      {
        parameter: 'id',
        code: 'id-unusable',
        detail: 'the id in the address is too long or holds characters that no feed can carry',
        hint: 'use a urn:uuid: or tag: URI, percent-encoded UTF-8 as one segment of the path',
      },
    ],
  });
}

/** A verb with a small body: `POST /api/articles/{id}/<verb>`. */
interface Verb {
  readonly scope: TokenScope;
  readonly parse: (value: unknown, context: IngestContext) => Result<unknown>;
  readonly decide: (desk: Desk, input: never) => Decide;
}

export const VERBS = {
  correct: {
    scope: 'write',
    parse: parseCorrection,
    takes: ['json'],
    decide: (desk: Desk, input: CorrectionInput): Decide => {
      return (stored, { now }) => decideCorrect(desk, stored, { input, now });
    },
  },
  withdraw: {
    scope: 'write',
    parse: (value: unknown) => parseInput(withdrawalInput, value),
    takes: ['json', 'empty'],
    decide: (_desk: Desk, input: WithdrawalInput): Decide => {
      return (stored, { now }) => decideWithdraw(stored, input, now);
    },
  },
  release: {
    scope: 'write',
    parse: (value: unknown) => parseInput(releaseInput, value),
    takes: ['json', 'empty'],
    decide: (desk: Desk, input: ReleaseInput): Decide => {
      return async (stored, { id, now }) =>
        decideRelease(stored, { input, files: await desk.store.filesOf(id), now });
    },
  },
  restore: {
    scope: 'write',
    parse: (value: unknown) => parseInput(nothingInput, value),
    takes: ['json', 'empty'],
    decide:
      (): Decide =>
      (stored, { now }) =>
        decideRestore(stored, now),
  },
  erase: {
    scope: 'admin',
    parse: (value: unknown) => parseInput(nothingInput, value),
    takes: ['json', 'empty'],
    decide: (): Decide => (stored) => decideErase(stored),
  },
} as const satisfies Record<string, Verb & { readonly takes: readonly Body['form'][] }>;

export type VerbName = keyof typeof VERBS;

/** `POST /api/articles/{id}/correct`, `/withdraw`, `/release`, `/restore`, `/erase` */
export async function postVerb(
  request: Request,
  target: { readonly id: string; readonly name: VerbName },
  deps: ApiDeps,
): Promise<Response> {
  const verb = VERBS[target.name];
  const admitted = await admit(request, deps, verb);
  if (admitted instanceof Response) return admitted;
  const input = parseBody<unknown>(admitted.body, (value) =>
    verb.parse(value, readingContext(deskOf(deps), target.id)),
  );
  if (input instanceof Response) return input;
  const decide = verb.decide(deskOf(deps), input as never);
  return changeOne(request, deps, { id: target.id, admitted, decide });
}

/** `DELETE /api/articles/{id}`: gone without a notice. */
export async function deleteArticle(
  request: Request,
  id: string,
  deps: ApiDeps,
): Promise<Response> {
  const admitted = await admit(request, deps, { scope: 'write', takes: ['json', 'empty'] });
  if (admitted instanceof Response) return admitted;
  return changeOne(request, deps, { id, admitted, decide: (stored) => decideRemove(stored) });
}
