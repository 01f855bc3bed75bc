/** `wireroom token`: makes, lists and revokes the tokens of the API. */

import { randomBytes } from 'node:crypto';
import { AppError } from '../model/errors.ts';
import type { Token, TokenScope } from '../model/token.ts';
import { createToken, revokeToken } from '../publish/tokens.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { ACTOR, type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, type Shell, writeError, writeLine } from './output.ts';

const DAY_MS = 86_400_000;
/** Ten years: a token that outlives its desk is one that nobody looks after. */
const MAX_DAYS = 3_650;
/** A line of a list. */
const MAX_NAME_CHARACTERS = 100;

export interface TokenCreateFlags extends StoreFlags {
  readonly name: string;
  readonly scope: TokenScope;
  /** Days. */
  readonly expires?: string;
  readonly json?: boolean;
}

/** The secret is the only line on standard output, or a member of the one object there. */
export async function tokenCreate(flags: TokenCreateFlags, shell: Shell): Promise<ExitCode> {
  const name = parseName(flags.name);
  const days = flags.expires === undefined ? undefined : parseDays(flags.expires);
  return withStore(flags, { shell, wanted: 'new' }, async ({ store }) => {
    const now = new Date();
    const expiresAt = days === undefined ? undefined : new Date(now.getTime() + days * DAY_MS);
    const { token, secret } = await createToken(
      { store, now: () => now, random: randomBytes },
      { name, scope: flags.scope, actor: ACTOR, ...(expiresAt && { expiresAt }) },
    );
    if (flags.json) {
      const { id, scope } = token;
      writeLine(shell, JSON.stringify({ id, secret, scope, name, expiresAt: expiresAt ?? null }));
      return EXIT.ok;
    }
    writeError(shell, `token ${lineOf(token, now)}`);
    writeError(shell, '  hint: keep the secret now, it is not shown again');
    writeLine(shell, secret);
    return EXIT.ok;
  });
}

export interface TokenListFlags extends StoreFlags {
  readonly json?: boolean;
}

export function tokenList(flags: TokenListFlags, shell: Shell): Promise<ExitCode> {
  return withStore(flags, { shell, wanted: 'existing' }, async ({ store }) => {
    const tokens = await store.listTokens();
    if (flags.json) writeLine(shell, JSON.stringify(tokens, undefined, 2));
    else for (const token of tokens) writeLine(shell, lineOf(token, new Date()));
    return EXIT.ok;
  });
}

export interface TokenRevokeFlags extends StoreFlags {
  readonly id: string;
}

export function tokenRevoke({ id, ...flags }: TokenRevokeFlags, shell: Shell): Promise<ExitCode> {
  return withStore(flags, { shell, wanted: 'existing' }, async ({ store }) => {
    const now = new Date();
    const token = await revokeToken({ store, now: () => now }, id, ACTOR);
    if (token === undefined) {
      throw new AppError(
        'not-found',
        `there is no token ${id}; \`wireroom token list\` shows them`,
      );
    }
    writeLine(shell, lineOf(token, now));
    return EXIT.ok;
  });
}

function lineOf(token: Token, now: Date): string {
  const { id, scope, name } = token;
  return `${id}  ${scope.padEnd(5)}  ${name}  (${validity(token, now)})`;
}

function validity({ expiresAt, revokedAt }: Token, now: Date): string {
  if (revokedAt) return `revoked ${formatRfc3339(revokedAt)}`;
  if (expiresAt === undefined) return 'does not expire';
  return `${expiresAt <= now ? 'expired' : 'expires'} ${formatRfc3339(expiresAt)}`;
}

function parseName(text: string): string {
  const name = text.trim();
  const isUsable = name !== '' && name.length <= MAX_NAME_CHARACTERS && !/\p{Cc}/u.test(name);
  if (isUsable) return name;
  throw new AppError(
    'bad-request',
    `--name must say who holds the token, in 1 to ${MAX_NAME_CHARACTERS} characters`,
  );
}

function parseDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= MAX_DAYS) return days;
  throw new AppError('bad-request', `--expires must be whole days, 1 to ${MAX_DAYS}`);
}
