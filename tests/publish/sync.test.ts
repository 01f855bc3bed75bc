import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FEED_FILES } from '../../src/feeds/urls.ts';
import type { Problem } from '../../src/model/result.ts';
import type { SyncReport } from '../../src/publish/pass.ts';
import { reconcile } from '../../src/publish/reconcile.ts';
import { openPublication, type RunningPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { buildArticle } from '../helpers/build.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

let folder: EditorFolder;
let store: Store;
let publication: RunningPublication;
let now: Date;

beforeEach(async () => {
  folder = createFolder();
  now = new Date('2026-11-24T12:00:00Z');
  store = createStore(await openSqlite(':memory:'));
});

afterEach(async () => {
  await store.close();
  folder.destroy();
});

async function open(): Promise<readonly Problem[]> {
  const opened = await openPublication({
    folder: folder.path,
    store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => now,
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  publication = opened.value;
  return (await publication.sync()).problems;
}

interface Item {
  readonly id: string;
  readonly title: string;
  readonly date_published: string;
  readonly content_html?: string;
}

async function items(): Promise<readonly Item[]> {
  const response = await publication.app.request('/feed.json');
  return ((await response.json()) as { items: Item[] }).items;
}

const codes = (problems: readonly Problem[]): readonly string[] => problems.map(({ code }) => code);

/** A pass now and one after the grace of a vanished file. */
async function passes(): Promise<readonly Problem[]> {
  const first = await publication.sync();
  now = new Date(now.getTime() + 1_000);
  const second = await publication.sync();
  return [...first.problems, ...second.problems];
}

const LONG =
  'The delegations reviewed the steps agreed in spring and named dates for further meetings. '.repeat(
    10,
  );
const OTHER =
  'Heavy rain closed several railway lines in the north while rivers rose above their banks again. '.repeat(
    10,
  );

describe('identity', () => {
  test('survives a rename, a new headline and a new text of a file without an id', async () => {
    folder.write('a.md', markdown('Envoys meet', '', LONG));
    await open();
    const [before] = await items();
    folder.remove('a.md');
    folder.write('moved/b.md', markdown('Envoys meet', '', LONG));
    await passes();
    folder.write('moved/b.md', markdown('Envoys part', '', `${LONG} A date was named.`));
    await passes();
    const [after] = await items();
    expect(after).toMatchObject({ id: before?.id, title: 'Envoys part' });
    expect(await items()).toHaveLength(1);
  });

  test('of a new file under a path whose story moved on is its own', async () => {
    folder.write('a.md', markdown('Envoys meet', '', LONG));
    await open();
    folder.remove('a.md');
    folder.write('b.md', markdown('Envoys meet', '', LONG));
    await passes();
    folder.write('a.md', markdown('Rain closes railways', '', OTHER));
    await passes();
    expect(new Set((await items()).map(({ id }) => id)).size).toBe(2);
  });

  test('declared twice is refused with both places named, and the first stays', async () => {
    folder.write('a.md', markdown('First', 'id: tag:x.example,2019:1'));
    folder.write('b.md', markdown('Second', 'id: tag:x.example,2019:1'));
    const problems = await open();
    expect(codes(problems)).toEqual(['id-taken']);
    expect(problems[0]).toMatchObject({ file: 'b.md', message: expect.stringContaining('a.md') });
    expect((await items()).map(({ title }) => title)).toEqual(['First']);
  });

  test('passes to the refused file when the holder goes', async () => {
    folder.write('a.md', markdown('First', 'id: tag:x.example,2019:1'));
    folder.write('b.md', markdown('Second', 'id: tag:x.example,2019:1'));
    await open();
    folder.remove('a.md');
    await passes();
    expect((await items()).map(({ title }) => title)).toEqual(['Second']);
  });

  test('cannot be changed by an update', async () => {
    folder.write('a.md', markdown('First', 'id: tag:x.example,2019:1'));
    await open();
    folder.write('a.md', markdown('First again', 'id: tag:x.example,2019:2'));
    expect(codes(await passes())).toEqual(['id-changed']);
    expect(await items()).toMatchObject([{ id: 'tag:x.example,2019:1', title: 'First' }]);
  });

  test('is not lent to another story under a used name, unless the editor says new', async () => {
    folder.write('a.md', markdown('Envoys meet', '', LONG));
    await open();
    const [before] = await items();
    folder.write('a.md', markdown('Rain closes railways', '', OTHER));
    expect(codes(await passes())).toEqual(['another-story']);
    expect((await items())[0]).toMatchObject({ id: before?.id, title: 'Envoys meet' });
    folder.write('a.md', markdown('Rain closes railways', 'id: new', OTHER));
    await passes();
    const [after] = await items();
    expect(after?.title).toBe('Rain closes railways');
    expect(after?.id).toMatch(/^urn:uuid:.{8}-.{4}-7/);
    expect(await items()).toHaveLength(1);
  });
});

describe('dates', () => {
  test('of first publication never move', async () => {
    folder.write('a.md', markdown('Envoys meet'));
    await open();
    folder.write('a.md', markdown('Envoys meet').replace('2019-10-05', '2019-10-06'));
    expect(codes(await passes())).toEqual(['published-frozen']);
    expect((await items())[0]?.date_published).toBe('2019-10-05T09:00:00Z');
  });

  test('that are missing are taken from the file once, and reported once', async () => {
    folder.write('a.md', '# A story without a date\n\nText.');
    expect(codes(await open())).toEqual(['publication-date-missing']);
    const [before] = await items();
    folder.write('a.md', '# A story without a date\n\nText, changed.');
    expect(codes(await passes())).toEqual([]);
    expect((await items())[0]?.date_published).toBe(before?.date_published);
  });
});

describe('removal', () => {
  test('waits for a moment, since editors replace files by deleting them', async () => {
    folder.write('a.md', markdown('Envoys meet'));
    await open();
    folder.remove('a.md');
    expect((await publication.sync()).isUnsettled).toBe(true);
    expect(await items()).toHaveLength(1);
    now = new Date(now.getTime() + 1_000);
    await publication.sync();
    expect(await items()).toHaveLength(0);
  });

  test('of most of the folder at once is refused', async () => {
    for (let index = 0; index < 12; index += 1) {
      folder.write(`${index}.md`, markdown(`Story ${index}`, '', `${LONG} ${index}`));
    }
    await open();
    for (let index = 0; index < 11; index += 1) folder.remove(`${index}.md`);
    expect(codes(await passes())).toEqual(['mass-removal']);
    expect(await items()).toHaveLength(12);
  });

  test('does not follow a move of the whole folder', async () => {
    const files = Array.from(
      { length: 12 },
      (_, index) => [`${index}.md`, markdown(`Story ${index}`, '', `${LONG} ${index}`)] as const,
    );
    for (const [name, text] of files) folder.write(name, text);
    await open();
    const before = await items();
    for (const [name, text] of files) {
      folder.remove(name);
      folder.write(`archive/${name}`, text);
    }
    expect(codes(await passes())).toEqual([]);
    expect(await items()).toEqual(before);
  });
});

describe('a withdrawal', () => {
  test('in a file takes the story back now, tells readers, and answers 410', async () => {
    folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]', LONG));
    await open();
    folder.write(
      'a.md',
      markdown(
        'Envoys meet',
        'tags: [diplomacy]\nstate: withdrawn\nwithdrawal: {note: It was wrong.}',
        LONG,
      ),
    );
    await passes();
    for (const path of ['/rss.xml', '/topics/diplomacy/atom.xml']) {
      const text = await (await publication.app.request(path)).text();
      expect(text).toContain('It was wrong.');
      expect(text).not.toContain('delegations');
      expect(text).not.toContain('Envoys meet');
    }
  });
});

describe('a sidecar', () => {
  const page = 'Talks go on in Oslo\n\nThe delegations met again.\n\nNothing was signed.\n';

  test('that is taken away never publishes what it held back', async () => {
    folder.write('a.txt', page);
    folder.write(
      'a.yaml',
      'embargoedUntil: 2030-01-01T00:00:00Z\npublishedAt: 2019-01-01T00:00:00Z\n',
    );
    await open();
    folder.remove('a.yaml');
    expect(codes(await passes())).toEqual(['sidecar-missing']);
    expect(await items()).toEqual([]);
    folder.write('a.yml', 'publishedAt: 2019-01-01T00:00:00Z\n');
    await passes();
    expect(await items()).toHaveLength(1);
  });

  test('may come a moment after its text', async () => {
    await open();
    folder.write('a.txt', page);
    await publication.sync();
    expect(await items()).toEqual([]);
    folder.write('a.yaml', 'publishedAt: 2019-01-01T00:00:00Z\n');
    expect(codes(await passes())).toEqual([]);
    expect(await items()).toMatchObject([{ date_published: '2019-01-01T00:00:00Z' }]);
  });
});

describe('pictures', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
  const get = (path: string, init?: RequestInit) => publication.app.request(path, init ?? {});

  test('are served while a public article shows them, whatever their names, and gone with it', async () => {
    folder.write('a&b.png', png);
    folder.write('first.png', png);
    const text = markdown('Envoys meet', '', '![1](first.png) ![2](<a&b.png>)');
    folder.write('a.md', text);
    await open();
    const [item] = await items();
    const urls = [...(item?.content_html ?? '').matchAll(/src="([^"]+)"/g)].map(
      ([, url = '']) => new URL(url.replace('&#x26;', '&')).pathname,
    );
    expect(urls).toHaveLength(2);
    for (const url of urls) {
      const response = await get(url);
      expect(response.status, url).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/png');
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
      const etag = response.headers.get('etag') ?? '';
      expect((await get(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    }
    folder.write('a.md', text.replace('---\nheadline', '---\nstate: withdrawn\nheadline'));
    await passes();
    for (const url of urls) expect((await get(url)).status).toBe(410);
  });

  test('never lead out of the folder, nor show what no article shows', async () => {
    folder.write('secret.png', png);
    symlinkSync('/etc/hostname', join(folder.path, 'link.png'));
    folder.write('a.md', markdown('Envoys meet', '', '![x](link.png)'));
    await open();
    for (const path of [
      '/media/link.png',
      '/media/secret.png',
      '/media/../publication.yaml',
      '/media/%2e%2e/publication.yaml',
      '/media/',
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});

describe('a configuration that cannot be read', () => {
  test('stops neither corrections nor withdrawals', async () => {
    folder.write('a.md', markdown('Envoys meet'));
    await open();
    mkdirSync(join(folder.path, 'topics/odd.yaml'));
    folder.write('a.md', markdown('Envoys part'));
    expect(codes(await passes())).toEqual(['file-unreadable']);
    expect(await items()).toMatchObject([{ title: 'Envoys part' }]);
  });

  test('at a start, or when another process takes over, takes no topic away', async () => {
    folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]'));
    await open();
    folder.write('topics/diplomacy.yaml', 'id: [');
    await open();
    const response = await publication.app.request('/topics/diplomacy/feed.json');
    expect(response.status).toBe(200);
    expect(((await response.json()) as { items: Item[] }).items).toHaveLength(1);
  });
});

describe('moves', () => {
  test('over another file take the identity along', async () => {
    folder.write('a.md', markdown('First', 'id: tag:x.example,2019:1'));
    folder.write('b.md', markdown('Second', 'id: tag:x.example,2019:2'));
    await open();
    folder.remove('b.md');
    folder.write('a.md', markdown('Second', 'id: tag:x.example,2019:2'));
    expect(codes(await passes())).toEqual([]);
    expect(await items()).toMatchObject([{ id: 'tag:x.example,2019:2' }]);
  });

  test('of two files with the same bytes keep two identities', async () => {
    folder.write('a.md', markdown('Twin'));
    folder.write('b.md', markdown('Twin'));
    await open();
    const before = (await items()).map(({ id }) => id).sort();
    for (const name of ['a.md', 'b.md']) {
      folder.remove(name);
      folder.write(`moved/${name}`, markdown('Twin'));
    }
    expect(codes(await passes())).toEqual([]);
    expect((await items()).map(({ id }) => id).sort()).toEqual(before);
  });
});

/** Each of these may harm only itself. */
const HOSTILE: Readonly<Record<string, string | Uint8Array>> = {
  'controls.json': JSON.stringify({
    headline: 'Bell \u0007 and null \u0000 in\u000b it',
    bodyHtml: '<p>a\u0001b &#x1f;</p>',
    publishedAt: '2019-01-01T00:00:00Z',
  }),
  'cdata.json': JSON.stringify({
    headline: 'Two ]]> and ]]> more',
    bodyHtml: '<p>x ]]> y ]]> z</p>',
    publishedAt: '2019-01-02T00:00:00Z',
  }),
  'surrogate.json':
    '{"headline": "Lone \\ud800 surrogate", "bodyText": "\\udc00 text", "publishedAt": "2019-01-03T00:00:00Z"}',
  'entity.json': JSON.stringify({
    headline: 'AT&amp;T',
    bodyText: 'AT&amp;T',
    publishedAt: '2019-01-04T00:00:00Z',
  }),
  'less.json': JSON.stringify({
    headline: '1 < 2',
    bodyText: '1 < 2',
    publishedAt: '2019-01-05T00:00:00Z',
  }),
  'tag.json': JSON.stringify({
    headline: 'A tag',
    tags: ['a<b', 'c&d', '"e"'],
    bodyText: 'x',
    publishedAt: '2019-01-06T00:00:00Z',
  }),
  'url.json': JSON.stringify({
    headline: 'A bad URL',
    url: 'ht!tp://[',
    media: [{ url: 'javascript:1' }],
    bodyText: 'x',
    publishedAt: '2019-01-07T00:00:00Z',
  }),
  'date.json': JSON.stringify({
    headline: 'A bad date',
    publishedAt: 'last Tuesday',
    bodyText: 'x',
  }),
  'author.json': JSON.stringify({
    headline: 'No author',
    authors: [],
    bodyText: 'x',
    publishedAt: '2019-01-08T00:00:00Z',
  }),
  'headline.json': JSON.stringify({
    bodyText: 'No headline here.',
    publishedAt: '2019-01-09T00:00:00Z',
  }),
  'script.json': JSON.stringify({
    headline: 'Script',
    bodyHtml: '<p onclick="x()">t<script>alert(1)</script><a href="javascript:alert(1)">l</a></p>',
    publishedAt: '2019-01-10T00:00:00Z',
  }),
  'huge.json': JSON.stringify({
    headline: 'Huge',
    bodyHtml: '<p>word</p>'.repeat(450_000),
    publishedAt: '2019-01-11T00:00:00Z',
  }),
  'broken.json': '{"headline": ',
  'list.json': '[{"headline": "x"}]',
  'null.json': 'null',
  'matter.md': '---\nheadline: [a\n---\ntext',
  'empty.md': '',
  'page.html': '<p>just a page',
  'nothing.html': '',
  'latin1.txt': new Uint8Array([0x63, 0x61, 0x66, 0xe9]),
  'proto.json':
    '{"__proto__": {"headline": "x"}, "constructor": 1, "headline": "Proto", "publishedAt": "2019-01-12T00:00:00Z"}',
  'types.json': JSON.stringify({
    headline: { a: 1 },
    tags: { b: 2 },
    authors: 7,
    language: [],
    urgency: 'high',
    bodyText: 'Wrong types.',
    publishedAt: '2019-01-13T00:00:00Z',
  }),
};

describe('a folder with hostile articles', () => {
  test('serves every good article in every format, and reports each bad one once', async () => {
    folder.write('good.md', markdown('A good story', 'id: tag:x.example,2019:good'));
    folder.write('twin.md', markdown('A twin', 'id: tag:x.example,2019:good'));
    for (const [name, content] of Object.entries(HOSTILE)) folder.write(name, content);
    const problems = await open();
    const titles = (await items()).map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining([
        'A good story',
        'AT&amp;T',
        '1 < 2',
        'Two ]]> and ]]> more',
        'A bad date',
        'No author',
        'Proto',
        'Huge',
      ]),
    );
    expect(titles).not.toContain('A twin');
    const refused = problems.filter(({ severity }) => severity === 'error').map(({ file }) => file);
    expect(refused.sort()).toEqual([
      'broken.json',
      'empty.md',
      'latin1.txt',
      'list.json',
      'matter.md',
      'nothing.html',
      'null.json',
      'twin.md',
    ]);
    const said = problems.map(({ file, code, field, line }) => `${file} ${code} ${field} ${line}`);
    expect(new Set(said).size).toBe(said.length);
    for (const file of FEED_FILES) {
      const text = await (await publication.app.request(`/${file}`)).text();
      expect(text).toContain('tag:x.example,2019:good');
      expect(text).not.toMatch(/javascript:|alert\(1\)|onclick/);
    }
    expect((await publication.sync()).problems).toEqual([]);
  });
});

test('an id that differs from the stored one under a known path is refused by name', () => {
  const stored = buildArticle({ id: 'urn:uuid:a' });
  const result = reconcile(buildArticle({ id: 'urn:uuid:b' }), {
    file: 'a.md',
    idSource: 'declared',
    now: new Date(),
    stored: undefined,
    pathArticle: stored,
    owner: undefined,
    isMoved: false,
    mintId: () => 'x',
  });
  expect(result).toMatchObject({
    ok: false,
    problems: [{ code: 'id-changed', hint: expect.stringContaining('urn:uuid:a') }],
  });
});

test('a second start over unchanged files reads none of them, whatever their number', async () => {
  for (let index = 0; index < 60; index += 1) {
    folder.write(`part/${index}.md`, markdown(`Story ${index}`, '', `${LONG} ${index}`));
  }
  const past = new Date(now.getTime() - 3_600_000);
  for (let index = 0; index < 60; index += 1) {
    utimesSync(join(folder.path, `part/${index}.md`), past, past);
  }
  const passOf = async (): Promise<SyncReport> => {
    const opened = await openPublication({
      folder: folder.path,
      store,
      baseUrl: 'https://news.example',
      fallbackUrl: '',
      now: () => now,
      log: () => {},
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
    return opened.value.sync();
  };
  expect(await passOf()).toMatchObject({ read: 60, files: 60 });
  expect(await passOf()).toMatchObject({ read: 0, files: 60 });
});
