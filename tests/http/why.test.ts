/** Why a story is in a topic or is not: the page for anybody, and the same of the API. */

import { describe, expect, test } from 'vitest';
import { parseTopic } from '../../src/classify/parse.ts';
import { articlePath } from '../../src/feeds/urls.ts';
import type { OperationReply } from '../../src/http/api/operation.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import type { Article } from '../../src/model/article.ts';
import type { Topic } from '../../src/model/topic.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { tokenHeaders } from '../helpers/api-client.ts';
import { buildArticle, buildSite } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const RULE = `id: envoys
name: Envoys & others
lists:
  envoys: {en: [envoy*], except: [envoy class]}
match:
  - {id: talks, all: [$envoys, summit], in: [title, body]}
unless:
  - {id: markets, any: [shares]}
`;

function topicOf(text: string): Topic {
  const parsed = parseTopic(text, 'envoys.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const LONG = 'Before that many other things were said by many people. '.repeat(4);
const STORY = buildArticle({
  id: 'urn:example:in',
  headline: 'Envoys meet',
  bodyHtml: `<p>Lead.</p><p>${LONG}They hope for a summit in May. ${LONG}</p>`,
});

const inState = (state: Article['state'], more: Partial<Article> = {}): Article =>
  buildArticle({ ...STORY, id: `urn:example:${state}`, slug: state, state, ...more });

const HIDDEN = [
  inState('embargoed', { embargoedUntil: new Date('2029-01-01') }),
  inState('withheld'),
  inState('withdrawn', { withdrawal: { at: START } }),
  inState('removed'),
  inState('expired'),
];

const open = (...articles: readonly Article[]): Promise<Newsroom> =>
  openNewsroom([STORY, ...articles], { site: buildSite({ topics: [topicOf(RULE)] }) });

const why = (room: Newsroom, reference: string): Promise<Response> =>
  room.get(`/topics/envoys/why?article=${encodeURIComponent(reference)}`);

describe('the page', () => {
  test('names the line and shows its words with a little of what stands around them', async () => {
    const room = await open();
    const answer = await why(room, STORY.id);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const page = await answer.text();
    expect(page).toContain('Why this story is here');
    expect(page).toContain('<code>talks</code> holds');
    expect(page).toContain('<mark>Envoys</mark>');
    expect(page).toMatch(/They hope for a <mark>summit<\/mark> in May\. Before[^<]{0,30}…</);
    expect(page).not.toContain(LONG.slice(0, 60));
    expect(page).not.toContain('<script');
    expect(page).toContain('<meta name="robots" content="noindex">');
  });

  test('says what is missing, what does not count, and what kept a story out', async () => {
    const masked = buildArticle({ id: 'urn:example:b', headline: 'An envoy class at the summit' });
    const blocked = buildArticle({ id: 'urn:example:c', headline: 'Envoys at summit sell shares' });
    const room = await open({ ...masked, bodyHtml: '' }, blocked);
    const page = await (await why(room, masked.id)).text();
    expect(page).toContain('Why this story is not here');
    expect(page).toContain('Not counted: <mark>envoy</mark> in title');
    expect(page).toContain('Missing: $envoys in title or body');
    const other = await (await why(room, blocked.id)).text();
    expect(other).toContain('markets blocks it');
  });

  test.each(['', 'https://news.example', 'http://news.example'])(
    'finds a story by the address of its page: %s',
    async (base) => {
      const room = await open();
      const path = articlePath(STORY);
      for (const reference of [path, `${path}?utm_source=x#y`, path.replace('envoys', 'old')]) {
        expect((await why(room, base + reference)).status).toBe(200);
      }
    },
  );

  test('says the same 404 of what is held back, taken back, elsewhere or unknown', async () => {
    const room = await open(...HIDDEN);
    const unknown = await (await why(room, 'urn:example:nothing')).text();
    const references = [
      ...HIDDEN.flatMap((article) => [article.id, articlePath(article)]),
      `https://other.example${articlePath(STORY)}`,
      '/articles/',
      '',
      'x'.repeat(5_000),
      '//',
      'http://',
    ];
    for (const reference of references) {
      const answer = await why(room, reference);
      expect([reference, answer.status]).toEqual([reference, 404]);
      expect(await answer.text()).toBe(unknown);
    }
    expect((await room.get('/topics/envoys/why')).status).toBe(400);
    expect((await room.get('/topics/nothing/why?article=x')).status).toBe(404);
  });

  test('is no language of a topic, and no other kind of feed has one', async () => {
    const room = await open(buildArticle({ section: 'World', id: 'urn:example:s' }));
    expect((await room.get('/topics/envoys/why/rss.xml')).status).toBe(404);
    expect((await room.get('/sections/world/why?article=urn:example:in')).status).toBe(404);
  });

  test('of a renamed topic leads to where it is', async () => {
    const room = await open();
    const site = buildSite({ topics: [topicOf(`slug: talks\n${RULE}`)] });
    room.state = await installSite(room.store, site, room.now);
    const answer = await why(room, STORY.id);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      301,
      'https://news.example/topics/talks/why?article=urn%3Aexample%3Ain',
    ]);
  });

  test('says that a rule has changed while a story is yet to be looked at', async () => {
    const room = await open();
    const site = buildSite({ topics: [topicOf(RULE.replace('summit', 'picnic'))] });
    room.state = await installSite(room.store, site, room.now);
    const page = await (await why(room, STORY.id)).text();
    expect(page).toContain('The rule has changed');
    expect(page).toContain('Why this story is here');
  });

  test('shows nothing of a text or a rule but as text', async () => {
    const headline = 'Envoys <img src=x onerror=alert(1)> summit';
    const room = await open(buildArticle({ id: 'urn:example:x', headline }));
    const page = await (await why(room, 'urn:example:x')).text();
    expect(page).not.toContain('<img');
  });

  test('is linked from the page of the story', async () => {
    const room = await open();
    const page = await (await room.get(articlePath(STORY))).text();
    expect(page).toContain(
      'href="https://news.example/topics/envoys/why?article=urn%3Aexample%3Ain"',
    );
  });
});

describe('the API', () => {
  const path = (reference: string): string =>
    `/api/topics/envoys/why?article=${encodeURIComponent(reference)}`;
  const schemaOf = (status: OperationReply['status']) =>
    OPERATIONS.find(({ id }) => id === 'readWhy')?.replies.find((one) => one.status === status)
      ?.schemas?.[0];

  test('gives anybody the whole explanation of a public article, as described', async () => {
    const room = await open();
    const answer = await room.get(path(articlePath(STORY)));
    const body = await answer.json();
    expect(schemaOf(200)?.safeParse(body).data).toEqual(body);
    expect(body).toMatchObject({
      topic: 'envoys',
      article: { id: STORY.id, state: 'public' },
      isMember: true,
      explanation: {
        isMatched: true,
        fired: 'talks',
        match: [{ found: [{ group: '$envoys' }, {}] }],
      },
    });
  });

  test('tells of what is held back or gone only who has a token', async () => {
    const room = await open(...HIDDEN);
    const reader = await tokenHeaders(room, 'read');
    for (const { id, state } of HIDDEN) {
      expect((await room.get(path(id))).status).toBe(404);
      const answer = await room.call('GET', path(id), undefined, reader);
      expect(await answer.json()).toMatchObject({ article: { id, state }, topic: 'envoys' });
    }
  });

  test.each([
    ['/api/topics/envoys/why', 400],
    ['/api/topics/envoys/why?article=urn:example:in&x=1', 400],
    ['/api/topics/none/why?article=urn:example:in', 404],
    ['/api/topics/envoys/why?article=none', 404],
  ])('answers %s with %i', async (address, status) => {
    expect((await (await open()).get(address)).status).toBe(status);
  });
});
