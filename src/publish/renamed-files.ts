/**
 * Files that were renamed and declare no id. One store can tell by what it held before; another one, filled
 * from the same folder, would take the story for a new one. So a deployment asks for the id first.
 */

import { readArticle } from '../ingest/read.ts';
import type { Article } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import type { Problem } from '../model/result.ts';
import type { FileRecord, Store } from '../store/store.ts';
import type { ArticleFolder, FolderFile } from './folder.ts';
import { isSameStory } from './identity.ts';
import { takeInventory } from './pass.ts';

export interface RenameContext {
  readonly store: Pick<Store, 'listFiles' | 'readArticles'>;
  readonly folder: ArticleFolder;
  readonly publication: Publication;
  readonly now: Date;
}

interface Vanished {
  readonly path: string;
  readonly article: Article;
}

/** An error for each of them. Reads only files that the store does not know, and only when one that it knows is gone. */
export async function findRenamed(context: RenameContext): Promise<readonly Problem[]> {
  const { listing, records } = await takeInventory(context.store, context.folder);
  const present = new Set(listing.files.map(({ path }) => path));
  const known = new Set(records.map(({ path }) => path));
  const gone = records.filter(({ path, articleId }) => articleId !== '' && !present.has(path));
  if (gone.length === 0) return [];
  const vanished = await readVanished(context, gone);
  const problems: Problem[] = [];
  for (const file of listing.files) {
    if (known.has(file.path)) continue;
    const found = await readNameless(context, file);
    const before = found && vanished.find(({ article }) => isSameStory(article, found));
    if (before) problems.push(renamed(file.path, before));
  }
  return problems;
}

async function readVanished(
  { store }: RenameContext,
  gone: readonly FileRecord[],
): Promise<readonly Vanished[]> {
  const paths = new Map(gone.map(({ articleId, path }) => [articleId, path]));
  const stored = await store.readArticles([...paths.keys()]);
  return stored
    .filter(({ article }) => article.state !== 'removed')
    .map(({ id, article }) => ({ path: paths.get(id) ?? '', article }));
}

/** The article of a file that can be read and declares no id. */
async function readNameless(
  { folder, publication, now }: RenameContext,
  { path, modifiedAt, sidecarPath }: FolderFile,
): Promise<Article | undefined> {
  const sidecar = sidecarPath === undefined ? undefined : await folder.read(sidecarPath);
  const read = await readArticle(
    { file: path, bytes: await folder.read(path), modifiedAt, ...(sidecar && { sidecar }) },
    { publication, now, assignId: 'urn:none' },
  );
  return read.ok && read.value.idSource === 'assigned' ? read.value.article : undefined;
}

function renamed(file: string, { path, article }: Vanished): Problem {
  return {
    file,
    field: 'id',
    code: 'file-renamed',
    message: `the story of ${path} stands here now, without an id: another store would publish it a second time`,
    hint: `write \`id: ${article.id}\` into the file, or \`id: new\` when it is another story`,
    severity: 'error',
  };
}
