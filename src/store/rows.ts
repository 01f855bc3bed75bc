/** Rows of the database as values of the model. */

import type { Article, ArticleState } from '../model/article.ts';
import type { AuditAction, AuditRecord } from '../model/audit.ts';
import { AppError } from '../model/errors.ts';
import type { SelectorKind } from '../model/feed.ts';
import type { Problem } from '../model/result.ts';
import type { Token, TokenScope } from '../model/token.ts';
import type { RelatedTopic, SelectorActivity, SelectorSummary } from './activity.ts';
import { decodeArticle } from './article-json.ts';
import type { Row } from './driver.ts';
import type { Walk } from './progress.ts';
import type {
  FileRecord,
  Freeze,
  KeptReply,
  Member,
  SelectorStates,
  Setting,
  Signal,
  StoredArticle,
  StoredSettings,
} from './store.ts';

export function toDate(value: unknown): Date | undefined {
  return value === null || value === undefined ? undefined : new Date(Number(value));
}

/** 0 stands for no instant. */
export function toDateOrZero(value: unknown): Date | undefined {
  return Number(value) === 0 ? undefined : new Date(Number(value));
}

export function toWindowPair(row: Row) {
  return {
    id: String(row['article_id']),
    shownHash: String(row['hash']),
    published: Number(row['published']),
    changedAt: Number(row['changed_at']),
    isNotice: Number(row['gone_at']) > 0,
    isOpen: Number(row['is_open']) === 1,
    size: Number(row['size']),
  };
}

export function toSelectorStates(rows: readonly Row[]): SelectorStates {
  return {
    states: rows
      .filter((row) => row['key'] !== null)
      .map((row) => ({
        key: String(row['key']),
        label: String(row['label']),
        seq: Number(row['seq']),
        changedAt: new Date(Number(row['changed_at'])),
        goneAt: toDateOrZero(row['gone_at']),
        members: Number(row['members']),
      })),
    nextDueAt: toDate(rows[0]?.['next_due']),
    settingsSeq: Number(rows[0]?.['settings_seq'] ?? 0),
    beatAt: toDateOrZero(rows[0]?.['beat'] ?? 0),
  };
}

export function toMember(row: Row): Member {
  const { id, shownHash, published, isNotice } = toWindowPair(row);
  return { id, shownHash, published: new Date(published), isNotice, article: articleOf(row) };
}

/** Decodes the row's article when it is first asked for. */
export function articleOf(row: Row): () => Article {
  let decoded: Article | undefined;
  return () => {
    const json = row['json'];
    if (typeof json !== 'string') throw new AppError('internal', 'read without its articles');
    decoded ??= decodeArticle(json);
    return decoded;
  };
}

export function toSelectorSummary(row: Row): SelectorSummary {
  const language = String(row['language']);
  return {
    selector: {
      kind: row['kind'] as SelectorKind,
      value: String(row['value']),
      ...(language !== '' && { language }),
    },
    label: String(row['label']),
    members: Number(row['members']),
  };
}

export function toRelatedTopic(row: Row): RelatedTopic {
  return { topicId: String(row['value']), shared: Number(row['shared']) };
}

export function toSelectorActivity(row: Row): SelectorActivity {
  return {
    ...toSelectorSummary(row),
    changedAt: new Date(Number(row['changed_at'])),
    recent: Number(row['recent']),
  };
}

export function toStoredArticle(row: Row): StoredArticle {
  const kept = String(row['kept']);
  return {
    id: String(row['id']),
    hash: String(row['hash']),
    seq: Number(row['seq']),
    version: Number(row['version']),
    isHeld: Number(row['held']) === 1,
    isErased: Number(row['erased']) === 1,
    topicIds: JSON.parse(String(row['topics'])) as string[],
    article: decodeArticle(String(row['json'])),
    kept: kept === '' ? undefined : decodeArticle(kept),
  };
}

export function toState(row: Row): ArticleState {
  return row['state'] as ArticleState;
}

export function toFileRecord(row: Row): FileRecord {
  return {
    path: String(row['path']),
    articleId: String(row['article_id']),
    size: Number(row['size']),
    modifiedAt: new Date(Number(row['modified'])),
    hash: String(row['hash']),
    hasSidecar: Number(row['sidecar']) === 1,
    problems: JSON.parse(String(row['problems'])) as Problem[],
  };
}

export function toWalk(row: Row): Walk {
  return {
    target: String(row['target']),
    afterId: String(row['after_id']),
    done: Number(row['done']),
    total: Number(row['total']),
    changed: Number(row['changed']),
  };
}

export function toSettings(rows: readonly Row[]): StoredSettings {
  return {
    settings: rows.filter((row) => row['key'] !== null).map(toSetting),
    settingsSeq: Number(rows[0]?.['settings_seq'] ?? 0),
  };
}

function toSetting(row: Row): Setting {
  return {
    key: String(row['key']),
    fingerprint: String(row['fingerprint']),
    value: String(row['value']),
    changedAt: new Date(Number(row['changed_at'])),
  };
}

export function toSignal(row: Row | undefined): Signal {
  return {
    seq: Number(row?.['seq'] ?? 0),
    settingsSeq: Number(row?.['settings_seq'] ?? 0),
    freeze: decodeFreeze(String(row?.['frozen'] ?? '')),
  };
}

export function encodeFreeze(freeze: Freeze | undefined): string {
  return freeze === undefined ? '' : JSON.stringify({ ...freeze, at: freeze.at.getTime() });
}

function decodeFreeze(json: string): Freeze | undefined {
  if (json === '') return undefined;
  const { at, ...rest } = JSON.parse(json) as Omit<Freeze, 'at'> & { at: number };
  return { ...rest, at: new Date(at) };
}

export function toAuditRecord(row: Row): AuditRecord {
  return {
    number: Number(row['number']),
    at: new Date(Number(row['at'])),
    actor: String(row['actor']),
    action: row['action'] as AuditAction,
    articleId: String(row['article_id']),
    detail: JSON.parse(String(row['detail'])) as Record<string, unknown>,
  };
}

export function toToken(row: Row): Token {
  const expiresAt = toDate(row['expires_at']);
  const revokedAt = toDate(row['revoked_at']);
  return {
    id: String(row['id']),
    name: String(row['name']),
    scope: row['scope'] as TokenScope,
    createdAt: new Date(Number(row['created_at'])),
    ...(expiresAt && { expiresAt }),
    ...(revokedAt && { revokedAt }),
  };
}

export function toReply(row: Row): Pick<KeptReply, 'request' | 'status' | 'headers' | 'body'> {
  return {
    request: String(row['request']),
    status: Number(row['status']),
    headers: JSON.parse(String(row['headers'])) as Record<string, string>,
    body: String(row['body']),
  };
}
