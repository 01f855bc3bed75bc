/** The emergency stop: nothing new or changed comes out; what takes a story back still does. */

import type { Freeze, Store } from '../store/store.ts';

export async function freeze(
  store: Store,
  order: { readonly actor: string; readonly note?: string; readonly now: Date },
): Promise<Freeze> {
  const { actor, note, now } = order;
  const set: Freeze = { at: now, actor, ...(note !== undefined && { note }) };
  await store.saveFreeze(
    set,
    { actor, action: 'freeze', articleId: '', detail: note === undefined ? {} : { note } },
    now,
  );
  return set;
}

/** Embargoes that ended meanwhile are lifted by the next look at the clock. */
export async function thaw(
  store: Store,
  order: { readonly actor: string; readonly now: Date },
): Promise<void> {
  const { actor, now } = order;
  await store.saveFreeze(undefined, { actor, action: 'thaw', articleId: '', detail: {} }, now);
}
