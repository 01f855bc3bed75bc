/**
 * Every table whose rows are truth, with its columns: what a copy of a store must hold. Left out is what a
 * database derives by itself: `migration`, the full-text indexes, `search_text.number` on SQLite and
 * `search_text.vector` on PostgreSQL. A test holds this list against the schema of both dialects.
 */

export interface Table {
  readonly name: string;
  /** Unique; the order in which rows are read. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, 'text' | 'integer'>>;
  /** Column that counts by itself. */
  readonly numbered?: string;
}

/**
 * In the order of a copy. The audit record is first: what a command changes behind it, such as a token,
 * leaves a row there by which the copy sees that its source moved. The counter is last: until it is there
 * nobody can write to the copy.
 */
export const TABLES: readonly Table[] = [
  {
    name: 'audit',
    key: ['number'],
    columns: {
      number: 'integer',
      at: 'integer',
      actor: 'text',
      action: 'text',
      article_id: 'text',
      detail: 'text',
    },
    numbered: 'number',
  },
  {
    name: 'token',
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      hash: 'text',
      scope: 'text',
      created_at: 'integer',
      expires_at: 'integer',
      revoked_at: 'integer',
    },
  },
  {
    name: 'setting',
    key: ['key'],
    columns: { key: 'text', fingerprint: 'text', value: 'text', changed_at: 'integer' },
  },
  {
    name: 'article',
    key: ['id'],
    columns: {
      id: 'text',
      short_id: 'text',
      state: 'text',
      published: 'integer',
      hash: 'text',
      seq: 'integer',
      due_at: 'integer',
      topics: 'text',
      json: 'text',
      version: 'integer',
      gone_at: 'integer',
      held: 'integer',
      erased: 'integer',
      kept: 'text',
    },
  },
  {
    name: 'selector',
    key: ['key'],
    columns: {
      key: 'text',
      kind: 'text',
      value: 'text',
      language: 'text',
      label: 'text',
      seq: 'integer',
      changed_at: 'integer',
      digest: 'text',
      digest_seq: 'integer',
      members: 'integer',
      gone_at: 'integer',
      gone_digest: 'text',
      content: 'text',
      entries: 'text',
      places: 'integer',
    },
  },
  {
    name: 'membership',
    key: ['selector', 'article_id'],
    columns: {
      selector: 'text',
      article_id: 'text',
      published: 'integer',
      changed_at: 'integer',
      hash: 'text',
      entered_seq: 'integer',
      changed_seq: 'integer',
      left_seq: 'integer',
      gone_at: 'integer',
      place: 'integer',
      quiet: 'integer',
      size: 'integer',
    },
  },
  {
    name: 'delta',
    key: ['selector', 'content'],
    columns: { selector: 'text', content: 'text', entries: 'text', at: 'integer' },
  },
  {
    name: 'media',
    key: ['path', 'article_id'],
    columns: { path: 'text', article_id: 'text' },
  },
  {
    name: 'file',
    key: ['path'],
    columns: {
      path: 'text',
      article_id: 'text',
      size: 'integer',
      modified: 'integer',
      hash: 'text',
      sidecar: 'integer',
      problems: 'text',
    },
  },
  {
    name: 'walk',
    key: ['id'],
    columns: {
      id: 'integer',
      target: 'text',
      after_id: 'text',
      done: 'integer',
      total: 'integer',
      changed: 'integer',
    },
  },
  {
    name: 'search_text',
    key: ['article_id'],
    columns: { article_id: 'text', tokens: 'text' },
  },
  {
    name: 'reply',
    key: ['token', 'key'],
    columns: {
      token: 'text',
      key: 'text',
      request: 'text',
      status: 'integer',
      headers: 'text',
      body: 'text',
      article_id: 'text',
      at: 'integer',
    },
  },
  {
    name: 'change_counter',
    key: ['id'],
    columns: {
      id: 'integer',
      seq: 'integer',
      loaded: 'integer',
      settings_seq: 'integer',
      beat: 'integer',
      frozen: 'text',
    },
  },
];
