/** Days of a newsroom and its readers under a clock that goes from one event to the next. */

import { createFolder } from '../../tests/helpers/folder.ts';
import { createRandom, pick, type Random } from '../random.ts';
import { type ArchiveWatch, createArchiveWatch } from './archive-watch.ts';
import { createDesk, type Desk, writeFile } from './desk.ts';
import { createParser } from './document.ts';
import type { Fault } from './get.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { wordsOf } from './library.ts';
import { createNewcomers, type Newcomers } from './newcomers.ts';
import { HOUR_MS, MINUTE_MS, type Plan, planNewsroom, type StoryPlan } from './plan.ts';
import { type Pace, planReaders } from './roster.ts';
import { createCountedGet, createFigures, createSeat, type Scene, type Seat } from './seat.ts';
import { openWorld, type World } from './world.ts';

export interface SimulationOptions {
  readonly days: number;
  readonly seed: number;
  readonly storiesPerDay: number;
  readonly pace: Pace;
  readonly noticeDays: number;
  /** Fresh readers that walk through a whole feed, at random moments. */
  readonly newcomers: number;
  /** Ways of reading; all where it is not given. */
  readonly only?: ReadonlySet<string>;
  /** Whether some readers read through HTTP on 127.0.0.1. */
  readonly listens: boolean;
  readonly fault: (what: string) => void;
}

export interface Outcome {
  readonly seats: readonly Seat[];
  readonly newcomers: Newcomers;
  readonly archives: ArchiveWatch['figures'];
  readonly stories: number;
  /** How often the newsroom did what. */
  readonly done: ReadonlyMap<string, number>;
}

const STARTS_AT = Date.UTC(2026, 2, 2);

export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const folder = createFolder();
  folder.write(
    'publication.yaml',
    `id: tag:news.example,2019:wire
title: News Example
language: en
timeZone: UTC
noticeDays: ${options.noticeDays}
`,
  );
  const random = createRandom(options.seed);
  const plan = planNewsroom({ ...options, random, startsAt: STARTS_AT });
  const ledger = createLedger();
  for (const story of plan.stories.filter(({ isFile }) => isFile)) {
    writeFile(folder.path, story, ledger);
  }
  const world = await openWorld({
    folder: folder.path,
    startsAt: STARTS_AT,
    listens: options.listens,
    onError: (what) => options.fault(`the server logged: ${what}`),
  });
  try {
    return await play({ options, plan, world, ledger, random });
  } finally {
    await world.close();
    folder.destroy();
  }
}

interface Stage {
  readonly options: SimulationOptions;
  readonly plan: Plan;
  readonly world: World;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** What happens again and again; of two at one instant the first in the list. */
interface Source {
  /** Infinite: never again. */
  nextAt(): number;
  run(): Promise<void>;
}

async function play(stage: Stage): Promise<Outcome> {
  const { options, plan, world, ledger, random } = stage;
  const desk = createDesk({ world, ledger, noticeDays: options.noticeDays });
  const newsroom = createNewsroom(stage, desk);
  const scene = createScene(stage, newsroom);
  const seats = planReaders(options.pace)
    .filter(({ way }) => options.only?.has(way) ?? true)
    .map((one) => createSeat(one, scene.scene));
  const newcomers = createNewcomers(scene.scene, random);
  const sources = [
    createClock(stage),
    newsroom,
    createRestart(stage, seats, scene.scene),
    ...createPolls(stage, seats, scene.scene),
    createComing(stage, newcomers),
    every(world.now + HOUR_MS / 2, HOUR_MS, () => scene.watch.look(2)),
  ];
  for (;;) {
    const [next] = sources.toSorted((a, b) => a.nextAt() - b.nextAt());
    const at = next?.nextAt() ?? plan.endsAt;
    if (next === undefined || at >= plan.endsAt) break;
    world.now = Math.max(world.now, at);
    await next.run();
  }
  world.now = Math.max(world.now, plan.endsAt);
  await finish(stage, { seats, newcomers, scene });
  const { figures: archives } = scene.watch;
  return { seats, newcomers, archives, stories: ledger.stories.length, done: newsroom.done };
}

/** The second in which something is due is a second in which the server looks at its clock. */
function createClock({ world, ledger }: Stage): Source {
  let minute = world.now;
  return {
    nextAt: () => Math.min(minute, ledger.nextDueAt()),
    run: async () => {
      if (world.now >= minute) minute += MINUTE_MS;
      await settle(world, ledger);
    },
  };
}

async function settle(world: World, ledger: Ledger): Promise<void> {
  await world.tick();
  ledger.settle(world.now);
}

interface Newsroom extends Source {
  readonly done: Map<string, number>;
  /** Changes some story that is out. */
  interfere(): Promise<void>;
}

function createNewsroom({ plan, ledger, random }: Stage, desk: Desk): Newsroom {
  const arriving = plan.stories.filter(({ isFile }) => !isFile);
  const done = new Map<string, number>();
  const count = (what: string | undefined): void => {
    if (what !== undefined) done.set(what, (done.get(what) ?? 0) + 1);
  };
  const publish = async (story: StoryPlan): Promise<void> => {
    await desk.publish(story);
    count('publish');
    if (story.embargoedUntil !== undefined) count('under embargo');
    if (story.expiresAt !== undefined) count('with an expiry');
    if (story.isBackCatalogue) count('of the back catalogue');
    else if (story.publishedAt !== undefined) count('late by hours or days');
  };
  const todo = [
    ...arriving.map((story) => ({ at: story.arrivesAt, run: () => publish(story) })),
    ...plan.stories.flatMap((story) =>
      story.steps.map((step) => ({
        at: step.at,
        run: async () => count(await desk.carryOut(story, step.do)),
      })),
    ),
  ].sort((a, b) => b.at - a.at);
  return {
    done,
    nextAt: () => todo.at(-1)?.at ?? Number.POSITIVE_INFINITY,
    run: async () => todo.pop()?.run(),
    interfere: async () => {
      const [story, chance] = [pick(random, ledger.publicIn('main')), random()];
      const of = plan.stories.find(({ number }) => number === story.number);
      const step = chance < 0.6 ? 'correct' : chance < 0.9 ? 'edit' : 'withdraw';
      if (of !== undefined) count(await desk.carryOut(of, step));
    },
  };
}

/** Of a hundred requests of a walk this many see the newsroom at work before them. */
const INTERFERENCE = 0.05;

function createScene({ options, plan, world, ledger, random }: Stage, newsroom: Newsroom) {
  const fault = (who: string, { url, storyId, what }: Fault): void => {
    const at = new Date(world.now).toISOString();
    options.fault(`${at} ${who}, ${url}: ${storyId === undefined ? '' : `${storyId} `}${what}`);
  };
  const scene: Scene = {
    world,
    ledger,
    fault,
    parse: createParser(400),
    onArchive: (fetched) => watch.remember(fetched, world.now),
    meanwhile: async () => {
      const isSilent = world.now >= plan.silence.from && world.now < plan.silence.to;
      if (isSilent || random() > INTERFERENCE) return;
      world.now += 1_000;
      await settle(world, ledger);
      await newsroom.interfere();
    },
  };
  const name = 'an old address';
  const { get } = createCountedGet({ name, isOverSocket: false }, scene, {
    figures: createFigures(),
    isWalking: false,
  });
  const watch = createArchiveWatch({
    ledger,
    get,
    random,
    tell: (one) => fault(name, one),
  });
  return { scene, watch };
}

function every(firstAt: number, everyMs: number, run: () => Promise<void>): Source {
  let at = firstAt;
  return {
    nextAt: () => at,
    run: async () => {
      at += everyMs;
      await run();
    },
  };
}

function createPolls({ world, ledger }: Stage, seats: readonly Seat[], scene: Scene) {
  const minutely = seats.filter(({ plan }) => plan.way === 'minute');
  const polls = seats.map((seat): Source => {
    const { way, everyMs } = seat.plan;
    // Those that are compared poll at the same instants.
    const firstAt = world.now + 0.3 * everyMs;
    let polled = 0;
    return every(firstAt, everyMs, async () => {
      // Nothing was written and nothing became due: the answer could only be 304.
      if (way === 'minute' && seat.changesSeen() === ledger.changes) return;
      await seat.poll();
      polled += 1;
      if (way === 'delta' && polled % 24 === 0) compare(seat, { seats, ledger, scene });
    });
  });
  return [createEve(ledger, minutely), ...polls];
}

/** A second before something is due, when an embargo must still hold. */
function createEve(ledger: Ledger, minutely: readonly Seat[]): Source {
  let last = 0;
  return {
    nextAt: () => {
      const due = ledger.nextDueAt();
      return due === last ? Number.POSITIVE_INFINITY : due - 1_000;
    },
    run: async () => {
      last = ledger.nextDueAt();
      for (const seat of minutely) await seat.poll();
    },
  };
}

/** Who asks for deltas ends with the library of who reads whole documents at the same instants. */
function compare(
  seat: Seat,
  { seats, ledger, scene }: { seats: readonly Seat[]; ledger: Ledger; scene: Scene },
): void {
  const whole = seats.find(
    ({ plan }) => plan.way === 'hour' && plan.feed === seat.plan.feed,
  )?.library;
  if (whole === undefined) return;
  for (const id of new Set([...whole.entries.keys(), ...seat.library.entries.keys()])) {
    if (ledger.byId(id)?.isQuiet) continue;
    const [own, other] = [wordsOf(seat.library.entries.get(id)), wordsOf(whole.entries.get(id))];
    if (own === other) continue;
    const what = `is ${own} by deltas and ${other} by whole documents`;
    scene.fault(seat.plan.name, { url: seat.plan.path, storyId: id, what });
  }
}

/** A new process over the same store: every tag that a reader holds is still the current one. */
function createRestart({ options, world }: Stage, seats: readonly Seat[], scene: Scene): Source {
  let at = STARTS_AT + Math.round(0.55 * options.days * 24) * HOUR_MS + 7 * MINUTE_MS;
  return {
    nextAt: () => at,
    run: async () => {
      at = Number.POSITIVE_INFINITY;
      const following = seats.filter(({ plan }) => !plan.way.startsWith('weekly'));
      for (const seat of following) await seat.poll();
      await world.restart();
      for (const { plan, poll } of following) {
        const { status, finalUrl: url } = await poll();
        const what = `answered ${status} after a restart instead of 304`;
        if (status !== 304) scene.fault(plan.name, { url, what });
      }
    },
  };
}

function createComing({ options, plan, world, random }: Stage, newcomers: Newcomers): Source {
  const span = plan.endsAt - world.now;
  const length = options.only?.has('newcomer') === false ? 0 : options.newcomers;
  const moments = Array.from({ length }, () =>
    Math.round(world.now + (0.1 + 0.9 * random()) * span),
  ).sort((a, b) => b - a);
  return {
    nextAt: () => moments.at(-1) ?? Number.POSITIVE_INFINITY,
    run: async () => {
      moments.pop();
      await newcomers.come();
    },
  };
}

async function finish(
  stage: Stage,
  parts: {
    readonly seats: readonly Seat[];
    readonly newcomers: Newcomers;
    readonly scene: ReturnType<typeof createScene>;
  },
): Promise<void> {
  const { seats, newcomers, scene } = parts;
  const { ledger, world } = stage;
  await settle(world, ledger);
  for (const seat of seats) await seat.poll();
  // Whoever walked while something changed comes once more, as it would the next time.
  for (const seat of seats) await seat.poll();
  for (const seat of seats) {
    seat.expectLibrary();
    if (seat.plan.way === 'delta') compare(seat, { seats, ledger, scene: scene.scene });
  }
  if (stage.options.only?.has('newcomer') ?? true) await newcomers.comeToAll();
  await scene.watch.look(200);
}
