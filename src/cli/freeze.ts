/** `wireroom freeze` and `wireroom thaw`: the emergency stop, set and lifted. */

import * as verbs from '../publish/freeze.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { ACTOR, type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, writeLine } from './output.ts';

export interface FreezeFlags extends StoreFlags {
  /** Why, for whoever finds the desk stopped. */
  readonly note?: string;
}

/** A stop that stands is replaced, note and all. */
export function freeze({ note, ...flags }: FreezeFlags): Promise<ExitCode> {
  return withStore(flags, 'new', async ({ store }) => {
    const now = new Date();
    await verbs.freeze(store, { actor: ACTOR, now, ...(note !== undefined && { note }) });
    writeLine('frozen: nothing new comes out until `wireroom thaw`');
    return EXIT.ok;
  });
}

export function thaw(flags: StoreFlags): Promise<ExitCode> {
  return withStore(flags, 'existing', async ({ store }) => {
    const { freeze: stop } = await store.signal();
    if (stop === undefined) {
      writeLine('was not frozen');
      return EXIT.ok;
    }
    await verbs.thaw(store, { actor: ACTOR, now: new Date() });
    writeLine(`thawed: was frozen since ${formatRfc3339(stop.at)} by ${stop.actor}`);
    return EXIT.ok;
  });
}
