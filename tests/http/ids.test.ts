/** An id is compared byte for byte: the same in every place that has one. */

import { expect, test } from 'vitest';
import { openNewsroom } from '../helpers/newsroom.ts';
import { readXml } from '../render/parse-xml.ts';

test.each([
  'tag:news.example,2019:story/2',
  'urn:uuid:0190D3C0-0000-7000-8000-00000000000A',
  'URN:example:%e5%85%b1;x=?#y',
  `https://Old.example:80/a/../b?a=1&b="2"&amp;c='3'<4>`,
  '共同:2019年11月1日 ﾊﾝｶｸ',
  'e\u0301 is not \u00e9',
])('the id %s is the same bytes as guid, Atom id, JSON id and tombstone', async (id) => {
  const room = await openNewsroom();
  const path = `/api/articles/${encodeURIComponent(id)}`;
  const article = { headline: 'Envoys meet', bodyHtml: '<p>They met.</p>', language: 'en' };
  expect((await room.call('PUT', path, article)).status).toBe(201);
  const text = async (document: string) => (await room.get(document)).text();
  const found = async () => [
    ...readXml(await text('/rss.xml'), (query) => query('//item/guid')),
    ...readXml(await text('/atom.xml'), (query) => query('//atom:entry/atom:id')),
    ...JSON.parse(await text('/feed.json')).items.map((item: { id: string }) => item.id),
  ];
  expect(await found()).toEqual([id, id, id]);
  expect(JSON.parse(await text(path)).id).toBe(id);
  await room.call('POST', `${path}/withdraw`, {});
  expect(await found()).toEqual([id, id, id]);
  const refs = readXml(await text('/tombstones/atom.xml'), (query) =>
    query('//at:deleted-entry/@ref'),
  );
  expect(refs).toEqual([id]);
  expect(JSON.parse(await text(path)).id).toBe(id);
});
