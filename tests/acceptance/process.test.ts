/** The acceptance suite on this Node, or on the runtime that `ACCEPTANCE_PROGRAM` names (npm run test:matrix). */

import { inject } from 'vitest';
import { DRILL_TOKEN, startServer } from '../../drills/server.ts';
import { createFolder } from '../helpers/folder.ts';
import { createDatabase } from '../helpers/postgres-server.ts';
import { acceptance } from './acceptance.ts';
import { lifecycle } from './lifecycle.ts';
import type { AcceptanceTarget } from './target.ts';

const postgres = inject('postgres');
const given = process.env['ACCEPTANCE_PROGRAM'];
/** JSON of the program and its parameters. */
const program: readonly string[] = given === undefined ? [process.execPath] : JSON.parse(given);

async function open(
  databaseUrl: string | undefined,
): Promise<AcceptanceTarget & { stop(): Promise<void> }> {
  const data = createFolder();
  const server = await startServer({
    folder: 'articles',
    data: data.path,
    program,
    ...(databaseUrl !== undefined && { databaseUrl }),
  });
  await server.loaded;
  return {
    url: server.url,
    fetch,
    token: DRILL_TOKEN,
    codings: ['gzip', 'br'],
    hasMedia: true,
    // The server has a clock of its own.
    tick: async () => {},
    stop: async () => {
      await server.stop();
      data.destroy();
    },
  };
}

acceptance('SQLite', () => open(undefined));
if ('url' in postgres)
  acceptance('PostgreSQL', async () => open(await createDatabase(postgres.url)));
lifecycle('start to stop', program);
