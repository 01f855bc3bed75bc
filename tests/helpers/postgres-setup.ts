/** Runs once before the tests on Node: a PostgreSQL for those that need one, or why there is none. */

import type { TestProject } from 'vitest/node';
import { type MissingPostgres, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The URL is for createDatabase of postgres-server.ts: each test file takes its own database. */
    postgres: { readonly url: string } | MissingPostgres;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  if ('missing' in server) {
    console.warn(`PostgreSQL is missing, so its tests are skipped: ${server.missing}`);
    project.provide('postgres', server);
    return async () => {};
  }
  project.provide('postgres', { url: server.url });
  return server.stop;
}
