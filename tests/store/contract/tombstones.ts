/** Stories that a feed's readers had and shall have no more. */

import { expect, test } from 'vitest';
import type { Article } from '../../../src/model/article.ts';
import type { ArticleWrite } from '../../../src/store/store.ts';
import { listPairs, listTombstones, selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, idsOf, type Room, second, WINDOW, write } from './room.ts';

export function tombstoneContract(room: Room): void {
  const tombstones = async (name: string, limit = 100) =>
    idsOf(await listTombstones(room.store, `section:${name}`, limit));
  const goneAt = async (name: string) =>
    (await selectorState(room.store, `section:${name}`))?.goneAt;
  const removed = (id: string, at: Date, more: Partial<Article> = {}): ArticleWrite =>
    write(article(id, { state: 'removed', headline: '', bodyHtml: '', ...more }), [], {
      goneAt: at,
    });

  test('reach every selector that a story ever stood in', async () => {
    await room.commit(AT, write(article('a'), ['x', 'y', 'z']), write(article('b'), ['other']));
    await room.commit(AT, write(article('a'), ['x', 'y']));
    await room.commit(AT, write(article('a', { headline: 'Rules changed' }), ['x']));
    expect(await Promise.all(['x', 'y', 'z'].map((name) => tombstones(name)))).toEqual([
      [],
      [],
      [],
    ]);
    const before = await room.seqOf('other');
    await room.commit(second(60), removed('a', second(30)));
    expect(await Promise.all(['x', 'y', 'z'].map((name) => tombstones(name)))).toEqual([
      ['a'],
      ['a'],
      ['a'],
    ]);
    expect(await Promise.all(['x', 'y', 'z'].map(goneAt))).toEqual(Array(3).fill(second(30)));
    expect(await Promise.all(['x', 'y', 'z'].map(room.seqOf))).toEqual([5, 5, 5]);
    expect(await room.seqOf('other')).toBe(before);
    expect(await goneAt('other')).toBeUndefined();
  });

  test('tell when, in which language, and whether it was withdrawn', async () => {
    const withdrawal = { at: second(5), note: 'Filed twice' };
    const notice = article('b', { state: 'withdrawn', language: 'ja', withdrawal });
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['x']));
    await room.commit(AT, removed('a', second(9)), write(notice, ['x'], { goneAt: second(5) }));
    expect(await listTombstones(room.store, 'section:x', 10)).toEqual([
      { id: 'a', goneAt: second(9), language: 'en', isWithdrawn: false },
      { id: 'b', goneAt: second(5), language: 'ja', isWithdrawn: true },
    ]);
    expect(idsOf(await listPairs(room.store, 'section:x', WINDOW))).toEqual(['b']);
  });

  test('come with a notice wherever the story ever stood, until it goes or comes back', async () => {
    const listed = async (name: string) =>
      idsOf(await listPairs(room.store, `section:${name}`, WINDOW));
    const members = async () =>
      Object.fromEntries(
        (await room.store.listSelectors()).map(({ selector, members: count }) => [
          selector.value,
          count,
        ]),
      );
    const withdrawn = (headline: string) =>
      write(article('a', { state: 'withdrawn', headline, withdrawal: { at: second(30) } }), ['x'], {
        goneAt: second(30),
      });
    await room.commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['y']));
    await room.commit(second(10), write(article('a', { headline: 'Corrected' }), ['x']));
    expect(await listed('y')).toEqual(['b']);
    await room.commit(second(30), withdrawn(''));
    expect((await listed('y')).toSorted()).toEqual(['a', 'b']);
    expect(await members()).toEqual({ x: 1, y: 2 });
    await room.commit(second(40), withdrawn('Another note'));
    expect((await listed('y')).toSorted()).toEqual(['a', 'b']);
    await room.commit(second(50), write(article('a'), ['x']));
    expect([await listed('x'), await listed('y')]).toEqual([['a'], ['b']]);
    expect(await members()).toEqual({ x: 1, y: 1 });
    await room.commit(second(60), withdrawn(''));
    await room.commit(second(90), removed('a', second(30)));
    expect([await listed('x'), await listed('y')]).toEqual([[], ['b']]);
    expect(await members()).toEqual({ y: 1 });
  });

  test('stand newest first, equal instants by id, at most as many as asked for', async () => {
    const ids = ['a', 'b', 'c', '\uFF21', '\u{20BB7}'];
    await room.commit(AT, ...ids.map((id) => write(article(id), ['x'])));
    const gone = { a: 5, b: 9, c: 1 } as Readonly<Record<string, number>>;
    await room.commit(AT, ...ids.map((id) => removed(id, second(gone[id] ?? 7))));
    expect(await tombstones('x')).toEqual(['b', '\u{20BB7}', '\uFF21', 'a', 'c']);
    expect(await tombstones('x', 2)).toEqual(['b', '\u{20BB7}']);
  });

  test('are cleared when the story comes back, everywhere, but the date of loss stays', async () => {
    await room.commit(AT, write(article('a'), ['x', 'y']));
    await room.commit(AT, removed('a', second(30)));
    await room.commit(second(60), write(article('a'), ['x']));
    expect(await tombstones('x')).toEqual([]);
    expect(await tombstones('y')).toEqual([]);
    expect(await Promise.all(['x', 'y'].map(room.seqOf))).toEqual([3, 3]);
    expect(await Promise.all(['x', 'y'].map(goneAt))).toEqual([second(30), second(30)]);
    expect(await Promise.all(['x', 'y'].map(room.membersOf))).toEqual([1, undefined]);
  });

  test('never take the date of a selector back', async () => {
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['x']));
    await room.commit(AT, removed('a', second(30)));
    await room.commit(AT, removed('b', second(10)));
    expect(await goneAt('x')).toEqual(second(30));
    await room.commit(AT, removed('a', second(20), { slugline: 'EARLIER' }));
    expect(await goneAt('x')).toEqual(second(30));
    expect(await tombstones('x')).toEqual(['a', 'b']);
  });

  test('stand in a selector that a story enters when it is gone already', async () => {
    const notice = article('a', { state: 'withdrawn', withdrawal: { at: second(5) } });
    await room.commit(AT, write(notice, ['x'], { goneAt: second(5) }));
    expect(await tombstones('x')).toEqual(['a']);
    expect(await goneAt('x')).toEqual(second(5));
    await room.commit(AT, write(notice, ['x', 'y'], { goneAt: second(5) }));
    expect(await tombstones('y')).toEqual(['a']);
    expect(await goneAt('y')).toEqual(second(5));
  });
}
