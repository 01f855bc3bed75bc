/** The narrow waist under every database: three ways to run SQL. Queries themselves live in sql.ts. */

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  /** Parameters are `?` in order. */
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Implementations: sqlite.ts, d1.ts. Each throws AppError `store-unavailable` when the database fails. */
export interface SqlDriver {
  all(sql: string, params: readonly SqlValue[]): Promise<readonly Row[]>;
  /** All or nothing, in order. */
  batch(statements: readonly Statement[]): Promise<void>;
  /** One statement of data definition. */
  exec(ddl: string): Promise<void>;
  close(): Promise<void>;
}
