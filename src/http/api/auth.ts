/** Who asks, and what they may do: bearer tokens (RFC 6750), looked up by hash. */

import { allows, type TokenScope } from '../../model/token.ts';
import { hashSecret } from '../../text/hash.ts';
import { problemJson } from '../problem.ts';
import type { ApiDeps } from './deps.ts';

/** `scope` is undefined for whoever came without a token: they see what readers see. */
export interface Caller {
  readonly tokenId: string;
  readonly scope: TokenScope | undefined;
}

const ANYBODY: Caller = { tokenId: '', scope: undefined };

/** Longer values are no token of ours. */
const MAX_TOKEN_LENGTH = 500;
const REALM = 'Bearer realm="wireroom"';

/** The caller, or the 401 for a token that is wrong, revoked or over. */
export async function authenticate(request: Request, deps: ApiDeps): Promise<Caller | Response> {
  const header = request.headers.get('authorization');
  if (header === null) return ANYBODY;
  const secret = /^bearer +([\x21-\x7e]+) *$/i.exec(header)?.[1];
  if (secret === undefined || secret.length > MAX_TOKEN_LENGTH) return refused();
  const hash = hashSecret(secret);
  // Hashes of equal length, of a secret that cannot be guessed: their comparison tells nothing.
  if (hash === deps.environmentTokenHash) return { tokenId: 'environment', scope: 'admin' };
  const token = await deps.store.findToken(hash);
  const now = deps.now();
  if (token === undefined || token.revokedAt !== undefined) return refused();
  if (token.expiresAt !== undefined && token.expiresAt <= now) return refused();
  return { tokenId: token.id, scope: token.scope };
}

function refused(): Response {
  return problemJson('unauthorized', {
    detail: 'the token is not known, was revoked, or is over',
    headers: { 'WWW-Authenticate': `${REALM}, error="invalid_token"` },
  });
}

/** Undefined when the caller may; else 401 without a token, 403 with one that allows less. */
export function denied(caller: Caller, needed: TokenScope): Response | undefined {
  if (caller.scope !== undefined && allows(caller.scope, needed)) return undefined;
  if (caller.scope === undefined) {
    return problemJson('unauthorized', {
      detail: `this needs a token of the scope ${needed}`,
      headers: { 'WWW-Authenticate': REALM },
    });
  }
  return problemJson('forbidden', {
    detail: `this needs a token of the scope ${needed}; this one has ${caller.scope}`,
    headers: { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${needed}"` },
  });
}

/** Who it is in the audit record. */
export function actorOf(caller: Caller): string {
  return `token:${caller.tokenId}`;
}
