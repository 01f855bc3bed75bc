/** Changes that do not fit one statement. */

import { expect, test } from 'vitest';
import { AT, article, change, type Room, second, write } from './room.ts';

const COUNT = 1_000;
const ids = Array.from({ length: COUNT }, (_, index) => `id-${String(index).padStart(4, '0')}`);
const TEXT = `<p class="lead">${'会談は "終わった". '.repeat(110)}</p>`;

export function bulkContract(room: Room): void {
  const all = (more: Parameters<typeof write>[2] = {}) =>
    ids.map((id, index) =>
      write(article(id, { bodyHtml: `${TEXT}${id}` }), [`s${index % 7}`, 'all'], {
        ...more,
        mediaPaths: [`${id}.jpg`],
      }),
    );

  test('a change of 1,000 articles of 3 KB is whole, and numbered in order', async () => {
    expect(new TextEncoder().encode(TEXT).length).toBeGreaterThan(2_800);
    const broken = all().with(COUNT - 1, write(article('bad'), ['all'], { baseVersion: 1 }));
    await expect(room.store.commit(change({ writes: broken }))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await room.store.listArticles('', 10)).toEqual([]);
    expect((await room.store.signal()).seq).toBe(0);

    await room.store.commit(change({ writes: all() }));
    const found = await room.store.listChanges(0, { limit: COUNT + 1, publicOnly: true });
    expect(found.map(({ id, seq, version }) => [id, seq, version])).toEqual(
      ids.map((id, index) => [id, index + 1, index + 1]),
    );
    expect(found.at(500)?.article.bodyHtml).toBe(`${TEXT}id-0500`);
    expect(await room.membersOf('all')).toBe(COUNT);
    expect(await room.membersOf('s0')).toBe(143);
    expect(await room.seqOf('s6')).toBe(COUNT);
    expect(await room.store.listMediaStates('id-0999.jpg')).toEqual(['public']);
    const late = { phrases: ['envoy meet'] };
    expect(await room.store.findArticles(late, { limit: 3 })).toHaveLength(3);
  });

  test('a change whose ids alone are more than a parameter holds is refused before it begins', async () => {
    const long = (length: number) =>
      Array.from({ length: COUNT }, (_, index) =>
        write(article(`id-${index}-${'界'.repeat(length)}`), ['all']),
      );
    await expect(room.store.commit(change({ writes: long(650) }))).rejects.toMatchObject({
      code: 'payload-too-large',
    });
    expect((await room.store.signal()).seq).toBe(0);
    await room.store.commit(change({ writes: long(600) }));
    expect(await room.membersOf('all')).toBe(COUNT);
  });

  test('an article as large as may be is taken', async () => {
    const bodyHtml = `<p>${'会談"\\'.repeat(64 * 1024)}</p>`;
    const large = article('a', { bodyHtml, corrections: [{ at: second(1), note: bodyHtml }] });
    await room.commit(
      AT,
      write(article('b'), ['x']),
      write(large, ['x']),
      write(article('c'), ['x']),
    );
    expect((await room.store.readArticle('a'))?.article).toEqual(large);
    expect(await room.membersOf('x')).toBe(3);
  });
}
