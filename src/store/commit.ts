/** One change as the statements of one batch: guards first, then articles, then what follows from them. */

import type { AuditEntry } from '../model/audit.ts';
import { AppError } from '../model/errors.ts';
import { compareText } from '../text/order.ts';
import { encodeArticle } from './article-json.ts';
import type { SqlValue, Statement } from './driver.ts';
import type { Sql } from './sql.ts';
import type { ArticleWrite, Change, FileRecord, KeptReply } from './store.ts';

/** Text of one parameter: D1 refuses values of 2 MB, and a smaller one is parsed faster. */
const MAX_PARAMETER_CHARACTERS = 500_000;

type Cells = readonly SqlValue[];

/** In the order in which they must run. Throws `internal` when an article is written twice. */
export function commitStatements(sql: Sql, change: Change): readonly Statement[] {
  const { at, writes, files, forgottenFiles, audit = [], reply, wakesFolder } = change;
  assertOnce(writes);
  assertFits(writes);
  return [
    ...guards(sql, change),
    ...(writes.length > 0 ? articleStatements(sql, change) : []),
    ...inChunks(files.map(fileRow), (rows) => [{ sql: sql.saveFiles, params: [rows] }]),
    ...inChunks(forgottenFiles, (paths) => [{ sql: sql.forgetFiles, params: [paths] }]),
    ...inChunks(
      audit.map((entry) => auditRow(entry, at)),
      (rows) => [{ sql: sql.saveAudit, params: [rows] }],
    ),
    ...erasing(sql, writes),
    ...(wakesFolder ? [{ sql: sql.raiseSettings, params: [] }] : []),
    ...(reply === undefined ? [] : [replyStatement(sql, reply, at)]),
  ];
}

/** PostgreSQL would refuse it, SQLite would take the last: neither is what a caller means. */
function assertOnce(writes: readonly ArticleWrite[]): void {
  const ids = new Set(writes.map(({ article }) => article.id));
  if (ids.size < writes.length)
    throw new AppError('internal', 'one change writes an article twice');
}

/**
 * Three statements look at all written articles at once and cannot be cut into parts: their ids stand in
 * one parameter, of which D1 takes 2 MB. A thousand of the longest ids fit unless they are of another script.
 */
const MAX_IDS_BYTES = 1_900_000;

function assertFits(writes: readonly ArticleWrite[]): void {
  const bytes = new TextEncoder().encode(idsOf(writes)).length;
  if (bytes <= MAX_IDS_BYTES) return;
  const message = `the ids of ${writes.length} articles have ${bytes} bytes; one change takes ${MAX_IDS_BYTES}, so send fewer at once`;
  throw new AppError('payload-too-large', message);
}

function idsOf(writes: readonly ArticleWrite[]): string {
  return JSON.stringify(writes.map(({ article }) => article.id));
}

function guards(sql: Sql, change: Change): readonly Statement[] {
  const { writes, seen = [], isStoppable, settingsSeq } = change;
  const isGuarded = seen.length > 0 || isStoppable === true || settingsSeq !== undefined;
  if (writes.length === 0 && !isGuarded) return [];
  const versions = [
    ...writes.map(({ article, baseVersion }): Cells => [article.id, baseVersion]),
    ...seen.map(({ id, version }): Cells => [id, version]),
  ];
  return [
    // Also without a write: whoever holds the counter sees the stop as it stands.
    { sql: sql.raiseCounter, params: [writes.length] },
    ...(isStoppable ? [{ sql: sql.guardFrozen, params: [] }] : []),
    ...(settingsSeq === undefined ? [] : [{ sql: sql.guardSettings, params: [settingsSeq] }]),
    ...inChunks(versions, (rows) => [{ sql: sql.guardVersions, params: [rows] }]),
  ];
}

function articleStatements(sql: Sql, { writes, at, isBackfill }: Change): readonly Statement[] {
  const count = writes.length;
  const second = wholeSecond(at);
  const ids = idsOf(writes);
  const hidden = writes.filter(({ tokens }) => tokens === undefined);
  return [
    ...inChunks(writes.map(articleRow), (rows) => [
      { sql: sql.upsertArticles, params: [count, count, rows] },
    ]),
    ...inChunks(selectorRows(writes), (rows) => [{ sql: sql.upsertSelectors, params: [rows] }]),
    ...membershipStatements(sql, writes),
    ...(isBackfill ? [] : [{ sql: sql.numberWritten, params: [ids] }]),
    ...inChunks(writes.map(goneRow), (rows) => [
      { sql: sql.markGone, params: [count, rows, count] },
    ]),
    { sql: sql.keepStates, params: [at.getTime(), count, ids] },
    { sql: sql.touchSelectors, params: [...Array<number>(5).fill(second), count, ids] },
    ...mediaStatements(sql, writes),
    ...inChunks(
      hidden.map(({ article }) => article.id),
      (gone) => [{ sql: sql.forgetTokens, params: [gone] }],
    ),
    ...inChunks(
      writes.flatMap(({ article, tokens }) => (tokens === undefined ? [] : [[article.id, tokens]])),
      (rows) => [{ sql: sql.saveTokens, params: [rows] }],
    ),
  ];
}

/** An article's memberships must stand in one statement with its id, so articles are what is chunked. */
function membershipStatements(sql: Sql, writes: readonly ArticleWrite[]): readonly Statement[] {
  const count = writes.length;
  const articles = writes.map((write, index) => ({
    id: write.article.id,
    isSmallEdit: write.isSmallEdit,
    isWithdrawn: write.article.state === 'withdrawn',
    rows: membershipRows(write, index),
  }));
  const entering = chunksOf(articles).flatMap((chunk): readonly Statement[] => {
    const staying = chunk.filter(({ isWithdrawn }) => !isWithdrawn);
    const ids = JSON.stringify(staying.map(({ id }) => id));
    const smallEdits = JSON.stringify(
      chunk.filter(({ isSmallEdit }) => isSmallEdit).map(({ id }) => id),
    );
    const unmoved = JSON.stringify(
      chunk.filter((one) => one.isSmallEdit || one.isWithdrawn).map(({ id }) => id),
    );
    const rows = JSON.stringify(chunk.flatMap((one) => one.rows));
    return [
      { sql: sql.leaveSelectors, params: [ids, rows] },
      {
        sql: sql.enterSelectors,
        params: [count, count, rows, smallEdits, smallEdits, unmoved],
      },
    ];
  });
  const recalled = writes.flatMap((write, index) =>
    write.article.state === 'withdrawn' ? [recalledRow(write, index)] : [],
  );
  return [
    ...entering,
    ...inChunks(recalled, (rows) => [{ sql: sql.recallToSelectors, params: [count, count, rows] }]),
  ];
}

function recalledRow({ article, shownHash, changedAt }: ArticleWrite, index: number): Cells {
  return [index, article.id, shownHash, article.publishedAt.getTime(), changedAt.getTime()];
}

function mediaStatements(sql: Sql, writes: readonly ArticleWrite[]): readonly Statement[] {
  const known = writes.filter(({ mediaPaths }) => mediaPaths !== undefined);
  const rows = known.flatMap(({ article, mediaPaths = [] }) =>
    mediaPaths.map((path): Cells => [path, article.id]),
  );
  return [
    ...inChunks(
      known.map(({ article }) => article.id),
      (ids) => [{ sql: sql.forgetMedia, params: [ids] }],
    ),
    ...inChunks(rows, (chunk) => [{ sql: sql.saveMedia, params: [chunk] }]),
  ];
}

/** After everything else of the change, so that its own audit entries are scrubbed of detail too. */
function erasing(sql: Sql, writes: readonly ArticleWrite[]): readonly Statement[] {
  const erased = writes.filter(({ isErased }) => isErased).map(({ article }) => article.id);
  return inChunks(erased, (ids) => [
    { sql: sql.scrubReplies, params: [ids] },
    { sql: sql.scrubAudit, params: [ids] },
    { sql: sql.scrubFiles, params: [ids] },
    { sql: sql.scrubMemberships, params: [ids] },
    { sql: sql.scrubSelectors, params: [] },
    { sql: sql.scrubDeltas, params: [] },
  ]);
}

function replyStatement(sql: Sql, reply: KeptReply, at: Date): Statement {
  const { token, key, request, status, headers, body, articleId } = reply;
  const fields = [token, key, request, status, JSON.stringify(headers), body, articleId];
  return { sql: sql.saveReply, params: [...fields, at.getTime()] };
}

/** Statements for each part of a list that fits one parameter; none for an empty list. */
function inChunks<T>(
  items: readonly T[],
  statements: (json: string) => readonly Statement[],
): readonly Statement[] {
  return chunksOf(items).flatMap((chunk) => statements(JSON.stringify(chunk)));
}

export function chunksOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  let characters = MAX_PARAMETER_CHARACTERS;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    if (characters + size > MAX_PARAMETER_CHARACTERS) {
      chunks.push([]);
      characters = 0;
    }
    chunks.at(-1)?.push(item);
    characters += size;
  }
  return chunks;
}

export function wholeSecond(at: Date): number {
  return Math.floor(at.getTime() / 1000) * 1000;
}

function articleRow(write: ArticleWrite, index: number): Cells {
  const { article, hash, shortId, dueAt, topicIds, goneAt, isHeld, isErased, kept } = write;
  return [
    index,
    article.id,
    shortId,
    article.state,
    article.publishedAt.getTime(),
    hash,
    dueAt?.getTime() ?? null,
    JSON.stringify(topicIds),
    encodeArticle(article),
    goneAt?.getTime() ?? 0,
    isHeld ? 1 : 0,
    isErased ? 1 : 0,
    kept === undefined ? '' : encodeArticle(kept),
  ];
}

function goneRow({ article, goneAt }: ArticleWrite, index: number): Cells {
  return [index, article.id, goneAt?.getTime() ?? 0];
}

function membershipRows(write: ArticleWrite, index: number): readonly Cells[] {
  const { article, shownHash, changedAt, memberships, isQuiet, textBytes } = write;
  return memberships.map(({ key }) => [
    index,
    key,
    article.id,
    article.publishedAt.getTime(),
    changedAt.getTime(),
    shownHash,
    isQuiet ? 1 : 0,
    textBytes,
  ]);
}

function selectorRows(writes: readonly ArticleWrite[]): readonly Cells[] {
  const rows = new Map<string, SqlValue[]>();
  for (const { memberships } of writes) {
    for (const { key, selector, label } of memberships) {
      const known = rows.get(key);
      if (known && compareText(String(known[4]), label) <= 0) continue;
      rows.set(key, [key, selector.kind, selector.value, selector.language ?? '', label]);
    }
  }
  return [...rows.values()];
}

function fileRow(file: FileRecord): Cells {
  const { path, articleId, size, modifiedAt, hash, hasSidecar, problems } = file;
  const sidecar = hasSidecar ? 1 : 0;
  return [path, articleId, size, modifiedAt.getTime(), hash, sidecar, JSON.stringify(problems)];
}

export function auditRow({ actor, action, articleId, detail }: AuditEntry, at: Date): Cells {
  return [at.getTime(), actor, action, articleId, JSON.stringify(detail)];
}
