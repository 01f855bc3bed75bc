/** Which members of a selector stand in its live document, and in which order (decision log). */

import type { Window } from '../model/publication.ts';
import { compareText } from '../text/order.ts';

export interface WindowRow {
  readonly id: string;
  readonly published: number;
  readonly changedAt: number;
  /** The notice of a withdrawn story. */
  readonly isNotice: boolean;
  /** No closed archive holds it: a reader finds it in the live document or nowhere. */
  readonly isOpen: boolean;
  /** Bytes of the article's text. */
  readonly size: number;
}

/** Stories of one archive. */
export const ARCHIVE_SIZE = 50;

/** Most notices of one document, the newest, beside its stories. */
export const MAX_NOTICES = 100;

/**
 * Text of one live document. Google takes feeds of up to 2 MB; markup escaped for XML is longer than
 * what is stored.
 */
const MAX_TEXT_BYTES = 1_500_000;

/**
 * Of candidates that hold the newest `atMost` by change, the newest `atLeast` by publication and all that
 * is open: all that changed within the window, filled up to `atLeast` with the newest others, as far as
 * the bytes go; and whatever the bytes, all that is open and every notice. Newest publication first, then
 * by id. Counted from the newest change, never from the clock, so that the same members always give the
 * same document.
 */
export function cutWindow<T extends WindowRow>(rows: readonly T[], window: Window): readonly T[] {
  const stories = rows.filter(({ isNotice }) => !isNotice);
  const newestChange = stories.reduce((newest, row) => Math.max(newest, row.changedAt), 0);
  const cutoff = newestChange - window.hours * 3_600_000;
  const chosen = new Set(stories.filter(({ isOpen }) => isOpen).map(({ id }) => id));
  let bytes = stories.reduce((sum, row) => sum + (row.isOpen ? row.size : 0), 0);
  const take = (row: T): boolean => {
    if (chosen.has(row.id)) return true;
    bytes += row.size;
    if (bytes > MAX_TEXT_BYTES && chosen.size > 0) return false;
    chosen.add(row.id);
    return true;
  };
  stories
    .filter((row) => row.changedAt > cutoff)
    .sort((a, b) => b.changedAt - a.changedAt || compareText(b.id, a.id))
    .slice(0, window.atMost)
    .every(take);
  [...stories]
    .sort(newestFirst)
    .every((row) => chosen.size >= Math.min(window.atLeast, window.atMost) || take(row));
  return rows.filter(({ id, isNotice }) => isNotice || chosen.has(id)).sort(newestFirst);
}

function newestFirst(a: WindowRow, b: WindowRow): number {
  return b.published - a.published || compareText(b.id, a.id);
}
