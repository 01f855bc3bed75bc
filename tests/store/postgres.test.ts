import { inject } from 'vitest';
import { createPostgres, openPostgres, type PostgresConnection } from '../../src/store/postgres.ts';
import { openPglite } from '../helpers/pglite.ts';
import { createDatabase } from '../helpers/postgres-server.ts';
import { storeContract } from './contract.ts';

const postgres = inject('postgres');

async function openEmpty(connection: PostgresConnection): Promise<PostgresConnection> {
  await connection.query('DROP SCHEMA public CASCADE', []);
  await connection.query('CREATE SCHEMA public', []);
  return connection;
}

if ('url' in postgres) {
  const url = createDatabase(postgres.url);
  storeContract('PostgreSQL', async () => {
    const { driver } = await openPostgres(await url);
    await driver.exec('DROP SCHEMA public CASCADE');
    await driver.exec('CREATE SCHEMA public');
    return driver;
  });
} else {
  // The same engine without a server: slower, and it knows neither several processes nor LISTEN.
  const shared = openPglite();
  storeContract(`PGlite (no PostgreSQL: ${postgres.missing})`, async () => {
    const connection = await openEmpty(await shared);
    return createPostgres({ ...connection, close: async () => {} });
  });
}
