/** What happens in a simulation, each kind of event as something that knows when it happens next. */

import { pick, type Random } from '../random.ts';
import type { Desk } from './desk.ts';
import type { Ledger } from './ledger.ts';
import { wordsOf } from './library.ts';
import type { Newcomers } from './newcomers.ts';
import { HOUR_MS, MINUTE_MS, type Plan, type StoryPlan } from './plan.ts';
import type { Scene, Seat } from './seat.ts';
import type { World } from './world.ts';

export interface Stage {
  readonly plan: Plan;
  readonly world: World;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** What happens again and again; of two at one instant the first in the list. */
export interface Source {
  /** Infinite: never again. */
  nextAt(): number;
  run(): Promise<void>;
}

/** The second in which something is due is a second in which the server looks at its clock. */
export function createClock({ world, ledger }: Stage): Source {
  let minute = world.now;
  return {
    nextAt: () => Math.min(minute, ledger.nextDueAt()),
    run: async () => {
      if (world.now >= minute) minute += MINUTE_MS;
      await settle(world, ledger);
    },
  };
}

export async function settle(world: World, ledger: Ledger): Promise<void> {
  await world.tick();
  ledger.settle(world.now);
}

export interface Newsroom extends Source {
  readonly done: Map<string, number>;
  /** Changes some story that is out. */
  interfere(): Promise<void>;
}

export function createNewsroom({ plan, ledger, random }: Stage, desk: Desk): Newsroom {
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

export function every(firstAt: number, everyMs: number, run: () => Promise<void>): Source {
  let at = firstAt;
  return {
    nextAt: () => at,
    run: async () => {
      at += everyMs;
      await run();
    },
  };
}

export function createPolls({ world, ledger }: Stage, seats: readonly Seat[], scene: Scene) {
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
export function compare(
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
export function createRestart(
  { plan, world }: Stage,
  seats: readonly Seat[],
  scene: Scene,
): Source {
  const hours = Math.round((0.55 * (plan.endsAt - world.now)) / HOUR_MS);
  let at = world.now + hours * HOUR_MS + 7 * MINUTE_MS;
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

/** `count` newcomers at random moments, once there is something to walk through. */
export function createComing(
  { plan, world, random }: Stage,
  { newcomers, count }: { readonly newcomers: Newcomers; readonly count: number },
): Source {
  const span = plan.endsAt - world.now;
  const moments = Array.from({ length: count }, () =>
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
