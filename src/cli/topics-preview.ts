/** `wireroom topics preview`: what a topic file would hold, tried on the stories of the configured store. */

import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../model/errors.ts';
import type { Result } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { MatchedTerm } from '../model/topic.ts';
import { readDraft } from '../publish/draft-topic.ts';
import {
  type Counted,
  DEFAULT_LAST,
  type KeptOutSample,
  MAX_LAST,
  type PreviewSample,
  type PreviewStory,
  previewTopic,
  type TopicPreview,
} from '../publish/preview-topic.ts';
import { loadSite } from '../publish/site-state.ts';
import { readConfig } from '../runtime/config-file.ts';
import type { Store } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, reportProblems, type Shell, writeLine } from './output.ts';

export interface TopicsPreviewFlags extends StoreFlags {
  readonly file: string;
  /** Stories to look at. */
  readonly last?: string;
  readonly json?: boolean;
}

/** Exit code 1 for a file with faults. Never makes a store, and writes nothing into it. */
export function topicsPreview(flags: TopicsPreviewFlags, shell: Shell): Promise<ExitCode> {
  const { file } = flags;
  const last = flags.last === undefined ? DEFAULT_LAST : parseLast(flags.last);
  const text = readTopicFile(file);
  if (!text.ok) {
    reportProblems(shell, text.problems);
    return Promise.resolve(EXIT.problems);
  }
  return withStore(flags, { shell, wanted: 'existing' }, async ({ store }, name) => {
    const site = await readSite(store, name);
    const pause = async () => void (await setImmediate());
    const draft = await readDraft(text.value, file, { site, pause });
    reportProblems(shell, draft.problems);
    if (!draft.ok) return EXIT.problems;
    const preview = await previewTopic(store, draft.value, { site, last, pause });
    if (flags.json) writeLine(shell, JSON.stringify(preview, undefined, 2));
    else for (const line of describePreview(preview)) writeLine(shell, line);
    return EXIT.ok;
  });
}

/** The configuration that a server left in the store. */
export async function readSite(store: Store, name: string): Promise<Site> {
  const state = await loadSite(store);
  if (state !== undefined) return state.site;
  throw new AppError(
    'store-unavailable',
    `the store at ${name} holds no publication yet; start the server once`,
  );
}

function readTopicFile(file: string): Result<string> {
  if (existsSync(file)) return readConfig(file, file);
  throw new AppError('not-found', `there is no file ${file}; give the path of a topic file`);
}

function parseLast(text: string): number {
  const last = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (last >= 1 && last <= MAX_LAST) return last;
  throw new AppError('bad-request', `--last is a whole number from 1 to ${MAX_LAST}`);
}

function describePreview(preview: TopicPreview): readonly string[] {
  const { topic, isKnown, lookedAt, matching, givenUp, storiesPerDay, from, to } = preview;
  const { entering, leaving, samples, keptOut } = preview;
  const span = from && to ? `, ${formatRfc3339(from)} to ${formatRfc3339(to)}` : '';
  return [
    `topic:      ${topic}${isKnown ? '' : ' (new)'}`,
    `looked at:  ${lookedAt} public stories${span}`,
    `match:      ${matching}, ${storiesPerDay} a day`,
    ...(givenUp > 0
      ? [`given up:   ${givenUp}, as the rule compares too many of their words`]
      : []),
    ...listOf('enter', entering, (story: PreviewStory) => [named(story)]),
    ...listOf('leave', leaving, (story: PreviewStory) => [named(story)]),
    ...listOf('samples', { count: matching, stories: samples }, sampleLines),
    ...listOf('kept out', keptOut, (story: KeptOutSample) => [
      ...sampleLines(story),
      `    but ${story.unless}: ${wordsOf(story.blocking)}`,
    ]),
  ];
}

function listOf<T>(
  title: string,
  { count, stories }: Counted<T>,
  linesOf: (story: T) => readonly string[],
): readonly string[] {
  if (count === 0) return [];
  const more = count - stories.length;
  return [
    `${`${title}:`.padEnd(12)}${count}`,
    ...stories.flatMap(linesOf),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function named({ id, headline }: PreviewStory): string {
  return `  ${headline}  (${id})`;
}

function sampleLines(story: PreviewSample): readonly string[] {
  return [named(story), `    by ${story.line}: ${wordsOf(story.matched)}`];
}

function wordsOf(matched: readonly MatchedTerm[]): string {
  return matched.map(({ term, field, text }) => `${term} in ${field} (${text})`).join(', ');
}
