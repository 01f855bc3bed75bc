/** The acceptance suite against a process of our own, with each store. */

import { inject } from 'vitest';
import { DRILL_TOKEN, startServer } from '../../drills/server.ts';
import { createFolder } from '../helpers/folder.ts';
import { createDatabase } from '../helpers/postgres-server.ts';
import { acceptance } from './acceptance.ts';
import { PROGRAM } from './program.ts';
import type { AcceptanceTarget } from './target.ts';

const postgres = inject('postgres');

async function open(
  databaseUrl: string | undefined,
): Promise<AcceptanceTarget & { stop(): Promise<void> }> {
  const data = createFolder();
  const server = await startServer({
    folder: 'articles',
    data: data.path,
    program: PROGRAM,
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
