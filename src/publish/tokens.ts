/** Tokens of the API: made and revoked, each on the record. The secret is handed out once and kept nowhere. */

import { bytesToHex } from '@noble/hashes/utils.js';
import type { Token, TokenScope } from '../model/token.ts';
import type { Store } from '../store/store.ts';
import { hashSecret } from '../text/hash.ts';

/** Found by scanners for secrets that went where they should not. */
const PREFIX = 'wr_';
const SECRET_BYTES = 32;
/** Ids are typed by people, and are no secret. */
const ID_BYTES = 6;

export interface TokenDeps {
  readonly store: Store;
  readonly now: () => Date;
  /** As many random bytes, fit for secrets. */
  readonly random: (bytes: number) => Uint8Array;
}

export interface TokenWish {
  /** Who holds it. */
  readonly name: string;
  readonly scope: TokenScope;
  /** Absent: it holds until it is revoked. */
  readonly expiresAt?: Date;
  /** Who makes it, as the audit record says it. */
  readonly actor: string;
}

/** `secret` is `wr_` and 32 random bytes in base64url. */
export async function createToken(
  { store, now, random }: TokenDeps,
  { name, scope, expiresAt, actor }: TokenWish,
): Promise<{ readonly token: Token; readonly secret: string }> {
  const secret = PREFIX + base64Url(random(SECRET_BYTES));
  const token: Token = {
    id: bytesToHex(random(ID_BYTES)),
    name,
    scope,
    createdAt: now(),
    ...(expiresAt && { expiresAt }),
  };
  await store.saveToken(
    { ...token, hash: hashSecret(secret) },
    { actor, action: 'token-create', articleId: '', detail: { token: token.id, scope } },
  );
  return { token, secret };
}

/** Undefined when there is no such token. One that was revoked before stays as it is. */
export async function revokeToken(
  { store, now }: Pick<TokenDeps, 'store' | 'now'>,
  id: string,
  actor: string,
): Promise<Token | undefined> {
  const token = (await store.listTokens()).find((one) => one.id === id);
  if (token === undefined || token.revokedAt !== undefined) return token;
  const at = now();
  const detail = { token: id };
  await store.revokeToken(id, { actor, action: 'token-revoke', articleId: '', detail }, at);
  return { ...token, revokedAt: at };
}

/** RFC 4648 section 5, without padding. */
function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
