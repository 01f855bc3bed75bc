/** `wireroom migrate`: brings the schema of the configured store up to date. */

import { type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, writeLine } from './output.ts';

export function migrateStore(flags: StoreFlags): Promise<ExitCode> {
  return withStore(flags, 'any-schema', async ({ store }, name) => {
    const steps = await store.migrate();
    writeLine(`${name}: ${steps === 0 ? 'up to date already' : `${steps} new steps`}`);
    return EXIT.ok;
  });
}
