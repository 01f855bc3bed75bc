/** `wireroom serve`: runs until SIGTERM or SIGINT. */

import { type ConfigInput, parseConfig } from '../runtime/config.ts';
import { createLog } from '../runtime/log.ts';
import { serve } from '../runtime/serve.ts';
import { EXIT, type ExitCode, reportProblems, writeLine } from './output.ts';
import { createProgress } from './progress.ts';

export async function serveCommand(flags: ConfigInput): Promise<ExitCode> {
  const config = parseConfig(flags, process.env);
  if (!config.ok) {
    reportProblems(config.problems);
    return EXIT.usage;
  }
  const progress = createProgress('reading articles');
  const server = await serve({
    config: config.value,
    now: () => new Date(),
    log: createLog((line) => process.stderr.write(line)),
    report: reportProblems,
    onProgress: progress.update,
  });
  if (!server.ok) {
    reportProblems(server.problems);
    return EXIT.failed;
  }
  writeLine(`listening on ${server.value.url}`);
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
