/** What a reader keeps: one entry per id, the newest version wins, nothing is forgotten. */

import type { FeedDocument, FeedEntry } from './document.ts';

export interface Library {
  readonly entries: ReadonlyMap<string, FeedEntry>;
  /** What of the document the library did not hold before. */
  take(document: FeedDocument): Taken;
}

export interface Taken {
  /** Unknown ids. */
  readonly added: readonly string[];
  /** Known ids with a newer version, or with another text under the same date. */
  readonly changed: readonly string[];
  /** Known ids that come with an older date than before: kept as they were. */
  readonly older: readonly string[];
}

export function createLibrary(): Library {
  const entries = new Map<string, FeedEntry>();
  return {
    entries,
    take: (document) => {
      const taken = { added: [] as string[], changed: [] as string[], older: [] as string[] };
      for (const entry of document.entries) {
        const known = entries.get(entry.id);
        const group = groupOf(entry, known);
        if (group === undefined) continue;
        taken[group].push(entry.id);
        if (group !== 'older') entries.set(entry.id, entry);
      }
      return taken;
    },
  };
}

function groupOf(entry: FeedEntry, known: FeedEntry | undefined): keyof Taken | undefined {
  if (known === undefined) return 'added';
  if (entry.updatedAt < known.updatedAt) return 'older';
  const isSame = entry.updatedAt === known.updatedAt && wordsOf(entry) === wordsOf(known);
  return isSame ? undefined : 'changed';
}

/** The markers of an entry as one text: two versions of a story differ in it. */
export function wordsOf(entry: FeedEntry | undefined): string {
  if (entry === undefined) return 'nothing';
  return entry.markers.map(({ word }) => word).join(' ');
}
