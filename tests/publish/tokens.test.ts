import { expect, test } from 'vitest';
import { createToken, revokeToken } from '../../src/publish/tokens.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { hashSecret } from '../../src/text/hash.ts';

const NOW = new Date('2019-11-01T12:00:00Z');

test('a token is found by the hash of its secret, and revoked once', async () => {
  const store = createStore(await openSqlite(':memory:'));
  await store.migrate();
  const deps = {
    store,
    now: () => NOW,
    random: (bytes: number) => new Uint8Array(bytes).fill(0xfb),
  };
  const wish = { name: 'desk', scope: 'admin', actor: 'token:root' } as const;
  const { token, secret } = await createToken(deps, wish);
  // 32 bytes of 0xfb: the alphabet of RFC 4648 section 5, without padding.
  expect(secret).toBe(`wr_${'-_v7'.repeat(10)}-_s`);
  expect(token).toEqual({ id: 'fbfbfbfbfbfb', name: 'desk', scope: 'admin', createdAt: NOW });
  expect(await store.findToken(hashSecret(secret))).toEqual(token);

  const later = new Date(NOW.getTime() + 1000);
  await revokeToken({ store, now: () => NOW }, token.id, 'cli');
  expect(await revokeToken({ store, now: () => later }, token.id, 'cli')).toMatchObject({
    revokedAt: NOW,
  });
  expect(await revokeToken(deps, 'unknown', 'cli')).toBeUndefined();
  const audit = await store.listAudit({ limit: 9 });
  expect(audit).toMatchObject([
    { actor: 'cli', action: 'token-revoke', detail: { token: token.id } },
    { actor: 'token:root', action: 'token-create', detail: { token: token.id, scope: 'admin' } },
  ]);
});
