/** A deployment fills a store that nobody else leads, and fills it again: only what changed is written. */

import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SeedOptions, seedStore } from '../../src/runtime/seed.ts';
import type { SqlDriver } from '../../src/store/driver.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const BODY =
  'Envoys of both countries met in Stockholm on Saturday to go through the list of sites that was agreed in spring.';

let folder: EditorFolder;
let driver: SqlDriver;
let store: Store;
let ran: { reads: number; writes: string[] };

beforeEach(async () => {
  folder = createFolder();
  driver = await openSqlite(':memory:');
  ran = { reads: 0, writes: [] };
  store = createStore(watched(driver));
  folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]', BODY));
  folder.write('b.md', markdown('A rocket is tested', 'id: tag:news.example,2019:b'));
});
afterEach(async () => {
  folder.destroy();
  await driver.close();
});

/** Counts statements that read, and keeps those that could write. */
function watched(inner: SqlDriver): SqlDriver {
  return {
    ...inner,
    all: (sql, params) => {
      ran.reads += 1;
      if (!/^\s*(?:SELECT|WITH)\b/i.test(sql)) ran.writes.push(sql);
      return inner.all(sql, params);
    },
    batch: (statements) => {
      ran.writes.push(...statements.map(({ sql }) => sql));
      return inner.batch(statements);
    },
    exec: (ddl) => {
      ran.writes.push(ddl);
      return inner.exec(ddl);
    },
  };
}

function seed(more: Partial<SeedOptions> = {}) {
  ran = { reads: 0, writes: [] };
  return seedStore({
    folder: folder.path,
    store,
    baseUrl: undefined,
    fallbackUrl: 'https://news.example',
    now: () => NOW,
    ...more,
  });
}

function touchAll(): void {
  const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
  const later = new Date('2026-01-02T00:00:00Z');
  for (const file of files) utimesSync(join(folder.path, file), later, later);
}

async function headlines(): Promise<readonly string[]> {
  const stored = await store.listArticles('', 1_000);
  const shown = stored.filter(({ article }) => article.state === 'public');
  return shown.map(({ article }) => article.headline).sort();
}

const codesOf = (result: Awaited<ReturnType<typeof seed>>): readonly string[] =>
  result.problems.map(({ code }) => code);

describe('a second deployment', () => {
  test('writes nothing when nothing changed, whatever times a fresh clone has', async () => {
    // A file that is refused is looked at each time, and noted once.
    folder.write('bad.json', '{"headline": ');
    folder.write('old.txt', 'Talks fail\n\nThe talks of Saturday failed.');
    folder.write('old.yaml', 'publishedAt: 2019-10-05\npicture: p.png');
    folder.write('p.png', new Uint8Array(100));
    const first = await seed();
    expect(first).toMatchObject({ ok: true, value: { files: 4, read: 4 } });
    expect(ran.writes.length).toBeGreaterThan(0);
    const second = await seed();
    expect(ran.writes).toEqual([]);
    touchAll();
    const third = await seed();
    expect(third).toMatchObject({ ok: true, value: { files: 4, read: 4, removed: 0 } });
    expect(ran.writes).toEqual([]);
    expect(codesOf(second)).toEqual(codesOf(first));
    expect(codesOf(third)).toEqual(codesOf(first));
  });

  test('writes what changed, came and went, at once', async () => {
    await seed();
    folder.write('a.md', markdown('Envoys meet again', 'tags: [diplomacy]', BODY));
    folder.write('c.md', markdown('News of the day'));
    folder.remove('b.md');
    const second = await seed();
    expect(second).toMatchObject({ ok: true, value: { files: 2, removed: 1 } });
    expect(await headlines()).toEqual(['Envoys meet again', 'News of the day']);
  });

  test('applies changed rules to every story', async () => {
    for (let index = 0; index < 1_100; index += 1)
      folder.write(`many/${index}.md`, markdown(`Story ${index}`, 'tags: [budget]', 'Text.'));
    await seed();
    folder.write('topics/budget.yaml', 'id: budget\nname: {en: B}\nmatch:\n  - {tag: budget}\n');
    expect(await seed()).toMatchObject({ ok: true, value: { walked: 1_102 } });
    const selectors = await store.listSelectors();
    expect(selectors).toContainEqual(
      expect.objectContaining({ selector: { kind: 'topic', value: 'budget' }, members: 1_100 }),
    );
    expect(await store.readWalk()).toBeUndefined();
    await seed();
    expect(ran.writes).toEqual([]);
  });
});

test('files are asked for many at a time, whether they name their ids or not', async () => {
  for (let index = 0; index < 300; index += 1) {
    const id = index % 2 === 0 ? `id: tag:news.example,2019:${index}` : '';
    folder.write(`many/${index}.md`, markdown(`Story ${index}`, id, 'Text.'));
  }
  await seed();
  expect(ran.reads).toBeLessThan(30);
  for (let index = 0; index < 300; index += 1)
    folder.write(`many/${index}.md`, markdown(`Story ${index} anew`, '', 'Text, anew.'));
  const second = await seed();
  // Half of them have lost the ids that they were published under.
  expect(codesOf(second)).not.toContain('mass-removal');
  expect(ran.reads).toBeLessThan(30);
});

describe('refused, with nothing written, is', () => {
  test('a publication with a fault', async () => {
    folder.write('publication.yaml', 'id: tag:news.example,2019:wire\n');
    expect(await seed()).toMatchObject({ ok: false });
    expect(ran.writes).toEqual([]);
  });

  test('a topic with a fault', async () => {
    await seed();
    folder.write('topics/diplomacy.yaml', 'id: diplomacy\nname: {en: D}\nmatch:\n  - {tagg: x}\n');
    expect(await seed()).toMatchObject({ ok: false });
    expect(ran.writes).toEqual([]);
  });

  test('another publication', async () => {
    await seed();
    folder.write('publication.yaml', 'id: tag:other.example,2019:wire\ntitle: Other\n');
    const other = await seed();
    expect([other.ok, codesOf(other)]).toEqual([false, ['publication-other']]);
    expect(ran.writes).toEqual([]);
  });

  test('a renamed file without an id, edited or not, until it has one', async () => {
    await seed();
    const [a] = (await store.listFiles('', 1)).map(({ articleId }) => articleId);
    folder.remove('a.md');
    for (const text of [BODY, `${BODY} They will meet again.`]) {
      folder.write('moved.md', markdown('Envoys did meet', 'tags: [diplomacy]', text));
      const renamed = await seed();
      expect([renamed.ok, codesOf(renamed)]).toEqual([false, ['file-renamed']]);
      expect(renamed.problems[0]?.hint).toContain(`id: ${a}`);
      expect(ran.writes).toEqual([]);
    }
    folder.write('moved.md', markdown('Envoys did meet', `id: ${a}`, BODY));
    expect(await seed()).toMatchObject({ ok: true, value: { removed: 0 } });
    expect((await store.readArticle(a ?? ''))?.article.headline).toBe('Envoys did meet');
  });
});

test('a renamed file that declares its id is no rename to speak of, nor is a new story', async () => {
  await seed();
  folder.remove('b.md');
  folder.write('c.md', markdown('A rocket is tested', 'id: tag:news.example,2019:b'));
  folder.write('d.md', markdown('A rocket is lost', '', 'It fell into the sea at dawn.'));
  expect(await seed()).toMatchObject({ ok: true, value: { removed: 0 }, problems: [] });
});

test('a bad article stops nothing, and is told as long as it is there', async () => {
  folder.write('bad.json', '{"headline": ');
  const first = await seed();
  expect(first.ok).toBe(true);
  expect(codesOf(first)).toEqual(codesOf(await seed()));
  expect(codesOf(first).length).toBeGreaterThan(0);
  expect(await headlines()).toEqual(['A rocket is tested', 'Envoys meet']);
  folder.remove('bad.json');
  expect(codesOf(await seed())).toEqual([]);
});

test('most files gone is an error of the whole, unless it is meant', async () => {
  for (let index = 0; index < 20; index += 1)
    folder.write(`many/${index}.md`, markdown(`Story ${index}`));
  await seed();
  for (let index = 0; index < 20; index += 1) folder.remove(`many/${index}.md`);
  const refused = await seed();
  expect([refused.ok, codesOf(refused)]).toEqual([false, ['mass-removal']]);
  const meant = await seed({ allowMassRemoval: true });
  expect(meant).toMatchObject({ ok: true, value: { removed: 20 } });
});

test('while the emergency stop stands, changed rules wait, and what is withdrawn goes', async () => {
  await seed();
  const audit = { actor: 'a', action: 'freeze', articleId: '', detail: {} } as const;
  await store.saveFreeze({ at: NOW, actor: 'a' }, audit, NOW);
  folder.remove('b.md');
  folder.write('c.md', markdown('News of the day'));
  const frozen = await seed();
  expect([frozen.ok, codesOf(frozen)]).toEqual([true, ['publication-frozen']]);
  expect(await headlines()).toEqual(['Envoys meet']);
});
