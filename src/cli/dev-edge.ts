/** `wireroom dev-edge`: the worker on this machine, over a D1 of its own that is filled from the folder. */

import { LOCAL_STATE } from '../runtime/wrangler.ts';
import { callWrangler, type EdgeFlags, fill } from './deploy.ts';
import { EXIT, type ExitCode, type Shell } from './output.ts';

export interface DevEdgeFlags extends EdgeFlags {
  readonly port: string;
}

const MINUTE_MS = 60_000;

/** Runs until it is interrupted. What is there already is brought up to date. */
export async function devEdge(flags: DevEdgeFlags, shell: Shell): Promise<ExitCode> {
  const { port, config, env, parameters } = flags;
  const code = await fill(flags, shell, {
    place: { folder: LOCAL_STATE },
    fallbackUrl: `http://localhost:${port}`,
  });
  if (code !== EXIT.ok) return code;
  const clock = setInterval(() => void tellTime(port), MINUTE_MS);
  return callWrangler(shell, [
    ...['dev', '--local', '--test-scheduled', '--config', config, '--port', port],
    ...(env === undefined ? [] : ['--env', env]),
    ...parameters,
  ]).finally(() => clearInterval(clock));
}

/** What the cron trigger does at Cloudflare. `/cdn-cgi/handler/scheduled` fails beside assets (workers-sdk 9882). */
async function tellTime(port: string): Promise<void> {
  await fetch(`http://localhost:${port}/__scheduled?cron=*+*+*+*+*`).catch(() => undefined);
}
