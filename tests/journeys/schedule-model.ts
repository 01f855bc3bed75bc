/** A naive model of the newsroom: what each story is, and what of it anybody may see at a moment. */

import type { Plan } from './schedule-steps.ts';
import { SECTIONS, STORIES, TOPIC_CHOICES } from './schedule-steps.ts';

/** Odd ids on purpose: they are the same bytes everywhere. */
const IDS = [
  'urn:uuid:0190d3c0-0000-7000-8000-0000000000aa',
  'tag:news.example,2019:story/2',
  `https://old.example/?a=1&b="2"&c='3'`,
  '共同:2019-11-4',
  'urn:example:five',
];
const LANGUAGES = ['en', 'ja', 'en', 'ko', 'ja'];
const LEADS: Readonly<Record<string, string>> = {
  en: 'Talks',
  ja: '北朝鮮の協議',
  ko: '북한 회담',
};

/** Words that stand in one version of one story alone. */
export interface Text {
  readonly headline: string;
  readonly standfirst: string;
  readonly body: string;
  readonly notes: readonly string[];
  readonly topics: readonly string[];
  readonly section: string;
}

export type State =
  | 'none'
  | 'public'
  | 'embargoed'
  | 'withheld'
  | 'expired'
  | 'withdrawn'
  | 'removed'
  | 'erased';

interface Held {
  readonly state: State;
  readonly text: Text;
  readonly embargoedUntil: number;
  readonly expiresAt: number;
}

export interface Story {
  readonly number: number;
  readonly id: string;
  readonly slug: string;
  readonly language: string;
  readonly media: readonly string[];
  state: State;
  text: Text | undefined;
  /** Milliseconds; infinite: never. */
  embargoedUntil: number;
  expiresAt: number;
  noticeUntil: number;
  note: string | undefined;
  kept: Held | undefined;
  /** Readers have it or had it. */
  wasSeen: boolean;
  /** Keys of all selectors in which it ever stood. */
  readonly stood: Set<string>;
  /** The last request that made it what it is; undefined once something else changed it. */
  request: object | undefined;
}

const NEVER = Number.POSITIVE_INFINITY;

export class Model {
  readonly stories: readonly Story[] = Array.from({ length: STORIES }, (_, number) => ({
    number,
    id: IDS[number] ?? '',
    slug: `story-${number}`,
    language: LANGUAGES[number] ?? 'en',
    // The last two show one picture between them.
    media: number === 0 ? ['/media/a.jpg'] : number >= 3 ? ['/media/shared.jpg'] : [],
    state: 'none',
    text: undefined,
    embargoedUntil: NEVER,
    expiresAt: NEVER,
    noticeUntil: NEVER,
    note: undefined,
    kept: undefined,
    wasSeen: false,
    stood: new Set<string>(),
    request: undefined,
  }));
  isFrozen = false;
  /** Key of a selector -> how often its feed was forgotten. */
  readonly eras = new Map<string, number>();
  /** Every marker word ever used -> where. */
  readonly markers = new Map<string, string>();

  /** A word that is in no other text. */
  mark(where: string): string {
    const number = this.markers.size + 26 ** 2;
    const letters = [...number.toString(26)].map((digit) =>
      String.fromCharCode(97 + Number.parseInt(digit, 26)),
    );
    const word = `zq${letters.join('')}qz`;
    this.markers.set(word, where);
    return word;
  }

  /** A new version of the text, as `plan` wants it. */
  write(story: Story, plan: Plan): Text {
    const name = (field: string) => this.mark(`${field} of story ${story.number}`);
    return {
      headline: name('headline'),
      standfirst: name('standfirst'),
      body: name('body'),
      // What was taken back forgot its corrections.
      notes: story.text?.notes ?? [],
      topics: TOPIC_CHOICES[plan.topics] ?? [],
      section: SECTIONS[plan.section] ?? SECTIONS[0],
    };
  }

  /** The story becomes `next`, and at once what time makes of it. */
  become(story: Story, next: Partial<Story>, now: number): void {
    Object.assign(story, next);
    this.settle(story, now);
  }

  /** What time does to a story when somebody looks at it: a tick, or any change. */
  settle(story: Story, now: number): void {
    const isNew = story.text !== undefined && story.state === 'embargoed';
    if (isNew && story.embargoedUntil <= now) story.state = 'public';
    if (story.state === 'public' && story.expiresAt <= now) story.state = 'expired';
    if (story.state === 'withdrawn' && story.noticeUntil <= now) {
      Object.assign(story, { state: 'removed', note: undefined, kept: undefined, text: undefined });
    }
    if (story.state === 'public') story.wasSeen = true;
    const text = story.state === 'public' ? story.text : story.kept?.text;
    if (text !== undefined && (story.state === 'public' || story.state === 'withdrawn')) {
      for (const key of selectorsOf(story, text)) story.stood.add(key);
    }
  }

  /** A section that only erased stories name is told by no feed any more. */
  forgetSections(erased: Story): void {
    for (const key of [...erased.stood].filter((one) => one.startsWith('section:'))) {
      const holders = this.stories.filter(({ stood }) => stood.has(key));
      if (holders.some(({ state }) => state !== 'erased')) continue;
      for (const { stood } of holders) stood.delete(key);
      this.eras.set(key, (this.eras.get(key) ?? 0) + 1);
    }
  }

  tick(now: number): void {
    for (const story of this.stories) {
      const isStopped = this.isFrozen && story.state === 'embargoed';
      if (!isStopped && dueAt(story) <= now) this.settle(story, now);
    }
  }

  nextDueAt(): number {
    const waiting = this.stories.filter(({ state }) => !this.isFrozen || state !== 'embargoed');
    return Math.min(...waiting.map(dueAt));
  }

  /** The words that may stand in an answer at `now`; of a copy, only what is certain to be still right. */
  allowed(now: number, isCopy: boolean): ReadonlySet<string> {
    return new Set(
      this.stories.flatMap((story) => {
        const isOver = isCopy && dueAt(story) <= now;
        if (isOver) return [];
        if (story.state === 'public') return wordsOf(story.text);
        return story.state === 'withdrawn' && story.note ? [story.note] : [];
      }),
    );
  }

  /** Stories of which something stands in the feed `key`. */
  members(key: string): readonly Story[] {
    return this.stories.filter((story) => {
      // A notice stands wherever its story ever stood.
      if (story.state === 'withdrawn') return story.stood.has(key);
      const { state, text } = story;
      return state === 'public' && text !== undefined && selectorsOf(story, text).includes(key);
    });
  }

  /** Stories that readers of the feed `key` had and have no more. */
  gone(key: string): readonly Story[] {
    return this.stories.filter(({ stood, state }) => stood.has(key) && state !== 'public');
  }
}

/** When time changes the story next; infinite: never. */
export function dueAt({ state, embargoedUntil, expiresAt, noticeUntil }: Story): number {
  if (state === 'embargoed') return embargoedUntil;
  if (state === 'public') return expiresAt;
  return state === 'withdrawn' ? noticeUntil : NEVER;
}

export function wordsOf(text: Text | undefined): readonly string[] {
  return text === undefined ? [] : [text.headline, text.standfirst, text.body, ...text.notes];
}

/** Keys of the feeds in which a version of a story stands. */
export function selectorsOf(story: Story, text: Text): readonly string[] {
  return [
    'main',
    ...text.topics.flatMap((topic) => [`topic:${topic}`, `topic:${topic}:${story.language}`]),
    `section:${text.section}`,
    `language:${story.language}`,
  ];
}

/** The request that publishes this version; the marker words are all of its text. */
export function requestFor(
  story: Story,
  { text, plan, now }: { readonly text: Text; readonly plan: Plan; readonly now: number },
): object {
  const at = (ms: number): string => new Date(ms).toISOString();
  const lead = LEADS[story.language];
  return {
    id: story.id,
    slug: story.slug,
    language: story.language,
    headline: `${lead} ${text.headline}`,
    standfirst: `${lead} ${text.standfirst}.`,
    bodyHtml: `<p>${lead} ${text.body}.</p>`,
    section: text.section,
    tags: text.topics,
    media: story.media.map((url) => ({ url, type: 'image/jpeg' })),
    ...(plan.as === 'held' && { state: 'withheld' }),
    ...(plan.as === 'embargo' && { embargoedUntil: at(now + plan.wait * 1000) }),
    ...(plan.as === 'ahead' && { publishedAt: at(now + plan.wait * 1000) }),
    ...(plan.as === 'late' && { publishedAt: '2019-03-01T08:00:00Z', backCatalogue: true }),
    ...(plan.life > 0 && { expiresAt: at(now + plan.life * 1000) }),
    ...(plan.dated === 'now' && { updatedAt: at(now) }),
    ...(plan.dated === 'back' && { updatedAt: at(now - 3_600_000) }),
  };
}
