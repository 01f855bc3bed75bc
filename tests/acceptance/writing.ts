/** The life of a story through the API, as readers of the feeds see it. */

import { describe, expect, test } from 'vitest';
import type { ClientOf } from './acceptance.ts';
import { FORMATS } from './feeds.ts';
import { type Client, locationOf, pathOf } from './target.ts';

/** How far ahead an embargo ends: requests that find nothing yet must fit in. */
const AHEAD_MS = 1_500;
/** A server with a clock of its own looks each second. */
const LATE_MS = 10_000;
const BETWEEN_LOOKS_MS = 50;
/** One archive of fifty, and some beside it. */
const BACK_CATALOGUE = 60;

export function writingTests(clientOf: ClientOf): void {
  describe('a story that is put', () => {
    test('appears in each format of the feeds that it belongs to, and on its page', async () => {
      const client = clientOf();
      const before = await tagOf(client, '/sections/diplomacy/rss.xml');
      const put = await putStory(client, 'put', { headline: 'A story is put' });
      expect(put.status).toBe(201);
      for (const [file] of FORMATS) {
        expect(await textOf(client, `/sections/acceptance-put/${file}`)).toContain(
          'A story is put',
        );
      }
      expect(await textOf(client, '/feed.json')).toContain('A story is put');
      expect(await textOf(client, pathOf(put.body.pageUrl))).toContain('A story is put');
      expect(await tagOf(client, '/sections/diplomacy/rss.xml')).toBe(before);
      const again = await putStory(client, 'put', { headline: 'A story is put anew' });
      expect(again.status).toBe(200);
      expect(await textOf(client, '/sections/acceptance-put/atom.xml')).toContain('put anew');
    });

    test('with a fault is refused as a whole, with every fault named', async () => {
      const client = clientOf();
      const { status, text, headers } = await client.call('PUT', storyPath('faulty'), {
        headline: 'x',
        bodyText: 'y',
        zzz: 1,
        publishedAt: 'soon',
      });
      expect(status).toBe(422);
      expect(headers.get('content-type')).toBe('application/problem+json');
      const { code, errors } = JSON.parse(text) as { code: string; errors: { pointer: string }[] };
      expect(code).toBe('invalid-input');
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/publishedAt', '/zzz']);
      expect((await client.get(storyPath('faulty'))).status).toBe(404);
    });

    test('needs a token, and a condition that holds', async () => {
      const client = clientOf();
      const body = JSON.stringify({ headline: 'x', bodyText: 'y' });
      const headers = { 'content-type': 'application/json' };
      const bare = await client.send('PUT', storyPath('bare'), { headers, body });
      expect(bare.status).toBe(401);
      const wrong = await client.send('PUT', storyPath('bare'), {
        headers: { ...headers, authorization: `Bearer ${client.target.token}`, 'if-match': '"x"' },
        body,
      });
      expect(wrong.status).toBe(412);
      expect((await client.get(storyPath('bare'))).status).toBe(404);
    });
  });

  describe('a correction', () => {
    test('is printed in the feeds under the same id, dated later', async () => {
      const client = clientOf();
      await putStory(client, 'corrected', { headline: 'Talks on Monday' });
      const before = await itemOf(client, 'corrected');
      const { status } = await client.call('POST', `${storyPath('corrected')}/correct`, {
        note: 'An earlier version gave the wrong day.',
        changes: { headline: 'Talks on Friday' },
      });
      expect(status).toBe(200);
      const after = await itemOf(client, 'corrected');
      expect(after).toMatchObject({ id: idOf('corrected'), title: 'Talks on Friday' });
      expect(after?.content_html).toContain('An earlier version gave the wrong day.');
      expect(after?.date_published).toBe(before?.date_published);
      expect(Date.parse(after?.date_modified ?? '')).toBeGreaterThan(
        Date.parse(before?.date_modified ?? before?.date_published ?? ''),
      );
    });
  });

  describe('a withdrawal', () => {
    test('leaves a notice, a tombstone and 410, and no word of the text', async () => {
      const client = clientOf();
      const put = await putStory(client, 'withdrawn', { headline: 'Zanzibar quits' });
      const { status } = await client.call('POST', `${storyPath('withdrawn')}/withdraw`, {
        note: 'Filed twice by mistake.',
      });
      expect(status).toBe(200);
      for (const [file] of FORMATS) {
        const text = await textOf(client, `/sections/acceptance-withdrawn/${file}`);
        expect(text).not.toContain('Zanzibar');
        expect(text).toContain(idOf('withdrawn'));
        expect(text).toContain('Filed twice by mistake.');
      }
      const tombstones = await textOf(client, '/sections/acceptance-withdrawn/tombstones/atom.xml');
      expect(tombstones).toContain(idOf('withdrawn'));
      const page = await client.get(pathOf(put.body.pageUrl));
      expect(page.status).toBe(410);
      expect(page.text).not.toContain('Zanzibar');
      const read = await client.get(storyPath('withdrawn'));
      expect(read.status).toBe(410);
      expect(read.headers.get('content-type')).toBe('application/problem+json');
    });
  });

  describe('an embargo', () => {
    test('hides a story until it ends, and then no longer', async () => {
      const client = clientOf();
      const feed = '/sections/acceptance-embargoed/feed.json';
      const embargoedUntil = new Date(Date.now() + AHEAD_MS);
      const put = await putStory(client, 'embargoed', {
        headline: 'Kept back',
        embargoedUntil: embargoedUntil.toISOString(),
      });
      expect(put.body.state).toBe('embargoed');
      let isSeen = false;
      let looks = 0;
      while (!isSeen && Date.now() < embargoedUntil.getTime() + LATE_MS) {
        await client.target.tick();
        isSeen = (await client.get(feed)).text.includes('Kept back');
        // Told after the look: a story that is seen must be over its embargo by now.
        if (isSeen) expect(Date.now()).toBeGreaterThanOrEqual(embargoedUntil.getTime());
        else looks += 1;
        await new Promise((done) => setTimeout(done, BETWEEN_LOOKS_MS));
      }
      expect(isSeen).toBe(true);
      expect(looks).toBeGreaterThan(0);
      const item = await itemOf(client, 'embargoed');
      expect(Date.parse(item?.date_published ?? '')).toBeGreaterThanOrEqual(
        Math.floor(embargoedUntil.getTime() / 1000) * 1000,
      );
    });
  });

  describe('a back catalogue', () => {
    test('is loaded at once and stands in archives that the feed leads to', async () => {
      const client = clientOf();
      const lines = Array.from({ length: BACK_CATALOGUE }, (_, index) =>
        JSON.stringify({
          id: idOf(`old-${index}`),
          headline: `Old story ${index}`,
          bodyText: 'It happened long ago.',
          section: 'Acceptance old',
          publishedAt: new Date(Date.UTC(2010, 0, 1) + index * 3_600_000).toISOString(),
        }),
      );
      const loaded = await client.call(
        'POST',
        '/api/articles?backCatalogue=true',
        `${lines.join('\n')}\n`,
      );
      expect(loaded.status).toBe(200);
      const feed = '/sections/acceptance-old';
      const live = await textOf(client, `${feed}/atom.xml`);
      const linked = /<link rel="prev-archive"[^>]* href="([^"]+)"/.exec(live)?.[1] ?? '';
      const archived = await client.get(pathOf(linked));
      expect(archived.status).toBe(200);
      expect(archived.headers.get('cache-control')).toContain('max-age=86400');
      const named = await client.get(`${feed}/archive/1/atom.xml`);
      expect(named.status).toBe(302);
      expect(locationOf(named)).toBe(pathOf(linked));
      const all = `${live}${archived.text}`;
      const missing = lines.filter((_, index) => !all.includes(`${idOf(`old-${index}`)}<`));
      expect(missing).toEqual([]);
    });
  });
}

const idOf = (name: string): string => `tag:news.example,2026:acceptance-${name}`;

const storyPath = (name: string): string => `/api/articles/${encodeURIComponent(idOf(name))}`;

interface Written {
  readonly status: number;
  readonly body: { readonly state: string; readonly pageUrl: string };
}

/** In a section of its own, so that no other test looks into its feed. */
async function putStory(client: Client, name: string, fields: object): Promise<Written> {
  const { status, text } = await client.call('PUT', storyPath(name), {
    bodyText: 'It happened in Zanzibar today.',
    section: `Acceptance ${name}`,
    ...fields,
  });
  return { status, body: JSON.parse(text) as Written['body'] };
}

async function textOf(client: Client, path: string): Promise<string> {
  const { status, text } = await client.get(path);
  expect(status, path).toBe(200);
  return text;
}

async function tagOf(client: Client, path: string): Promise<string | null> {
  return (await client.get(path)).headers.get('etag');
}

interface Item {
  readonly id: string;
  readonly title: string;
  readonly content_html: string;
  readonly date_published: string;
  readonly date_modified?: string;
}

async function itemOf(client: Client, name: string): Promise<Item | undefined> {
  const text = await textOf(client, `/sections/acceptance-${name}/feed.json`);
  return (JSON.parse(text) as { items: Item[] }).items.find(({ id }) => id === idOf(name));
}
