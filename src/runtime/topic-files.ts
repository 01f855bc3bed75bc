/** What lies in the folder of topics. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TopicFile } from '../classify/candidates.ts';
import { parseTopicFile } from '../classify/parse.ts';
import type { Problem } from '../model/result.ts';
import { TOPICS_FOLDER } from './article-folder.ts';
import { readConfig } from './config-file.ts';

export interface TopicListing {
  /** By name. */
  readonly files: readonly TopicFile[];
  /** The folder is there; without it nothing can be said of what it held. */
  readonly isFound: boolean;
  readonly problems: readonly Problem[];
}

/** Every `.yaml` and `.yml` in it, in any case, but for hidden ones. */
export function readTopicFiles(folder: string): TopicListing {
  const directory = join(folder, TOPICS_FOLDER);
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => /^[^.].*\.ya?ml$/i.test(name));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { files: [], isFound: false, problems: isMissing ? [] : [unreadable(error)] };
  }
  const files = names.toSorted().map((name) => {
    const file = `${TOPICS_FOLDER}/${name}`;
    const text = readConfig(join(directory, name), file);
    return { file, read: text.ok ? parseTopicFile(text.value, file) : text };
  });
  return { files, isFound: true, problems: [] };
}

function unreadable(error: unknown): Problem {
  return {
    file: TOPICS_FOLDER,
    code: 'folder-unreadable',
    message: `the folder of topics cannot be read: ${String(error)}; its topics stay as they are`,
    hint: 'check that it is a folder, and that the server may read it',
    severity: 'error',
  };
}
