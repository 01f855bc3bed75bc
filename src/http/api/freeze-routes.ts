/** `/api/freeze`: the emergency stop, read, set and lifted. */

import { parseInput } from '../../ingest/api-article.ts';
import { freezeInput } from '../../ingest/article-schema.ts';
import { freeze, thaw } from '../../publish/freeze.ts';
import type { Freeze } from '../../store/store.ts';
import { actorOf, authenticate, denied } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { jsonReply, sendReply } from './replies.ts';
import { admit, parseBody } from './write-routes.ts';

export async function getFreeze(request: Request, deps: ApiDeps): Promise<Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return caller;
  const refusal = denied(caller, 'read');
  if (refusal) return refusal;
  return sendReply(jsonReply(200, viewOf((await deps.store.signal()).freeze)));
}

export async function putFreeze(request: Request, deps: ApiDeps): Promise<Response> {
  const admitted = await admit(request, deps, { scope: 'admin', takes: ['json', 'empty'] });
  if (admitted instanceof Response) return admitted;
  const input = parseBody(admitted.body, (value) => parseInput(freezeInput, value));
  if (input instanceof Response) return input;
  const set = await freeze(deps.store, {
    actor: actorOf(admitted.caller),
    now: deps.now(),
    ...(input.note !== undefined && { note: input.note }),
  });
  return sendReply(jsonReply(200, viewOf(set)));
}

export async function deleteFreeze(request: Request, deps: ApiDeps): Promise<Response> {
  const admitted = await admit(request, deps, { scope: 'admin', takes: ['json', 'empty'] });
  if (admitted instanceof Response) return admitted;
  await thaw(deps.store, { actor: actorOf(admitted.caller), now: deps.now() });
  return sendReply(jsonReply(200, viewOf(undefined)));
}

function viewOf(set: Freeze | undefined): unknown {
  return set === undefined ? { frozen: false } : { frozen: true, ...set };
}
