/** What each story is at the moment, hence what of it any reader may see and must have. */

import type { Marker } from './markers.ts';

export type StoryState =
  | 'planned'
  | 'public'
  | 'embargoed'
  | 'withheld'
  | 'expired'
  | 'withdrawn'
  | 'removed';

export interface Story {
  readonly number: number;
  readonly id: string;
  readonly language: string;
  readonly section: string;
  /** Of long ago and not changed since it came: it enters feeds by its own date and is no news. */
  isQuiet: boolean;
  state: StoryState;
  topics: readonly string[];
  /** Markers of the texts since the last significant change: the current one last. */
  texts: readonly string[];
  /** Markers of correction notes. */
  notes: readonly string[];
  /** What is told beside the notice. */
  notice: string | undefined;
  embargoedUntil: number;
  expiresAt: number;
  noticeUntil: number;
  /** When the newsroom sent it, or it lay in the folder at the start. */
  arrivedAt: number;
  /** Last significant change, as the window counts it. */
  changedAt: number;
  /** Last change that is no news; 0: none. */
  editedAt: number;
  /** Last change of any kind. */
  touchedAt: number;
  wasPublic: boolean;
  /** Keys of the feeds that it ever stood in. */
  readonly stood: Set<string>;
}

export const NEVER = Number.POSITIVE_INFINITY;

export function createStory(
  fixed: Pick<Story, 'number' | 'id' | 'language' | 'section' | 'isQuiet' | 'topics'>,
): Story {
  return {
    ...fixed,
    state: 'planned',
    texts: [],
    notes: [],
    notice: undefined,
    embargoedUntil: NEVER,
    expiresAt: NEVER,
    noticeUntil: NEVER,
    arrivedAt: 0,
    changedAt: 0,
    editedAt: 0,
    touchedAt: 0,
    wasPublic: false,
    stood: new Set(),
  };
}

/** Keys of the feeds that a public story stands in. */
export function feedsOf({ topics, section, language }: Story): readonly string[] {
  return [
    'main',
    ...topics.map((topic) => `topic:${topic}`),
    `section:${section}`,
    `language:${language}`,
  ];
}

export interface Ledger {
  readonly stories: readonly Story[];
  add(story: Story): void;
  byId(id: string): Story | undefined;
  byNumber(number: number): Story | undefined;
  /** Number of changes so far. */
  readonly changes: number;
  /** To be called after every change of a story. */
  note(story: Story, now: number): void;
  /** Lets come to pass what is due. */
  settle(now: number): void;
  /** Infinite: nothing is. */
  nextDueAt(): number;
  /** Why the word may not be seen now; undefined: it may. */
  objectionTo(marker: Marker): string | undefined;
  /** Public stories of a feed, the latest change first. */
  publicIn(feed: string): readonly Story[];
}

export function createLedger(): Ledger {
  const stories: Story[] = [];
  const byId = new Map<string, Story>();
  const byNumber = new Map<number, Story>();
  const kept = new Map<string, readonly Story[]>();
  let dueNext: number | undefined;
  const ledger = {
    stories,
    changes: 0,
    add: (story: Story) => {
      stories.push(story);
      byId.set(story.id, story);
      byNumber.set(story.number, story);
    },
    byId: (id: string) => byId.get(id),
    byNumber: (number: number) => byNumber.get(number),
    note: (story: Story, now: number) => {
      ledger.changes += 1;
      kept.clear();
      dueNext = undefined;
      story.touchedAt = now;
      if (story.state !== 'public') return;
      story.wasPublic = true;
      for (const feed of feedsOf(story)) story.stood.add(feed);
    },
    settle: (now: number) => {
      for (const story of stories) {
        while (dueAt(story) <= now) {
          comeToPass(story);
          ledger.note(story, now);
        }
      }
    },
    nextDueAt: () => {
      dueNext ??= Math.min(...stories.map(dueAt), NEVER);
      return dueNext;
    },
    objectionTo: (marker: Marker) => objectionTo(byNumber.get(marker.story), marker),
    publicIn: (feed: string) => {
      const known = kept.get(feed) ?? listPublic(stories, feed);
      kept.set(feed, known);
      return known;
    },
  };
  return ledger;
}

function listPublic(stories: readonly Story[], feed: string): readonly Story[] {
  return stories
    .filter((story) => story.state === 'public' && feedsOf(story).includes(feed))
    .sort((a, b) => b.changedAt - a.changedAt);
}

function dueAt({ state, embargoedUntil, expiresAt, noticeUntil }: Story): number {
  if (state === 'embargoed') return embargoedUntil;
  if (state === 'public') return expiresAt;
  return state === 'withdrawn' ? noticeUntil : NEVER;
}

function comeToPass(story: Story): void {
  if (story.state === 'embargoed') {
    story.state = 'public';
    story.changedAt = story.embargoedUntil;
  } else if (story.state === 'public') story.state = 'expired';
  else story.state = 'removed';
}

/** Every document is made of what is true now: the current text alone, and that only while it is public. */
function objectionTo(story: Story | undefined, { word, kind }: Marker): string | undefined {
  if (story === undefined) return `shows the text ${word} of a story that never was`;
  const { state, texts, notes, notice } = story;
  if (kind === 'notice') {
    if (state === 'withdrawn' && notice === word) return undefined;
    return `shows the notice ${word} of a ${state} story`;
  }
  if (state !== 'public') return `shows the ${kind} ${word} of a ${state} story`;
  const isCurrent = kind === 'text' ? texts.at(-1) === word : notes.includes(word);
  return isCurrent ? undefined : `shows the ${kind} ${word}, which was replaced by ${texts.at(-1)}`;
}
