import { env } from 'cloudflare:workers';
import { createD1, type D1Binding } from '../../../src/store/d1.ts';
import type { SqlDriver } from '../../../src/store/driver.ts';
import { storeContract } from '../../store/contract.ts';

storeContract('D1 on workerd', async () => {
  const driver = createD1((env as unknown as { readonly DB: D1Binding }).DB);
  await dropEverything(driver);
  return driver;
});

async function dropEverything(driver: SqlDriver): Promise<void> {
  const rows = await driver.all(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
    [],
  );
  // A virtual table takes its shadow tables along.
  const order = [...rows].sort(
    (a, b) => Number(/VIRTUAL/.test(String(b['sql']))) - Number(/VIRTUAL/.test(String(a['sql']))),
  );
  await driver.batch(
    order.map(({ name }) => ({ sql: `DROP TABLE IF EXISTS "${String(name)}"`, params: [] })),
  );
}
