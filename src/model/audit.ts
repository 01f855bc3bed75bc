/** The audit record: who changed what, when. Names of fields and states, never text of an article. */

export interface AuditEntry {
  /** `token:<id>`, `folder:<path>`, `clock` or `cli`. */
  readonly actor: string;
  /** From a closed list of verbs, e.g. `publish`, `correct`, `withdraw`. */
  readonly action: AuditAction;
  /** Empty for what concerns the whole publication. */
  readonly articleId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type AuditAction =
  | 'publish'
  | 'update'
  | 'correct'
  | 'withdraw'
  | 'restore'
  | 'release'
  | 'remove'
  | 'expire'
  | 'erase'
  | 'repair'
  | 'freeze'
  | 'thaw'
  | 'token-create'
  | 'token-revoke';

export interface AuditRecord extends AuditEntry {
  /** Grows with each record of one store. */
  readonly number: number;
  readonly at: Date;
}
