import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Decision, Refusal } from '../../src/publish/change-articles.ts';
import { decideRelease } from '../../src/publish/release.ts';
import { decideErase } from '../../src/publish/take-back.ts';
import { articleWrite } from '../../src/publish/write.ts';
import { openPublication, type RunningPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store, StoredArticle } from '../../src/store/store.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

let folder: EditorFolder;
let store: Store;
let publication: RunningPublication;
let now: Date;
let isStopping: boolean;

beforeEach(async () => {
  folder = createFolder();
  now = new Date('2026-11-24T12:00:00Z');
  isStopping = false;
  store = createStore(await openSqlite(':memory:'));
});

afterEach(async () => {
  await store.close();
  folder.destroy();
});

async function open(): Promise<void> {
  const opened = await openPublication({
    folder: folder.path,
    store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => now,
    log: () => {},
    isStopping: () => isStopping,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  publication = opened.value;
}

/** A pass now and two after the grace of a vanished file. */
async function passes(): Promise<void> {
  for (let pass = 0; pass < 3; pass += 1) {
    await publication.sync();
    now = new Date(now.getTime() + 1_000);
  }
}

const stop = () =>
  store.saveFreeze(
    { at: now, actor: 'cli' },
    { actor: 'cli', action: 'freeze', articleId: '', detail: {} },
    now,
  );

const thaw = () =>
  store.saveFreeze(undefined, { actor: 'cli', action: 'thaw', articleId: '', detail: {} }, now);

async function told(): Promise<readonly (readonly [id: string, title: string])[]> {
  const response = await publication.app.request('/feed.json');
  const { items } = (await response.json()) as { items: { id: string; title: string }[] };
  return items.map(({ id, title }) => [id, title] as const);
}

/** As the API does it, to the first article. */
async function change(decide: (stored: StoredArticle) => Decision | Refusal): Promise<void> {
  const [stored] = await store.listArticles('', 1);
  if (stored === undefined) throw new Error('there is no article');
  const decision = decide(stored);
  if ('reason' in decision) throw new Error(decision.reason);
  const { article, isHeld = true, isErased = false, files = [] } = decision;
  const context = { state: publication.state(), now, stored, isFirstLoad: false };
  const write = articleWrite(article, { ...context, isHeld, isErased });
  await store.commit({ at: now, writes: [write], files, forgottenFiles: [] });
}

describe('while the emergency stop stands', () => {
  test('a renamed file keeps its id, and holds no withdrawal back', async () => {
    folder.write('a.md', markdown('Envoys meet'));
    folder.write('b.md', markdown('Filed by mistake'));
    await open();
    await publication.sync();
    const before = await told();
    await stop();
    folder.write('c.md', markdown('Envoys meet'));
    folder.remove('a.md');
    folder.write('b.md', markdown('Filed by mistake', 'status: withdrawn'));
    await passes();
    expect((await told()).map(([, title]) => title)).not.toContain('Filed by mistake');
    await thaw();
    await passes();
    const envoys = before.filter(([, title]) => title === 'Envoys meet');
    expect((await told()).filter(([, title]) => title === 'Envoys meet')).toEqual(envoys);
  });

  test('a file that is renamed and read otherwise waits with its id', async () => {
    folder.write('a.md', markdown('Envoys meet', '', '![Hall](hall.jpg)\n\nThey met.'));
    await open();
    await publication.sync();
    const before = await told();
    await stop();
    folder.write('deep/a.md', markdown('Envoys meet', '', '![Hall](hall.jpg)\n\nThey met.'));
    folder.remove('a.md');
    await passes();
    expect(await told()).toEqual(before);
    await thaw();
    await passes();
    expect(await told()).toEqual(before);
  });
});

test('a pass that is told to stop before it met a renamed file takes nothing back', async () => {
  folder.write('z/b.md', markdown('Envoys meet'));
  await open();
  await publication.sync();
  const before = await told();
  folder.write('a.md', markdown('New'));
  folder.write('z/c.md', markdown('Envoys meet'));
  folder.remove('z/b.md');
  isStopping = true;
  await open();
  await publication.sync();
  isStopping = false;
  await open();
  await passes();
  expect(await told()).toEqual(expect.arrayContaining([...before]));
  expect(await told()).toHaveLength(2);
});

test('an erased story does not come back by a new name of its file', async () => {
  folder.write('a.md', markdown('Envoys meet'));
  folder.write('z.md', markdown('Another'));
  await open();
  await publication.sync();
  await change(decideErase);
  const before = await told();
  expect(before).toHaveLength(1);
  const erased = before[0]?.[1] === 'Another' ? 'a.md' : 'z.md';
  const title = erased === 'a.md' ? 'Envoys meet' : 'Another';
  folder.write('b.md', markdown(title));
  folder.remove(erased);
  await passes();
  folder.write('c.md', markdown('Something else'));
  await passes();
  folder.remove('c.md');
  await passes();
  expect(await told()).toEqual(before);
});

test('a file whose article is released while it is read is read again', async () => {
  folder.write('a.md', markdown('Envoys meet'));
  await open();
  await publication.sync();
  await change(({ article }) => ({ article: { ...article, headline: 'By the API' } }));
  folder.write('a.md', markdown('Envoys meet in Stockholm'));
  const before = store;
  let isReleased = false;
  store = {
    ...before,
    commit: async (work) => {
      if (!isReleased) {
        isReleased = true;
        const files = await before.listFiles('', 100);
        await change((stored) => decideRelease(stored, { input: {}, files, now }));
      }
      await before.commit(work);
    },
  };
  await open();
  await passes();
  expect((await told()).map(([, title]) => title)).toEqual(['Envoys meet in Stockholm']);
});
