/** The narrow waist under every database: three ways to run SQL. Queries themselves live in sql.ts. */

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** SQLite and D1 speak one dialect; where PostgreSQL differs is said in dialect.ts alone. */
export type Dialect = 'sqlite' | 'postgres';

export interface Statement {
  /** Parameters are `?` in order. */
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/**
 * Implementations: sqlite.ts, postgres.ts, d1.ts. Each throws AppError: `conflict` when a CHECK or
 * UNIQUE constraint stops a batch (a guard of ours that did not hold), else `store-unavailable`.
 */
export interface SqlDriver {
  readonly dialect: Dialect;
  all(sql: string, params: readonly SqlValue[]): Promise<readonly Row[]>;
  /** All or nothing, in order. `isQuiet`: no document changes by it, so `version` may stay. */
  batch(statements: readonly Statement[], options?: { readonly isQuiet: boolean }): Promise<void>;
  /** One statement outside a transaction: data definition, maintenance. */
  exec(ddl: string): Promise<void>;
  /** After an erasure: what was deleted leaves the files too, where the driver must ask for that. Never fails. */
  forget?(): Promise<void>;
  /** A number that grows whenever anybody has changed the database: by one with each batch of this driver, and by more when another process changed it too; absent or undefined where only a query can tell. */
  version?(): number | undefined;
  close(): Promise<void>;
}

/** SQLite and D1 name a violated constraint in the message alone. */
export function isConstraintMessage(message: string): boolean {
  return /(?:CHECK|UNIQUE) constraint failed/.test(message);
}
