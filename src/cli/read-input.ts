/** Article files named on a command line, read by the same readers as the folder's. */

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { compileTopics } from '../classify/compile.ts';
import { matchTopics } from '../classify/match.ts';
import { readArticle } from '../ingest/read.ts';
import type { Article } from '../model/article.ts';
import type { Problem, Result } from '../model/result.ts';
import { failure, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { TopicMatch } from '../model/topic.ts';
import { assignedId } from '../publish/identity.ts';
import { loadSiteFrom } from '../runtime/load-site.ts';

export interface InputOptions {
  /** Folder of the publication whose settings and topics apply. */
  readonly folder: string;
  readonly published?: string;
}

export interface ReadInput {
  readonly article: Article;
  readonly idSource: 'declared' | 'assigned' | 'new';
  readonly problems: readonly Problem[];
  readonly topics: readonly TopicMatch[];
}

/** The site whose rules apply to files from elsewhere. */
export function openSite(folder: string): Result<Site> {
  return loadSiteFrom(folder, { baseUrl: undefined, fallbackUrl: 'http://localhost:8787' });
}

/** One file as an article of `site`, with the topics that it would enter. */
export async function readInput(
  file: string,
  site: Site,
  options: InputOptions & { readonly bytes?: Uint8Array; readonly modifiedAt?: Date },
): Promise<Result<ReadInput>> {
  const found = options.bytes ?? readFile(file);
  if (found === undefined) return failure([unreadable(file)]);
  const name = basename(file);
  const sidecarFile = file.replace(/\.(?:txt|html?)$/i, '.yaml');
  const sidecar = sidecarFile === file ? undefined : readFile(sidecarFile);
  const result = await readArticle(
    {
      file: name,
      bytes: found,
      modifiedAt: options.modifiedAt ?? statSync(file).mtime,
      ...(sidecar && { sidecar }),
      ...(options.published !== undefined && { overrides: { publishedAt: options.published } }),
    },
    {
      publication: site.publication,
      now: new Date(),
      assignId: assignedId(site.publication.id, name),
    },
  );
  if (!result.ok) return failure(result.problems);
  const { article, idSource } = result.value;
  const topics = matchTopics(compileTopics(site.topics), article);
  return success({ article, idSource, problems: result.problems, topics }, result.problems);
}

function readFile(file: string): Uint8Array | undefined {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  return readFileSync(file);
}

function unreadable(file: string): Problem {
  return {
    file,
    code: 'file-unreadable',
    message: 'there is no such file',
    hint: 'give the path of an article file',
    severity: 'error',
  };
}
