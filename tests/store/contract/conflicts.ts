/** What stands against a change, and that nothing of it is stored then. */

import { expect, test } from 'vitest';
import {
  AT,
  article,
  based,
  change,
  digests,
  entry,
  idsOf,
  type Room,
  reply,
  second,
  write,
} from './room.ts';

const CONFLICT = { code: 'conflict' };
const FREEZE = { at: AT, actor: 'token:chief', note: 'A wrong name is out' };

export function conflictContract(room: Room): void {
  const refused = async (parts: Parameters<typeof change>[0]): Promise<void> =>
    expect(room.store.commit(change(parts))).rejects.toMatchObject(CONFLICT);
  /** Everything that a refused change could have left behind. */
  const everything = async () => ({
    articles: await room.store.listArticles('', 100),
    signal: await room.store.signal(),
    selectors: await room.raw('SELECT * FROM selector ORDER BY key'),
    memberships: await room.raw('SELECT * FROM membership ORDER BY selector, article_id'),
    search: await room.raw('SELECT article_id, tokens FROM search_text ORDER BY article_id'),
    media: await room.raw('SELECT * FROM media ORDER BY path'),
    files: await room.store.listFiles('', 100),
    audit: await room.store.listAudit({ limit: 100 }),
    reply: await room.store.readReply('desk', 'k'),
  });
  const file = { size: 1, modifiedAt: AT, hash: 'f', hasSidecar: false, problems: [] };
  /** A change with a part in every table. */
  const fullChange = (writes: Parameters<typeof change>[0]['writes'] = []) => ({
    at: second(60),
    writes,
    files: [{ path: 'n.md', articleId: 'n', ...file }],
    forgottenFiles: ['a.md'],
    audit: [entry('n')],
    reply: reply('k'),
  });

  test.each([
    ['that another write replaced', 'a', 1],
    ['that was never reached', 'a', 7],
    ['0 of an article that exists', 'a', 0],
    ['1 of an article that does not', 'none', 1],
  ])('refuses a write based on a version %s, whole', async (_what, id, baseVersion) => {
    await room.commit(AT, write(article('a'), ['x']));
    await room.commit(AT, write(article('a', { headline: 'Two' }), ['x']));
    await room.store.commit(change({ files: [{ path: 'a.md', articleId: 'a', ...file }] }));
    const before = await everything();
    const good = write(article('good'), ['x', 'z'], { mediaPaths: ['p.jpg'] });
    const stale = write(article(id, { headline: 'Lost' }), ['y'], { baseVersion });
    await refused(fullChange([stale]));
    await refused(fullChange([good, stale, write(article('other'), ['x'])]));
    expect(await everything()).toEqual(before);
  });

  test('refuses a change that an article decided which was written since', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    await room.store.commit(change({ seen: [{ id: 'a', version: 1 }] }));
    await room.commit(AT, write(article('a', { headline: 'Two' }), ['x']));
    const before = await everything();
    await refused({ ...fullChange(), seen: [{ id: 'a', version: 1 }] });
    expect(await everything()).toEqual(before);
  });

  test('lets exactly one of two concurrent changes of one version through', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    const one = (headline: string) =>
      room.store.commit(
        change({ writes: [write(article('a', { headline }), ['x'], { baseVersion: 1 })] }),
      );
    const settled = await Promise.allSettled([one('Left'), one('Right')]);
    const won = settled.findIndex(({ status }) => status === 'fulfilled');
    expect(settled[1 - won]).toMatchObject({ status: 'rejected', reason: CONFLICT });
    const stored = await room.store.readArticle('a');
    expect(stored).toMatchObject({ version: 2, article: { headline: ['Left', 'Right'][won] } });
    expect(await room.store.signal()).toMatchObject({ seq: 2 });
  });

  test('lets exactly one of two concurrent first writes through', async () => {
    const one = () => room.store.commit(change({ writes: [write(article('a'), ['x'])] }));
    const settled = await Promise.allSettled([one(), one(), one()]);
    expect(settled.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(await room.membersOf('x')).toBe(1);
  });

  test('numbers 20 concurrent changes without a gap', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    await Promise.all(
      ids.map((id) => room.store.commit(change({ writes: [write(article(id), ['x'])] }))),
    );
    const found = await room.store.listChanges(0, { limit: 100, publicOnly: false });
    expect(found.map(({ seq }) => seq)).toEqual(ids.map((_, index) => index + 1));
    expect(idsOf(found).toSorted()).toEqual(ids.toSorted());
    expect(await room.membersOf('x')).toBe(20);
    expect(await room.seqOf('x')).toBe(20);
  });

  test('refuses two versions of one article in one change, on every database alike', async () => {
    const writes = [write(article('a'), ['x']), write(article('a', { headline: 'Two' }), ['x'])];
    await expect(room.store.commit(change({ writes }))).rejects.toMatchObject({ code: 'internal' });
    expect(await room.store.readArticle('a')).toBeUndefined();
  });

  test('applies a change wholly or not at all', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    const broken = write(article('b'), ['x'], { shortId: null as unknown as string });
    await expect(room.commit(AT, write(article('c'), ['x']), broken)).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    expect(idsOf(await room.store.listArticles('', 10))).toEqual(['a']);
    expect(await room.seqOf('x')).toBe(1);
  });

  test('refuses what the emergency stop forbids while it stands, and nothing else', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    await room.store.saveFreeze(FREEZE, entry(''), AT);
    const before = await everything();
    await refused({ ...fullChange([write(article('n'), ['x'])]), isStoppable: true });
    await refused({ ...fullChange(), isStoppable: true });
    expect(await everything()).toEqual(before);
    const taken = write(article('a', { state: 'withdrawn' }), ['x'], { goneAt: AT });
    await room.store.commit(
      change({ writes: await based(room.store, [taken]), isStoppable: false }),
    );
    expect((await room.store.readArticle('a'))?.article.state).toBe('withdrawn');
    await room.store.saveFreeze(undefined, entry(''), AT);
    await room.store.commit(change({ writes: [write(article('n'), ['x'])], isStoppable: true }));
    expect(await room.store.readArticle('n')).toBeDefined();
  });

  test('tells of the emergency stop, and raises the number of settings with it', async () => {
    expect(await room.store.signal()).toEqual({ seq: 0, settingsSeq: 0, freeze: undefined });
    await room.store.saveFreeze(FREEZE, entry(''), AT);
    expect(await room.store.signal()).toEqual({ seq: 0, settingsSeq: 1, freeze: FREEZE });
    await room.commit(AT, write(article('a'), []), write(article('b'), []));
    expect(await room.store.signal()).toEqual({ seq: 2, settingsSeq: 1, freeze: FREEZE });
    const { note: _note, ...bare } = FREEZE;
    await room.store.saveFreeze(bare, entry(''), AT);
    expect((await room.store.signal()).freeze).toEqual(bare);
    await room.store.saveFreeze(undefined, entry(''), AT);
    expect(await room.store.signal()).toEqual({ seq: 2, settingsSeq: 3, freeze: undefined });
    expect(await room.store.listAudit({ limit: 10 })).toHaveLength(3);
  });

  test('refuses a second reply under one key of one token, with its whole change', async () => {
    await room.store.commit(change({ reply: reply('k') }));
    const before = await everything();
    await refused(fullChange([write(article('n'), ['x'])]));
    expect(await everything()).toEqual(before);
    const other = { ...reply('k'), token: 'partner' };
    await room.store.commit(change({ writes: [write(article('n'), ['x'])], reply: other }));
    const { articleId: _articleId, ...answer } = other;
    expect(await room.store.readReply('partner', 'k')).toEqual(answer);
  });

  test('lets one of two concurrent changes under one key through', async () => {
    const one = (id: string) =>
      room.store.commit(change({ writes: [write(article(id), ['x'])], reply: reply('k') }));
    const settled = await Promise.allSettled([one('a'), one('b')]);
    const lost = settled.find(({ status }) => status === 'rejected');
    expect(lost).toMatchObject({ reason: CONFLICT });
    expect(await room.membersOf('x')).toBe(1);
  });

  test('everything that writes may write at once: nothing waits for another in a circle', async () => {
    const { store } = room;
    const names = ['x', 'y', 'z'];
    await room.commit(AT, write(article('seed'), names));
    const turns = Array.from({ length: 8 }, (_, turn) => turn);
    const sections = (turn: number) => (turn % 2 === 0 ? names : names.toReversed());
    const setting = (key: string, turn: number) => ({ key, fingerprint: `${turn}`, value: '{}' });
    await Promise.all(
      turns.flatMap((turn) => [
        store.commit(change({ writes: [write(article(`id-${turn}`), sections(turn))] })),
        store.saveSettings(
          sections(turn).map((key) => setting(key, turn)),
          AT,
        ),
        store.saveDigests([{ key: 'section:x', seq: turn, digests: digests('l', 'g') }]),
        store.saveFreeze(undefined, entry(''), AT),
        store.commit(change({ audit: [entry('id')], reply: reply(`k${turn}`) })),
        store.forgetReplies(AT),
        store.markLoaded(new Date(0)),
      ]),
    );
    expect(await room.membersOf('y')).toBe(9);
    expect((await store.signal()).seq).toBe(9);
    expect((await store.readSettings()).settings).toHaveLength(3);
  });
}
