/** What a directory of feeds tells of each: what it holds, when it changed, how much comes. */

import { describe, expect, test } from 'vitest';
import type { SelectorKind } from '../../../src/model/feed.ts';
import type { ActivityOptions } from '../../../src/store/activity.ts';
import type { Membership } from '../../../src/store/store.ts';
import { listPairs, selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, type Room, second, section, write } from './room.ts';

const KINDS: readonly SelectorKind[] = ['main', 'topic', 'section', 'language'];
const MAIN: Membership = { key: 'main', selector: { kind: 'main', value: '' }, label: '' };

const topic = (value: string, language?: string): Membership => ({
  key: `topic:${value}${language ? `:${language}` : ''}`,
  selector: { kind: 'topic', value, ...(language && { language }) },
  label: value,
});

export function activityContract(room: Room): void {
  const list = (more: Partial<ActivityOptions> = {}) =>
    room.store.listActivity({ kinds: KINDS, after: '', limit: 100, ...more });
  const numbers = async (more: Partial<ActivityOptions> = {}) =>
    (await list(more)).map(({ label, members, recent }) => [label, members, recent]);

  test('counts stories, and those first published since an instant, that one included', async () => {
    const old = article('a', { publishedAt: second(-3_600) });
    const edge = article('b', { publishedAt: second(-60) });
    await room.commit(AT, write(old, ['x', 'y']), write(edge, ['x']));
    expect(await numbers({ since: second(-60) })).toEqual([
      ['X', 2, 1],
      ['Y', 1, 0],
    ]);
    expect(await numbers({ since: new Date(second(-60).getTime() + 1) })).toEqual([
      ['X', 2, 0],
      ['Y', 1, 0],
    ]);
    expect(await numbers()).toEqual([
      ['X', 2, 0],
      ['Y', 1, 0],
    ]);
  });

  test('dates each selector by its own last change', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    await room.commit(second(60), write(article('b'), ['y']));
    for (const { selector, changedAt } of await list()) {
      const state = await selectorState(room.store, `section:${selector.value}`);
      expect(changedAt).toEqual(state?.changedAt);
    }
  });

  test('counts neither a story that left nor the notice of a withdrawn one', async () => {
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['x', 'y']));
    await room.commit(AT, write(article('c'), ['x']));
    await room.commit(AT, write(article('c'), ['y']));
    const notice = article('a', { state: 'withdrawn', withdrawal: { at: AT } });
    await room.commit(AT, write(notice, [], { goneAt: AT }));
    expect(
      await listPairs(room.store, 'section:x', { hours: 1, atLeast: 9, atMost: 9 }),
    ).toHaveLength(2);
    expect(await numbers({ since: new Date(0) })).toEqual([
      ['X', 1, 1],
      ['Y', 2, 2],
    ]);
  });

  test('lists what has members, and the main feed and topics that once had', async () => {
    const everywhere = [MAIN, topic('t'), topic('t', 'ja'), section('x')];
    await room.commit(AT, write(article('a'), [], { memberships: everywhere }));
    const keys = async () =>
      (await list()).map(({ selector }) => Object.values(selector).join('/'));
    expect(await keys()).toEqual(['main/', 'section/x', 'topic/t', 'topic/t/ja']);
    await room.commit(AT, write(article('a', { state: 'removed' }), [], { goneAt: AT }));
    expect(await keys()).toEqual(['main/', 'topic/t']);
    expect((await list()).map(({ members }) => members)).toEqual([0, 0]);
  });

  test('goes on behind a key, in the order of keys, and keeps to the kinds', async () => {
    await room.commit(AT, write(article('a'), ['b', 'a', 'c']));
    await room.commit(AT, write(article('b'), [], { memberships: [MAIN, topic('t')] }));
    expect((await list({ limit: 2 })).map(({ label }) => label)).toEqual(['', 'A']);
    const behind = await list({ limit: 2, after: 'section:a' });
    expect(behind.map(({ label }) => label)).toEqual(['B', 'C']);
    expect((await list({ kinds: ['topic'] })).map(({ label }) => label)).toEqual(['t']);
    expect(await list({ kinds: [] })).toEqual([]);
  });

  describe('of named selectors', () => {
    const keysOf = async (...keys: string[]) =>
      (await room.store.readActivity(keys, AT)).map(({ selector }) =>
        Object.values(selector).join('/'),
      );
    const newest = async (...keys: string[]) =>
      [...(await room.store.readNewest(keys))].map(([key, { id }]) => `${key} ${id}`).sort();

    test('gives those asked for, each once, and the languages of a topic that hold a story', async () => {
      const everywhere = [MAIN, topic('t'), topic('t', 'ja'), topic('t-2'), topic('t-2', 'ja')];
      await room.commit(AT, write(article('a'), ['x'], { memberships: everywhere }));
      await room.commit(AT, write(article('b'), [], { memberships: [topic('t', 'ko')] }));
      const all = ['topic/t', 'topic/t/ja', 'topic/t/ko'];
      expect(await keysOf('topic:t')).toEqual(all);
      expect(await keysOf('topic:t:ja', 'topic:t', 'topic:t', 'topic:none')).toEqual(all);
      expect(await keysOf('main')).toEqual(['main/']);
      expect(await keysOf()).toEqual([]);
      await room.commit(AT, write(article('b', { state: 'removed' }), [], { goneAt: AT }));
      expect(await keysOf('topic:t')).toEqual(['topic/t', 'topic/t/ja']);
    });

    test('counts as the list does', async () => {
      await room.commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['x']));
      const since = new Date(0);
      const listed = await list({ since, kinds: ['section'] });
      expect(await room.store.readActivity(['section:x', 'section:y'], since)).toEqual(listed);
    });

    test('names the newest story of each by its own date, the later id where two have one', async () => {
      const old = article('a', { publishedAt: new Date(0) });
      await room.commit(AT, write(old, ['x', 'y']), write(article('b'), ['x']));
      await room.commit(AT, write(article('c'), ['x']));
      expect(await newest('section:x', 'section:y', 'section:z')).toEqual([
        'section:x c',
        'section:y a',
      ]);
    });

    test.each(['withdrawn', 'removed', 'expired'] as const)(
      'names no %s story as the newest',
      async (state) => {
        const old = article('a', { publishedAt: new Date(0) });
        await room.commit(AT, write(old, ['x']), write(article('b'), ['x', 'y']));
        const gone = article('b', { state, withdrawal: { at: AT } });
        const memberships = state === 'withdrawn' ? [section('x'), section('y')] : [];
        await room.commit(AT, write(gone, [], { goneAt: AT, memberships }));
        expect(await newest('section:x', 'section:y')).toEqual(['section:x a']);
      },
    );

    test('names no story that is held back', async () => {
      await room.commit(AT, write(article('a'), ['x']));
      await room.commit(AT, write(article('a', { state: 'withheld' }), []));
      expect(await newest('section:x')).toEqual([]);
    });
  });

  test('gives the last place of a feed, none while a first load runs', async () => {
    const placesOf = async () => (await selectorState(room.store, 'section:x'))?.places;
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['x']));
    expect(await placesOf()).toBe(0);
    await room.store.numberMembers(10, AT);
    expect(await placesOf()).toBe(0);
    await room.store.markLoaded(AT);
    expect(await placesOf()).toBe(2);
    await room.commit(AT, write(article('a', { state: 'removed' }), [], { goneAt: AT }));
    await room.commit(AT, write(article('c'), ['x']));
    expect(await placesOf()).toBe(3);
  });
}
