/** `wireroom export`: the publication as files, for hosts that run no program. */

import type { Result } from '../model/result.ts';
import { parseConfig } from '../runtime/config.ts';
import type { Database } from '../runtime/database.ts';
import { exportSite } from '../runtime/export.ts';
import type { ExportReport } from '../runtime/export-extras.ts';
import { assertApart, assertExportFolder } from '../runtime/export-folder.ts';
import { type ExportSource, openExportSource } from '../runtime/export-source.ts';
import { findMedia } from '../runtime/media-files.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { type StoreFlags, withStore } from './open-store.ts';
import {
  EXIT,
  type ExitCode,
  hasErrors,
  reportProblems,
  type Shell,
  writeError,
  writeLine,
} from './output.ts';
import { createProgress } from './progress.ts';

/** What stands in links when nothing says where the files will lie. */
const FALLBACK_URL = 'http://localhost:8787';

export interface ExportFlags extends StoreFlags {
  readonly target: string;
  readonly folder: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** Exit code 1 when a file has a fault or a document was left out; all others are written then too. */
export async function exportCommand(flags: ExportFlags, shell: Shell): Promise<ExitCode> {
  const config = parseConfig(flags, shell.env);
  if (!config.ok) {
    reportProblems(shell, config.problems);
    return EXIT.usage;
  }
  const { folder, baseUrl } = config.value;
  // Before a store is made, or takes another base URL over.
  assertApart(flags.target, folder);
  assertExportFolder(flags.target);
  return withStore(flags, { shell, wanted: 'new' }, async (database) => {
    const source = await readSource(database, { folder, baseUrl }, shell);
    if (!source.ok) return EXIT.failed;
    const writing = createProgress(shell, 'writing feeds');
    const report = await exportSite({
      ...source.value,
      store: database.store,
      now,
      target: flags.target,
      findMedia: (path) => findMedia(folder, path),
      onProgress: writing.update,
    });
    writing.stop();
    tell(report, flags, shell);
    return hasErrors(source.problems) || report.left.length > 0 ? EXIT.problems : EXIT.ok;
  });
}

const now = (): Date => new Date();

async function readSource(
  database: Database,
  { folder, baseUrl }: { readonly folder: string; readonly baseUrl: string | undefined },
  shell: Shell,
): Promise<Result<ExportSource>> {
  const reading = createProgress(shell, 'reading articles');
  const urls = { baseUrl, fallbackUrl: FALLBACK_URL };
  const onProgress = reading.update;
  const source = await openExportSource(database, { folder, ...urls, now, onProgress });
  reading.stop();
  reportProblems(shell, source.problems);
  if (source.ok && source.value.state().site.baseUrl === FALLBACK_URL) tellFallback(shell);
  return source;
}

function tellFallback(shell: Shell): void {
  writeError(shell, `warning: every link leads to ${FALLBACK_URL}`);
  writeError(
    shell,
    '  hint: give the address of the files with --base-url, or baseUrl in publication.yaml',
  );
}

function tell(report: ExportReport, { json, target }: ExportFlags, shell: Shell): void {
  for (const { path, reason } of report.left) writeError(shell, `${path} was left out: ${reason}`);
  if (json) {
    writeLine(shell, JSON.stringify(report, undefined, 2));
    return;
  }
  const { documents, written, unchanged, deleted, nextDueAt } = report;
  const counts = `${written} files written, ${unchanged} unchanged, ${deleted} deleted`;
  writeLine(shell, `${documents} documents in ${target}: ${counts}`);
  if (nextDueAt === undefined) return;
  writeLine(
    shell,
    `the next change by time alone is due at ${formatRfc3339(nextDueAt)}: export again then`,
  );
}
