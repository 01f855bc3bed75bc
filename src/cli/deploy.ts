/** `wireroom deploy`: the folder into D1, pictures beside the worker, then wrangler. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../model/result.ts';
import { parseConfig } from '../runtime/config.ts';
import { type DeployOptions, type Filled, fillEdge } from '../runtime/deploy.ts';
import { readBaseUrl } from '../runtime/load-site.ts';
import { runWrangler, type WranglerProject, writeServeOnlyConfig } from '../runtime/wrangler.ts';
import { EXIT, type ExitCode, reportProblems, type Shell, writeLine } from './output.ts';
import { createProgress } from './progress.ts';

export interface EdgeFlags {
  readonly folder: string;
  readonly baseUrl?: string;
  readonly allowMassRemoval?: boolean;
  readonly config: string;
  readonly env?: string;
  /** For wrangler. */
  readonly parameters: readonly string[];
}

export interface DeployFlags extends EdgeFlags {
  readonly dryRun?: boolean;
  readonly serveOnly?: boolean;
}

/** Links of a rehearsal when nobody has said where the feeds will be. */
const REHEARSAL_URL = 'https://wireroom.example';

/** Exit code 1 when the folder is refused, 3 when wrangler fails. */
export async function deploy(flags: DeployFlags, shell: Shell): Promise<ExitCode> {
  const missing = await baseUrlMissing(flags, shell);
  reportProblems(shell, missing);
  if (missing.length > 0 && !flags.dryRun) return EXIT.usage;
  const folder = flags.dryRun ? mkdtempSync(join(tmpdir(), 'wireroom-d1-')) : undefined;
  try {
    const code = await fill(flags, shell, {
      place: folder === undefined ? 'remote' : { folder },
      fallbackUrl: REHEARSAL_URL,
      isServeOnly: flags.serveOnly === true,
    });
    if (code !== EXIT.ok) return code;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
  const project = projectOf(flags);
  const config = flags.serveOnly ? await writeServeOnlyConfig(project) : project.configPath;
  return callWrangler(shell, [
    'deploy',
    ...['--config', config],
    ...(flags.env === undefined ? [] : ['--env', flags.env]),
    ...(flags.dryRun ? ['--dry-run'] : []),
    ...flags.parameters,
  ]);
}

/** Reports what is wrong and what was done. */
export async function fill(
  flags: EdgeFlags,
  shell: Shell,
  how: Pick<DeployOptions, 'place' | 'fallbackUrl' | 'isServeOnly'>,
): Promise<ExitCode> {
  const config = parseConfig({ folder: flags.folder, baseUrl: flags.baseUrl }, shell.env);
  if (!config.ok) {
    reportProblems(shell, config.problems);
    return EXIT.usage;
  }
  const bars = {
    articles: createProgress(shell, 'writing articles'),
    rules: createProgress(shell, 'applying rules'),
  };
  const filled = await fillEdge({
    ...how,
    folder: config.value.folder,
    baseUrl: config.value.baseUrl,
    project: projectOf(flags),
    now: () => new Date(),
    onProgress: (what, done, total) => bars[what].update(done, total),
    ...(flags.allowMassRemoval && { allowMassRemoval: true }),
  }).finally(() => {
    for (const bar of Object.values(bars)) bar.stop();
  });
  reportProblems(shell, filled.problems);
  if (!filled.ok) return EXIT.problems;
  for (const line of summary(filled.value)) writeLine(shell, line);
  return EXIT.ok;
}

export async function callWrangler(shell: Shell, parameters: readonly string[]): Promise<ExitCode> {
  const code = await runWrangler(parameters, shell.env);
  return code === 0 ? EXIT.ok : EXIT.failed;
}

function projectOf({ config, env }: EdgeFlags): WranglerProject {
  return { configPath: config, environment: env };
}

async function baseUrlMissing(flags: DeployFlags, shell: Shell): Promise<readonly Problem[]> {
  const config = parseConfig({ baseUrl: flags.baseUrl }, shell.env);
  if (!config.ok || config.value.baseUrl !== undefined || readBaseUrl(flags.folder)) return [];
  return [
    {
      field: 'baseUrl',
      code: 'base-url-missing',
      message: 'nobody says where the feeds will be, and their links need it',
      hint: 'write `baseUrl: https://…` into publication.yaml, or give --base-url',
      severity: flags.dryRun ? 'warning' : 'error',
    },
  ];
}

function summary({ files, read, removed, counts, seconds, assets }: Filled): readonly string[] {
  const { statements, rowsWritten } = counts;
  return [
    `${files} article files: ${read} read, ${removed} removed`,
    `D1: ${rowsWritten} rows written by ${statements} statements in ${seconds.toFixed(1)} seconds`,
    `pictures: ${assets.files}, of which ${assets.copied} new`,
  ];
}
