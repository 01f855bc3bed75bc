/**
 * Fills the store of a deployment from a folder, and brings it up to date later, by the code that a server
 * follows its folder with. Writes nothing when nothing changed.
 */

import { failure, type Problem, type Result, success } from '../model/result.ts';
import { takeInventory } from '../publish/pass.ts';
import { reclassify } from '../publish/reclassify.ts';
import { findRenamed } from '../publish/renamed-files.ts';
import { loadSite } from '../publish/site-state.ts';
import type { Store } from '../store/store.ts';
import { openArticleFolder } from './article-folder.ts';
import type { FolderOptions } from './folder-sync.ts';
import { loadSiteFrom } from './load-site.ts';
import { openPublication, type RunningPublication } from './publication.ts';

export interface SeedOptions extends Omit<FolderOptions, 'isCheckout' | 'onProgress'> {
  readonly store: Store;
  readonly onProgress?: (what: SeedStep, done: number, total: number) => void;
}

export type SeedStep = 'articles' | 'rules';

export interface Seeded {
  /** Article files of the folder. */
  readonly files: number;
  /** Files that were read, since they are new, changed or dated otherwise. */
  readonly read: number;
  readonly removed: number;
  /** Stories that changed rules were applied to; undefined when none changed, or the emergency stop keeps them waiting. */
  readonly walked: number | undefined;
}

/** How often files are taken in again whose articles others wrote meanwhile. */
const MAX_PASSES = 5;

/**
 * Fails, with nothing written of the folder, when the publication or a topic has a fault, the store belongs
 * to another publication, or a file was renamed that declares no id; and when most files are gone. A faulty
 * article fails nothing: its problem stands beside the result, as long as the fault does.
 */
export async function seedStore(options: SeedOptions): Promise<Result<Seeded>> {
  const { folder, store, now } = options;
  // None yet in an empty database, which has no table to ask; one that does not answer fails further down.
  const known = await loadSite(store).catch(() => undefined);
  const site = loadSiteFrom(folder, { ...options, known: known?.site });
  if (!site.ok || site.problems.some(isError)) return failure(site.problems);
  await store.migrate();
  const { publication } = site.value;
  const files = openArticleFolder(folder);
  const renamed = await findRenamed({ store, folder: files, publication, now: now() });
  if (renamed.length > 0) return failure(renamed);
  const opened = await openPublication({
    ...options,
    log: () => {},
    isCheckout: true,
    onProgress: (done, total) => options.onProgress?.('articles', done, total),
  });
  if (!opened.ok) return failure(opened.problems);
  const walked = await walk(opened.value, options);
  const { problems, ...counts } = await takeFolder(opened.value, options);
  const all = [...site.problems, ...problems];
  // What concerns no file concerns all of them.
  if (problems.some((one) => isError(one) && one.file === undefined)) return failure(all);
  return success({ ...counts, walked }, all);
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

async function walk(
  publication: RunningPublication,
  { store, now, isStopping, onProgress }: SeedOptions,
): Promise<number | undefined> {
  const state = publication.state();
  // What enters a topic is news there, so it waits for the end of the emergency stop.
  if (!state.rulesChanged || (await store.signal()).freeze) return undefined;
  const { done } = await reclassify(store, state, {
    now,
    ...(isStopping && { isStopping }),
    onProgress: ({ done, total }) => onProgress?.('rules', done, total),
  });
  return done;
}

async function takeFolder(
  publication: RunningPublication,
  { store, folder }: SeedOptions,
): Promise<Omit<Seeded, 'walked'> & { readonly problems: readonly Problem[] }> {
  const counts = { files: 0, read: 0, removed: 0 };
  const problems = new Map<string, Problem>();
  for (let passes = 1; ; passes += 1) {
    const report = await publication.sync();
    counts.files = report.files;
    counts.read += report.read;
    counts.removed += report.removed;
    for (const problem of report.problems) problems.set(JSON.stringify(problem), problem);
    if (!report.isUnsettled || passes >= MAX_PASSES) break;
  }
  // Those of files that did not change since they were read.
  const { records } = await takeInventory(store, openArticleFolder(folder));
  for (const problem of records.flatMap((record) => record.problems))
    problems.set(JSON.stringify(problem), problem);
  return { ...counts, problems: [...problems.values()] };
}
