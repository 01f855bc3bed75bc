/** The folder as an input: what changed in it becomes changes of the store, a bad file harms no other. */

import { readArticle } from '../ingest/read.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/result.ts';
import type { ArticleWrite, FileRecord, Store } from '../store/store.ts';
import { hashBytes, hashText } from '../text/hash.ts';
import type { ArticleFolder, FolderFile } from './folder.ts';
import { assignedId } from './identity.ts';
import { reconcile } from './reconcile.ts';
import type { SiteState } from './site-state.ts';
import { articleWrite } from './write.ts';

export interface SyncDeps {
  readonly store: Store;
  readonly folder: ArticleFolder;
  readonly now: () => Date;
  /** A new `urn:uuid:` of version 7, for `id: new`. */
  readonly mintId: () => string;
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between two files: a server that shuts down does not finish a long pass. */
  readonly isStopping?: () => boolean;
  /** Removes articles even when most of the folder is gone (decision log). */
  readonly allowMassRemoval?: boolean;
}

export interface SyncReport {
  /** Files that were read because they are new or changed. */
  readonly read: number;
  readonly removed: number;
  /** Article files in the folder. */
  readonly files: number;
  /** Some file vanished only just now: another pass has to decide. */
  readonly awaitsRemoval: boolean;
  /** Problems of the files that were read, and of the pass itself. */
  readonly problems: readonly Problem[];
}

/** Articles of one atomic change, and their bytes: D1 bounds a parameter, a crash loses one batch of work. */
const BATCH_ARTICLES = 100;
const BATCH_BYTES = 500_000;

/** Decision 16: an unmounted disk looks like a thousand removals. */
const MASS_REMOVAL_FILES = 10;

/** One pass at a time: state that a pass builds up as it walks. */
interface Pass {
  readonly deps: SyncDeps;
  readonly state: SiteState;
  readonly isFirstLoad: boolean;
  /** By path; updated as files are taken in. */
  readonly known: Map<string, FileRecord>;
  /** Article id -> path of the file that holds it. */
  readonly owners: Map<string, string>;
  /** Hash -> records of files that are gone: a rename when the same bytes turn up elsewhere. */
  readonly gone: Map<string, FileRecord[]>;
  readonly problems: Problem[];
}

/**
 * Brings the store in line with the folder. Reads only files whose size or time changed. `graceful`
 * names paths that vanished or lost their sidecar only just now, or may still get one: they are left
 * alone in this pass.
 */
export async function syncFolder(
  deps: SyncDeps,
  state: SiteState,
  graceful: ReadonlySet<string> = new Set(),
): Promise<SyncReport> {
  const { files, unreadable } = await deps.folder.list();
  const records = await deps.store.listFiles();
  const present = new Set(files.map(({ path }) => path));
  const isHidden = (path: string): boolean =>
    unreadable.some((folder) => folder === '' || path.startsWith(`${folder}/`));
  const vanished = records.filter(({ path }) => !present.has(path) && !isHidden(path));
  const pass: Pass = {
    deps,
    state,
    isFirstLoad: !(await deps.store.isLoaded()),
    known: new Map(records.map((record) => [record.path, record])),
    owners: new Map(
      records
        .filter(({ path, articleId }) => articleId !== '' && present.has(path))
        .map(({ articleId, path }) => [articleId, path]),
    ),
    gone: groupByHash(vanished),
    problems: unreadable.map(folderUnreadable),
  };
  const changed = files.filter((file) => {
    if (graceful.has(file.path)) return false;
    const record = pass.known.get(file.path);
    // A refused file may be free to come in once the file that held its id is gone.
    const isFreed = record?.articleId === '' && vanished.length > 0;
    return isFreed || isChanged(file, record);
  });
  const isComplete = await takeIn(pass, changed);
  if (pass.isFirstLoad && isComplete) await deps.store.markLoaded();
  const removed = await removeGone(
    pass,
    vanished.filter(({ path }) => !graceful.has(path)),
    records.length,
  );
  return {
    read: changed.length,
    removed,
    files: files.length,
    awaitsRemoval: graceful.size > 0,
    problems: pass.problems,
  };
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

interface Taken {
  readonly record: FileRecord;
  readonly write?: ArticleWrite;
}

/** False when it was told to stop before the end. */
async function takeIn(pass: Pass, files: readonly FolderFile[]): Promise<boolean> {
  const { deps } = pass;
  let batch: Taken[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await commit(pass, batch);
    batch = [];
    bytes = 0;
  };
  for (const [index, file] of files.entries()) {
    if (deps.isStopping?.()) break;
    const taken = await takeFile(pass, file);
    if (taken === undefined) continue;
    const articleId = taken.write?.article.id;
    // Two versions of one article cannot stand in one change.
    if (batch.some(({ write }) => write !== undefined && write.article.id === articleId))
      await flush();
    batch.push(taken);
    bytes += file.size;
    if (batch.length >= BATCH_ARTICLES || bytes >= BATCH_BYTES) await flush();
    deps.onProgress?.(index + 1, files.length);
  }
  await flush();
  return !deps.isStopping?.();
}

async function commit(pass: Pass, batch: readonly Taken[]): Promise<void> {
  await pass.deps.store.commit({
    at: pass.deps.now(),
    writes: batch.flatMap(({ write }) => write ?? []),
    files: batch.map(({ record }) => record),
    forgottenFiles: [],
  });
}

/** Undefined when the file vanished or could not be read: the next pass sees what became of it. */
async function takeFile(pass: Pass, file: FolderFile): Promise<Taken | undefined> {
  const { deps, known, problems } = pass;
  let bytes: Uint8Array;
  let sidecar: Uint8Array | undefined;
  try {
    bytes = await deps.folder.read(file.path);
    sidecar = file.sidecarPath === undefined ? undefined : await deps.folder.read(file.sidecarPath);
  } catch (error) {
    problems.push({
      file: file.path,
      code: 'file-unreadable',
      message: `the file cannot be read: ${String(error)}`,
      hint: 'check that it exists and that the server may read it',
      severity: 'error',
    });
    return undefined;
  }
  const hash = sidecar ? hashText(hashBytes(bytes) + hashBytes(sidecar)) : hashBytes(bytes);
  const record = recordOf(pass, file, hash);
  const before = known.get(file.path);
  if (before?.hasSidecar && sidecar === undefined)
    return refuseWithoutSidecar(pass, { file, hash, before });
  // Touched, not changed: only the file's times are noted.
  if (before?.hash === hash && before.articleId !== '') return { record: { ...before, ...record } };
  return ingestFile(pass, { file, bytes, sidecar, hash });
}

/** What the sidecar said may have been an embargo, so the file does not go on alone. */
function refuseWithoutSidecar(
  pass: Pass,
  { file, hash, before }: { file: FolderFile; hash: string; before: FileRecord },
): Taken {
  const problem: Problem = {
    file: file.path,
    code: 'sidecar-missing',
    message: 'the YAML file beside it is gone; what was published stays as it is',
    hint: 'bring the sidecar back, or save the text under another name',
    severity: 'error',
  };
  pass.problems.push(problem);
  return {
    record: { ...before, ...recordOf(pass, file, hash), hasSidecar: true, problems: [problem] },
  };
}

/** File systems stamp writes by a coarse clock: two within a tick may look like one. */
const TICK_MS = 50;
const UNSETTLED = new Date(0);

/** A file that was read in the tick it was written in is noted as changed, so the next pass looks again. */
function recordOf(pass: Pass, file: FolderFile, hash: string) {
  const { path, size, modifiedAt, sidecarPath } = file;
  const isSettled = pass.deps.now().getTime() - modifiedAt.getTime() >= TICK_MS;
  return {
    path,
    size,
    modifiedAt: isSettled ? modifiedAt : UNSETTLED,
    hash,
    hasSidecar: sidecarPath !== undefined,
  };
}

interface ReadFile {
  readonly file: FolderFile;
  readonly bytes: Uint8Array;
  readonly sidecar: Uint8Array | undefined;
  readonly hash: string;
}

async function ingestFile(pass: Pass, input: ReadFile): Promise<Taken> {
  const { deps, state } = pass;
  const { file, bytes, sidecar, hash } = input;
  const before = pass.known.get(file.path);
  const moved = before?.articleId ? undefined : takeMoved(pass, hash);
  const expectedId = before?.articleId || moved?.articleId || freeId(pass, file.path);
  const expected = await deps.store.readArticle(expectedId);
  const known = expected?.article;
  const now = deps.now();
  const result = await readArticle(
    { file: file.path, bytes, modifiedAt: file.modifiedAt, ...(sidecar && { sidecar }) },
    {
      publication: state.site.publication,
      now,
      assignId: expectedId,
      ...(known && { knownPublishedAt: known.publishedAt }),
    },
  );
  const record = recordOf(pass, file, hash);
  const refuse = (problems: readonly Problem[]): Taken => {
    pass.problems.push(...problems);
    // The article of an earlier, good version stays: a slip of the pen takes no story down.
    return { record: { ...record, articleId: before?.articleId ?? '', problems } };
  };
  if (!result.ok) return refuse(result.problems);
  const { idSource } = result.value;
  const stored =
    result.value.article.id === expectedId
      ? known
      : (await deps.store.readArticle(result.value.article.id))?.article;
  const settled = reconcile(result.value.article, {
    file: file.path,
    idSource,
    now,
    stored,
    pathArticle: before?.articleId || moved ? known : undefined,
    isMoved: isVanished(pass, result.value.article.id),
    owner: pass.owners.get(result.value.article.id),
    mintId: deps.mintId,
  });
  if (!settled.ok) return refuse([...result.problems, ...settled.problems]);
  const problems = [...result.problems, ...settled.problems];
  pass.problems.push(...problems);
  return accept(pass, { article: settled.value, stored, record: { ...record, problems } });
}

async function accept(
  pass: Pass,
  accepted: {
    article: Article;
    stored: Article | undefined;
    record: Omit<FileRecord, 'articleId'>;
  },
): Promise<Taken> {
  const { article, stored, record } = accepted;
  const before = pass.known.get(record.path);
  if (before?.articleId && before.articleId !== article.id) {
    // The path now holds another story: the one before is gone like a removed file's.
    pass.owners.delete(before.articleId);
    await removeArticles(pass, [before.articleId]);
  }
  pass.owners.set(article.id, record.path);
  const full = { ...record, articleId: article.id };
  pass.known.set(record.path, full);
  const write = articleWrite(article, {
    state: pass.state,
    now: pass.deps.now(),
    stored,
    isFirstLoad: pass.isFirstLoad,
  });
  return { record: full, write };
}

/** The record of a vanished file with the same bytes, once: two equal files are two articles. */
function takeMoved(pass: Pass, hash: string): FileRecord | undefined {
  return pass.gone.get(hash)?.shift();
}

function isVanished(pass: Pass, articleId: string): boolean {
  return [...pass.gone.values()].some((records) =>
    records.some((record) => record.articleId === articleId),
  );
}

/** The id a new path would get, passing over one that a renamed file has taken along. */
function freeId(pass: Pass, path: string): string {
  for (let attempt = 0; ; attempt += 1) {
    const id = assignedId(pass.state.site.publication.id, path, attempt);
    const owner = pass.owners.get(id);
    if (owner === undefined || owner === path) return id;
  }
}

/** Removes the articles of files that are gone and did not turn up under another path. */
async function removeGone(pass: Pass, gone: readonly FileRecord[], total: number): Promise<number> {
  const { deps, owners, problems } = pass;
  if (gone.length === 0) return 0;
  const orphans = gone.filter(({ articleId }) => articleId !== '' && !owners.has(articleId));
  const isMass = orphans.length > MASS_REMOVAL_FILES && orphans.length > total / 2;
  if (isMass && !deps.allowMassRemoval) {
    problems.push(massRemoval(orphans.length, total));
    return 0;
  }
  const removed = await removeArticles(
    pass,
    orphans.map(({ articleId }) => articleId),
  );
  await deps.store.commit({
    at: deps.now(),
    writes: [],
    files: [],
    forgottenFiles: gone.map(({ path }) => path),
  });
  return removed;
}

function massRemoval(missing: number, total: number): Problem {
  return {
    code: 'mass-removal',
    message: `${missing} of ${total} files are gone; nothing was removed`,
    hint: 'bring the folder back, or start with --allow-mass-removal when this is meant',
    severity: 'error',
  };
}

async function removeArticles(pass: Pass, ids: readonly string[]): Promise<number> {
  const { deps, state } = pass;
  let removed = 0;
  for (let start = 0; start < ids.length; start += BATCH_ARTICLES) {
    const stored = await deps.store.readArticles(ids.slice(start, start + BATCH_ARTICLES));
    const now = deps.now();
    const writes = stored
      .filter(({ article }) => article.state !== 'removed')
      .map(({ article }) =>
        articleWrite(
          { ...article, state: 'removed' },
          { state, now, stored: article, isFirstLoad: false },
        ),
      );
    if (writes.length > 0)
      await deps.store.commit({ at: now, writes, files: [], forgottenFiles: [] });
    removed += writes.length;
  }
  return removed;
}
