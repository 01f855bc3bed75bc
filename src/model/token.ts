/** Bearer tokens of the ingest API. The secret itself is shown once and kept nowhere. */

/** Each scope holds the ones before it. */
export const TOKEN_SCOPES = ['read', 'write', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export interface Token {
  readonly id: string;
  /** Who holds it, in the words of whoever made it. */
  readonly name: string;
  readonly scope: TokenScope;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
}

export interface StoredToken extends Token {
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
}

/** Whether `scope` allows what asks for `needed`. */
export function allows(scope: TokenScope, needed: TokenScope): boolean {
  return TOKEN_SCOPES.indexOf(scope) >= TOKEN_SCOPES.indexOf(needed);
}
