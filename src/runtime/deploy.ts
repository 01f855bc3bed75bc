/** A deployment to the edge, but for what wrangler does: rows into D1, pictures beside the worker. */

import { failure, type Problem, type Result, success } from '../model/result.ts';
import { createD1 } from '../store/d1.ts';
import { createStore } from '../store/sql-store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { type MeteredD1, meterD1 } from './d1-meter.ts';
import { type LaidOut, layOutAssets } from './edge-assets.ts';
import { type Seeded, type SeedOptions, seedStore } from './seed.ts';
import { type D1Place, openD1, readAssetsFolder, type WranglerProject } from './wrangler.ts';

export interface DeployOptions extends Omit<SeedOptions, 'store'> {
  readonly project: WranglerProject;
  readonly place: D1Place;
  /** The worker will have no clock. */
  readonly isServeOnly?: boolean;
}

export interface Filled extends Seeded {
  readonly counts: MeteredD1['counts'];
  readonly seconds: number;
  readonly assets: LaidOut;
}

const NO_ASSETS: LaidOut = { files: 0, copied: 0, removed: 0, problems: [] };

/** Fails as `seedStore` does; pictures are laid out only when it did not. */
export async function fillEdge(options: DeployOptions): Promise<Result<Filled>> {
  const start = performance.now();
  const opened = await openD1(options.project, options.place);
  try {
    const { binding, counts } = meterD1(opened.binding);
    const store = createStore(createD1(binding));
    const seeded = await seedStore({ ...options, store });
    if (!seeded.ok) return failure(seeded.problems);
    const timed = options.isServeOnly ? clockMissing(await store.nextDueAt()) : [];
    const target = await readAssetsFolder(options.project);
    const assets = target === undefined ? NO_ASSETS : layOutAssets(options.folder, target);
    const seconds = (performance.now() - start) / 1000;
    return success({ ...seeded.value, counts, seconds, assets }, [
      ...seeded.problems,
      ...timed,
      ...assets.problems,
    ]);
  } finally {
    await opened.close();
  }
}

function clockMissing(dueAt: Date | undefined): readonly Problem[] {
  if (dueAt === undefined) return [];
  return [
    {
      code: 'clock-missing',
      message: `a story comes out, ends or loses its notice at ${formatRfc3339(dueAt)}, and a worker that only serves has no clock`,
      hint: 'deploy without --serve-only, or let a Node process with the same database or the next deployment do it',
      severity: 'warning',
    },
  ];
}
