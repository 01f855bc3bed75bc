/** What the store holds of the files that a pass takes in, asked for many at a time: D1 is a network away. */

import type { Store, StoredArticle } from '../store/store.ts';

export interface StoredReads {
  /** As it was read ahead, once; afterwards as it stands. */
  read(id: string): Promise<StoredArticle | undefined>;
  readAhead(ids: readonly string[]): Promise<void>;
  /** These are stored now. */
  note(ids: readonly string[]): void;
  /** Somebody else wrote: everything is asked for as it stands. */
  forget(): void;
}

/**
 * What is told may be overtaken by whoever else writes: a commit by it then fails, since it names the
 * versions that it was made of, and is made anew after `forget`. `isEmpty`: the store holds no article.
 */
export function createStoredReads(
  store: Pick<Store, 'readArticle' | 'readArticles'>,
  { isEmpty }: { readonly isEmpty: boolean },
): StoredReads {
  let isAlone = isEmpty;
  const written = new Set<string>();
  const ahead = new Map<string, StoredArticle | undefined>();
  return {
    read: async (id) => {
      if (isAlone && !written.has(id)) return undefined;
      const isAhead = ahead.has(id);
      const found = ahead.get(id);
      // Once: what is asked for again may have been changed by the pass itself.
      ahead.delete(id);
      return isAhead ? found : store.readArticle(id);
    },
    readAhead: async (ids) => {
      ahead.clear();
      if (isAlone || ids.length === 0) return;
      for (const id of ids) ahead.set(id, undefined);
      for (const found of await store.readArticles(ids)) ahead.set(found.id, found);
    },
    note: (ids) => {
      if (isAlone) for (const id of ids) written.add(id);
    },
    forget: () => {
      isAlone = false;
      ahead.clear();
    },
  };
}
