/** A server of a few canned documents, right or wrong as a test wants it, and the ledger beside it. */

import { expectDocument } from '../../drills/readers/claims.ts';
import { createGet, type Fault, type Get, type Tell } from '../../drills/readers/get.ts';
import { createLedger, createStory, type Ledger, type Story } from '../../drills/readers/ledger.ts';
import { markerWord } from '../../drills/readers/markers.ts';

export const LIVE = 'https://news.example/atom.xml';

export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Fake {
  readonly ledger: Ledger;
  /** By URL; a function sees the headers of the request. */
  readonly pages: Map<string, Page | ((headers: Headers) => Page)>;
  readonly asked: string[];
  readonly faults: Fault[];
  readonly tell: Tell;
  readonly get: Get;
  /** What was told, and about which story. */
  said(): readonly string[];
}

export function createFake(): Fake {
  const ledger = createLedger();
  const faults: Fault[] = [];
  const asked: string[] = [];
  const pages: Fake['pages'] = new Map();
  const tell: Tell = (fault) => void faults.push(fault);
  const get = createGet({
    tell,
    transport: async (url, headers) => {
      asked.push(url);
      const page = pages.get(url) ?? { status: 404 };
      const { status = 200, headers: own, body } = isPage(page) ? page : page(new Headers(headers));
      const type = url.endsWith('.json') ? 'application/feed+json' : 'application/atom+xml';
      const hasBody = status === 200 || status === 226;
      const answered = { 'content-type': type, ...own };
      return new Response(hasBody ? (body ?? '') : null, { status, headers: answered });
    },
    onFetched: (fetched) => expectDocument(ledger, fetched, tell),
  });
  const said = (): readonly string[] =>
    faults.map(({ storyId, what }) => (storyId === undefined ? what : `${storyId} ${what}`));
  return { ledger, pages, asked, faults, tell, get, said };
}

function isPage(page: Page | ((headers: Headers) => Page)): page is Page {
  return typeof page !== 'function';
}

/** A public story with one text, changed at `at`. */
export function addStory(ledger: Ledger, number: number, more: Partial<Story> = {}): Story {
  const story = createStory({
    number,
    id: `story-${number}`,
    language: 'en',
    section: 'world',
    topics: [],
    isQuiet: false,
  });
  const texts = [markerWord('text', number, 0)];
  Object.assign(story, { state: 'public', texts, changedAt: number, ...more });
  ledger.add(story);
  ledger.note(story, story.changedAt);
  return story;
}

export interface Shown {
  readonly id?: string;
  readonly text?: string;
  readonly updatedAt?: number;
}

/** An Atom document of stories as they are, or as `shown` tells. */
export function atom(
  stories: readonly (readonly [story: Story, shown?: Shown])[],
  links: Readonly<Record<string, string>> = {},
): string {
  const entries = stories.map(
    ([story, { id = story.id, text = textOf(story), updatedAt = story.changedAt } = {}]) =>
      `<entry><id>${id}</id><updated>${new Date(updatedAt).toISOString()}</updated><content>${text}</content></entry>`,
  );
  const hrefs = Object.entries(links).map(([rel, href]) => `<link rel="${rel}" href="${href}"/>`);
  return `<feed xmlns="http://www.w3.org/2005/Atom">${hrefs.join('')}${entries.join('')}</feed>`;
}

/** A JSON Feed of stories as they are. */
export function jsonFeed(stories: readonly Story[], nextUrl?: string): string {
  const items = stories.map((story) => ({
    id: story.id,
    content_html: textOf(story),
    date_published: new Date(story.changedAt).toISOString(),
  }));
  return JSON.stringify({ items, ...(nextUrl !== undefined && { next_url: nextUrl }) });
}

function textOf({ state, texts, notice }: Story): string {
  return (state === 'withdrawn' ? notice : texts.at(-1)) ?? '';
}
