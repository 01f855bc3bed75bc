/** Who reads: every way of reading on the main feed and on a topic's, over the three formats. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from './plan.ts';

export type Way =
  | 'minute'
  | 'hour'
  | 'day'
  | 'weekly-archives'
  | 'weekly-next'
  | 'delta'
  | 'weekly-delta';

/** How far apart a reader's polls are. */
export interface Pace {
  readonly minuteMs: number;
  readonly hourMs: number;
  readonly dayMs: number;
  readonly weekMs: number;
}

export const REAL_PACE: Pace = {
  minuteMs: MINUTE_MS,
  hourMs: HOUR_MS,
  dayMs: DAY_MS,
  weekMs: 7 * DAY_MS,
};

export interface ReaderPlan {
  readonly name: string;
  readonly way: Way;
  /** Key of the feed in the ledger. */
  readonly feed: string;
  readonly path: string;
  readonly everyMs: number;
  /** Through HTTP on 127.0.0.1 rather than in process. */
  readonly isOverSocket: boolean;
}

const FOLDERS: Readonly<Record<string, string>> = {
  main: '',
  'topic:diplomacy': '/topics/diplomacy',
  'topic:weapons': '/topics/weapons',
  'section:world': '/sections/world',
  'language:ja': '/languages/ja',
};

/** Those that a newcomer may come to. */
export const FEEDS = Object.keys(FOLDERS);
export const FILES = ['rss.xml', 'atom.xml', 'feed.json'];

export function feedPath(feed: string, file: string): string {
  return `${FOLDERS[feed]}/${file}`;
}

/** The first of each way reads over a socket, and so does the first of each format of a protocol. */
const SEATS: readonly (readonly [way: Way, feed: string, file: string, isOverSocket?: true])[] = [
  ['minute', 'main', 'atom.xml', true],
  ['minute', 'topic:diplomacy', 'rss.xml'],
  ['minute', 'topic:weapons', 'feed.json'],
  ['hour', 'main', 'rss.xml', true],
  ['hour', 'topic:diplomacy', 'atom.xml'],
  ['hour', 'topic:weapons', 'feed.json'],
  ['day', 'main', 'feed.json', true],
  ['day', 'main', 'rss.xml'],
  ['day', 'topic:diplomacy', 'atom.xml'],
  ['weekly-archives', 'main', 'atom.xml', true],
  ['weekly-archives', 'main', 'rss.xml', true],
  ['weekly-archives', 'topic:diplomacy', 'rss.xml'],
  ['weekly-archives', 'topic:weapons', 'atom.xml'],
  ['weekly-next', 'main', 'feed.json', true],
  ['weekly-next', 'topic:diplomacy', 'feed.json'],
  ['delta', 'main', 'rss.xml', true],
  ['delta', 'topic:diplomacy', 'atom.xml'],
  ['delta', 'topic:weapons', 'feed.json', true],
  ['weekly-delta', 'main', 'atom.xml', true],
  ['weekly-delta', 'topic:diplomacy', 'rss.xml'],
];

export function planReaders(pace: Pace): readonly ReaderPlan[] {
  return SEATS.map(([way, feed, file, isOverSocket = false]) => ({
    name: `${way} ${feedPath(feed, file)}`,
    way,
    feed,
    path: feedPath(feed, file),
    everyMs: everyMs(way, pace),
    isOverSocket,
  }));
}

function everyMs(way: Way, pace: Pace): number {
  switch (way) {
    case 'minute':
      return pace.minuteMs;
    case 'hour':
    case 'delta':
      return pace.hourMs;
    case 'day':
      return pace.dayMs;
    case 'weekly-archives':
    case 'weekly-next':
    case 'weekly-delta':
      return pace.weekMs;
    default:
      return way satisfies never;
  }
}
