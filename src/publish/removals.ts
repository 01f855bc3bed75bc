/** Articles whose files are gone, and did not turn up under another path. */

import { AppError } from '../model/errors.ts';
import type { Problem } from '../model/result.ts';
import type { FileRecord } from '../store/store.ts';
import { auditOf } from './audit.ts';
import { BATCH_ARTICLES, type Pass } from './pass.ts';
import { articleWrite } from './write.ts';

/** Decision 16: an unmounted disk looks like a thousand removals. */
const MASS_REMOVAL_FILES = 10;

/** Removes the articles of files that are gone and did not turn up under another path. */
export async function removeGone(
  pass: Pass,
  gone: readonly FileRecord[],
  total: number,
): Promise<number> {
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

/** The API's word outranks the folder: what it holds stays. */
export async function removeArticles(pass: Pass, ids: readonly string[]): Promise<number> {
  let removed = 0;
  for (let start = 0; start < ids.length; start += BATCH_ARTICLES) {
    removed += await removeBatch(pass, ids.slice(start, start + BATCH_ARTICLES));
  }
  return removed;
}

/** What somebody else wrote meanwhile is looked at again; a second conflict is the next pass's. */
async function removeBatch(pass: Pass, ids: readonly string[], isAgain = false): Promise<number> {
  const { deps, state } = pass;
  const now = deps.now();
  const stored = (await deps.store.readArticles(ids)).filter(
    ({ article, isHeld }) => article.state !== 'removed' && !isHeld,
  );
  const writes = stored.map((one) =>
    articleWrite(
      { ...one.article, state: 'removed' },
      { state, now, stored: one, isFirstLoad: false },
    ),
  );
  if (writes.length === 0) return 0;
  try {
    await deps.store.commit({
      at: now,
      writes,
      files: [],
      forgottenFiles: [],
      audit: stored.flatMap(({ article }, index) =>
        auditOf('folder', article, writes[index]?.article),
      ),
    });
  } catch (error) {
    if (isAgain || !(error instanceof AppError) || error.code !== 'conflict') throw error;
    return removeBatch(pass, ids, true);
  }
  return writes.length;
}
