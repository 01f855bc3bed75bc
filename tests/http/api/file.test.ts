import { describe, expect, test } from 'vitest';
import { feedItems, memoryFolder, pass, pathOf, shown } from '../../helpers/api-client.ts';
import { markdown } from '../../helpers/folder.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const file = (headline: string, body?: string): string => markdown(headline, `id: ${ID}`, body);

async function newsroom() {
  const room = await openNewsroom([], { isLoading: true });
  const folder = memoryFolder(room);
  folder.files.set('a.md', file('From the file'));
  folder.files.set('b.md', markdown('Another', 'id: tag:x,2019:2'));
  await folder.sync();
  expect(await feedItems(room)).toHaveLength(2);
  pass(room, 60);
  return { room, folder };
}

type Room = Awaited<ReturnType<typeof newsroom>>;

async function titleOf({ room }: Room): Promise<string | undefined> {
  return (await feedItems(room)).find(({ id }) => id === ID)?.title;
}

async function codesOf({ folder }: Room): Promise<readonly string[]> {
  return (await folder.sync()).problems.map(({ code }) => code);
}

/** What an editor may do to the file. */
const EDITS: readonly (readonly [
  what: string,
  edit: (folder: Room['folder']) => void,
  codes: readonly string[],
])[] = [
  ['an edit', ({ files }) => files.set('a.md', file('From the file again')), ['held-by-api']],
  ['a touch', (folder) => folder.touch('a.md'), []],
  ['its deletion', ({ files }) => files.delete('a.md'), []],
  [
    'a rename',
    ({ files }) => {
      files.set('moved/c.md', files.get('a.md') ?? '');
      files.delete('a.md');
    },
    ['held-by-api'],
  ],
  [
    'a rename with an edit',
    ({ files }) => {
      files.set('moved/c.md', file('From the file again'));
      files.delete('a.md');
    },
    ['held-by-api'],
  ],
];

/** What the API may have said, and what readers have then. */
const WORDS: readonly (readonly [
  what: string,
  say: (room: Room['room']) => Promise<Response>,
  title: string | undefined,
])[] = [
  ['a PUT', (room) => room.call('PUT', PATH, { headline: 'From the API' }), 'From the API'],
  [
    'a correction',
    (room) =>
      room.call('POST', `${PATH}/correct`, { note: 'x', changes: { headline: 'From the API' } }),
    'From the API',
  ],
  ['a withdrawal', (room) => room.call('POST', `${PATH}/withdraw`), 'Story withdrawn'],
  ['a removal', (room) => room.call('DELETE', PATH), undefined],
];

describe.each(WORDS)('%s', (_what, say, title) => {
  test.each(EDITS)('outranks %s of the file', async (_edit, edit, codes) => {
    const both = await newsroom();
    expect((await say(both.room)).status).toBe(200);
    expect(await titleOf(both)).toBe(title);
    pass(both.room, 60);
    edit(both.folder);
    expect(await codesOf(both)).toEqual(codes);
    expect(await titleOf(both)).toBe(title);
    pass(both.room, 60);
    both.folder.touch('a.md');
    await both.folder.sync();
    expect(await titleOf(both)).toBe(title);
  });

  test('yields to the file once it is released', async () => {
    const both = await newsroom();
    await say(both.room);
    await codesOf(both);
    const released = await both.room.call('POST', `${PATH}/release`, { to: 'file' });
    expect(released.status).toBe(200);
    pass(both.room, 60);
    expect(await codesOf(both)).toEqual([]);
    expect(await titleOf(both)).toBe('From the file');
    expect((await shown(both.room, ID)).publishedAt).toBe('2019-10-05T09:00:00.000Z');
    both.folder.files.set('a.md', file('From the file again'));
    expect(await codesOf(both)).toEqual([]);
    expect(await titleOf(both)).toBe('From the file again');
    expect((await both.room.call('POST', `${PATH}/release`, { to: 'file' })).status).toBe(409);
  });

  test('yields to the file as it was renamed or edited meanwhile', async () => {
    const both = await newsroom();
    await say(both.room);
    both.folder.files.delete('a.md');
    both.folder.files.set('c.md', file('Edited meanwhile'));
    await codesOf(both);
    await both.room.call('POST', `${PATH}/release`, { to: 'file' });
    await codesOf(both);
    expect(await titleOf(both)).toBe('Edited meanwhile');
  });
});

describe('the file of a story', () => {
  test('that the API withdrew takes the notice along neither by its deletion nor by its return', async () => {
    const both = await newsroom();
    await both.room.call('POST', `${PATH}/withdraw`, { note: 'False.' });
    both.folder.files.delete('a.md');
    await codesOf(both);
    expect(await titleOf(both)).toBe('Story withdrawn');
    both.folder.files.set('a.md', file('Back'));
    expect(await codesOf(both)).toEqual(['held-by-api']);
    expect(await titleOf(both)).toBe('Story withdrawn');
    pass(both.room, 15 * 86_400);
    await both.room.tick();
    both.folder.touch('a.md');
    await codesOf(both);
    expect(await titleOf(both)).toBeUndefined();
    expect((await both.room.get(PATH)).status).toBe(410);
  });

  test('that the API erased is never used again, under any path', async () => {
    const both = await newsroom();
    await both.room.call('POST', `${PATH}/erase`);
    both.folder.files.set('a.md', file('Edited'));
    expect(await codesOf(both)).toEqual(['article-erased']);
    both.folder.files.delete('a.md');
    both.folder.files.set('c.md', file('Zyzzyva moved'));
    expect(await codesOf(both)).toEqual(['article-erased']);
    expect(await titleOf(both)).toBeUndefined();
    expect((await both.room.call('POST', `${PATH}/release`, { to: 'file' })).status).toBe(410);
    expect(JSON.stringify(await both.room.store.readArticle(ID))).not.toMatch(/zyzzyva|edited/i);
  });

  test('that nobody touched stays as the API left it in a new pass over an old store', async () => {
    const both = await newsroom();
    await both.room.call('PUT', PATH, { headline: 'From the API' });
    const again = memoryFolder(both.room);
    for (const [path, text] of both.folder.files) again.files.set(path, text);
    again.touch('a.md');
    await again.sync();
    expect(await titleOf(both)).toBe('From the API');
  });

  test('tells of the API in the audit record, not of text', async () => {
    const both = await newsroom();
    await both.room.call('PUT', PATH, { headline: 'Zyzzyva' });
    await both.room.call('POST', `${PATH}/release`, { to: 'file' });
    const records = await both.room.store.listAudit({ articleId: ID, limit: 10 });
    expect(records.map(({ actor, action }) => [actor, action])).toEqual([
      ['token:environment', 'release'],
      ['token:environment', 'update'],
    ]);
    expect(JSON.stringify(records)).not.toMatch(/zyzzyva/i);
  });
});
