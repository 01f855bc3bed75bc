import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layOutAssets } from '../../src/runtime/edge-assets.ts';
import { type AssetList, findAsset } from '../../src/runtime/edge-media.ts';
import { createFolder, type EditorFolder } from '../helpers/folder.ts';

let folder: EditorFolder;
let edge: EditorFolder;
beforeEach(() => {
  folder = createFolder();
  edge = createFolder();
  folder.write('pictures/a b.png', 'one');
  folder.write('pictures/map.jpg', 'two');
  folder.write('story.md', 'text');
  folder.write('.hidden/c.png', 'no');
});
afterEach(() => {
  folder.destroy();
  edge.destroy();
});

const target = (): string => join(edge.path, 'edge');
const layOut = () => layOutAssets(folder.path, target());
const list = (): AssetList =>
  JSON.parse(readFileSync(join(target(), 'media.json'), 'utf8')) as AssetList;

test('pictures are copied with a list of what they are, articles and hidden files are not', () => {
  expect(layOut()).toEqual({ files: 2, copied: 2, removed: 0, problems: [] });
  expect(Object.keys(list())).toEqual(['pictures/a b.png', 'pictures/map.jpg']);
  expect(list()['pictures/map.jpg']).toMatchObject({ size: 3, contentType: 'image/jpeg' });
  expect(readFileSync(join(target(), 'media/pictures/a b.png'), 'utf8')).toBe('one');
});

test('a second time nothing is written, whatever times a fresh clone has', () => {
  layOut();
  const before = [list(), statSync(join(target(), 'media.json')).mtimeMs];
  const later = new Date('2030-01-01T00:00:00Z');
  utimesSync(join(folder.path, 'pictures/map.jpg'), later, later);
  expect(layOut()).toMatchObject({ copied: 0, removed: 0 });
  expect([list(), statSync(join(target(), 'media.json')).mtimeMs]).toEqual(before);
});

test('what changed is copied, what is gone is removed', () => {
  layOut();
  folder.write('pictures/map.jpg', 'three');
  folder.remove('pictures/a b.png');
  expect(layOut()).toMatchObject({ files: 1, copied: 1, removed: 1 });
  expect(existsSync(join(target(), 'media/pictures/a b.png'))).toBe(false);
  expect(list()['pictures/map.jpg']?.size).toBe(5);
});

test('a file that is too large for an asset is left out and told', () => {
  folder.write('film.mp4', new Uint8Array(26 * 1024 * 1024));
  const { files, problems } = layOut();
  expect([files, problems.map(({ code }) => code)]).toEqual([2, ['media-too-large']]);
});

test('the worker finds by the list what lies there', async () => {
  layOut();
  const find = findAsset({
    fetch: async (url) =>
      new Response(readFileSync(join(target(), decodeURIComponent(new URL(url).pathname)))),
  });
  const found = await find('pictures/a b.png');
  expect(found).toMatchObject({ size: 3, contentType: 'image/png' });
  expect(await new Response(found?.stream()).text()).toBe('one');
  expect(await find('pictures/none.png')).toBeUndefined();
});
