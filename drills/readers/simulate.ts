/** Days of a newsroom and its readers under a clock that goes from one event to the next. */

import type { Window } from '../../src/model/publication.ts';
import { createFolder, type EditorFolder } from '../../tests/helpers/folder.ts';
import { createRandom } from '../random.ts';
import { type ArchiveWatch, createArchiveWatch } from './archive-watch.ts';
import { createDesk, writeFile } from './desk.ts';
import { createParser } from './document.ts';
import type { Fault } from './get.ts';
import { createLedger } from './ledger.ts';
import { createNewcomers, type Newcomers } from './newcomers.ts';
import { HOUR_MS, planNewsroom } from './plan.ts';
import { type Pace, planReaders } from './roster.ts';
import { createCountedGet, createFigures, createSeat, type Scene, type Seat } from './seat.ts';
import {
  compare,
  createClock,
  createComing,
  createNewsroom,
  createPolls,
  createRestart,
  every,
  type Newsroom,
  type Stage,
  settle,
} from './sources.ts';
import { openWorld } from './world.ts';

export interface SimulationOptions {
  readonly days: number;
  readonly seed: number;
  readonly storiesPerDay: number;
  readonly pace: Pace;
  readonly noticeDays: number;
  readonly window: Window;
  /** Fresh readers that walk through a whole feed, at random moments and, unless 0, at the end. */
  readonly newcomers: number;
  /** Ways of reading; all where it is not given. */
  readonly only?: ReadonlySet<string>;
  /** Whether some readers read through HTTP on 127.0.0.1. */
  readonly listens: boolean;
  /** `who` names the reader that the fault is told of. */
  readonly fault: (what: string, who: string) => void;
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
  writePublication(folder, options);
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
    onError: (what) => options.fault(`the server logged: ${what}`, 'the server'),
  });
  try {
    return await play({ plan, world, ledger, random }, options);
  } finally {
    await world.close();
    folder.destroy();
  }
}

function writePublication(folder: EditorFolder, { noticeDays, window }: SimulationOptions): void {
  folder.write(
    'publication.yaml',
    `id: tag:news.example,2019:wire
title: News Example
language: en
timeZone: UTC
noticeDays: ${noticeDays}
window: ${JSON.stringify(window)}
`,
  );
}

async function play(stage: Stage, options: SimulationOptions): Promise<Outcome> {
  const { plan, world, ledger, random } = stage;
  const desk = createDesk({ world, ledger, noticeDays: options.noticeDays });
  const newsroom = createNewsroom(stage, desk);
  const { scene, watch } = createScene(stage, newsroom, options);
  const seats = planReaders(options.pace)
    .filter(({ way }) => options.only?.has(way) ?? true)
    .map((one) => createSeat(one, scene));
  const newcomers = createNewcomers(scene, random);
  const sources = [
    createClock(stage),
    newsroom,
    createRestart(stage, seats, scene),
    ...createPolls(stage, seats, scene),
    createComing(stage, { newcomers, count: options.newcomers }),
    every(world.now + HOUR_MS / 2, HOUR_MS, () => watch.look(2)),
  ];
  for (;;) {
    const [next] = sources.toSorted((a, b) => a.nextAt() - b.nextAt());
    const at = next?.nextAt() ?? plan.endsAt;
    if (next === undefined || at >= plan.endsAt) break;
    world.now = Math.max(world.now, at);
    await next.run();
  }
  world.now = Math.max(world.now, plan.endsAt);
  await finish(stage, seats, scene);
  if (options.newcomers > 0) await newcomers.comeToAll();
  await watch.look(LAST_LOOKS);
  const { figures: archives } = watch;
  return { seats, newcomers, archives, stories: ledger.stories.length, done: newsroom.done };
}

/** Old addresses that are tried once everything is over. */
const LAST_LOOKS = 200;

/** Of a hundred requests of a walk this many see the newsroom at work before them. */
const INTERFERENCE = 0.05;

function createScene(
  { plan, world, ledger, random }: Stage,
  newsroom: Newsroom,
  options: SimulationOptions,
) {
  const fault = (who: string, { url, storyId, what }: Fault): void => {
    const at = new Date(world.now).toISOString();
    const story = storyId === undefined ? '' : `${storyId} `;
    options.fault(`${at} ${who}, ${url}: ${story}${what}`, who);
  };
  const scene: Scene = {
    world,
    ledger,
    fault,
    window: { ms: options.window.hours * HOUR_MS, atMost: options.window.atMost },
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

/** Everybody comes a last time, and once more: whoever walked while something changed has it the next time. */
async function finish(stage: Stage, seats: readonly Seat[], scene: Scene): Promise<void> {
  const { ledger, world } = stage;
  await settle(world, ledger);
  for (const seat of [...seats, ...seats]) await seat.poll();
  for (const seat of seats) {
    seat.expectLibrary();
    if (seat.plan.way === 'delta') compare(seat, { seats, ledger, scene });
  }
}
