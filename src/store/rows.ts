/** Rows of the database as values of the model. */

import type { ArticleState } from '../model/article.ts';
import type { AuditAction, AuditRecord } from '../model/audit.ts';
import type { SelectorKind } from '../model/feed.ts';
import type { Problem } from '../model/result.ts';
import type { Token, TokenScope } from '../model/token.ts';
import type { RelatedTopic, SelectorActivity, SelectorSummary } from './activity.ts';
import { decodeArticle } from './article-json.ts';
import type { Row } from './driver.ts';
import type { KnownState, PlacedPair, Walk } from './progress.ts';
import type {
  FileRecord,
  Freeze,
  KeptReply,
  MemberPair,
  SelectorState,
  SelectorStates,
  Setting,
  Signal,
  StoredArticle,
  StoredTombstone,
  WindowArticle,
} from './store.ts';

export function toDate(value: unknown): Date | undefined {
  return value === null || value === undefined ? undefined : new Date(Number(value));
}

/** 0 stands for no instant. */
function toDateOrZero(value: unknown): Date | undefined {
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

export function toPlacedPair(row: Row): PlacedPair {
  return {
    id: String(row['article_id']),
    shownHash: String(row['hash']),
    changedAt: new Date(Number(row['changed_at'])),
  };
}

export function toWindowArticle(row: Row): WindowArticle {
  return {
    id: String(row['article_id']),
    shownHash: String(row['hash']),
    article: decodeArticle(String(row['json'])),
  };
}

export function toKnownState(row: Row): KnownState {
  return { content: String(row['content']), entries: String(row['entries']) };
}

export function toSelectorState(row: Row): SelectorState {
  const seq = Number(row['seq']);
  const holds = Number(row['digest_seq']) === seq;
  return {
    seq,
    label: String(row['label']),
    changedAt: new Date(Number(row['changed_at'])),
    goneAt: toDateOrZero(row['gone_at']),
    archives: Number(row['archives']),
    places: Number(row['places']),
    digest: holds ? String(row['digest']) : undefined,
    goneDigest: holds ? String(row['gone_digest']) : undefined,
    nextDueAt: toDate(row['next_due']),
    nextExpiryAt: toDate(row['next_expiry']),
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
  };
}

export function toMemberPair(row: Row): MemberPair {
  const { id, shownHash, published, isNotice } = toWindowPair(row);
  return { id, shownHash, published: new Date(published), isNotice };
}

export function toTombstone(row: Row): StoredTombstone {
  const { language, withdrawal } = decodeArticle(String(row['json']));
  return {
    id: String(row['id']),
    goneAt: new Date(Number(row['gone_at'])),
    language,
    isWithdrawn: withdrawal !== undefined,
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

export function toSetting(row: Row): Setting {
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
