/** One reader at work in the simulation: polls, is held to what its way promises, counts what it cost. */

import { type Duty, expectDocument, expectLibrary, expectNews } from './claims.ts';
import { createDeltaWitness } from './delta-witness.ts';
import type { createParser } from './document.ts';
import { createGet, type Fault, type Fetched, type Get, type Tell } from './get.ts';
import type { Ledger } from './ledger.ts';
import type { Library } from './library.ts';
import {
  createArchiveReader,
  createDeltaReader,
  createPageReader,
  createWindowReader,
  type Reader,
  type ReaderParts,
} from './protocols.ts';
import type { ReaderPlan, Way } from './roster.ts';
import { BASE_URL, type World } from './world.ts';

export interface Scene {
  readonly world: World;
  readonly ledger: Ledger;
  /** Of live documents, as configured. */
  readonly window: NonNullable<Duty['window']>;
  readonly parse: ReturnType<typeof createParser>;
  /** `who` names the reader. */
  readonly fault: (who: string, fault: Fault) => void;
  /** Of every document behind a live one. */
  readonly onArchive: (fetched: Fetched) => void;
  /** Something may happen between two requests of one walk. */
  readonly meanwhile: () => Promise<void>;
}

export interface Figures {
  polls: number;
  requests: number;
  unchanged: number;
  deltas: number;
  bytes: number;
  beyondWindow: number;
}

export interface Seat {
  readonly plan: ReaderPlan;
  readonly library: Library;
  readonly figures: Figures;
  /** Number of the ledger's changes when it polled last. */
  readonly changesSeen: () => number;
  poll(): Promise<Fetched>;
  expectLibrary(): void;
}

export function createSeat(plan: ReaderPlan, scene: Scene): Seat {
  const { ledger, world } = scene;
  const figures = createFigures();
  const url = BASE_URL + plan.path;
  const tell: Tell = (fault) => scene.fault(plan.name, fault);
  const isWalking = plan.way.startsWith('weekly');
  const counted = createCountedGet({ name: plan.name, isOverSocket: plan.isOverSocket }, scene, {
    figures,
    isWalking,
  });
  const { onArchive } = scene;
  const reader = createReader(plan.way, { url, get: counted.get, tell, onArchive });
  const duty: Duty = { feed: plan.feed, url, ...(!isWalking && { window: scene.window }) };
  const plain = createCountedGet({ name: plan.name, isOverSocket: false }, scene, {
    figures: createFigures(),
    isWalking: false,
  });
  const witness =
    plan.way === 'delta' ? createDeltaWitness({ url, get: plain.get, tell }) : undefined;
  const owed = new Set<string>();
  let since = world.now;
  let changesSeen = -1;
  return {
    plan,
    figures,
    library: reader.library,
    changesSeen: () => changesSeen,
    poll: async () => {
      counted.begin();
      const poll = { since, at: world.now };
      changesSeen = ledger.changes;
      const fetched = await reader.poll();
      await witness?.look(fetched);
      const news = expectNews(ledger, { library: reader.library, duty, poll }, tell);
      for (const id of news.ids) owed.add(id);
      for (const id of news.beyondWindow) owed.delete(id);
      figures.polls += 1;
      figures.beyondWindow += news.beyondWindow.length;
      since = poll.at;
      return fetched;
    },
    expectLibrary: () => expectLibrary(ledger, { library: reader.library, duty, owed }, tell),
  };
}

export function createFigures(): Figures {
  return { polls: 0, requests: 0, unchanged: 0, deltas: 0, bytes: 0, beyondWindow: 0 };
}

/** Looks at every document as it comes, and lets time pass between two requests of a walk. */
export function createCountedGet(
  who: { readonly name: string; readonly isOverSocket: boolean },
  scene: Scene,
  { figures, isWalking }: { readonly figures: Figures; readonly isWalking: boolean },
): { readonly get: Get; begin(): void } {
  const { world, ledger, parse } = scene;
  const tell: Tell = (fault) => scene.fault(who.name, fault);
  let requests = 0;
  const get = createGet({
    transport: (url, headers) =>
      who.isOverSocket ? world.overSocket(url, headers) : world.inProcess(url, headers),
    tell,
    parse,
    onFetched: (fetched) => {
      count(figures, fetched);
      expectDocument(ledger, fetched, tell);
    },
  });
  return {
    begin: () => {
      requests = 0;
    },
    get: async (url, headers) => {
      if (isWalking && requests > 0) await scene.meanwhile();
      requests += 1;
      return get(url, headers);
    },
  };
}

function count(figures: Figures, { status, hops, body }: Fetched): void {
  figures.requests += 1 + hops.length;
  figures.bytes += body.length;
  if (status === 304) figures.unchanged += 1;
  if (status === 226) figures.deltas += 1;
}

function createReader(way: Way, parts: ReaderParts): Reader {
  switch (way) {
    case 'minute':
    case 'hour':
    case 'day':
      return createWindowReader(parts);
    case 'weekly-archives':
      return createArchiveReader(parts);
    case 'weekly-delta':
      return createArchiveReader(parts, { asksForDelta: true });
    case 'weekly-next':
      return createPageReader(parts);
    case 'delta':
      return createDeltaReader(parts);
    default:
      return way satisfies never;
  }
}
