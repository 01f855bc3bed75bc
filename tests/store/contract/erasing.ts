/** Erasing for good: no table keeps a word of the story. */

import { expect, test } from 'vitest';
import { searchTokens } from '../../../src/text/search.ts';
import { listTombstones, selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, change, digests, entry, type Room, reply, second, write } from './room.ts';

const WORD = 'zyxmarkerword';

export function erasingContract(room: Room): void {
  /** Every table that holds the word in any column. */
  const tablesWith = async (word: string): Promise<readonly string[]> => {
    const holding: string[] = [];
    for (const table of await tableNames(room)) {
      const rows = await room.raw(`SELECT * FROM "${table}"`);
      const text = rows.flatMap((row) => Object.values(row).map(asText)).join('\n');
      if (text.toLowerCase().includes(word)) holding.push(table);
    }
    return holding.toSorted();
  };

  test('forgets the names that only erased stories carried, once all of them are', async () => {
    const { store } = room;
    const erased = (id: string) =>
      write(article(id, { state: 'removed' }), [], {
        isErased: true,
        tokens: undefined,
        goneAt: AT,
      });
    await room.commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['x']));
    await room.commit(AT, write(article('c'), ['z']));
    for (const name of ['x', 'y']) {
      const { seq = 0 } = (await selectorState(store, `section:${name}`)) ?? {};
      await store.saveDigests([{ key: `section:${name}`, seq: seq, digests: digests('l', 'g') }]);
    }
    await room.commit(second(1), erased('a'));
    expect(await selectorState(store, 'section:y')).toBeUndefined();
    expect((await room.raw('SELECT selector FROM delta')).map((row) => row['selector'])).toEqual([
      'section:x',
    ]);
    expect((await selectorState(store, 'section:x'))?.label).toBe('X');
    expect((await listTombstones(store, 'section:x', 10)).map(({ id }) => id)).toEqual(['a']);
    await room.commit(second(2), erased('b'));
    expect(await selectorState(store, 'section:x')).toBeUndefined();
    expect(await listTombstones(store, 'section:x', 10)).toEqual([]);
    expect((await selectorState(store, 'section:z'))?.label).toBe('Z');
  });

  test('leaves the text of the article nowhere, and that of others where it was', async () => {
    const headline = `${WORD} meets`;
    const problem = { code: 'odd', message: WORD, severity: 'warning' } as const;
    const file = (path: string, articleId: string) => ({
      path,
      articleId,
      size: 1,
      modifiedAt: AT,
      hash: 'f',
      hasSidecar: false,
      problems: [problem],
    });
    const told = article('a', { headline, bodyHtml: `<p>${WORD}</p>`, standfirst: WORD });
    await room.store.commit(
      change({
        writes: [
          write(told, ['x'], { kept: told, tokens: searchTokens([headline, WORD]) }),
          write(article('b'), ['x']),
        ],
        files: [file('a.md', 'a'), file('b.md', 'b')],
        audit: [entry('a', { was: WORD }), entry('b', { was: 'other' })],
        reply: { ...reply('of a', 'a'), body: WORD },
      }),
    );
    await room.store.commit(change({ reply: { ...reply('of several'), body: WORD } }));
    await room.store.commit(change({ reply: { ...reply('of b', 'b'), body: 'other' } }));
    const held = await tablesWith(WORD);
    expect(held).toEqual(
      expect.arrayContaining(['article', 'audit', 'file', 'reply', 'search_text']),
    );
    // The index itself, of which a part of the word tells.
    if (room.driver.dialect === 'sqlite')
      expect(await tablesWith(WORD.slice(2))).toContain('search_data');

    const shell = article('a', {
      headline: '',
      bodyHtml: '',
      state: 'removed',
      goneAt: second(60),
    });
    const [before] = await room.store.readArticles(['a']);
    await room.store.commit(
      change({
        at: second(60),
        writes: [
          write(shell, [], {
            isErased: true,
            goneAt: second(60),
            baseVersion: before?.version ?? 0,
          }),
        ],
        files: [file('a.md', 'a')],
        audit: [{ ...entry('a', { was: WORD }), action: 'erase' }],
        reply: reply('of the erasing', 'a'),
      }),
    );

    expect(await tablesWith(WORD.slice(2))).toEqual(['file']);
    expect(await room.store.filesOf('a')).toMatchObject([{ path: 'a.md', problems: [] }]);
    expect(await room.store.filesOf('b')).toMatchObject([{ problems: [problem] }]);
    expect(await room.store.listAudit({ articleId: 'a', limit: 10 })).toMatchObject([
      { action: 'erase', detail: {} },
      { action: 'update', detail: {} },
    ]);
    expect(await room.store.listAudit({ articleId: 'b', limit: 10 })).toMatchObject([
      { detail: { was: 'other' } },
    ]);
    expect(await room.store.readReply('desk', 'of a')).toBeUndefined();
    expect(await room.store.readReply('desk', 'of several')).toBeUndefined();
    expect(await room.store.readReply('desk', 'of b')).toBeDefined();
    expect(await room.store.readReply('desk', 'of the erasing')).toBeDefined();
    expect(await room.store.findArticles({ phrases: [WORD] }, { limit: 10 })).toEqual([]);
    expect(await room.store.readArticle('a')).toMatchObject({ isErased: true, kept: undefined });
    expect(await listTombstones(room.store, 'section:x', 10)).toMatchObject([{ id: 'a' }]);
  });
}

async function tableNames(room: Room): Promise<readonly string[]> {
  const rows =
    room.driver.dialect === 'sqlite'
      ? await room.raw(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
        )
      : await room.raw("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
  return rows.map(({ name }) => String(name));
}

/** Blobs letter by letter: D1 gives them as a list of numbers. */
function asText(value: unknown): string {
  const bytes =
    value instanceof ArrayBuffer ? new Uint8Array(value) : Array.isArray(value) ? value : value;
  if (bytes instanceof Uint8Array || Array.isArray(bytes)) {
    return Array.from(bytes, (byte) => String.fromCharCode(Number(byte))).join('');
  }
  return String(value);
}
