/**
 * What is made of much reading, made once per state of what it is made from. Bounded; never a source of
 * truth: whoever asks has just read the state from the store, so a story that was taken back is not in it,
 * and a store that fails gives nothing.
 */

import { LRUCache } from 'lru-cache';

export interface StateMemory<T> {
  /**
   * What was made under `key` in this very state, else what `make` gives: once for all who ask at the same
   * time. `state` must be read before `make` reads anything.
   */
  read(
    wanted: { readonly key: string; readonly state: string },
    make: () => Promise<T>,
  ): Promise<T>;
}

export interface StateMemoryLimits<T> {
  readonly maxCount: number;
  readonly maxBytes: number;
  /** Undefined: it is not kept. */
  readonly bytesOf: (value: T) => number | undefined;
}

export function createStateMemory<T>(limits: StateMemoryLimits<T>): StateMemory<T> {
  const { maxCount, maxBytes, bytesOf } = limits;
  // One state of each: an older one is never asked for again.
  const kept = new LRUCache<string, { readonly state: string; readonly value: T }>({
    max: maxCount,
    maxSize: maxBytes,
  });
  const making = new Map<string, Promise<T>>();

  const makeAndKeep = async (key: string, state: string, make: () => Promise<T>): Promise<T> => {
    const value = await make();
    const bytes = bytesOf(value);
    const size = Math.ceil(bytes ?? 0) + (key.length + state.length) * 2 + 1;
    if (bytes !== undefined) kept.set(key, { state, value }, { size });
    return value;
  };

  return {
    read: async ({ key, state }, make) => {
      const known = kept.get(key);
      if (known?.state === state) return known.value;
      const name = `${state}\n${key}`;
      const running =
        making.get(name) ?? makeAndKeep(key, state, make).finally(() => making.delete(name));
      making.set(name, running);
      return running;
    },
  };
}
