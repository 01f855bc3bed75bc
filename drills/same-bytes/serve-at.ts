/**
 * `wireroom serve` under a clock that stands still: seeded at one instant, two servers may differ in
 * nothing. Runs on Node, Deno and Bun. The first parameter is that instant.
 */

import { parseArgs } from 'node:util';
import { parseConfig } from '../../src/runtime/config.ts';
import { createLog } from '../../src/runtime/log.ts';
import { serve } from '../../src/runtime/serve.ts';

const [instant = '', ...parameters] = process.argv.slice(2);
const now = new Date(instant);
if (Number.isNaN(now.getTime())) throw new Error(`${instant} is no instant`);
const { values, positionals } = parseArgs({
  args: parameters,
  allowPositionals: true,
  options: {
    port: { type: 'string' },
    data: { type: 'string' },
    'base-url': { type: 'string' },
  },
});
const config = parseConfig(
  { folder: positionals[0], port: values.port, data: values.data, baseUrl: values['base-url'] },
  process.env,
);
if (!config.ok) throw new Error(JSON.stringify(config.problems));
const server = await serve({
  config: config.value,
  now: () => now,
  log: createLog((line) => process.stderr.write(line)).log,
  report: () => {},
});
if (!server.ok) throw new Error(JSON.stringify(server.problems));
console.log(`listening on ${server.value.url}`);
process.once('SIGTERM', () => void server.value.close());
