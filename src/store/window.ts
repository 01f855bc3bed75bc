/** Which members of a selector stand in its live document, and in which order (decision log). */

import type { Window } from '../model/publication.ts';
import { compareText } from '../text/order.ts';

export interface WindowRow {
  readonly id: string;
  readonly published: number;
  readonly changedAt: number;
  /** The notice of a withdrawn story. */
  readonly isNotice: boolean;
}

/** Most notices of one document, the newest, beside its stories. */
export const MAX_NOTICES = 100;

/**
 * Of candidates that hold the newest `atMost` by change and the newest `atLeast` by publication:
 * all that changed within the window, filled up to `atLeast` with the newest others, and every notice;
 * newest publication first, then by id. Counted from the newest change, never from the clock, so that
 * the same members always give the same document.
 */
export function cutWindow<T extends WindowRow>(rows: readonly T[], window: Window): readonly T[] {
  const stories = rows.filter(({ isNotice }) => !isNotice);
  const newestChange = stories.reduce((newest, row) => Math.max(newest, row.changedAt), 0);
  const cutoff = newestChange - window.hours * 3_600_000;
  const byChange = stories
    .filter((row) => row.changedAt > cutoff)
    .sort((a, b) => b.changedAt - a.changedAt || compareText(b.id, a.id))
    .slice(0, window.atMost);
  const chosen = new Set(byChange.map((row) => row.id));
  for (const row of [...stories].sort(newestFirst)) {
    if (chosen.size >= Math.min(window.atLeast, window.atMost)) break;
    chosen.add(row.id);
  }
  return rows.filter(({ id, isNotice }) => isNotice || chosen.has(id)).sort(newestFirst);
}

function newestFirst(a: WindowRow, b: WindowRow): number {
  return b.published - a.published || compareText(b.id, a.id);
}
