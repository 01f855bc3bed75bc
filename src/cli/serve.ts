/** `wireroom serve`: runs until SIGTERM or SIGINT. */

import { type ConfigInput, parseConfig, type ServerConfig } from '../runtime/config.ts';
import { createLog } from '../runtime/log.ts';
import { serve } from '../runtime/serve.ts';
import { isWorker, startWorkers, tellListening } from '../runtime/workers.ts';
import {
  EXIT,
  type ExitCode,
  reportProblems,
  type Shell,
  writeError,
  writeLine,
} from './output.ts';
import { createProgress } from './progress.ts';

export async function serveCommand(flags: ConfigInput, shell: Shell): Promise<ExitCode> {
  const config = parseConfig(flags, shell.env);
  if (!config.ok) {
    reportProblems(shell, config.problems);
    return EXIT.usage;
  }
  if (config.value.workers > 1 && !isWorker()) return startAll(config.value.workers, shell);
  const code = await serveHere(config.value, shell);
  // What a worker is told by would hold it for ever.
  if (isWorker()) process.disconnect();
  return code;
}

async function serveHere(config: ServerConfig, shell: Shell): Promise<ExitCode> {
  const progress = createProgress(shell, 'reading articles');
  const { log, flush } = createLog((text) => shell.stderr.write(text));
  const server = await serve({
    config,
    now: () => new Date(),
    log,
    report: (problems) => reportProblems(shell, problems),
    onProgress: progress.update,
  });
  if (!server.ok) {
    reportProblems(shell, server.problems);
    return EXIT.failed;
  }
  const { url, close } = server.value;
  if (isWorker()) tellListening(url);
  else writeLine(shell, `listening on ${url}`);
  await stopSignal();
  progress.stop();
  await close();
  flush();
  return EXIT.ok;
}

async function startAll(count: number, shell: Shell): Promise<ExitCode> {
  if ('Deno' in globalThis || 'Bun' in globalThis) {
    writeError(
      shell,
      'wireroom: --workers needs Node; start several processes on PostgreSQL instead',
    );
    return EXIT.usage;
  }
  const { log } = createLog((text) => shell.stderr.write(text));
  const stopping = stopSignal();
  const workers = startWorkers(count, log);
  const started = await Promise.race([workers.started, stopping]);
  if (started !== undefined && 'url' in started) {
    writeLine(shell, `listening on ${started.url} with ${count} processes`);
    await stopping;
  }
  await workers.stop();
  return started !== undefined && 'code' in started ? EXIT.failed : EXIT.ok;
}

function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done());
  });
}
