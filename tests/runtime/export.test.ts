/** An export holds what the app answers, all of it and nothing else, and follows what changes. */

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findDifferences } from '../../drills/same-bytes/compare.ts';
import { crawl } from '../../drills/same-bytes/crawl.ts';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';
import { START } from '../helpers/newsroom.ts';
import { openStaticFolder, readFolder, readManifest } from '../helpers/static-folder.ts';
import { type Exported, HOST, openExported, SPECIAL, specialStory, stories } from './exported.ts';

let it: Exported;

beforeEach(async () => {
  it = await openExported(stories(12));
});
afterEach(() => it.destroy());

/** A room with archives: of the main feed, of a topic and of it in a language. */
async function withArchives(count?: number): Promise<void> {
  it.destroy();
  it = await openExported(stories(count));
}

const later = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const NEEDS_SERVER = /^\/(?:feeds|search|api|healthz)(?:\/|$)|^\/topics\/schema\.json/;
const covers = (path: string): boolean => !NEEDS_SERVER.test(path);

/** Everything that links lead to, as the app answers it and as the export does. */
async function crawlBoth() {
  const site = openStaticFolder(it.target, () => it.room.now);
  const options = { url: HOST, baseUrl: HOST, covers };
  const fromApp = await crawl({ ...options, fetch: (url) => it.ask(url) });
  const fromFiles = await crawl({ ...options, fetch: (url) => site(new Request(url)) });
  return [
    { name: 'app', documents: fromApp },
    { name: 'files', documents: fromFiles },
  ] as const;
}

function changedFiles(before: ReadonlyMap<string, string>): readonly string[] {
  const after = readFolder(it.target);
  return [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
}

describe('an export', () => {
  test('answers every link with the bytes, tag, date and redirect of the app', async () => {
    await withArchives(104);
    await it.export();
    const [app, files] = await crawlBoth();
    expect(findDifferences([app, files])).toEqual([]);
    const missing = [...files.documents].filter(([, { status }]) => status >= 400);
    expect(missing).toEqual([]);
    expect(files.documents.size).toBeGreaterThan(130);
    expect([...files.documents.keys()]).toContain('/archive/1/rss.xml');
  });

  test('holds no document that no link leads to, but for what nothing links', async () => {
    await it.export();
    const [, { documents }] = await crawlBoth();
    const unlinked = Object.keys(readManifest(it.target).documents).filter(
      (path) => !documents.has(path),
    );
    const known = ['/topics', '/news-sitemap/1.xml'];
    expect(unlinked.filter((path) => !path.includes('?kind=') && !known.includes(path))).toEqual(
      [],
    );
  });

  test('holds each document in a file with its bytes', async () => {
    const { documents } = await it.export();
    const manifest = readManifest(it.target);
    expect(Object.keys(manifest.documents)).toHaveLength(documents);
    const answered = await it.ask('/topics/diplomacy/ja/atom.xml');
    const files = readFolder(it.target);
    expect(Buffer.from(files.get('topics/diplomacy/ja/atom.xml') ?? '', 'latin1').toString()).toBe(
      await answered.text(),
    );
    expect(files.get('media/a b.png')).toBe('picture');
  });

  test('tells nothing of a story under embargo, and when it comes out', async () => {
    const embargoedUntil = later(30);
    const secret = buildArticle({
      id: 'urn:example:secret',
      slug: 'amaranth',
      headline: 'Amaranth',
      state: 'embargoed',
      embargoedUntil,
    });
    await it.room.save(secret);
    const report = await it.export();
    expect(report.nextDueAt).toEqual(embargoedUntil);
    const all = [...readFolder(it.target)].flat().join('\n');
    expect(all).not.toMatch(/amaranth/i);
  });

  test('refuses a folder that holds anything else, and leaves it as it is', async () => {
    writeFileSync(join(it.target, 'notes.txt'), 'mine');
    await expect(it.export()).rejects.toThrow(/not empty and holds no export/);
    expect([...readFolder(it.target).keys()]).toEqual(['notes.txt']);
  });

  test('refuses the export of another publication', async () => {
    await it.export();
    const site = buildSite({ publication: buildPublication({ id: 'tag:other.example,2019:x' }) });
    const other = await openExported(stories(2), site);
    await expect(other.export({ target: it.target })).rejects.toThrow(/not of tag:other/);
    other.destroy();
  });

  test('fails by name of the address when the store does, and leaves the manifest as it was', async () => {
    await it.export();
    const before = readManifest(it.target);
    const failing = it.export({
      onProgress: () => {
        it.room.database.fails = true;
      },
    });
    await expect(failing).rejects.toMatchObject({ code: 'store-unavailable' });
    it.room.database.fails = false;
    expect(readManifest(it.target)).toEqual(before);
  });

  test('leaves alone what others put beside it later', async () => {
    await it.export();
    writeFileSync(join(it.target, 'CNAME'), 'news.example\n');
    await it.export();
    expect(existsSync(join(it.target, 'CNAME'))).toBe(true);
  });
});

describe('the next run', () => {
  test('writes nothing when nothing changed', async () => {
    const first = await it.export();
    const second = await it.export();
    expect(second).toMatchObject({ written: 0, deleted: 0, unchanged: first.written });
  });

  test('rewrites after a correction what shows it, and no other file', async () => {
    await it.export();
    const before = readFolder(it.target);
    const times = new Map(
      [...before.keys()].map((name) => [name, statSync(join(it.target, name)).mtimeMs]),
    );
    it.room.now = later(10);
    const at = later(10);
    await it.room.save(
      specialStory({ corrections: [{ at, note: 'It was a Tuesday.' }], updatedAt: at }),
    );
    const report = await it.export();
    const changed = changedFiles(before);
    const ours = changed.filter((name) => !name.startsWith('.'));
    expect(report.written).toBe(ours.length);
    expect(ours.length).toBeLessThan(60);
    const feeds = ours.filter((name) => /(?:rss|atom)\.xml$|feed\.json$/.test(name));
    const showing = readFolder(it.target);
    expect(feeds.filter((name) => !showing.get(name)?.includes(SPECIAL))).toEqual([]);
    const touched = [...times].filter(
      ([name, mtime]) =>
        existsSync(join(it.target, name)) && statSync(join(it.target, name)).mtimeMs !== mtime,
    );
    expect(touched.map(([name]) => name).filter((name) => !changed.includes(name))).toEqual([]);
  });

  test('leaves no word of a withdrawn story anywhere, and tells of it where it was', async () => {
    await withArchives();
    await it.export();
    expect([...readFolder(it.target).values()].join('')).toMatch(/Heliotrope|Zinnober/);
    it.room.now = later(10);
    await it.room.call('POST', `/api/articles/${SPECIAL}/withdraw`, { note: 'Wrong in full.' });
    const report = await it.export();
    const all = [...readFolder(it.target)].flat().join('\n');
    expect(all).not.toMatch(/Heliotrope|Zinnober/);
    expect(report.deleted).toBeGreaterThan(0);
    expect(existsSync(join(it.target, 'media/a b.png'))).toBe(false);
    const site = openStaticFolder(it.target, () => it.room.now);
    const page = Object.keys(readManifest(it.target).gonePages)[0] ?? '';
    for (const path of [page, '/media/a%20b.png']) {
      const [file, app] = [await site(new Request(HOST + path)), await it.ask(path)];
      expect([path, file.status]).toEqual([path, 410]);
      expect(await file.text()).toBe(await app.text());
    }
    const [app, files] = await crawlBoth();
    expect(findDifferences([app, files])).toEqual([]);
  });

  test('forgets the address of an erased story, which is made of its headline', async () => {
    await it.export();
    await it.room.call('POST', `/api/articles/${SPECIAL}/erase`, {});
    await it.export();
    const all = [...readFolder(it.target)].flat().join('\n');
    expect(all).not.toMatch(/articles\/special|Heliotrope/);
    const site = openStaticFolder(it.target, () => it.room.now);
    const { goneArticles } = readManifest(it.target);
    const gone = await site(new Request(`${HOST}/articles/special-${goneArticles[0]}`));
    expect(gone.status).toBe(410);
  });

  test('keeps a feed that lost its last story', async () => {
    const alone = buildArticle({ id: 'urn:example:alone', section: 'Alone' });
    await it.room.save(alone);
    await it.export();
    await it.room.save({ ...alone, section: 'World' });
    await it.export();
    const site = openStaticFolder(it.target, () => it.room.now);
    const path = '/sections/alone/rss.xml';
    const [file, app] = [await site(new Request(HOST + path)), await it.ask(path)];
    expect([app.status, await file.text()]).toEqual([200, await app.text()]);
  });

  test('leads from what an archive held to what it holds', async () => {
    await withArchives();
    await it.export();
    const old = Object.values(readManifest(it.target).archives).find((path) =>
      path.startsWith('/archive/1-'),
    );
    it.room.now = later(10);
    await it.room.call('POST', '/api/articles/urn:example:3/withdraw', {});
    await it.export();
    const site = openStaticFolder(it.target, () => it.room.now);
    const [file, app] = [await site(new Request(HOST + old)), await it.ask(old ?? '')];
    expect([app.status, file.status]).toEqual([301, 301]);
    expect(file.headers.get('location')).toBe(app.headers.get('location'));
    expect(readFolder(it.target).get('_redirects')).toContain(`${old} /archive/1-`);
  });
});

describe('a run that was cut short', () => {
  test('leaves nothing behind for the next one but what it should hold', async () => {
    await it.export();
    it.room.now = later(5);
    await it.room.save(specialStory({ headline: 'Periwinkle', bodyHtml: '<p>Periwinkle</p>' }));
    const stop = async (): Promise<void> => {
      await expect(
        it.export({
          onProgress: (done) => {
            if (done === 4) throw new Error('the power is gone');
          },
        }),
      ).rejects.toThrow('the power is gone');
    };
    await stop();
    expect(existsSync(join(it.target, '.wireroom-export.journal'))).toBe(true);
    it.room.now = later(10);
    await it.room.call('POST', `/api/articles/${SPECIAL}/withdraw`, {});
    await stop();
    await it.export();
    expect([...readFolder(it.target)].flat().join('\n')).not.toMatch(/Periwinkle|Heliotrope/);
    const fresh = mkdtempSync(join(tmpdir(), 'wireroom-export-'));
    await it.export({ target: fresh });
    const isMemory = (name: string): boolean => /^\.wireroom-export\.json$|^_redirects$/.test(name);
    const [kept, made] = [it.target, fresh].map((folder) =>
      [...readFolder(folder)].filter(([name]) => !isMemory(name)),
    );
    rmSync(fresh, { recursive: true });
    expect(kept).toEqual(made);
  });

  test('is not believed where it wrote as many bytes as stood there before', async () => {
    await it.export();
    const was = readFolder(it.target);
    await it.room.save(specialStory({ headline: 'Heliotropy' }));
    const stopped = it.export({
      onProgress: () => {
        throw new Error('stopped');
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(changedFiles(was)).not.toEqual([]);
    await it.room.save(specialStory());
    await it.export();
    expect([...readFolder(it.target)].flat().join('\n')).not.toContain('Heliotropy');
  });

  test('is taken for an export even when it was the first one', async () => {
    const stopped = it.export({
      onProgress: () => {
        throw new Error('stopped');
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    const report = await it.export();
    expect(report.documents).toBeGreaterThan(50);
  });
});
