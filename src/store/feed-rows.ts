/** Rows of the query of feed documents (sql-feed.ts) as values. */

import { AppError } from '../model/errors.ts';
import { compareText } from '../text/order.ts';
import { decodeArticle } from './article-json.ts';
import type { Row } from './driver.ts';
import type { FeedMember, FeedParts, FeedRows } from './feed-parts.ts';
import { articleOf, toDate, toDateOrZero, toWindowPair } from './rows.ts';
import type { SelectorState, StoredTombstone } from './store.ts';
import { cutWindow } from './window.ts';

export function toFeedRows(rows: readonly Row[], { window }: FeedParts): FeedRows {
  const of = (part: string): readonly Row[] => rows.filter((row) => row['part'] === part);
  return {
    ...toState(of('state')[0]),
    window: window === undefined ? [] : toWindow(of('window'), window),
    archive: of('archive').map(toMember).sort(inDocumentOrder),
    behind: of('behind')
      .map(toMember)
      .sort((a, b) => b.place - a.place),
    tombstones: of('tombstone').map(toTombstone).sort(lastGoneFirst),
    known: of('known').map((row) => ({
      content: String(row['hash']),
      entries: String(row['json']),
    })),
  };
}

type State = Pick<FeedRows, 'stored' | 'nextDueAt' | 'settingsSeq' | 'storeSeq' | 'beatAt'>;

/** In the order of STATE_COLUMNS. */
function toState(row: Row | undefined): State {
  if (row === undefined) {
    throw new AppError('store-unavailable', 'the store holds no counter of changes: migrate it');
  }
  const cells = JSON.parse(String(row['json'])) as readonly (string | number | null)[];
  const [seq, label, changedAt, goneAt, digest, goneDigest, digestSeq, archives, places] = cells;
  const [nextDue, nextExpiry, settingsSeq, storeSeq, beat] = cells.slice(9);
  const nextDueAt = toDate(nextDue);
  const known = {
    nextDueAt,
    settingsSeq: Number(settingsSeq),
    storeSeq: Number(storeSeq),
    beatAt: toDateOrZero(beat),
  };
  if (seq === null || seq === undefined) return { ...known, stored: undefined };
  const holds = seq === digestSeq;
  const stored: SelectorState = {
    seq: Number(seq),
    label: String(label),
    changedAt: new Date(Number(changedAt)),
    goneAt: toDateOrZero(goneAt),
    archives: Number(archives),
    places: Number(places),
    digest: holds ? String(digest) : undefined,
    goneDigest: holds && goneDigest !== '' ? String(goneDigest) : undefined,
    nextDueAt,
    nextExpiryAt: toDate(nextExpiry),
  };
  return { ...known, stored };
}

function toWindow(
  rows: readonly Row[],
  window: NonNullable<FeedParts['window']>,
): readonly FeedMember[] {
  const candidates = rows.map((row) => ({ ...toWindowPair(row), row }));
  return cutWindow(candidates, window).map(({ row }) => toMember(row));
}

function toMember(row: Row): FeedMember {
  return {
    id: String(row['article_id']),
    shownHash: String(row['hash']),
    changedAt: new Date(Number(row['changed_at'])),
    published: new Date(Number(row['published'])),
    isNotice: Number(row['gone_at'] ?? 0) > 0,
    place: Number(row['place'] ?? 0),
    article: articleOf(row),
  };
}

function toTombstone(row: Row): StoredTombstone {
  const { language, withdrawal } = decodeArticle(String(row['json']));
  return {
    id: String(row['article_id']),
    goneAt: new Date(Number(row['gone_at'])),
    language,
    isWithdrawn: withdrawal !== undefined,
  };
}

export function inDocumentOrder(a: FeedMember, b: FeedMember): number {
  return b.published.getTime() - a.published.getTime() || compareText(b.id, a.id);
}

function lastGoneFirst(a: StoredTombstone, b: StoredTombstone): number {
  return b.goneAt.getTime() - a.goneAt.getTime() || compareText(b.id, a.id);
}
