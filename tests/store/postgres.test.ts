import { expect, inject, test } from 'vitest';
import { searchCondition } from '../../src/store/dialect.ts';
import { createPostgres, openPostgres, type PostgresConnection } from '../../src/store/postgres.ts';
import { createStore } from '../../src/store/sql-store.ts';
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

  test('the index of words leads to what a search finds', async () => {
    const { driver } = await openPostgres(await createDatabase(postgres.url));
    await createStore(driver).migrate();
    await driver.exec(`INSERT INTO search_text (article_id, tokens)
      SELECT number, 'envoy meet in w' || number FROM generate_series(1, 5000) AS number`);
    await driver.exec('ANALYZE search_text');
    const search = searchCondition('postgres', ['in w77', 'envoy']);
    expect(await driver.all(search.sql, search.params)).toEqual([{ article_id: '77' }]);
    const plan = await driver.all(`EXPLAIN ${search.sql}`, search.params);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('search_words');
    await driver.close();
  });
} else {
  // The same engine without a server: slower, and it knows neither several processes nor LISTEN.
  const shared = openPglite();
  storeContract(`PGlite (no PostgreSQL: ${postgres.missing})`, async () => {
    const connection = await openEmpty(await shared);
    return createPostgres({ ...connection, close: async () => {} });
  });
}
