/** A file of the folder becomes an article to commit, or problems that say why it is not used. */

import { readArticle } from '../ingest/read.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/result.ts';
import { hashArticle } from '../store/article-json.ts';
import type { FileRecord, Freeze, StoredArticle } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { hashBytes, hashText } from '../text/hash.ts';
import type { FolderFile } from './folder.ts';
import { assignedId } from './identity.ts';
import type { Pass, Taken } from './pass.ts';
import { type ReconcileContext, reconcile } from './reconcile.ts';
import { removeArticles } from './removals.ts';
import { articleWrite } from './write.ts';

/** Undefined when the file vanished or could not be read: the next pass sees what became of it. */
export async function takeFile(pass: Pass, file: FolderFile): Promise<Taken | undefined> {
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
  if (before?.hash === hash && before.articleId !== '') {
    return { file, before, moved: undefined, record: { ...before, ...record } };
  }
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
  const record = { ...before, ...recordOf(pass, file, hash), hasSidecar: true };
  return { file, before, moved: undefined, record: { ...record, problems: [problem] } };
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

/** Undefined when the emergency stop keeps the file waiting: nothing of it is noted. */
async function ingestFile(pass: Pass, input: ReadFile): Promise<Taken | undefined> {
  const { file, hash } = input;
  const before = pass.known.get(file.path);
  const moved = before?.articleId ? undefined : takeMoved(pass, hash);
  const expectedId = before?.articleId || moved?.articleId || freeId(pass, file.path);
  const expected = await pass.stored.read(expectedId);
  const result = await readFields(pass, input, expected?.article ?? expectedId);
  const take = (
    record: Omit<FileRecord, 'path' | 'size' | 'modifiedAt' | 'hash' | 'hasSidecar'>,
  ) => {
    pass.problems.push(...record.problems);
    return { file, before, moved, record: { ...recordOf(pass, file, hash), ...record } };
  };
  // The article of an earlier, good version stays: a slip of the pen takes no story down.
  const refuse = (problems: readonly Problem[]): Taken =>
    take({ articleId: before?.articleId ?? '', problems });
  if (!result.ok) return refuse(result.problems);
  const { article } = result.value;
  const stored = article.id === expectedId ? expected : await pass.stored.read(article.id);
  // The path keeps the id: under another name the file would else be a new story with the old text.
  if (stored?.isErased)
    return take({ articleId: article.id, problems: [erased(file.path, article.id)] });
  const pathArticle = before?.articleId || moved ? expected?.article : undefined;
  const settled = reconcile(article, {
    ...reconcileContext(pass, file, result.value),
    stored: stored?.article,
    pathArticle,
  });
  if (!settled.ok) return refuse([...result.problems, ...settled.problems]);
  const problems = [...result.problems, ...settled.problems];
  const { value } = settled;
  if (stored?.isHeld && stored.id === value.id) {
    pass.owners.set(stored.id, file.path);
    const waiting = take({
      articleId: stored.id,
      problems: [...problems, held(file.path, stored)],
    });
    return { ...waiting, heldBy: stored };
  }
  if (pass.freeze !== undefined && bringsOut(value, stored?.article)) {
    if (moved !== undefined) giveBack(pass, moved);
    pass.problems.push(frozen(file.path, pass.freeze));
    return undefined;
  }
  const taken = take({ articleId: value.id, problems });
  const isSame = stored?.id === value.id;
  return accept(pass, { taken, article: value, stored: isSame ? stored : undefined });
}

function reconcileContext(
  pass: Pass,
  file: FolderFile,
  { article, idSource }: { article: Article; idSource: ReconcileContext['idSource'] },
) {
  const { now, mintId } = pass.deps;
  return {
    file: file.path,
    idSource,
    now: now(),
    isMoved: isVanished(pass, article.id),
    owner: pass.owners.get(article.id),
    mintId,
  };
}

/** What the emergency stop forbids: a story that is public and not as it stands already. */
export function bringsOut(article: Article, stored: Article | undefined): boolean {
  if (article.state !== 'public') return false;
  return stored === undefined || hashArticle(stored) !== hashArticle(article);
}

function readFields(pass: Pass, input: ReadFile, expected: Article | string) {
  const { file, bytes, sidecar } = input;
  const isKnown = typeof expected !== 'string';
  return readArticle(
    { file: file.path, bytes, modifiedAt: file.modifiedAt, ...(sidecar && { sidecar }) },
    {
      publication: pass.state.site.publication,
      now: pass.deps.now(),
      assignId: isKnown ? expected.id : expected,
      ...(isKnown && { knownPublishedAt: expected.publishedAt }),
    },
  );
}

async function accept(
  pass: Pass,
  accepted: { taken: Taken; article: Article; stored: StoredArticle | undefined },
): Promise<Taken> {
  const { taken, article, stored } = accepted;
  const { before } = taken;
  const { path } = taken.record;
  if (before?.articleId && before.articleId !== article.id) {
    // The path now holds another story: the one before is gone like a removed file's.
    pass.owners.delete(before.articleId);
    await removeArticles(pass, [before.articleId]);
  }
  pass.owners.set(article.id, path);
  const warnings: Problem[] = [];
  const write = articleWrite(article, {
    state: pass.state,
    now: pass.deps.now(),
    stored,
    isFirstLoad: pass.isFirstLoad,
    warn: (problem) => void warnings.push({ file: path, ...problem }),
  });
  pass.problems.push(...warnings);
  const record = { ...taken.record, problems: [...taken.record.problems, ...warnings] };
  pass.known.set(path, record);
  return { ...taken, record, write, stored: stored?.article };
}

/** Undoes what taking a file noted in the pass, so that it can be taken again. */
export function untake(pass: Pass, taken: Taken): void {
  const { file, before, moved } = taken;
  if (before === undefined) pass.known.delete(file.path);
  else pass.known.set(file.path, before);
  if (moved !== undefined) giveBack(pass, moved);
}

/** Its story is neither gone nor free for a new id: the next pass finds both as they are now. */
function giveBack(pass: Pass, moved: FileRecord): void {
  pass.waiting.add(moved.path);
  pass.gone.set(moved.hash, [moved, ...(pass.gone.get(moved.hash) ?? [])]);
}

function erased(file: string, id: string): Problem {
  return {
    file,
    code: 'article-erased',
    message: `the article ${id} was erased for good; this file is not used`,
    hint: 'delete the file, or give a new story another id',
    severity: 'error',
  };
}

function held(file: string, { id, article }: StoredArticle): Problem {
  return {
    file,
    code: 'held-by-api',
    message: `the API wrote the article ${id} last (it is ${article.state} now); the file waits`,
    hint: 'release it with POST /api/articles/{id}/release and {"to": "file"}',
    severity: 'warning',
  };
}

function frozen(file: string, freeze: Freeze): Problem {
  return {
    file,
    code: 'publication-frozen',
    message: `nothing new is published since ${formatRfc3339(freeze.at)}; the file waits`,
    hint: 'end the emergency stop with `wireroom thaw`',
    severity: 'warning',
  };
}

/** The record of a vanished file with the same bytes, once: two equal files are two articles. */
function takeMoved(pass: Pass, hash: string): FileRecord | undefined {
  const moved = pass.gone.get(hash)?.shift();
  if (moved !== undefined) pass.waiting.delete(moved.path);
  return moved;
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
