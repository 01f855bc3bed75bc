/** The folder as an input: what changed in it becomes changes of the store, a bad file harms no other. */

import { AppError } from '../model/errors.ts';
import type { Problem } from '../model/result.ts';
import type { FileRecord } from '../store/store.ts';
import { auditOf } from './audit.ts';
import type { FolderFile } from './folder.ts';
import { assignedId } from './identity.ts';
import {
  BATCH_ARTICLES,
  BATCH_BYTES,
  type Inventory,
  type Pass,
  type SyncDeps,
  type SyncReport,
  type Taken,
} from './pass.ts';
import { createStoredReads } from './read-ahead.ts';
import { numberAll } from './reclassify.ts';
import { removeGone } from './removals.ts';
import type { SiteState } from './site-state.ts';
import { bringsOut, takeFile, untake } from './take-file.ts';

/** How often a batch is made anew when somebody else wrote one of its articles meanwhile. */
const TRIES = 3;

/**
 * Brings the store in line with the folder. Reads only files whose size or time changed. `graceful`
 * names paths that vanished or lost their sidecar only just now, or may still get one: they are left
 * alone in this pass.
 */
export async function syncFolder(
  deps: SyncDeps,
  state: SiteState,
  begun: { readonly graceful: ReadonlySet<string>; readonly inventory: Inventory },
): Promise<SyncReport> {
  const { graceful, inventory } = begun;
  const { records } = inventory;
  const { files, unreadable } = inventory.listing;
  const present = new Set(files.map(({ path }) => path));
  const isHidden = (path: string): boolean =>
    unreadable.some((folder) => folder === '' || path.startsWith(`${folder}/`));
  const vanished = records.filter(({ path }) => !present.has(path) && !isHidden(path));
  const isFirstLoad = !(await deps.store.isLoaded());
  const isEmpty = isFirstLoad && (await deps.store.countArticles()) === 0;
  const pass: Pass = {
    deps,
    state,
    isFirstLoad,
    stored: createStoredReads(deps.store, { isEmpty }),
    freeze: (await deps.store.signal()).freeze,
    known: new Map(records.map((record) => [record.path, record])),
    owners: new Map(
      records
        .filter(({ path, articleId }) => articleId !== '' && present.has(path))
        .map(({ articleId, path }) => [articleId, path]),
    ),
    gone: groupByHash(vanished),
    waiting: new Set(),
    problems: unreadable.map(folderUnreadable),
  };
  const changed = files.filter((file) => {
    if (graceful.has(file.path)) return false;
    const record = pass.known.get(file.path);
    // A refused file may be free to come in once the file that held its id is gone.
    const isFreed = record?.articleId === '' && vanished.length > 0;
    return isFreed || isChanged(file, record);
  });
  const { isStopped, isContended } = await takeIn(pass, changed);
  if (pass.isFirstLoad && !isStopped && !isContended) await completeLoad(deps);
  // A file that was not read yet may hold the story of one that is gone.
  const gone = isStopped
    ? []
    : vanished.filter(({ path }) => !graceful.has(path) && !pass.waiting.has(path));
  const removed = await removeGone(pass, gone, records.length);
  return {
    read: changed.length,
    removed,
    files: files.length,
    isUnsettled: graceful.size > 0 || isContended,
    problems: pass.problems,
  };
}

async function completeLoad({ store, folder, now }: SyncDeps): Promise<void> {
  await numberAll(store, { now, pause: () => folder.pause() });
  await store.markLoaded(now());
}

function groupByHash(records: readonly FileRecord[]): Map<string, FileRecord[]> {
  const groups = new Map<string, FileRecord[]>();
  for (const record of records)
    groups.set(record.hash, [...(groups.get(record.hash) ?? []), record]);
  return groups;
}

function folderUnreadable(folder: string): Problem {
  return {
    file: folder === '' ? '.' : folder,
    code: 'folder-unreadable',
    message: 'the folder cannot be read; what was published from it stays as it is',
    hint: 'check that it exists and that the server may read it',
    severity: 'error',
  };
}

function isChanged(file: FolderFile, record: FileRecord | undefined): boolean {
  return (
    record === undefined ||
    record.size !== file.size ||
    record.modifiedAt.getTime() !== file.modifiedAt.getTime()
  );
}

interface Intake {
  /** It was told to stop before the end. */
  readonly isStopped: boolean;
  /** Some files could not be committed because others kept writing the same articles. */
  readonly isContended: boolean;
}

async function takeIn(pass: Pass, files: readonly FolderFile[]): Promise<Intake> {
  const { deps } = pass;
  let batch: Taken[] = [];
  let bytes = 0;
  let isContended = false;
  const flush = async (): Promise<void> => {
    if (batch.length > 0 && !(await commit(pass, batch))) isContended = true;
    batch = [];
    bytes = 0;
  };
  for (const [index, file] of files.entries()) {
    if (deps.isStopping?.()) break;
    if (index % BATCH_ARTICLES === 0)
      await pass.stored.readAhead(idsOf(pass, files.slice(index, index + BATCH_ARTICLES)));
    const taken = await takeFile(pass, file);
    deps.onProgress?.(index + 1, files.length);
    if (taken === undefined || isNothingNew(deps, taken)) continue;
    const articleId = taken.write?.article.id;
    // Two versions of one article cannot stand in one change.
    if (batch.some(({ write }) => write !== undefined && write.article.id === articleId))
      await flush();
    batch.push(taken);
    bytes += file.size;
    if (batch.length >= BATCH_ARTICLES || bytes >= BATCH_BYTES) await flush();
  }
  await flush();
  return { isStopped: deps.isStopping?.() ?? false, isContended };
}

/** Of the articles that the files hold, unless they name others. */
function idsOf({ known, state }: Pass, files: readonly FolderFile[]): readonly string[] {
  const { id } = state.site.publication;
  return files.map(({ path }) => known.get(path)?.articleId || assignedId(id, path));
}

/** Nothing but the file's times, where they mean nothing. */
function isNothingNew({ ignoresTimes }: SyncDeps, { before, record, write }: Taken): boolean {
  if (!ignoresTimes || before === undefined || write !== undefined) return false;
  return (
    before.hash === record.hash &&
    before.articleId === record.articleId &&
    before.hasSidecar === record.hasSidecar &&
    JSON.stringify(before.problems) === JSON.stringify(record.problems)
  );
}

/**
 * False when others wrote the same articles each time, or the emergency stop was set meanwhile: the
 * files are then as unread as before.
 */
async function commit(pass: Pass, batch: readonly Taken[]): Promise<boolean> {
  let taken = batch;
  for (let tries = 1; ; tries += 1) {
    try {
      await commitOnce(pass, taken);
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      for (const one of taken) untake(pass, one);
      if (tries >= TRIES) return false;
      taken = await takeAgain(pass, taken);
    }
  }
}

async function takeAgain(pass: Pass, batch: readonly Taken[]): Promise<readonly Taken[]> {
  pass.stored.forget();
  const again: Taken[] = [];
  for (const { file } of batch) {
    const taken = await takeFile(pass, file);
    if (taken !== undefined) again.push(taken);
  }
  return again;
}

async function commitOnce(pass: Pass, batch: readonly Taken[]): Promise<void> {
  const { deps, isFirstLoad } = pass;
  const writes = batch.flatMap(({ write }) => write ?? []);
  await deps.store.commit({
    at: deps.now(),
    writes,
    files: batch.map(({ record }) => record),
    forgottenFiles: [],
    // Released meanwhile, the file must be read again: its record would say that it was.
    seen: batch.flatMap(({ heldBy }) => heldBy ?? []),
    audit: isFirstLoad
      ? []
      : batch.flatMap(({ file, stored, write }) =>
          auditOf(`folder:${file.path}`, stored, write?.article),
        ),
    isStoppable: batch.some(({ stored, write }) => write && bringsOut(write.article, stored)),
  });
  pass.stored.note(writes.map(({ article }) => article.id));
}
