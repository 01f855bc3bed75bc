/** Carries out what the newsroom plans: by the server's API, and in the ledger. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createStory, type Ledger, NEVER, type Story } from './ledger.ts';
import { markerWord } from './markers.ts';
import { DAY_MS, type StepKind, type StoryPlan } from './plan.ts';
import type { World } from './world.ts';

export interface DeskParts {
  readonly world: World;
  readonly ledger: Ledger;
  readonly noticeDays: number;
}

export interface Desk {
  publish(plan: StoryPlan): Promise<void>;
  /** Undefined where the step does not apply to the story as it is. */
  carryOut(plan: StoryPlan, step: StepKind): Promise<StepKind | undefined>;
}

const LEADS: Readonly<Record<string, string>> = {
  en: 'Talks go on in the capital',
  ja: '北朝鮮の協議が続く',
  ko: '북한 회담이 계속된다',
};
const TOPICS = ['diplomacy', 'weapons'];

export function createDesk(parts: DeskParts): Desk {
  const { world, ledger } = parts;
  return {
    publish: async (plan) => {
      const story = storyFor(plan, ledger);
      story.texts = [markerWord('text', plan.number, 0)];
      await world.order('PUT', pathOf(story), requestFor(plan, story));
      const now = world.now;
      story.embargoedUntil = plan.embargoedUntil ?? NEVER;
      story.expiresAt = plan.expiresAt ?? NEVER;
      story.state = plan.isWithheld ? 'withheld' : plan.embargoedUntil ? 'embargoed' : 'public';
      story.arrivedAt = now;
      story.changedAt = plan.isBackCatalogue ? (plan.publishedAt ?? now) : now;
      ledger.note(story, now);
    },
    carryOut: async (plan, step) => {
      const story = ledger.byNumber(plan.number);
      if (story === undefined || !applies(step, story)) return undefined;
      await DOING[step](parts, plan, story);
      ledger.note(story, world.now);
      return step;
    },
  };
}

/** Writes the first articles of a folder; to be noted as public by the ledger as well. */
export function writeFile(folder: string, plan: StoryPlan, ledger: Ledger): void {
  const story = storyFor(plan, ledger);
  story.texts = [markerWord('text', plan.number, 0)];
  const { bodyHtml: _html, ...fields } = requestFor(plan, story);
  const path = join(folder, 'first', `${plan.number}.md`);
  const matter = Object.entries({ ...fields, id: story.id }).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `---\n${matter.join('\n')}\n---\n${textOf(story)}\n`);
  story.state = 'public';
  story.changedAt = plan.publishedAt ?? plan.arrivesAt;
  ledger.note(story, story.changedAt);
}

function storyFor(plan: StoryPlan, ledger: Ledger): Story {
  const { number, language, section, topics, isBackCatalogue: isQuiet } = plan;
  const id = `tag:news.example,2026:story/${number}`;
  const story = createStory({ number, id, language, section, topics, isQuiet });
  ledger.add(story);
  return story;
}

function pathOf({ id }: Story, verb = ''): string {
  return `/api/articles/${encodeURIComponent(id)}${verb}`;
}

function textOf({ language, texts }: Story): string {
  const lead = LEADS[language] ?? '';
  const word = texts.at(-1) ?? '';
  return [1, 2, 3].map((part) => `${lead} ${word} (${part}). `.repeat(3).trim()).join('\n\n');
}

function words(story: Story) {
  const lead = LEADS[story.language] ?? '';
  const word = story.texts.at(-1) ?? '';
  const paragraphs = textOf(story).split('\n\n');
  return {
    headline: `${lead}: ${word}`,
    standfirst: `${lead} (${word}).`,
    bodyHtml: paragraphs.map((text) => `<p>${text}</p>`).join(''),
  };
}

/** The slug stays when the text changes, and would show the word of the first one. */
function requestFor(plan: StoryPlan, story: Story) {
  const at = (ms: number): string => new Date(ms).toISOString();
  return {
    slug: `story-${plan.number}`,
    language: plan.language,
    section: plan.section,
    ...words(story),
    ...(story.topics.length > 0 && { tags: story.topics }),
    ...(plan.publishedAt !== undefined && { publishedAt: at(plan.publishedAt) }),
    ...(plan.embargoedUntil !== undefined && { embargoedUntil: at(plan.embargoedUntil) }),
    ...(plan.expiresAt !== undefined && { expiresAt: at(plan.expiresAt) }),
    ...(plan.isWithheld && story.state === 'planned' && { state: 'withheld' }),
    ...(plan.isBackCatalogue && { backCatalogue: true }),
  };
}

function applies(step: StepKind, { state }: Story): boolean {
  switch (step) {
    case 'correct':
    case 'retag':
    case 'update':
    case 'remove':
      return state === 'public';
    case 'edit':
      return state === 'public' || state === 'embargoed';
    case 'withdraw':
      return state === 'public' || state === 'embargoed';
    case 'restore':
      return state === 'withdrawn';
    case 'release':
      return state === 'withheld';
    default:
      return step satisfies never;
  }
}

type Doing = (parts: DeskParts, plan: StoryPlan, story: Story) => Promise<void>;

const DOING: Readonly<Record<StepKind, Doing>> = {
  correct: (parts, _plan, story) => correct(parts, story, story.topics),
  retag: ({ world, ledger, noticeDays }, _plan, story) => {
    const topics = TOPICS.filter((topic) => story.topics.includes(topic) !== (topic === 'weapons'));
    return correct({ world, ledger, noticeDays }, story, topics);
  },
  update: async ({ world }, plan, story) => {
    story.texts = [nextText(story)];
    const updatedAt = new Date(world.now).toISOString();
    await world.order('PUT', pathOf(story), { ...requestFor(plan, story), updatedAt });
    becomeNews(story, world.now);
  },
  edit: async ({ world }, plan, story) => {
    story.texts = [...story.texts, nextText(story)];
    await world.order('PUT', pathOf(story), requestFor(plan, story));
    story.editedAt = world.now;
  },
  withdraw: async ({ world, noticeDays }, _plan, story) => {
    const wasSeen = story.wasPublic;
    const notice = markerWord('notice', story.number, world.now);
    await world.order('POST', pathOf(story, '/withdraw'), { note: `Filed in error: ${notice}.` });
    story.state = wasSeen ? 'withdrawn' : 'removed';
    story.notice = wasSeen ? notice : undefined;
    // A second change within one second is dated to the next: the notice ends that much later.
    story.noticeUntil = world.now + noticeDays * DAY_MS + 5_000;
  },
  restore: async ({ world }, _plan, story) => {
    await world.order('POST', pathOf(story, '/restore'), {});
    story.state = 'public';
    becomeNews(story, world.now);
  },
  remove: async ({ world }, _plan, story) => {
    await world.order('DELETE', pathOf(story), {});
    story.state = 'removed';
  },
  release: async ({ world }, _plan, story) => {
    await world.order('POST', pathOf(story, '/release'), {});
    story.state = 'public';
    becomeNews(story, world.now);
  },
};

async function correct(
  { world }: DeskParts,
  story: Story,
  topics: readonly string[],
): Promise<void> {
  const note = markerWord('note', story.number, story.notes.length);
  story.texts = [nextText(story)];
  story.topics = topics;
  story.notes = [...story.notes, note];
  const changes = { ...words(story), tags: topics };
  const order = { note: `The text was wrong: ${note}.`, changes };
  await world.order('POST', pathOf(story, '/correct'), order);
  becomeNews(story, world.now);
}

function becomeNews(story: Story, now: number): void {
  story.changedAt = now;
  story.isQuiet = false;
}

function nextText({ number, texts }: Story): string {
  const version = Number(/x(\d+)z/.exec(texts.at(-1) ?? '')?.[1] ?? 0) + 1;
  return markerWord('text', number, version);
}
