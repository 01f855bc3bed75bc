/** Reads `publication.yaml` and `topics/*.yaml` of a folder into a Site, beside the one that is in force. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { topicsInForce } from '../classify/topics-in-force.ts';
import { parsePublication } from '../ingest/publication.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import { PUBLICATION_FILE } from './article-folder.ts';
import { readConfig } from './config-file.ts';
import { readTopicFiles } from './topic-files.ts';
import { keepTopics } from './topic-removals.ts';

export interface LoadOptions {
  /** Wins over the file's. */
  readonly baseUrl: string | undefined;
  /** Stands behind the file's. */
  readonly fallbackUrl: string;
  /** In force until now: its topics stay where their files are broken, or gone for a moment. */
  readonly known?: Site | undefined;
  /** Whether a file that is gone may come back; by default it is gone for good. */
  readonly isSettling?: (file: string) => boolean;
  readonly allowMassRemoval?: boolean;
}

/**
 * The site of the publication in `folder`. A topic whose file has a fault is reported, and stays as it
 * was; without a readable `publication.yaml` there is no site.
 */
export function loadSiteFrom(folder: string, options: LoadOptions): Result<Site> {
  const file = join(folder, PUBLICATION_FILE);
  if (!existsSync(file)) return failure([noPublication(folder)]);
  const text = readConfig(file, PUBLICATION_FILE);
  if (!text.ok) return failure(text.problems);
  const publication = parsePublication(text.value, PUBLICATION_FILE);
  if (!publication.ok) return failure(publication.problems);
  const { baseUrl = publication.value.baseUrl ?? options.fallbackUrl, known } = options;
  const listing = readTopicFiles(folder);
  const keeping = keepTopics(listing, { ...options, known: known?.topics ?? [] });
  const { topics, moved, mergers, problems } = topicsInForce(listing.files, {
    topics: known?.topics ?? [],
    mergers: known?.mergers ?? {},
    isKept: keeping.isKept,
  });
  return success({ publication: publication.value, topics, moved, mergers, baseUrl }, [
    ...publication.problems,
    ...listing.problems,
    ...keeping.problems,
    ...problems,
  ]);
}

/** The one that `publication.yaml` names; undefined also when it cannot be read. */
export function readBaseUrl(folder: string): string | undefined {
  const file = join(folder, PUBLICATION_FILE);
  const text = existsSync(file) ? readConfig(file, PUBLICATION_FILE) : undefined;
  const publication = text?.ok ? parsePublication(text.value, PUBLICATION_FILE) : undefined;
  return publication?.ok ? publication.value.baseUrl : undefined;
}

/**
 * The feeds of a store belong to one publication for good: their ids are made of its id. Another one in
 * its place would flip them all, and take its articles for removed.
 */
export function otherPublication(known: Site, loaded: Site): Problem | undefined {
  const { id } = loaded.publication;
  if (known.publication.id === id) return undefined;
  return {
    file: PUBLICATION_FILE,
    field: 'id',
    code: 'publication-other',
    message: `this is ${id}, but the store holds ${known.publication.id}; nothing is taken from the folder`,
    hint: 'an id never changes; give another publication a store of its own, with --data or DATABASE_URL',
    severity: 'error',
  };
}

function noPublication(folder: string): Problem {
  return {
    file: PUBLICATION_FILE,
    code: 'publication-missing',
    message: `there is no ${PUBLICATION_FILE} in ${folder}`,
    hint: 'make one with at least `id`, `title` and `language`; articles/publication.yaml is an example',
    severity: 'error',
  };
}
