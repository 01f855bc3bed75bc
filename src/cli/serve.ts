/** `wireroom serve`: runs until SIGTERM or SIGINT. */

import { type ConfigInput, parseConfig } from '../runtime/config.ts';
import { createLog } from '../runtime/log.ts';
import { serve } from '../runtime/serve.ts';
import { EXIT, type ExitCode, reportProblems, type Shell, writeLine } from './output.ts';
import { createProgress } from './progress.ts';

export async function serveCommand(flags: ConfigInput, shell: Shell): Promise<ExitCode> {
  const config = parseConfig(flags, shell.env);
  if (!config.ok) {
    reportProblems(shell, config.problems);
    return EXIT.usage;
  }
  const progress = createProgress(shell, 'reading articles');
  const server = await serve({
    config: config.value,
    now: () => new Date(),
    log: createLog((line) => shell.stderr.write(line)),
    report: (problems) => reportProblems(shell, problems),
    onProgress: progress.update,
  });
  if (!server.ok) {
    reportProblems(shell, server.problems);
    return EXIT.failed;
  }
  writeLine(shell, `listening on ${server.value.url}`);
  await stopSignal();
  progress.stop();
  await server.value.close();
  return EXIT.ok;
}

function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done());
  });
}
