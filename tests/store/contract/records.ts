/** What is kept beside the articles: the audit record, tokens, replies. */

import { expect, test } from 'vitest';
import type { StoredToken } from '../../../src/model/token.ts';
import { AT, article, change, entry, type Room, reply, second, write } from './room.ts';

const token = (id: string, more: Partial<StoredToken> = {}): StoredToken => ({
  id,
  name: `Desk ${id}`,
  scope: 'write',
  createdAt: AT,
  hash: `hash-${id}`,
  ...more,
});

function shown({ hash: _hash, ...rest }: StoredToken) {
  return rest;
}

export function recordContract(room: Room): void {
  const numbersOf = async (options: { articleId?: string; before?: number; limit: number }) =>
    (await room.store.listAudit(options)).map(({ detail }) => detail['step']);

  test('keeps audit entries with their change, newest first', async () => {
    const detail = { step: 1, fields: ['headline'], quote: '"?\'' };
    await room.store.commit(
      change({
        at: second(5),
        writes: [write(article('a'), [])],
        audit: [entry('a', detail), entry('b', { step: 2 })],
      }),
    );
    const records = await room.store.listAudit({ limit: 10 });
    expect(records.map(({ number: _number, ...rest }) => rest)).toEqual([
      { ...entry('b', { step: 2 }), at: second(5) },
      { ...entry('a', detail), at: second(5) },
    ]);
  });

  test('reads the audit of one article, and pages by number', async () => {
    for (let step = 1; step <= 9; step += 1) {
      const id = step % 3 === 0 ? 'b' : 'a';
      await room.store.commit(change({ audit: [entry(id, { step })] }));
    }
    expect(await numbersOf({ limit: 4 })).toEqual([9, 8, 7, 6]);
    const [, , , last] = await room.store.listAudit({ limit: 4 });
    expect(await numbersOf({ limit: 4, before: last?.number ?? 0 })).toEqual([5, 4, 3, 2]);
    expect(await numbersOf({ articleId: 'b', limit: 10 })).toEqual([9, 6, 3]);
    const [, middle] = await room.store.listAudit({ articleId: 'b', limit: 10 });
    expect(await numbersOf({ articleId: 'b', before: middle?.number ?? 0, limit: 10 })).toEqual([
      3,
    ]);
    expect(await numbersOf({ articleId: 'none', limit: 10 })).toEqual([]);
  });

  test('keeps no audit entry of a change that was refused', async () => {
    const stale = write(article('a'), [], { baseVersion: 4 });
    await expect(
      room.store.commit(change({ writes: [stale], audit: [entry('a')] })),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await room.store.listAudit({ limit: 10 })).toEqual([]);
  });

  test('finds a token by its hash alone, with all that decides whether it holds', async () => {
    const plain = token('b');
    const limited = token('a', { scope: 'admin', expiresAt: second(60), createdAt: second(1) });
    await room.store.saveToken(plain, entry('', { step: 1 }));
    await room.store.saveToken(limited, entry('', { step: 2 }));
    expect(await room.store.findToken('hash-b')).toEqual(shown(plain));
    expect(await room.store.findToken('hash-a')).toEqual(shown(limited));
    expect(await room.store.findToken('b')).toBeUndefined();
    expect(await room.store.listTokens()).toEqual([shown(plain), shown(limited)]);
    expect(await numbersOf({ limit: 10 })).toEqual([2, 1]);
  });

  test('refuses a second token of one id or one hash, with its audit entry', async () => {
    await room.store.saveToken(token('a'), entry(''));
    const twins = [token('a', { hash: 'other' }), token('b', { hash: 'hash-a' })];
    for (const twin of twins) {
      await expect(room.store.saveToken(twin, entry(''))).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    expect(await room.store.listTokens()).toHaveLength(1);
    expect(await room.store.listAudit({ limit: 10 })).toHaveLength(1);
  });

  test('revokes a token once: the first time stands', async () => {
    await room.store.saveToken(token('a'), entry(''));
    await room.store.saveToken(token('b'), entry(''));
    await room.store.revokeToken('a', entry(''), second(5));
    await room.store.revokeToken('a', entry(''), second(9));
    expect((await room.store.findToken('hash-a'))?.revokedAt).toEqual(second(5));
    expect((await room.store.findToken('hash-b'))?.revokedAt).toBeUndefined();
  });

  test('keeps a reply under its token and key, and forgets old ones', async () => {
    await room.store.commit(change({ at: AT, reply: reply('old') }));
    await room.store.commit(change({ at: second(10), reply: reply('new') }));
    const { articleId: _articleId, ...answer } = reply('old');
    expect(await room.store.readReply('desk', 'old')).toEqual(answer);
    expect(await room.store.readReply('desk', 'none')).toBeUndefined();
    expect(await room.store.readReply('other', 'old')).toBeUndefined();
    await room.store.forgetReplies(second(10));
    expect(await room.store.readReply('desk', 'old')).toBeUndefined();
    expect(await room.store.readReply('desk', 'new')).toBeDefined();
    await room.store.commit(change({ reply: reply('old') }));
  });
}
