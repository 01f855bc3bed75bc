/** The drill of readers can fail: each fault of a server that it looks for is told when there is one. */

import { expect, test } from 'vitest';
import { createArchiveWatch } from '../../drills/readers/archive-watch.ts';
import { type Duty, expectEverything, expectNews } from '../../drills/readers/claims.ts';
import { createDeltaWitness } from '../../drills/readers/delta-witness.ts';
import { markerWord } from '../../drills/readers/markers.ts';
import {
  createArchiveReader,
  createDeltaReader,
  createPageReader,
  createWindowReader,
  type Reader,
  walkWhole,
} from '../../drills/readers/protocols.ts';
import { addStory, atom, createFake, type Fake, jsonFeed, LIVE } from './fake-server.ts';

const WINDOWED: Duty = { feed: 'main', url: LIVE, window: { ms: 1_000, atMost: 100 } };
const WHOLE: Duty = { feed: 'main', url: LIVE };
const ARCHIVE = 'https://news.example/archive/1-aa/atom.xml';
const NEWER = 'https://news.example/archive/1-bb/atom.xml';

/** Polls at 100 and is held to what changed since 0. */
async function poll(fake: Fake, reader: Reader, duty = WINDOWED): Promise<void> {
  await reader.poll();
  const { library } = reader;
  expectNews(fake.ledger, { library, duty, poll: { since: 0, at: 100 } }, fake.tell);
}

const parts = ({ get, tell }: Fake) => ({ url: LIVE, get, tell });

test('a server that is right is told nothing about', async () => {
  const fake = createFake();
  const [first, second] = [addStory(fake.ledger, 1), addStory(fake.ledger, 2)];
  addStory(fake.ledger, 3, { state: 'embargoed' });
  const gone = { state: 'withdrawn', notice: markerWord('notice', 4, 0) } as const;
  const fourth = addStory(fake.ledger, 4, gone);
  fake.pages.set(LIVE, { body: atom([[fourth], [second]], { 'prev-archive': ARCHIVE }) });
  fake.pages.set(ARCHIVE, { body: atom([[first]]) });
  await poll(fake, createArchiveReader(parts(fake)), WHOLE);
  expect(fake.said()).toEqual([]);
});

test('a story that the live document drops is missed, and so is a correction', async () => {
  const fake = createFake();
  const story = addStory(fake.ledger, 1);
  addStory(fake.ledger, 2);
  const reader = createWindowReader(parts(fake));
  fake.pages.set(LIVE, { headers: { etag: '"1"' }, body: atom([[story]]) });
  await poll(fake, reader);
  story.texts = [markerWord('text', 1, 1)];
  fake.pages.set(LIVE, { status: 304 });
  await poll(fake, reader);
  expect(fake.said()).toEqual([
    'story-2 is missed: zqt2x0z',
    'story-2 is missed: zqt2x0z',
    'story-1 is zqt1x0z instead of zqt1x1z',
  ]);
});

test.each([
  ['an embargoed story', { state: 'embargoed' }],
  ['a withheld story', { state: 'withheld' }],
  ['an expired story', { state: 'expired' }],
  ['a removed story', { state: 'removed' }],
] as const)('a text of %s is told about', async (_case, more) => {
  const fake = createFake();
  const story = addStory(fake.ledger, 1, more);
  fake.pages.set(LIVE, { body: atom([[story]]) });
  await poll(fake, createWindowReader(parts(fake)));
  expect(fake.said()).toEqual([
    `story-1 shows the text zqt1x0z of a ${more.state} story`,
    `story-1 stands in a document although it is ${more.state}`,
  ]);
});

test('the notice of a withdrawn story takes the place of its text, in every library', async () => {
  const fake = createFake();
  const story = addStory(fake.ledger, 1);
  fake.pages.set(LIVE, { body: atom([[story]]) });
  const reader = createWindowReader(parts(fake));
  await poll(fake, reader);
  const text = story.texts.join();
  story.state = 'withdrawn';
  story.notice = markerWord('notice', 1, 0);
  fake.pages.set(LIVE, { body: atom([]) });
  await poll(fake, reader);
  fake.pages.set(LIVE, { body: atom([[story, { text }]]) });
  await poll(fake, reader);
  expect(fake.said()).toEqual([
    'story-1 is zqt1x0z instead of its notice',
    'story-1 shows the text zqt1x0z of a withdrawn story',
    'story-1 is zqt1x0z instead of its notice',
  ]);
});

test('an id that changes, one that stands twice and a date that goes back are told about', async () => {
  const fake = createFake();
  const story = addStory(fake.ledger, 1);
  const reader = createWindowReader(parts(fake));
  fake.pages.set(LIVE, { body: atom([[story], [story], [story, { id: 'story-1b' }]]) });
  await poll(fake, reader);
  fake.pages.set(LIVE, { body: atom([[story, { updatedAt: 0 }]]) });
  await poll(fake, reader);
  expect(fake.said()).toEqual([
    'story-1 stands twice in one document',
    'story-1b is an id that no story has',
    'story-1 comes with an older date than before',
  ]);
});

test('a chain is followed to an archive that was processed before, whatever leads to it', async () => {
  const fake = createFake();
  const [first, second] = [addStory(fake.ledger, 1), addStory(fake.ledger, 2)];
  const reader = createArchiveReader(parts(fake));
  const reference = 'https://news.example/archive/1/atom.xml';
  fake.pages.set(LIVE, { body: atom([[second]], { 'prev-archive': '/archive/1/atom.xml' }) });
  fake.pages.set(reference, { status: 302, headers: { location: ARCHIVE } });
  fake.pages.set(ARCHIVE, { body: atom([[first]]) });
  await poll(fake, reader, WHOLE);
  await poll(fake, reader, WHOLE);
  fake.pages.set(LIVE, { body: atom([[second]], { 'prev-archive': ARCHIVE }) });
  await poll(fake, reader, WHOLE);
  expect(fake.asked).toEqual([LIVE, reference, ARCHIVE, LIVE, LIVE]);
  expect(fake.said()).toEqual([]);
});

test('a broken link and a circle of redirects are told about, and what lies behind is missed', async () => {
  const fake = createFake();
  addStory(fake.ledger, 1);
  fake.pages.set(LIVE, { body: atom([], { 'prev-archive': ARCHIVE }) });
  await poll(fake, createArchiveReader(parts(fake)), WHOLE);
  fake.pages.set(ARCHIVE, { status: 301, headers: { location: ARCHIVE } });
  const library = await walkWhole(parts(fake), 'prev-archive');
  expectEverything(fake.ledger, { library, duty: WHOLE, startedAt: 50 }, fake.tell);
  expect(fake.said()).toEqual([
    'answered 404',
    'story-1 is missed: zqt1x0z',
    'more than 5 redirects',
    'story-1 in the whole feed: is missed: zqt1x0z',
  ]);
});

test('pages are turned until one brings nothing new; what a later one alone has is missed', async () => {
  const fake = createFake();
  const url = 'https://news.example/feed.json';
  const page = (number: number): string => `https://news.example/archive/${number}/feed.json`;
  const [first, second] = [addStory(fake.ledger, 1), addStory(fake.ledger, 2)];
  const reader = createPageReader({ ...parts(fake), url });
  fake.pages.set(url, { body: jsonFeed([second], page(2)) });
  fake.pages.set(page(2), { body: jsonFeed([second], page(1)) });
  fake.pages.set(page(1), { body: jsonFeed([first]) });
  await poll(fake, reader, WHOLE);
  expect(fake.asked).toEqual([url, page(2)]);
  expect(fake.said()).toEqual(['story-1 is missed: zqt1x0z']);
});

test('a delta is what parts two documents: all of it, nothing else, and it says so', async () => {
  const fake = createFake();
  const [first, second] = [addStory(fake.ledger, 1), addStory(fake.ledger, 2)];
  const reader = createDeltaReader(parts(fake));
  const witness = createDeltaWitness(parts(fake));
  const whole = { headers: { etag: '"2"' }, body: atom([[first], [second]]) };
  const delta = { status: 226, headers: { etag: '"2"', im: 'feed' }, body: atom([[second]]) };
  const answer = (changed: typeof delta) => (headers: Headers) =>
    headers.get('a-im') === 'feed' && headers.get('if-none-match') !== null ? changed : whole;
  fake.pages.set(LIVE, { headers: { etag: '"1"' }, body: atom([[first]]) });
  await witness.look(await reader.poll());
  fake.pages.set(LIVE, answer(delta));
  await witness.look(await reader.poll());
  expect([...reader.library.entries.keys()]).toEqual(['story-1', 'story-2']);
  expect(fake.said()).toEqual([]);
  const third = addStory(fake.ledger, 3);
  const both = { headers: { etag: '"3"' }, body: atom([[first], [second], [third]]) };
  const wrong = { status: 226, headers: { etag: '"2"' }, body: atom([[first]]) };
  fake.pages.set(LIVE, (headers) => (headers.has('a-im') ? wrong : both));
  await witness.look(await reader.poll());
  expect(fake.said()).toEqual([
    '226 with "2", but "3" is current',
    'a 226 without IM: feed',
    'story-1 stands in a delta although it did not change',
    'story-3 is new, but the delta lacks it',
  ]);
});

test('a 226 or a 304 that nobody asked for is told about', async () => {
  const fake = createFake();
  fake.pages.set(LIVE, { status: 226, body: atom([]) });
  await createWindowReader(parts(fake)).poll();
  fake.pages.set(LIVE, { status: 304 });
  await createWindowReader(parts(fake)).poll();
  expect(fake.said()).toEqual(['answered 226', 'answered 304']);
});

test('an archive keeps its bytes under its address, or leads on when something in it changed', async () => {
  const fake = createFake();
  const story = addStory(fake.ledger, 1);
  const watch = createArchiveWatch({ ...fake, random: () => 0 });
  fake.pages.set(ARCHIVE, { body: atom([[story]]) });
  watch.remember(await fake.get(ARCHIVE), 50);
  await watch.look(1);
  expect(fake.said()).toEqual([]);
  fake.pages.set(ARCHIVE, { body: atom([[story]], { current: LIVE }) });
  await watch.look(1);
  fake.pages.set(ARCHIVE, { status: 301, headers: { location: NEWER } });
  fake.pages.set(NEWER, { body: atom([[story]], { current: LIVE }) });
  await watch.look(1);
  story.texts = [markerWord('text', 1, 1)];
  fake.ledger.note(story, 60);
  await watch.look(1);
  fake.pages.set(NEWER, { body: atom([[story]]) });
  await watch.look(1);
  expect(fake.said()).toEqual([
    'has other bytes than before under the same address',
    `leads to ${NEWER} although nothing in it changed`,
    // What the new address still shows is the text that was replaced.
    'story-1 shows the text zqt1x0z, which was replaced by zqt1x1z',
  ]);
  expect(watch.figures).toEqual({ archives: 1, same: 2, redirected: 3 });
});
