/** Writes what recorded-seed.ts has kept. Knows no folder and no Node. */

import type { SqlDriver, Statement } from '../../src/store/driver.ts';

/** In order; a text that stands alone is run outside a transaction. */
export type RecordedSeed = readonly (readonly Statement[] | string)[];

export async function replaySeed(driver: SqlDriver, seed: RecordedSeed): Promise<void> {
  for (const step of seed) {
    if (typeof step === 'string') await driver.exec(step);
    else await driver.batch(step);
  }
}
