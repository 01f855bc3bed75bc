/**
 * Beside a reader of deltas: knows whole documents, hence what a delta between two of them has to hold
 * (RFC 3229; entries are the parts of the instance manipulation `feed`).
 */

import type { FeedDocument, FeedEntry } from './document.ts';
import type { Fetched, Get, Tell } from './get.ts';
import { wordsOf } from './library.ts';

export interface DeltaWitness {
  /** To be told at once of every answer that the reader gets. */
  look(answer: Fetched): Promise<void>;
}

export function createDeltaWitness(parts: {
  readonly url: string;
  readonly get: Get;
  readonly tell: Tell;
}): DeltaWitness {
  const { url, get, tell } = parts;
  let before: FeedDocument | undefined;
  return {
    look: async (answer) => {
      const whole = await get(url);
      const [own, other] = [answer.headers.get('etag'), whole.headers.get('etag')];
      if (own !== other)
        tell({ url, what: `${answer.status} with ${own}, but ${other} is current` });
      if (answer.status === 226) expectHeaders(answer, tell);
      if (answer.status === 226 && before !== undefined && whole.document !== undefined) {
        expectEntries(answer, { before, after: whole.document }, tell);
      }
      before = whole.document ?? before;
    },
  };
}

/** RFC 3229 10.5.2: the answer names what was done to the instance; its tag is the whole instance's. */
function expectHeaders({ headers, finalUrl: url }: Fetched, tell: Tell): void {
  const names = (headers.get('im') ?? '').split(',').map((name) => name.trim());
  if (!names.includes('feed')) tell({ url, what: 'a 226 without IM: feed' });
}

/** Exactly those entries that the document before did not have, or had otherwise. */
function expectEntries(
  { document, finalUrl: url }: Fetched,
  { before, after }: { readonly before: FeedDocument; readonly after: FeedDocument },
  tell: Tell,
): void {
  const known = new Map(before.entries.map((entry) => [entry.id, versionOf(entry)]));
  const sent = new Map(document?.entries.map((entry) => [entry.id, versionOf(entry)]));
  for (const entry of after.entries) {
    const isNew = known.get(entry.id) !== versionOf(entry);
    if (isNew && sent.get(entry.id) !== versionOf(entry)) {
      tell({ url, storyId: entry.id, what: 'is new, but the delta lacks it' });
    }
    if (!isNew && sent.has(entry.id)) {
      tell({ url, storyId: entry.id, what: 'stands in a delta although it did not change' });
    }
    sent.delete(entry.id);
  }
  for (const storyId of sent.keys()) {
    tell({ url, storyId, what: 'stands in a delta, but not in the document' });
  }
}

function versionOf(entry: FeedEntry): string {
  return `${entry.updatedAt} ${wordsOf(entry)}`;
}
