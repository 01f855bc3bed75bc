/** Reads that follow what has changed, and what time alone will change. */

import { expect, test } from 'vitest';
import { selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, change, idsOf, type Room, second, write } from './room.ts';

export function changeContract(room: Room): void {
  const changes = async (since: number, publicOnly = false, limit = 100) =>
    idsOf(await room.store.listChanges(since, { limit, publicOnly }));

  test('lists each changed article once, with its newest state, in order of change', async () => {
    await room.commit(AT, write(article('b'), []), write(article('a'), []));
    await room.commit(AT, write(article('c'), []));
    await room.commit(AT, write(article('b', { headline: 'New' }), []));
    await room.commit(AT, write(article('a'), [], { isHeld: true }));
    const found = await room.store.listChanges(0, { limit: 100, publicOnly: false });
    expect(found.map(({ id, seq, article: { headline } }) => [id, seq, headline])).toEqual([
      ['a', 2, 'Envoys meet in Stockholm'],
      ['c', 3, 'Envoys meet in Stockholm'],
      ['b', 4, 'New'],
    ]);
    expect(await changes(2)).toEqual(['c', 'b']);
    expect(await changes(4)).toEqual([]);
  });

  test('pages through changes without a gap', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `id-${String(index).padStart(2, '0')}`);
    await room.commit(AT, ...ids.map((id) => write(article(id), [])));
    const seen: string[] = [];
    for (let since = 0; ; ) {
      const page = await room.store.listChanges(since, { limit: 4, publicOnly: true });
      const last = page.at(-1);
      if (last === undefined) break;
      seen.push(...idsOf(page));
      since = last.seq;
    }
    expect(seen).toEqual(ids);
  });

  test('leaves out what readers never had, and keeps what they lost', async () => {
    await room.commit(
      AT,
      write(article('public'), ['x']),
      write(article('embargoed', { state: 'embargoed' }), []),
      write(article('withheld', { state: 'withheld' }), []),
      write(article('removed', { state: 'removed' }), []),
      write(article('lost', { state: 'removed' }), [], { goneAt: AT }),
      write(article('told', { state: 'withdrawn' }), ['x'], { goneAt: AT }),
      write(article('held back', { state: 'withheld' }), [], { goneAt: AT }),
    );
    expect(await changes(0, true)).toEqual(['public', 'lost', 'told', 'held back']);
    expect(await changes(0)).toHaveLength(7);
    expect(await changes(0, true, 2)).toEqual(['public', 'lost']);
  });

  test('misses no change while others write at once', async () => {
    const writers = ['a', 'b', 'c', 'd'].map((writer) => writeMany(room, writer));
    const seen = new Map<string, string>();
    let since = 0;
    let isOver = false;
    const done = Promise.all(writers).then(() => {
      isOver = true;
    });
    for (;;) {
      const isLast = isOver;
      const page = await room.store.listChanges(since, { limit: 3, publicOnly: false });
      for (const { id, seq, hash } of page) {
        expect(seq).toBeGreaterThan(since);
        since = seq;
        seen.set(id, hash);
      }
      if (isLast && page.length === 0) break;
    }
    await done;
    const all = await room.store.listArticles('', 100);
    expect(all).toHaveLength(12);
    expect(new Map(all.map(({ id, hash }) => [id, hash]))).toEqual(seen);
    expect((await room.store.signal()).seq).toBe(24);
  });

  test('tells what is due, oldest first, and what may not be lifted', async () => {
    const embargoed = article('b', { state: 'embargoed' });
    await room.commit(
      AT,
      write(article('c'), ['x'], { dueAt: second(90) }),
      write(article('a'), ['x'], { dueAt: second(90) }),
      write(embargoed, [], { dueAt: second(60) }),
      write(article('never'), ['x']),
    );
    const due = async (at: Date, limit: number, mayLift: boolean) =>
      idsOf(await room.store.listDue(at, limit, mayLift));
    expect(await due(second(59), 10, true)).toEqual([]);
    expect(await due(second(60), 10, true)).toEqual(['b']);
    expect(await due(second(90), 10, true)).toEqual(['b', 'a', 'c']);
    expect(await due(second(90), 2, true)).toEqual(['b', 'a']);
    expect(await due(second(90), 10, false)).toEqual(['a', 'c']);
  });

  test('tells in which feeds stories stand or ever stood', async () => {
    await room.commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['z']));
    await room.commit(second(1), write(article('a', { headline: 'Moved' }), ['y', 'w']));
    const keys = async (...ids: string[]) => [...(await room.store.everIn(ids))].sort();
    expect(await keys('a')).toEqual(['section:w', 'section:x', 'section:y']);
    expect(await keys('a', 'b')).toEqual(['section:w', 'section:x', 'section:y', 'section:z']);
    expect(await keys('unknown')).toEqual([]);
    expect(await keys()).toEqual([]);
  });

  test('tells when something is due next, and when a public article expires next', async () => {
    const times = async () => {
      const state = await selectorState(room.store, 'section:x');
      return [await room.store.nextDueAt(), state?.nextDueAt, state?.nextExpiryAt];
    };
    expect(await room.store.nextDueAt()).toBeUndefined();
    await room.commit(AT, write(article('a'), ['x']));
    expect(await times()).toEqual([undefined, undefined, undefined]);
    await room.commit(
      AT,
      write(article('b', { state: 'embargoed' }), [], { dueAt: second(60) }),
      write(article('c'), [], { dueAt: second(90) }),
    );
    expect(await times()).toEqual([second(60), second(60), second(90)]);
    await room.commit(AT, write(article('b'), ['x']), write(article('c'), []));
    expect(await times()).toEqual([undefined, undefined, undefined]);
  });
}

/** Three articles of its own, each written twice, one after the other. */
async function writeMany(room: Room, writer: string): Promise<void> {
  for (const turn of [1, 2]) {
    for (const number of [1, 2, 3]) {
      const headline = `${writer} ${number} ${turn}`;
      const id = `${writer}-${number}`;
      const known = turn === 1 ? undefined : await room.store.readArticle(id);
      const one = write(article(id, { headline }), ['x'], { baseVersion: known?.version ?? 0 });
      await room.store.commit(change({ writes: [one] }));
    }
  }
}
