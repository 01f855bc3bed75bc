/** What must hold of each document when it is fetched, and of a reader's library when it has polled. */

import type { Fetched, Tell } from './get.ts';
import type { Ledger, Story } from './ledger.ts';
import { type Library, wordsOf } from './library.ts';

/** Whatever the address: nothing that may not be seen, no id twice, none that is unknown. */
export function expectDocument(ledger: Ledger, fetched: Fetched, tell: Tell): void {
  const { document, finalUrl: url } = fetched;
  if (document === undefined) return;
  for (const marker of document.markers) {
    const what = ledger.objectionTo(marker);
    const storyId = ledger.byNumber(marker.story)?.id ?? marker.word;
    if (what !== undefined) tell({ url, storyId, what });
  }
  const seen = new Set<string>();
  for (const entry of document.entries) {
    const story = ledger.byId(entry.id);
    const at = { url, storyId: entry.id };
    if (seen.has(entry.id)) tell({ ...at, what: 'stands twice in one document' });
    seen.add(entry.id);
    if (story === undefined) tell({ ...at, what: 'is an id that no story has' });
    else if (entry.markers.some((marker) => marker.story !== story.number)) {
      tell({ ...at, what: `holds the text of another story: ${wordsOf(entry)}` });
    } else if (story.state === 'public' && !entry.markers.some(({ kind }) => kind === 'text')) {
      tell({ ...at, what: 'stands without its text although it is public' });
    } else if (story.state !== 'public' && story.state !== 'withdrawn') {
      tell({ ...at, what: `stands in a document although it is ${story.state}` });
    }
  }
}

/** What the way of a reader promises. */
export interface Duty {
  /** Key of the feed. */
  readonly feed: string;
  readonly url: string;
  /** By the live document alone: its window bounds what a reader may expect. */
  readonly window?: { readonly ms: number; readonly atMost: number };
}

export interface Poll {
  /** When the poll before began: what changed since is owed now. */
  readonly since: number;
  /** When this one began: what changed while it ran is owed the next time. */
  readonly at: number;
}

export interface Owed {
  /** Ids that the reader must have from now on. */
  readonly ids: readonly string[];
  /** Ids of those that changed too, but are more than the window holds. */
  readonly beyondWindow: readonly string[];
}

/** Everything that changed since the poll before is there as it is now. */
export function expectNews(
  ledger: Ledger,
  reader: { readonly library: Library; readonly duty: Duty; readonly poll: Poll },
  tell: Tell,
): Owed {
  const { library, duty, poll } = reader;
  const { feed, url, window } = duty;
  const isNews = ({ isQuiet, changedAt }: Story): boolean => !isQuiet && changedAt > poll.since;
  const latest = ledger.publicIn(feed);
  const changed = latest.slice(0, window?.atMost).filter(isNews);
  const arrived = window === undefined ? latest.filter((one) => isDue(ledger, feed, one)) : [];
  const owed = [...changed, ...arrived].filter(({ touchedAt }) => touchedAt <= poll.at);
  const edited = window === undefined ? [] : editedInWindow(ledger, { feed, window, poll });
  for (const { id: storyId, texts } of owed) {
    const what = objectionTo(library, storyId, texts);
    if (what !== undefined) tell({ url, storyId, what });
  }
  for (const { id: storyId, texts } of edited) {
    const what = objectionTo(library, storyId, texts.slice(-1));
    if (what !== undefined) tell({ url, storyId, what });
  }
  expectNotices(ledger, reader, tell);
  const beyond = window === undefined ? [] : latest.slice(window.atMost).filter(isNews);
  const beyondWindow = beyond.map(({ id }) => id);
  return { ids: owed.map(({ id }) => id), beyondWindow };
}

/** A back catalogue stands nowhere until the archive that it arrives in is full. */
const PATIENCE = 50;

/** Whether a quiet story has to be in some document by now. */
function isDue(ledger: Ledger, feed: string, { isQuiet, arrivedAt }: Story): boolean {
  if (!isQuiet) return false;
  const later = ledger.publicIn(feed).filter(({ changedAt }) => changedAt > arrivedAt);
  return later.length > PATIENCE;
}

/** A small edit is no news: it reaches those alone whose document the story still stands in. */
function editedInWindow(
  ledger: Ledger,
  { feed, window, poll }: { feed: string; window: { ms: number; atMost: number }; poll: Poll },
): readonly Story[] {
  return ledger
    .publicIn(feed)
    .slice(0, window.atMost)
    .filter(({ changedAt }) => changedAt > poll.at - window.ms)
    .filter(({ editedAt, touchedAt }) => editedAt > poll.since && touchedAt <= poll.at);
}

/** `texts` are those that the library may hold of the story. */
function objectionTo(
  library: Library,
  storyId: string,
  texts: readonly string[],
): string | undefined {
  const entry = library.entries.get(storyId);
  if (entry === undefined) return `is missed: ${texts.join(' or ')}`;
  const found = entry.markers.find(({ kind }) => kind === 'text')?.word;
  if (found !== undefined && texts.includes(found)) return undefined;
  return `is ${wordsOf(entry)} instead of ${texts.join(' or ')}`;
}

/** At the end: whatever the reader ever had to have is there in its newest significant version. */
export function expectLibrary(
  ledger: Ledger,
  reader: { readonly library: Library; readonly duty: Duty; readonly owed: Iterable<string> },
  tell: Tell,
): void {
  const { library, duty, owed } = reader;
  const stillIn = new Set(ledger.publicIn(duty.feed));
  for (const storyId of owed) {
    const story = ledger.byId(storyId);
    if (story === undefined || !stillIn.has(story)) continue;
    const what = objectionTo(library, storyId, story.texts);
    if (what !== undefined) tell({ url: duty.url, storyId, what: `at the end: ${what}` });
  }
}

/** Of a walk through the whole feed: every story that was public all the while. */
export function expectEverything(
  ledger: Ledger,
  walk: { readonly library: Library; readonly duty: Duty; readonly startedAt: number },
  tell: Tell,
): number {
  const { library, duty, startedAt } = walk;
  const stories = ledger
    .publicIn(duty.feed)
    .filter((story) => !story.isQuiet || isDue(ledger, duty.feed, story));
  for (const { id: storyId, texts, touchedAt } of stories) {
    const entry = library.entries.get(storyId);
    // Changed meanwhile it may be there in either version, but there it is.
    const isEither = touchedAt >= startedAt && entry !== undefined;
    const what = isEither ? undefined : objectionTo(library, storyId, texts.slice(-1));
    if (what !== undefined) tell({ url: duty.url, storyId, what: `in the whole feed: ${what}` });
  }
  return stories.length;
}

/** A reader that had the text of a withdrawn story has the notice in its place. */
function expectNotices(
  ledger: Ledger,
  reader: { readonly library: Library; readonly duty: Duty; readonly poll: Poll },
  tell: Tell,
): void {
  const { library, duty, poll } = reader;
  for (const story of ledger.stories) {
    if (story.state !== 'withdrawn' || story.touchedAt > poll.at) continue;
    const entry = library.entries.get(story.id);
    if (entry === undefined || !story.stood.has(duty.feed)) continue;
    const words = wordsOf(entry);
    if (words === (story.notice ?? '')) continue;
    tell({ url: duty.url, storyId: story.id, what: `is ${words} instead of its notice` });
  }
}
