/** `POST /api/articles`: one article, or many as lines of JSON; all of them or none. */

import { furtherFaults, idIn, parseArticleInput } from '../../ingest/api-article.ts';
import type { ArticleInput } from '../../ingest/article-schema.ts';
import { changeArticles, type Done, readingContext } from '../../publish/change-articles.ts';
import { decidePublish } from '../../publish/publish.ts';
import { problemJson, type RequestFault } from '../problem.ts';
import { actorOf } from './auth.ts';
import { decodeText, parseLines } from './body.ts';
import { preconditionOf } from './conditions.ts';
import { type ApiDeps, deskOf } from './deps.ts';
import { keptReply } from './idempotency.ts';
import { readFlag } from './query.ts';
import { faultOf, replyForMany, replyForOne } from './replies.ts';
import { type Admitted, admit, badRequest, parseBody, respondTo } from './write-routes.ts';

interface Sent {
  readonly id: string;
  readonly input: ArticleInput;
  /** 1-based, of many. */
  readonly line?: number;
}

/** For faults alone: they do not depend on it. */
const ANY_ID = 'urn:uuid:00000000-0000-0000-0000-000000000000';

export async function postArticles(request: Request, deps: ApiDeps): Promise<Response> {
  const flag = 'backCatalogue';
  const admitted = await admit(request, deps, { scope: 'write', takes: ['json', 'lines'], flag });
  if (admitted instanceof Response) return admitted;
  const isBackCatalogue = readFlag(new URL(request.url).searchParams, flag) === true;
  const sent = admitted.body.form === 'lines' ? readLines(admitted, deps) : readOne(admitted, deps);
  if (sent instanceof Response) return sent;
  const marked = isBackCatalogue
    ? sent.map((one) => ({ ...one, input: { ...one.input, backCatalogue: true } }))
    : sent;
  return publishAll(request, deps, { sent: marked, admitted });
}

function readOne(admitted: Admitted, deps: ApiDeps): readonly Sent[] | Response {
  const input = parseBody(admitted.body, (value) =>
    parseArticleInput(value, readingContext(deskOf(deps), ANY_ID)),
  );
  if (input instanceof Response) return input;
  return [{ id: input.id ?? deps.mintId(), input }];
}

function readLines(admitted: Admitted, deps: ApiDeps): readonly Sent[] | Response {
  const text = decodeText(admitted.body.bytes);
  if (typeof text !== 'string') return badRequest([text]);
  const { lines, faults: broken } = parseLines(text);
  const context = readingContext(deskOf(deps), ANY_ID);
  const sent: Sent[] = [];
  const faults: RequestFault[] = [...broken];
  const firstLines = new Map<string, number>();
  for (const { line, value } of lines) {
    const parsed = parseArticleInput(value, context);
    const written = idIn(value);
    const first = written === undefined ? undefined : firstLines.get(written);
    if (first !== undefined) faults.push(idTwice(line, first));
    else if (written !== undefined) firstLines.set(written, line);
    if (parsed.ok) sent.push({ id: written ?? deps.mintId(), input: parsed.value, line });
    else faults.push(...parsed.problems.map((problem) => faultOf(problem, line)));
  }
  if (faults.length > 0) {
    // Once something is wrong, what only reading shows of the other lines is told as well.
    for (const { input, line } of sent) {
      faults.push(...furtherFaults(input, [], context).map((problem) => faultOf(problem, line)));
    }
    faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return broken.length > 0
      ? badRequest(faults)
      : problemJson('invalid-input', { errors: faults });
  }
  if (sent.length === 0) {
    return problemJson('invalid-input', {
      errors: [{ pointer: '', code: 'article-empty', detail: 'the body holds no article' }],
    });
  }
  return sent;
}

function idTwice(line: number, first: number): RequestFault {
  return {
    line,
    pointer: '/id',
    code: 'id-taken',
    detail: `line ${first} holds the same id`,
    hint: 'send each article once a request',
  };
}

async function publishAll(
  request: Request,
  deps: ApiDeps,
  work: { readonly sent: readonly Sent[]; readonly admitted: Admitted },
): Promise<Response> {
  const { sent, admitted } = work;
  const { caller, idempotent, body } = admitted;
  const byId = new Map(sent.map((one) => [one.id, one]));
  const isMany = body.form === 'lines';
  const replyFor = (done: readonly Done[]) => {
    const [first] = done;
    if (isMany || first === undefined) return replyForMany(done, deps.state());
    return replyForOne(first, deps.state());
  };
  const precondition = preconditionOf(request.headers);
  const outcome = await changeArticles(deskOf(deps), {
    actor: actorOf(caller),
    ids: [...byId.keys()],
    decide: (stored, { id, now }) => {
      const input = byId.get(id)?.input;
      if (input === undefined) throw new TypeError('an article was ordered that nobody sent');
      return decidePublish(deskOf(deps), input, { id, now, stored });
    },
    ...(precondition && { precondition }),
    ...(idempotent && {
      reply: (done) => keptReply(idempotent, replyFor(done), isMany ? '' : (done[0]?.id ?? '')),
    }),
  });
  const lineOf = (id: string): number | undefined => byId.get(id)?.line;
  return respondTo(outcome, deps, { idempotent, reply: replyFor, lineOf });
}
