/** `wireroom freeze` and `wireroom thaw`: the emergency stop, set and lifted. */

import * as verbs from '../publish/freeze.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { ACTOR, type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, type Shell, writeLine } from './output.ts';

export interface FreezeFlags extends StoreFlags {
  /** Why, for whoever finds the desk stopped. */
  readonly note?: string;
}

/** A stop that stands is replaced, note and all. */
export function freeze({ note, ...flags }: FreezeFlags, shell: Shell): Promise<ExitCode> {
  return withStore(flags, { shell, wanted: 'new' }, async ({ store }) => {
    const now = new Date();
    await verbs.freeze(store, { actor: ACTOR, now, ...(note !== undefined && { note }) });
    writeLine(shell, 'frozen: nothing new comes out until `wireroom thaw`');
    return EXIT.ok;
  });
}

export function thaw(flags: StoreFlags, shell: Shell): Promise<ExitCode> {
  return withStore(flags, { shell, wanted: 'existing' }, async ({ store }) => {
    const { freeze: stop } = await store.signal();
    if (stop === undefined) {
      writeLine(shell, 'was not frozen');
      return EXIT.ok;
    }
    await verbs.thaw(store, { actor: ACTOR, now: new Date() });
    writeLine(shell, `thawed: was frozen since ${formatRfc3339(stop.at)} by ${stop.actor}`);
    return EXIT.ok;
  });
}
