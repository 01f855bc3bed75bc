/** Reads `publication.yaml` and `topics/*.yaml` of a folder into a Site. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { examplesProblems } from '../classify/explain.ts';
import { mergeTopics, topicTaken } from '../classify/merge-topics.ts';
import { parseTopic } from '../classify/parse.ts';
import { referencesProblems } from '../classify/references.ts';
import { parsePublication } from '../ingest/publication.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { PUBLICATION_FILE, TOPICS_FOLDER } from './article-folder.ts';

/** A larger one is a mistake, not a configuration. */
const MAX_CONFIG_BYTES = 1_000_000;

/**
 * The site of the publication in `folder`. A bad topic is left out and reported; without a readable
 * `publication.yaml` there is no site. `baseUrl` wins over the file's, `fallbackUrl` stands behind it.
 */
export function loadSiteFrom(
  folder: string,
  urls: { readonly baseUrl: string | undefined; readonly fallbackUrl: string },
): Result<Site> {
  const file = join(folder, PUBLICATION_FILE);
  if (!existsSync(file)) return failure([noPublication(folder)]);
  const text = readConfig(file, PUBLICATION_FILE);
  if (!text.ok) return failure(text.problems);
  const publication = parsePublication(text.value, PUBLICATION_FILE);
  if (!publication.ok) return failure(publication.problems);
  const topics = loadTopics(folder);
  const baseUrl = urls.baseUrl ?? publication.value.baseUrl ?? urls.fallbackUrl;
  const { value: site, problems } = topics;
  return success({ publication: publication.value, ...site, baseUrl }, [
    ...publication.problems,
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

function loadTopics(folder: string): {
  value: Pick<Site, 'topics' | 'moved'>;
  problems: readonly Problem[];
} {
  const directory = join(folder, TOPICS_FOLDER);
  if (!existsSync(directory)) return { value: { topics: [] }, problems: [] };
  const files = new Map<string, string>();
  const topics = new Map<string, Topic>();
  const problems: Problem[] = [];
  const names = readdirSync(directory).filter((name) => /^[^.].*\.ya?ml$/.test(name));
  for (const name of names.sort()) {
    const file = `${TOPICS_FOLDER}/${name}`;
    const text = readConfig(join(directory, name), file);
    const topic = text.ok ? parseTopic(text.value, file) : text;
    problems.push(...topic.problems);
    if (!topic.ok) continue;
    const { id, slug } = topic.value;
    const taken = [...topics.values()].find((one) => one.id === id || one.slug === slug);
    if (taken !== undefined) {
      problems.push(topicTaken(file, taken));
      continue;
    }
    topics.set(id, topic.value);
    files.set(id, file);
  }
  const sorted = [...topics.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const fileOf = ({ id }: Topic): string => files.get(id) ?? TOPICS_FOLDER;
  // First: a topic that was merged into another one decides nothing that others could refer to.
  const merged = mergeTopics(sorted, fileOf);
  const referring = withoutBadReferences(
    merged.topics.map((topic) => ({ topic, file: fileOf(topic) })),
  );
  const usable = referring.value.map(({ topic }) => topic);
  const contradicted = referring.value.flatMap(({ topic, file }) =>
    examplesProblems(topic, file, usable),
  );
  const hasMoved = Object.keys(merged.moved).length > 0;
  return {
    value: { topics: usable, ...(hasMoved && { moved: merged.moved }) },
    problems: [...problems, ...merged.problems, ...referring.problems, ...contradicted],
  };
}

type LoadedTopic = { readonly topic: Topic; readonly file: string };

/** Leaving out a topic leaves those that refer to it without one, so they go too. */
function withoutBadReferences(loaded: readonly LoadedTopic[]): {
  value: readonly LoadedTopic[];
  problems: readonly Problem[];
} {
  const problems = referencesProblems(loaded);
  if (problems.length === 0) return { value: loaded, problems };
  const faulty = new Set(problems.map(({ file }) => file));
  const rest = withoutBadReferences(loaded.filter(({ file }) => !faulty.has(file)));
  return { value: rest.value, problems: [...problems, ...rest.problems] };
}

function readConfig(file: string, name: string): Result<string> {
  let size = 0;
  try {
    size = statSync(file).size;
    if (size <= MAX_CONFIG_BYTES) return success(readFileSync(file, 'utf8'));
  } catch (error) {
    return failure([
      {
        file: name,
        code: 'file-unreadable',
        message: `the file cannot be read: ${String(error)}`,
        hint: 'check that it is a file, and that the server may read it',
        severity: 'error',
      },
    ]);
  }
  return failure([
    {
      file: name,
      code: 'file-too-large',
      message: `the file has ${size} bytes; at most ${MAX_CONFIG_BYTES} are read`,
      hint: 'split it, or check that it is the right file',
      severity: 'error',
    },
  ]);
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
