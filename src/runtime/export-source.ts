/** A store made ready for one export: by the folder where nobody else follows it, and by the clock. */

import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../model/errors.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { SiteState } from '../publish/site-state.ts';
import type { Database } from './database.ts';
import { createPublication, type SharedPublication } from './publication.ts';

/** A file that vanished, or lacks its sidecar, is looked at again after its grace. */
const RECHECK_MS = 520;
/** More passes over a folder that keeps changing would wait for somebody who works in it. */
const MAX_PASSES = 6;

export interface ExportSourceOptions {
  readonly folder: string;
  /** Wins over `publication.yaml`; a server that leads the store keeps its own. */
  readonly baseUrl: string | undefined;
  readonly fallbackUrl: string;
  readonly now: () => Date;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportSource {
  readonly state: () => SiteState;
  readonly refresh: () => Promise<void>;
}

/**
 * Takes the folder in unless a server does, which holds the store's lock then; lifts and ends what is due.
 * Fails when the folder has no usable configuration. Throws `conflict` when the server that leads has
 * another base URL than is asked for, `store-unavailable` when nobody has filled the store.
 */
export async function openExportSource(
  database: Database,
  options: ExportSourceOptions,
): Promise<Result<ExportSource>> {
  const publication = createPublication({
    ...options,
    store: database.store,
    log: () => {},
    isShared: database.kind === 'postgres',
  });
  await publication.migrate();
  // It ends with the database.
  const lock = await database.tryLock(() => void publication.stopLeading());
  const read =
    lock === undefined ? await follow(publication, options) : await lead(publication, database);
  if (!read.ok) return read;
  await publication.tick();
  const state = (): SiteState => stateOf(publication);
  const refresh = async (): Promise<void> => void (await publication.notice());
  return success({ state, refresh }, read.problems);
}

async function lead(
  publication: SharedPublication,
  { store }: Database,
): Promise<Result<undefined>> {
  const led = await publication.lead();
  if (!led.ok) return failure(led.problems);
  const problems: Problem[] = [...led.problems];
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    const report = await publication.sync();
    problems.push(...report.problems);
    if (!report.isUnsettled) break;
    await delay(RECHECK_MS);
  }
  const { freeze } = await store.signal();
  // Each tick takes some stories through changed rules; none while the emergency stop stands.
  while (freeze === undefined && stateOf(publication).rulesChanged) await publication.tick();
  return success(undefined, problems);
}

async function follow(
  publication: SharedPublication,
  { baseUrl }: ExportSourceOptions,
): Promise<Result<undefined>> {
  if (!(await publication.follow())) {
    throw new AppError(
      'store-unavailable',
      'the server that leads this store has not filled it yet',
    );
  }
  const led = stateOf(publication).site.baseUrl;
  if (baseUrl === undefined || baseUrl === led) return success(undefined);
  throw new AppError(
    'conflict',
    `a server leads this store, as ${led}; stop it to export as ${baseUrl}`,
  );
}

function stateOf(publication: SharedPublication): SiteState {
  const state = publication.state();
  if (state === undefined) throw new TypeError('the publication neither leads nor follows');
  return state;
}
