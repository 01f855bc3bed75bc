/** A publication opened for one command: everything read, nothing kept, no socket. */

import type { Problem } from '../model/result.ts';
import { failure, type Result, success } from '../model/result.ts';
import { openPublication, type RunningPublication } from '../runtime/publication.ts';
import { createStore } from '../store/sql-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import type { Progress } from './progress.ts';

/** What a command without a server puts in links when no base URL is configured. */
const FALLBACK_URL = 'http://localhost:8787';

export interface OfflinePublication {
  readonly publication: RunningPublication;
  readonly store: Store;
  /** Of the configuration and of every file. */
  readonly problems: readonly Problem[];
  readonly files: number;
  close(): Promise<void>;
}

/** Reads the whole of `folder` into a store in memory. */
export async function openOffline(
  folder: string,
  options: { readonly baseUrl?: string | undefined; readonly progress?: Progress } = {},
): Promise<Result<OfflinePublication>> {
  const store = createStore(await openSqlite(':memory:'));
  const { baseUrl, progress } = options;
  const opened = await openPublication({
    folder,
    store,
    baseUrl,
    fallbackUrl: FALLBACK_URL,
    now: () => new Date(),
    log: () => {},
    ...(progress && { onProgress: progress.update }),
  });
  if (!opened.ok) {
    await store.close();
    return failure(opened.problems);
  }
  const report = await opened.value.sync();
  progress?.stop();
  return success({
    publication: opened.value,
    store,
    problems: [...opened.problems, ...report.problems],
    files: report.files,
    close: () => store.close(),
  });
}
