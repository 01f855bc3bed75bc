/** `wireroom migrate`: brings the schema of the configured store up to date. */

import { type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, type Shell, writeLine } from './output.ts';

export function migrateStore(flags: StoreFlags, shell: Shell): Promise<ExitCode> {
  return withStore(flags, { shell, wanted: 'any-schema' }, async ({ store }, name) => {
    const steps = await store.migrate();
    writeLine(shell, `${name}: ${steps === 0 ? 'up to date already' : `${steps} new steps`}`);
    return EXIT.ok;
  });
}
