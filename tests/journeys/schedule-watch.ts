/** Anonymous observers: they ask for everything, remember what they were told, and compare. */

import { formatHttpDate } from '../../src/text/dates.ts';
import { claim, claimSame } from './schedule-claims.ts';
import { expectFeed, type FeedMemory } from './schedule-feeds.ts';
import { type Story, wordsOf } from './schedule-model.ts';
import { nowOf, type World } from './schedule-run.ts';
import { existsAlways, FILES, MEDIA, pageOf, pathOf, SELECTORS } from './schedule-urls.ts';

/** What was seen at one address. */
interface Seen {
  readonly bytesByTag: Map<string, string>;
  /** Last-Modified in milliseconds -> all bytes that were dated so. */
  readonly bytesByDate: Map<number, Set<string>>;
  last: { readonly etag: string; readonly bytes: string; readonly date: number } | undefined;
}

export interface Observer {
  readonly world: World;
  readonly seen: Map<string, Seen>;
  /** Entity tag of a feed document -> the one address that has it. */
  readonly owners: Map<string, string>;
  readonly feeds: FeedMemory;
  /** Path -> how often its feed had been forgotten when it was last looked at. */
  readonly eras: Map<string, number>;
  /** Counts looks, so that different things are asked for. */
  turn: number;
}

export function createObserver(world: World): Observer {
  const feeds: FeedMemory = { published: new Map(), updated: new Map(), feedUpdated: new Map() };
  return { world, seen: new Map(), owners: new Map(), feeds, eras: new Map(), turn: 0 };
}

export async function look(observer: Observer, part: 'all' | 'feeds' | 'some'): Promise<void> {
  observer.turn += 1;
  const isMine = (index: number): boolean => part !== 'some' || (index + observer.turn) % 3 === 0;
  const documents = SELECTORS.flatMap((one) => FILES.map((file) => ({ ...one, file })));
  for (const document of documents.filter((_, index) => isMine(index))) {
    await lookAtFeed(observer, document);
  }
  if (part === 'feeds') return;
  for (const { folder } of SELECTORS.filter((_, index) => isMine(index))) {
    await lookAtPage(observer, folder || '/');
  }
  for (const story of observer.world.model.stories) await lookAtStory(observer, story);
  for (const path of MEDIA) await lookAtMedia(observer, path);
  for (const path of LISTS) await lookAtPage(observer, path);
  await lookAtApi(observer);
}

const LISTS = [
  '/opml.xml',
  '/feeds.json',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/news-sitemap.xml',
];

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The answer, after what holds for every answer there is. */
async function ask(
  { world }: Observer,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { room, model } = world;
  const response = await room.get(path, headers);
  const text = await response.text();
  const { status } = response;
  const where = `${path} (${status})`;
  const now = nowOf(world);
  const allowed = model.allowed(now, room.database.fails);
  for (const [word] of text.matchAll(/zq[a-z]+?qz/g)) {
    claim(allowed.has(word), () => `${where} shows ${word}, ${model.markers.get(word)}`);
  }
  if (room.database.fails && status !== 200 && status !== 304) {
    claimSame(status, 503, () => `${where} while the store fails`);
  }
  if ([200, 301, 304, 410].includes(status)) {
    expectFresh(response.headers.get('cache-control'), { where, left: model.nextDueAt() - now });
  }
  return { status, headers: response.headers, text };
}

/** Neither freshness nor a stale period reaches past the next due time. */
function expectFresh(header: string | null, at: { where: string; left: number }): void {
  const value = header ?? '';
  if (/no-store|no-cache/.test(value)) return;
  const seconds = (name: string): number =>
    Number(new RegExp(`\\b${name}=(\\d+)`).exec(value)?.[1] ?? 0);
  claim(value.includes('max-age='), () => `${at.where} Cache-Control: ${value}`);
  const stale = Math.max(seconds('stale-while-revalidate'), seconds('stale-if-error'));
  const reach = (seconds('max-age') + stale) * 1000;
  const left = Math.max(0, at.left);
  claim(reach <= left, () => `${at.where} ${value}: must end in ${left} ms`);
}

async function lookAtFeed(
  observer: Observer,
  { key, folder, file }: { key: string; folder: string; file: string },
): Promise<void> {
  const { model, room } = observer.world;
  const path = pathOf(folder, file);
  startAnewWhenForgotten(observer, key, path);
  const answer = await ask(observer, path);
  if (room.database.fails) {
    if (answer.status === 200) await expectValidators(observer, path, answer);
    return;
  }
  const exists = existsAlways(key) || model.stories.some(({ stood }) => stood.has(key));
  claimSame(answer.status, exists ? 200 : 404, () => path);
  if (!exists) return;
  const etag = answer.headers.get('etag') ?? '';
  claimSame(observer.owners.get(etag) ?? path, path, () => `owner of ${etag}`);
  observer.owners.set(etag, path);
  await expectValidators(observer, path, answer);
  expectFeed(observer.world, observer.feeds, { key, path, text: answer.text });
}

/** A feed that was forgotten with an erased story and came back is another one. */
function startAnewWhenForgotten(observer: Observer, key: string, path: string): void {
  const era = observer.world.model.eras.get(key) ?? 0;
  if ((observer.eras.get(path) ?? 0) === era) return;
  observer.eras.set(path, era);
  observer.seen.delete(path);
  observer.feeds.feedUpdated.delete(path);
}

/** Equal tags mean equal bytes, dates go forward, and 304 is answered exactly for what is current. */
async function expectValidators(observer: Observer, path: string, answer: Answer): Promise<void> {
  const seen = observer.seen.get(path) ?? {
    bytesByTag: new Map(),
    bytesByDate: new Map(),
    last: undefined,
  };
  observer.seen.set(path, seen);
  const { text: bytes, headers } = answer;
  const etag = headers.get('etag') ?? '';
  const date = Date.parse(headers.get('last-modified') ?? '');
  const known = seen.bytesByTag.get(etag) ?? bytes;
  claim(bytes === known, () => `${path} has other bytes under ${etag}:\n${known}\n\n${bytes}`);
  claim(date >= (seen.last?.date ?? 0), () => `${path}: Last-Modified goes back`);
  claim(date <= nowOf(observer.world), () => `${path}: Last-Modified lies ahead`);
  const isSame = seen.last?.etag === etag && seen.last.date === date;
  if (seen.last?.bytes === bytes && !hasLost(observer, path)) {
    claimSame(etag, seen.last.etag, () => `${path}: ETag of the same bytes`);
  }
  seen.last = { etag, bytes, date };
  seen.bytesByTag.set(etag, bytes);
  seen.bytesByDate.set(date, (seen.bytesByDate.get(date) ?? new Set()).add(bytes));
  // Nothing moved: what was asked the last time would be answered the same, nearly always.
  if (isSame && (path.length + observer.turn) % 4 !== 0) return;
  await expectConditions(observer, path, seen);
}

/** A feed's tag moves with the date of its last loss, which a newer entry, or JSON Feed, does not show. */
function hasLost({ world }: Observer, path: string): boolean {
  const feed = SELECTORS.find(({ folder }) => FILES.some((file) => pathOf(folder, file) === path));
  if (feed === undefined) return false;
  const members = world.model.members(feed.key);
  return world.model.stories.some((one) => one.stood.has(feed.key) && !members.includes(one));
}

async function expectConditions(observer: Observer, path: string, seen: Seen): Promise<void> {
  const { etag = '', bytes = '' } = seen.last ?? {};
  const current = await ask(observer, path, { 'if-none-match': etag });
  claimSame(current.status, 304, () => `${path} if-none-match ${etag}`);
  const others = [...seen.bytesByTag.keys()].filter((tag) => tag !== etag);
  if (others.length > 0) {
    const other = await ask(observer, path, { 'if-none-match': others.join(', ') });
    claimSame(other.status, 200, () => `${path} if-none-match of all that was`);
  }
  const unlike = [...seen.bytesByDate]
    .filter(([, all]) => [...all].some((one) => one !== bytes))
    .map(([ms]) => ms);
  if (unlike.length === 0) return;
  const since = formatHttpDate(new Date(Math.max(...unlike)));
  const dated = await ask(observer, path, { 'if-modified-since': since });
  claimSame(dated.status, 200, () => `${path} if-modified-since ${since}, when it was another`);
}

async function lookAtPage(observer: Observer, path: string): Promise<void> {
  const answer = await ask(observer, path);
  if (answer.status === 200) await expectValidators(observer, path, answer);
  if (path !== '/' || observer.world.room.database.fails) return;
  for (const { state, text } of observer.world.model.stories) {
    const word = state === 'public' ? text?.headline : undefined;
    if (word) claim(answer.text.includes(word), () => `the first page shows ${word}`);
  }
}

const TAKEN_BACK: readonly string[] = ['withdrawn', 'removed', 'expired', 'erased'];

async function lookAtStory(observer: Observer, story: Story): Promise<void> {
  const isTakenBack = TAKEN_BACK.includes(story.state);
  const fails = observer.world.room.database.fails;
  const page = await ask(observer, pageOf(story));
  if (page.status === 200) await expectValidators(observer, pageOf(story), page);
  const former = await ask(observer, pageOf(story, 'a-former-name'));
  const api = await ask(observer, `/api/articles/${encodeURIComponent(story.id)}`);
  if (fails) return;
  const isOut = story.state === 'public';
  // What was taken back before readers had it was never theirs to lose.
  const isTold = isTakenBack && story.wasSeen;
  claimSame(page.status, isOut ? 200 : isTold ? 410 : 404, () => `page of ${story.state} story`);
  claimSame(former.status, isOut ? 301 : isTold ? 410 : 404, () => 'former page');
  claimSame(api.status, isOut ? 200 : isTold ? 410 : 404, () => `${story.state} story in the API`);
  if (isOut) await expectTag(observer, story, api);
  const told = story.state === 'withdrawn' ? story.note : undefined;
  if (told !== undefined) claim(page.text.includes(told), () => 'the note on the page');
}

async function expectTag(observer: Observer, { id }: Story, api: Answer): Promise<void> {
  const path = `/api/articles/${encodeURIComponent(id)}`;
  const etag = api.headers.get('etag') ?? '';
  const tags = observer.seen.get(path) ?? {
    bytesByTag: new Map(),
    bytesByDate: new Map(),
    last: undefined,
  };
  observer.seen.set(path, tags);
  const others = [...tags.bytesByTag.keys()].filter((tag) => tag !== etag);
  tags.bytesByTag.set(etag, api.text);
  const current = await ask(observer, path, { 'if-none-match': etag });
  claimSame(current.status, 304, () => `${path} if-none-match ${etag}`);
  if (others.length === 0) return;
  const other = await ask(observer, path, { 'if-none-match': others.join(', ') });
  claimSame(other.status, 200, () => `${path} if-none-match of all that was`);
}

async function lookAtMedia(observer: Observer, path: string): Promise<void> {
  const { model, room } = observer.world;
  const answer = await ask(observer, path);
  if (room.database.fails) return;
  const states = model.stories
    .filter(({ media, state }) => media.includes(path) && state !== 'none' && state !== 'erased')
    .filter(({ state, wasSeen }) => wasSeen || !TAKEN_BACK.includes(state))
    .map(({ state }) => state);
  const isSecret = states.some((state) => state === 'embargoed' || state === 'withheld');
  const isGone = states.length > 0 && !isSecret;
  const wanted = states.includes('public') ? 200 : isGone ? 410 : 404;
  claimSame(answer.status, wanted, () => `${path} of ${states.join()}`);
  if (wanted !== 200) return;
  const etag = answer.headers.get('etag') ?? '';
  const again = await ask(observer, path, { 'if-none-match': etag });
  claimSame(again.status, 304, () => `${path} if-none-match ${etag}`);
}

interface ApiList {
  readonly articles: readonly { readonly id: string }[];
}

async function lookAtApi(observer: Observer): Promise<void> {
  const { model, room } = observer.world;
  const listed = async (query: string): Promise<readonly string[]> => {
    const { text } = await ask(observer, `/api/articles?limit=100${query}`);
    if (room.database.fails) return [];
    return (JSON.parse(text) as ApiList).articles.map(({ id }) => id).sort();
  };
  const publicIn = (key: string): readonly string[] =>
    room.database.fails
      ? []
      : model
          .members(key)
          .filter(({ state }) => state === 'public')
          .map(({ id }) => id)
          .sort();
  claimSame(await listed(''), publicIn('main'), () => 'the list of all');
  claimSame(await listed('&topic=weapons'), publicIn('topic:weapons'), () => 'a topic');
  claimSame(await listed('&language=ja'), publicIn('language:ja'), () => 'a language');
  claimSame(
    await listed('&section=politics&topic=diplomacy'),
    publicIn('topic:diplomacy').filter((id) => publicIn('section:politics').includes(id)),
    () => 'a section of a topic',
  );
  const words = [...model.markers.keys()];
  for (const word of [words.at(-1), words.at(observer.turn % Math.max(1, words.length))]) {
    if (word === undefined) continue;
    const holders = room.database.fails ? [] : model.stories.filter((one) => isFound(one, word));
    const wanted = holders.map(({ id }) => id);
    claimSame(await listed(`&q=${word}`), wanted, () => `search for ${word}`);
  }
  await lookAtChanges(observer);
}

/** A correction's note is printed, but not searched. */
function isFound({ state, text }: Story, word: string): boolean {
  const isNote = text?.notes.includes(word) ?? false;
  return state === 'public' && wordsOf(text).includes(word) && !isNote;
}

async function lookAtChanges(observer: Observer): Promise<void> {
  const { model, room } = observer.world;
  const { text } = await ask(observer, '/api/changes?since=0');
  if (room.database.fails) return;
  const { changes } = JSON.parse(text) as { changes: { id: string; state: string }[] };
  const known = new Map(changes.map(({ id, state }) => [id, state]));
  for (const { id, state, wasSeen } of model.stories) {
    const isBack = state === 'embargoed' || state === 'withheld' || state === 'erased';
    claimSame(
      known.get(id),
      wasSeen ? (isBack ? 'removed' : state) : undefined,
      () => `${id} among the changes`,
    );
  }
}
