/** What a change does to the selectors that its articles stand in, and the documents read from them. */

import { expect, test } from 'vitest';
import type { ArticleWrite } from '../../../src/store/store.ts';
import { listPairs, listWindow, selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, change, digests, idsOf, type Room, second, WINDOW, write } from './room.ts';

export function selectorContract(room: Room): void {
  const seqs = (...keys: string[]) => Promise.all(keys.map(room.seqOf));

  test('knows no selector before its first member', async () => {
    expect(await selectorState(room.store, 'section:x')).toBeUndefined();
    expect(await listPairs(room.store, 'section:x', WINDOW)).toEqual([]);
    expect(await room.store.listSelectors()).toEqual([]);
  });

  test('touches only the selectors that an article enters, changes in or leaves', async () => {
    await room.commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['z']));
    expect(await seqs('x', 'y', 'z')).toEqual([2, 2, 2]);
    await room.commit(second(10), write(article('a'), ['x', 'z']));
    expect(await seqs('x', 'y', 'z')).toEqual([2, 3, 3]);
    await room.commit(second(20), write(article('a', { headline: 'New' }), ['x', 'z']));
    expect(await seqs('x', 'y', 'z')).toEqual([4, 3, 4]);
    expect(await listPairs(room.store, 'section:y', WINDOW)).toEqual([]);
  });

  test('touches no selector when nothing that feeds show has changed', async () => {
    await room.commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['x']));
    await room.store.saveDigests([{ key: 'section:x', seq: 2, digests: digests('abc', 'def') }]);
    const before = await selectorState(room.store, 'section:x');
    await room.commit(second(60), write(article('a', { slugline: 'ENVOYS' }), ['x', 'y']));
    expect(await room.store.readArticle('a')).toMatchObject({ seq: 3, version: 3 });
    expect(await selectorState(room.store, 'section:x')).toEqual(before);
    expect(await seqs('x', 'y')).toEqual([2, 2]);
  });

  test('dates a second change in one second to the next, and never goes back', async () => {
    const changedAt = async () =>
      (await selectorState(room.store, 'section:x'))?.changedAt.getTime();
    const whole = AT.getTime() - 400;
    await room.commit(AT, write(article('a'), ['x']));
    expect(await changedAt()).toBe(whole);
    await room.commit(AT, write(article('a', { headline: 'Two' }), ['x']));
    expect(await changedAt()).toBe(whole + 1000);
    await room.commit(second(-60), write(article('a', { headline: 'Three' }), ['x']));
    expect(await changedAt()).toBe(whole + 1000);
    await room.commit(second(60), write(article('a', { headline: 'Four' }), ['x']));
    expect(await changedAt()).toBe(whole + 60_000);
  });

  test('keeps the place in the window of a small edit', async () => {
    const old = article('a', { publishedAt: second(-999_999), updatedAt: second(-999_999) });
    const hour = { hours: 1, atLeast: 1, atMost: 10 };
    const listed = async () => idsOf(await listPairs(room.store, 'section:x', hour));
    const fresh = article('b', { publishedAt: AT, updatedAt: AT });
    await room.commit(AT, write(old, ['x']), write(fresh, ['x']));
    const mended = { ...old, headline: 'Typo mended' };
    await room.commit(second(60), write(mended, ['x'], { isSmallEdit: true, changedAt: AT }));
    expect(await listed()).toEqual(['b']);
    const corrected = { ...old, headline: 'Corrected' };
    await room.commit(second(60), write(corrected, ['x'], { changedAt: second(60) }));
    expect(await listed()).toEqual(['b', 'a']);
  });

  test('lists articles as it lists their pairs', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      article(`id-${index}`, { publishedAt: second(index % 7), updatedAt: second(index % 7) }),
    );
    await room.commit(AT, ...many.map((one) => write(one, ['x'])));
    const pairs = await listPairs(room.store, 'section:x', WINDOW);
    const listed = await listWindow(room.store, 'section:x', WINDOW);
    expect(pairs).toHaveLength(30);
    expect(listed.map(({ id, shownHash }) => ({ id, shownHash }))).toEqual(pairs);
    expect(listed.map((one) => one.article.id)).toEqual(idsOf(pairs));
  });

  test('cuts a document between equal instants by code point', async () => {
    const ids = ['a', 'Z', '会', '\uFF21', '\u{20BB7}'];
    await room.commit(AT, ...ids.map((id) => write(article(id), ['x'])));
    const two = { hours: 48, atLeast: 1, atMost: 2 };
    expect(idsOf(await listPairs(room.store, 'section:x', two))).toEqual(['\u{20BB7}', '\uFF21']);
  });

  test('remembers a digest until the selector changes', async () => {
    const digestOf = async () => (await selectorState(room.store, 'section:x'))?.digest;
    await room.commit(AT, write(article('a'), ['x']));
    expect(await digestOf()).toBeUndefined();
    await room.store.saveDigests([{ key: 'section:x', seq: 1, digests: digests('abc', 'def') }]);
    expect(await selectorState(room.store, 'section:x')).toMatchObject({
      digest: 'abc',
      goneDigest: 'def',
    });
    await room.commit(AT, write(article('b'), ['x']));
    expect(await digestOf()).toBeUndefined();
    await room.store.saveDigests([{ key: 'section:x', seq: 1, digests: digests('too', 'late') }]);
    expect(await digestOf()).toBeUndefined();
  });

  test('names a selector alike whatever order its labels arrive in', async () => {
    const labelled = (id: string, label: string): ArticleWrite => ({
      ...write(article(id), []),
      memberships: [{ key: 'author:jose', selector: { kind: 'author', value: 'jose' }, label }],
    });
    await room.commit(AT, labelled('a', 'José'));
    await room.commit(AT, labelled('b', 'Jose'));
    await room.commit(AT, labelled('c', 'josé'));
    expect(await room.store.listSelectors()).toEqual([
      { selector: { kind: 'author', value: 'jose' }, label: 'Jose', members: 3 },
    ]);
  });

  test('takes the first label by code point, in one change as in two', async () => {
    const labelled = (id: string, value: string, label: string): ArticleWrite => ({
      ...write(article(id), []),
      memberships: [{ key: `author:${value}`, selector: { kind: 'author', value }, label }],
    });
    const [first, later] = ['\uFF21', '\u{20BB7}'];
    await room.commit(AT, labelled('a', 'one', later), labelled('b', 'one', first));
    await room.commit(AT, labelled('c', 'two', first));
    await room.commit(AT, labelled('d', 'two', later));
    const labels = (await room.store.listSelectors()).map(({ label }) => label);
    expect(labels).toEqual([first, first]);
  });

  test('counts members that enter, leave, come back and are taken away', async () => {
    const members = () => Promise.all(['x', 'y'].map(room.membersOf));
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['x', 'y']));
    expect(await members()).toEqual([2, 1]);
    await room.commit(AT, write(article('a', { headline: 'New' }), ['x', 'y']));
    expect(await members()).toEqual([2, 2]);
    await room.commit(AT, write(article('a'), []), write(article('b'), ['y']));
    expect(await members()).toEqual([undefined, 1]);
    await room.commit(AT, write(article('a'), []));
    expect(await members()).toEqual([undefined, 1]);
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['x']));
    expect(await members()).toEqual([2, undefined]);
    const notice = article('a', { state: 'withdrawn', headline: '' });
    await room.commit(AT, write(notice, ['x'], { goneAt: AT }));
    expect(await members()).toEqual([2, 1]);
    await room.commit(AT, write({ ...notice, state: 'removed' }, [], { goneAt: AT }));
    expect(await members()).toEqual([1, undefined]);
  });

  test('counts the members of one change of many articles', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `id-${index}`);
    const sectionsOf = (index: number, turn: number) => [`s${(index + turn) % 5}`, `t${index % 2}`];
    const counts = async () =>
      Object.fromEntries(
        (await room.store.listSelectors()).map(({ selector, members }) => [
          selector.value,
          members,
        ]),
      );
    for (const turn of [0, 1]) {
      const all = ids.map((id, index) => write(article(id), sectionsOf(index, turn)));
      await room.commit(second(turn), ...all);
      expect(await counts()).toEqual({ s0: 30, s1: 30, s2: 30, s3: 30, s4: 30, t0: 75, t1: 75 });
    }
    await room.commit(second(2), ...ids.slice(0, 100).map((id) => write(article(id), ['t0'])));
    expect(await counts()).toEqual({ s0: 10, s1: 10, s2: 10, s3: 10, s4: 10, t0: 125, t1: 25 });
  });

  test('takes a change of nothing', async () => {
    await room.store.commit(change({}));
    await room.store.commit(change({ isStoppable: true }));
    expect(await room.store.signal()).toEqual({ seq: 0, settingsSeq: 0, freeze: undefined });
  });
}
