/** Carries out one step in the newsroom and in the model; says when the server answers otherwise than the model. */

import { buildPublication, buildSite } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { claim, claimSame } from './schedule-claims.ts';
import { Model, requestFor, type Story, selectorsOf } from './schedule-model.ts';
import type { Action, Plan, Schedule } from './schedule-steps.ts';
import { FILES, pathOf, SELECTORS } from './schedule-urls.ts';

export interface World {
  readonly room: Newsroom;
  readonly model: Model;
  readonly isNarrow: boolean;
}

const NOTICE_MS = 14 * 86_400_000;
const NARROW = { hours: 1, atLeast: 1, atMost: 2 } as const;
const PICTURE = {
  size: 3,
  contentType: 'image/jpeg',
  modifiedAt: new Date(START.getTime() - 86_400_000),
  stream: () => new Blob(['jpg']).stream(),
};

export async function openWorld({ isNarrow }: Schedule): Promise<World> {
  const publication = buildPublication(isNarrow ? { window: NARROW } : {});
  const room = await openNewsroom([], {
    site: buildSite({ publication }),
    deps: { findMedia: async () => PICTURE },
  });
  return { room, model: new Model(), isNarrow };
}

export async function perform(world: World, action: Action): Promise<void> {
  const { room, model } = world;
  switch (action.do) {
    case 'put':
      return put(world, [action.story], action);
    case 'bulk':
      return put(world, action.stories, action);
    case 'again':
      return putAgain(world, storyAt(model, action.story));
    case 'correct':
      return correct(world, storyAt(model, action.story), action.changes);
    case 'withdraw':
      return withdraw(world, storyAt(model, action.story), action.hasNote);
    case 'restore':
      return restore(world, storyAt(model, action.story));
    case 'remove':
    case 'erase':
      return takeBack(world, storyAt(model, action.story), action.do);
    case 'release':
      return release(world, storyAt(model, action.story));
    case 'freeze':
    case 'thaw':
      return stop(world, action.do === 'freeze');
    case 'tick':
      if (room.database.fails) return;
      await room.tick();
      return model.tick(nowOf(world));
    case 'fail':
    case 'heal':
      room.database.fails = action.do === 'fail';
      return;
    case 'pass':
      return goTo(world, nowOf(world) + action.seconds * 1000);
    case 'jump': {
      const due = model.nextDueAt();
      return Number.isFinite(due) ? goTo(world, due + action.offMs) : undefined;
    }
    default:
      return action satisfies never;
  }
}

export function nowOf({ room }: World): number {
  return room.now.getTime();
}

function storyAt(model: Model, number: number): Story {
  const story = model.stories[number];
  if (story === undefined) throw new TypeError(`there is no story ${number}`);
  return story;
}

/** The clock never goes back. */
function goTo({ room }: World, ms: number): void {
  room.now = new Date(Math.max(room.now.getTime(), ms));
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object | string;
}

/** Whether it was done; the status must be `wanted`, or 503 when the store fails. */
async function send({ room }: World, call: Call, wanted: number): Promise<boolean> {
  const { method, path, body } = call;
  const response = await room.call(method, path, body);
  const expected = room.database.fails ? 503 : wanted;
  const said = await response.text();
  claimSame(response.status, expected, () => `${method} ${path} answers ${said}`);
  return expected < 300;
}

function apiPath({ id }: Story, verb = ''): string {
  return `/api/articles/${encodeURIComponent(id)}${verb}`;
}

/** What `plan` makes of a story, before time has its say. */
function planned(story: Story, plan: Plan, now: number): Partial<Story> {
  const isLater = plan.as === 'embargo' || plan.as === 'ahead';
  return {
    state: plan.as === 'held' ? 'withheld' : isLater ? 'embargoed' : 'public',
    embargoedUntil: isLater ? now + plan.wait * 1000 : Number.POSITIVE_INFINITY,
    expiresAt: plan.life > 0 ? now + plan.life * 1000 : Number.POSITIVE_INFINITY,
    note: undefined,
    kept: undefined,
    wasSeen: story.wasSeen,
  };
}

async function put(world: World, numbers: readonly number[], how: Action): Promise<void> {
  if (how.do !== 'put' && how.do !== 'bulk') return;
  const { model } = world;
  const { plan } = how;
  const now = nowOf(world);
  const sent = numbers.map((number) => {
    const story = storyAt(model, number);
    const text = model.write(story, plan);
    return { story, text, request: requestFor(story, { text, plan, now }) };
  });
  const isErased = sent.some(({ story }) => story.state === 'erased');
  const isStopped = model.isFrozen && (plan.as === 'now' || plan.as === 'late');
  const isNew = sent.some(({ story }) => story.state === 'none');
  const isBulk = how.do === 'bulk';
  const wanted = isErased ? 410 : isStopped ? 409 : isNew && !isBulk ? 201 : 200;
  const [first] = sent;
  const call = isBulk
    ? {
        method: 'POST',
        path: `/api/articles${plan.as === 'late' ? '?backCatalogue=true' : ''}`,
        body: sent.map(({ request }) => JSON.stringify(request)).join('\n'),
      }
    : { method: 'PUT', path: first ? apiPath(first.story) : '', body: first?.request ?? {} };
  if (!(await send(world, call, wanted))) return;
  for (const { story, text, request } of sent) {
    model.become(story, { ...planned(story, plan, now), text, request }, now);
  }
}

/** A no-op edit touches no feed. */
async function putAgain(world: World, story: Story): Promise<void> {
  const { room, model } = world;
  const isLive = story.state === 'public' && story.expiresAt > nowOf(world);
  if (story.request === undefined || !isLive || room.database.fails || model.isFrozen) return;
  const before = await validators(world);
  await send(world, { method: 'PUT', path: apiPath(story), body: story.request }, 200);
  const after = await validators(world);
  claimSame([...after], [...before], () => 'validators after an edit that changes nothing');
}

async function correct(world: World, story: Story, changes: 'note' | 'text'): Promise<void> {
  const { model } = world;
  const now = nowOf(world);
  const note = model.mark(`correction of story ${story.number}`);
  const isLive = story.state === 'public' && story.expiresAt > now;
  const wanted = {
    none: 404,
    public: model.isFrozen && isLive ? 409 : 200,
    embargoed: 409,
    withheld: 409,
  };
  const status = wanted[story.state as keyof typeof wanted] ?? 410;
  const [headline, body] = [model.mark('corrected headline'), model.mark('corrected body')];
  const changed = changes === 'text' && { headline, bodyHtml: `<p>Right: ${body}.</p>` };
  const request = { note, ...(changed && { changes: changed }) };
  const call = { method: 'POST', path: apiPath(story, '/correct'), body: request };
  if (!(await send(world, call, status)) || story.text === undefined) return;
  const text = { ...story.text, notes: [...story.text.notes, note] };
  model.become(
    story,
    { text: changed ? { ...text, headline, body } : text, request: undefined },
    now,
  );
}

async function withdraw(world: World, story: Story, hasNote: boolean): Promise<void> {
  const { room, model } = world;
  const now = nowOf(world);
  const note = hasNote ? model.mark(`note on story ${story.number}`) : undefined;
  const isOver = ['removed', 'expired', 'erased'].includes(story.state);
  const wanted = story.state === 'none' ? 404 : isOver ? 410 : 200;
  const isFirst = story.state === 'public' && !room.database.fails;
  const before = isFirst ? await validators(world) : undefined;
  const call = { method: 'POST', path: apiPath(story, '/withdraw'), body: { note } };
  if (!(await send(world, call, wanted))) return;
  const told = { state: 'withdrawn', note, request: undefined } as const;
  if (story.state === 'withdrawn') model.become(story, told, now);
  else if (!story.wasSeen) model.become(story, { ...told, state: 'removed', text: undefined }, now);
  else {
    const { state, text, embargoedUntil, expiresAt } = story;
    const kept = text && { state, text, embargoedUntil, expiresAt };
    const noticeUntil = await readNoticeEnd(world, story);
    model.become(story, { ...told, kept, text: undefined, noticeUntil }, now);
  }
  if (before) await expectMoved(world, story, before);
}

async function readNoticeEnd(world: World, { id }: Story): Promise<number> {
  const stored = await world.room.store.readArticle(id);
  const end = stored?.article.withdrawal?.noticeUntil?.getTime() ?? 0;
  const wanted = nowOf(world) + NOTICE_MS;
  // Each change within a second is dated to the next one.
  claim(end >= wanted && end <= wanted + 10_000, () => `the notice ends ${end}, not ${wanted}`);
  return end;
}

type Validators = ReadonlyMap<string, { readonly etag: string; readonly date: string }>;

async function validators({ room }: World): Promise<Validators> {
  const found = new Map<string, { etag: string; date: string }>();
  for (const { key, folder } of SELECTORS) {
    for (const file of FILES) {
      const { headers } = await room.get(pathOf(folder, file));
      const etag = headers.get('etag') ?? '';
      found.set(`${key} ${file}`, { etag, date: headers.get('last-modified') ?? '' });
    }
  }
  return found;
}

/** Both validators move in every feed that the story stood in, and in no other. */
async function expectMoved(world: World, story: Story, before: Validators): Promise<void> {
  const { room } = world;
  const second = Math.floor(nowOf(world) / 1000) * 1000;
  const members = new Set(story.kept ? selectorsOf(story, story.kept.text) : []);
  // A feed that it had left for another before has nothing to show, unless its own date moves.
  const isOptional = (key: string, file: string): boolean =>
    story.stood.has(key) && !members.has(key) && !file.startsWith('tombstones');
  for (const [name, { etag, date }] of await validators(world)) {
    const [key = '', file = ''] = name.split(' ');
    const old = before.get(name);
    const hasMoved = etag !== old?.etag;
    if (!isOptional(key, file)) {
      claimSame(hasMoved, story.stood.has(key), () => `ETag of ${name} moves with a withdrawal`);
    }
    if (!hasMoved || old === undefined) {
      if (story.stood.has(key)) continue;
      claimSame(date, old?.date, () => `Last-Modified of ${name} stays`);
    } else if (Date.parse(old.date) < second) {
      const isLater = Date.parse(date) > Date.parse(old.date);
      claim(isLater, () => `Last-Modified of ${name} stays ${date}`);
    } else {
      // Twice in one second: the date cannot move without being ahead, so it must not be believed.
      const folder = SELECTORS.find((one) => one.key === key)?.folder ?? '';
      const headers = { 'if-modified-since': old.date };
      const { status } = await room.get(pathOf(folder, file), headers);
      claimSame(status, 200, () => `${name} by the date of this second`);
    }
  }
}

async function restore(world: World, story: Story): Promise<void> {
  const { model } = world;
  const now = nowOf(world);
  const { kept } = story;
  const isOut = kept?.state === 'public' && kept.expiresAt > now;
  const isUp = kept?.state === 'embargoed' && kept.embargoedUntil <= now && kept.expiresAt > now;
  const isStopped = model.isFrozen && (isOut || isUp);
  // The undo ends with the notice, whether somebody has looked at the clock or not.
  const isOver = story.state === 'withdrawn' && story.noticeUntil <= now;
  const isGone = story.state === 'removed' || story.state === 'erased' || isOver;
  const other = story.state === 'none' ? 404 : isGone ? 410 : 409;
  const isRefused = story.state !== 'withdrawn' || kept === undefined || isStopped || isOver;
  const wanted = isRefused ? other : 200;
  const call = { method: 'POST', path: apiPath(story, '/restore'), body: {} };
  if (!(await send(world, call, wanted)) || kept === undefined) return;
  model.become(story, { ...kept, kept: undefined, note: undefined, request: undefined }, now);
}

const NOTHING = { text: undefined, kept: undefined, note: undefined, request: undefined } as const;

async function takeBack(world: World, story: Story, verb: 'remove' | 'erase'): Promise<void> {
  const isOver = story.state === 'erased' || (verb === 'remove' && story.state === 'removed');
  const wanted = story.state === 'none' ? 404 : isOver ? 410 : 200;
  const call =
    verb === 'remove'
      ? { method: 'DELETE', path: apiPath(story) }
      : { method: 'POST', path: apiPath(story, '/erase'), body: {} };
  if (!(await send(world, call, wanted))) return;
  const state = verb === 'remove' ? 'removed' : 'erased';
  world.model.become(story, { ...NOTHING, state }, nowOf(world));
  if (state === 'erased') world.model.forgetSections(story);
}

async function release(world: World, story: Story): Promise<void> {
  const { model } = world;
  const now = nowOf(world);
  const isBack = story.state === 'embargoed' || story.state === 'withheld';
  const isStopped = model.isFrozen && story.expiresAt > now;
  const other = story.state === 'none' ? 404 : story.state === 'erased' ? 410 : 409;
  const wanted = isBack && !isStopped ? 200 : other;
  const call = { method: 'POST', path: apiPath(story, '/release'), body: {} };
  if (!(await send(world, call, wanted))) return;
  const embargoedUntil = Number.POSITIVE_INFINITY;
  model.become(story, { state: 'public', embargoedUntil, request: undefined }, now);
}

async function stop(world: World, isFrozen: boolean): Promise<void> {
  const method = isFrozen ? 'PUT' : 'DELETE';
  const isDone = await send(world, { method, path: '/api/freeze', body: {} }, 200);
  if (isDone) world.model.isFrozen = isFrozen;
}
